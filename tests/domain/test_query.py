"""Searches: words that must all be found, and tags."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charlib.domain.query import Query, parse
from charlib.domain.text import fold
from charlib.errors import BadQuery, InvalidInput

brief = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("mia", Query(words=("mia",))),
        ("blue coat", Query(words=("blue", "coat"))),
        ("  Blue \t ÉVA ", Query(words=("blue", "eva"))),
        ('"blue coat" mia', Query(words=("blue coat", "mia"))),
        ("mia's", Query(words=("mia's",))),
        ("林小雨", Query(words=("林小雨",))),
        ("12:30", Query(words=("12:30",))),
        ("tag:hero", Query(tags=("hero",))),
        ("tag:Hero tag:lead", Query(tags=("hero", "lead"))),
        ("-tag:extra", Query(without=("extra",))),
        ("tag:role:hero", Query(tags=("role:hero",))),
        ('tag:"blue coat"', Query(tags=("blue coat",))),
        ("tag:hero -tag:extra rain", Query(("rain",), ("hero",), ("extra",))),
        ("tag:主角 雨", Query(words=("雨",), tags=("主角",))),
        ("", Query()),
    ],
)
def test_words_and_tags_are_told_apart(typed: str, query: Query) -> None:
    """Words are folded, `tag:x` asks for a tag and `-tag:x` for its absence."""
    assert parse([typed]) == query


def test_the_shells_words_are_one_search() -> None:
    """It makes no difference whether the shell or charlib parts the words."""
    assert parse(["tag:hero", "blue", "coat"]) == parse(["tag:hero blue coat"])


def test_no_words_are_an_empty_search() -> None:
    """Searching for nothing asks for nothing."""
    assert parse([]) == Query()


@pytest.mark.parametrize("typed", ['"', 'mia "blue', 'tag:"hero', '"a" "'])
def test_a_quotation_mark_without_partner_is_refused(typed: str) -> None:
    """An open quotation is told with what helps."""
    with pytest.raises(BadQuery, match="quotation") as refused:
        parse([typed])
    assert refused.value.exit_code == 2
    assert refused.value.hint


@pytest.mark.parametrize("typed", ["name:mia", "-look:blue", "tags:hero", "tag:", "-tag:", "x:y"])
def test_a_field_nobody_knows_is_refused(typed: str) -> None:
    """A field that charlib does not search is told, not silently searched as a word."""
    with pytest.raises(BadQuery) as refused:
        parse([typed])
    assert typed in str(refused.value)
    assert "tag:" in refused.value.hint


@pytest.mark.parametrize("typed", ["tag:a,b", "tag:a;b", "a\0b", "\ud800"])
def test_a_search_for_what_cannot_be_is_invalid(typed: str) -> None:
    """A tag that cannot exist and text that no database holds are invalid input."""
    with pytest.raises(InvalidInput):
        parse([typed])


@pytest.mark.parametrize("typed", ['""', 'mia ""', "\u0301", 'mia "\u0301"'])
def test_nothing_is_no_word(typed: str) -> None:
    """Empty quotes, and what folding leaves nothing of, are no words to be found."""
    assert all(parse([typed]).words)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), max_size=5))
@brief
def test_every_plain_word_is_searched_folded(words: list[str]) -> None:
    """Plain words come out folded, in their order, none lost."""
    assert parse(words) == Query(words=tuple(fold(word) for word in words))


@given(st.text(max_size=40))
@example("\U0001d756")
@brief
def test_any_text_is_a_search_or_invalid(typed: str) -> None:
    """No text whatever makes reading fail in another way than invalid input."""
    try:
        found = parse([typed])
    except InvalidInput as error:
        told = str(error)
    else:
        told = ""
        assert all(fold(word) == word for word in found.words)
    assert told.isprintable()
