"""The query language with the fields of takes."""

from __future__ import annotations

import pytest

from charlib.domain.search.parse import parse
from charlib.domain.search.ranges import Range
from charlib.domain.search.takes import TAKES
from charlib.domain.search.tree import And, Or, Term, Tree, show
from charlib.errors import BadQuery

NOW = 1_795_435_200_000


def read(text: str) -> Tree:
    """Read a query about takes."""
    return parse(text, now=NOW, fields=TAKES)


def test_every_field_has_an_example_that_is_read() -> None:
    """And that is printed as it was read."""
    assert TAKES.examples.keys() == TAKES.kinds.keys()
    for field, example in TAKES.examples.items():
        tree = read(example)
        assert isinstance(tree, Term)
        assert tree.field == field
        assert read(show(tree)) == tree


def test_choices_are_of_fields_of_choices() -> None:
    """Each has a list of words, all of which are read."""
    assert {name for name, kind in TAKES.kinds.items() if kind == "choice"} == {*TAKES.choices}
    for field, words in TAKES.choices.items():
        assert [read(f"{field}:{word}") for word in words]


def test_the_query_of_the_manual_is_read() -> None:
    """All fields narrow, words are of prompts, and the rest is as for characters."""
    tree = read(
        "character:mia episode:4..6 rating:>3 picked:no state:done (rain or night) -model:x"
    )
    assert isinstance(tree, And)
    assert Term("episode", "range", Range(4, 7)) in tree.parts
    assert Or((Term(None, "words", "rain"), Term(None, "words", "night"))) in tree.parts


@pytest.mark.parametrize("word", ["before", "after", "since", "until"])
def test_dates_have_one_word(word: str) -> None:
    """The hint is a query that is read."""
    for date in ("2026-03-05", "7d"):
        with pytest.raises(BadQuery, match=f"unknown field {word}:") as caught:
            read(f"rain {word}:{date}")
        assert isinstance(read(str(caught.value.hint).removeprefix("Write ")), Term)


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ("cost:>0.5", 500_001, None), ("cost:0.5..2", 500_000, 2_000_001), ("cost:<1", None, 10**6),
        ("rating:0", 0, 1), ("rating:>=4", 4, None),
    ],
)  # fmt: skip
def test_numbers_have_ranges(query: str, low: int | None, high: int | None) -> None:
    """Amounts are exact: millionths of a unit."""
    tree = read(query)
    assert isinstance(tree, Term)
    assert tree.value == Range(low, high)
    assert read(show(tree)) == tree


@pytest.mark.parametrize(
    ("query", "message", "marked", "hint"),
    [
        ("ratng:>3", "unknown field ratng:", "ratng:", "Did you mean rating:?"),
        ("episode:x", "x is not a number", "x", "Write episode:3"),
        ("rating:<0", "no rating is below 0", "<0", "Write rating:3"),
        ("cost:much", "much is not an amount", "much", "Write cost:>0.5"),
        ("picked:maybe", "picked: cannot be 'maybe'", "maybe", "picked: is one of yes, no"),
        ("rating>3", "a field is followed by a colon", "rating>3", "rating:>3"),
        ("tag:hero", "unknown field tag:", "tag:", '"tag:hero" for words'),
        ("state:ready", "state: cannot be 'ready'", "ready", "queued"),
        ("character:", "nothing follows character:", "character:", "character:mia"),
    ],
)
def test_a_mistake_is_pointed_at(query: str, message: str, marked: str, hint: str) -> None:
    """As for characters, with the words of takes."""
    with pytest.raises(BadQuery) as caught:
        read(query)
    assert message in str(caught.value)
    assert hint in caught.value.hint
    line, carets = caught.value.picture.splitlines()  # type: ignore[attr-defined]
    assert line[carets.index("^") : carets.rindex("^") + 1] == marked
