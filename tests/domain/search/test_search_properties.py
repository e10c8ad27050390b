"""What holds of every query: it is read or refused politely, and a tree survives being printed."""

# ruff: noqa: RUF001
# Full-width signs and letters that look like others are what is tested here.

from __future__ import annotations

import string
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.character.handle import normalise
from charlib.domain.moment import from_text
from charlib.domain.search.fields import CHOICES, FIELDS
from charlib.domain.search.parse import parse
from charlib.domain.search.ranges import Range
from charlib.domain.search.tokens import tokens
from charlib.domain.search.tree import How, Term, Tree, all_of, any_of, negated, show
from charlib.errors import BadQuery
from tests.examples import examples

NOW = from_text("2026-03-31T10:20:30.400Z")
DAY = 86_400_000
brief = examples(80)

# Pieces of which queries, right and wrong, are made.
pieces = st.sampled_from(
    [
        *"()|-^!*~=“”「」:<>&,.\0\ud800\u3000（）：", *' "\n', "..", "or", "and ", " not ", "--",
        "mia", "红色", "แดง", "코트", "é", "e\u0301", "👩\u200d🚀", "http://x", "2026-01",
        "2026-13", "7d", "-2w", "today", "0", "3", "ready", "tags", "real", "99999999999999999999",
        *(f"{field}:" for field in FIELDS), "taag:", "role:", "\u0338", "\ufdfa", "ǰ\u0345",
    ]
)  # fmt: skip
anything = st.one_of(
    st.lists(pieces, max_size=14).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=30),
)

values = st.one_of(
    st.text(string.printable + "红é“”「」＂：－", min_size=1, max_size=10),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8),
    st.sampled_from(["or", "not", "and", "&", "tag:x", "12:30", "-a", "a*", "//x", "~a", "=a"]),
).map(lambda text: unicodedata.normalize("NFC", text))
hows: list[How] = ["words", "prefix", "substring", "fuzzy"]
texts = st.tuples(st.sampled_from(hows), values.filter(lambda value: bool(tokens(value)))).filter(
    lambda drawn: drawn[0] != "fuzzy" or len(tokens(drawn[1])) == 1
)
filled = values.filter(lambda value: bool(value.strip()))
folded = filled.map(lambda value: normalise(value.strip())).filter(
    lambda value: bool(value) and normalise(value.strip()) == value
)
tags = st.from_regex(r"[a-z红é][a-z红é0-9:*.()|'&-]{0,8}", fullmatch=True)


def ends(low: int, high: int) -> st.SearchStrategy[Range]:
    """Ranges that are not empty, between two numbers; one end may be open."""
    bounds = st.lists(st.integers(low, high), min_size=2, max_size=2, unique=True).map(sorted)
    return st.tuples(bounds, st.sampled_from([(0, 0), (0, 1), (1, 0)])).map(
        lambda drawn: Range(
            None if drawn[1][0] else drawn[0][0], None if drawn[1][1] else drawn[0][1]
        )
    )


def in_days(days: Range) -> Range:
    """The same range of days, in milliseconds."""
    low, high = (None if end is None else end * DAY for end in (days.low, days.high))
    return Range(low, high)


moments = st.one_of(ends(0, 4_000 * DAY), ends(0, 20_000).map(in_days))
terms = st.one_of(
    texts.map(lambda drawn: Term(None, *drawn)),
    st.builds(
        lambda field, drawn: Term(field, *drawn),
        st.sampled_from(["name", "handle", "look", "notes"]),
        texts,
    ),
    st.builds(Term, st.just("source"), st.sampled_from(["words", "prefix", "exact"]), filled),
    st.builds(
        Term,
        st.sampled_from(["project", "account", "profile"]),
        st.sampled_from(["is", "prefix", "substring", "fuzzy", "exact"]),
        folded,
    ),
    st.builds(Term, st.just("name"), st.just("exact"), filled),
    st.builds(Term, st.just("saved"), st.just("is"), folded),
    st.builds(Term, st.just("tag"), st.sampled_from(["is", "exact", "prefix"]), tags),
    st.sampled_from([Term(field, "is", choice) for field in CHOICES for choice in CHOICES[field]]),
    st.builds(Term, st.just("used"), st.just("range"), ends(1, 1_000)),
    st.builds(Term, st.sampled_from(["created", "updated"]), st.just("range"), moments),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: any_of(*parts)),
        inner.map(negated),
    ),
    max_leaves=12,
)


def answer(query: str) -> Tree | BadQuery:
    """What a query is read as, or why it is not."""
    try:
        return parse(query, now=NOW)
    except BadQuery as error:
        return error


@brief
@given(anything)
def test_any_text_is_read_or_refused_with_a_picture(query: str) -> None:
    """Whatever is typed gives a tree that can be printed, or a BadQuery fit to be printed."""
    result = answer(query)
    if not isinstance(result, BadQuery):
        assert parse(show(result), now=NOW) == result
        return
    line, carets = result.picture.split("\n")
    assert set(carets.lstrip(" ")) == {"^"}
    assert line.isprintable() or not query.isprintable()
    assert result.hint
    assert f"{result} {result.hint} {line}".encode()


@brief
@given(trees)
def test_a_printed_tree_parses_to_an_equal_one(tree: Tree) -> None:
    """Every tree that can be put together comes back from its own text."""
    assert parse(show(tree), now=NOW) == tree


@brief
@given(trees, trees)
def test_trees_are_joined_by_text_as_by_hand(first: Tree, other: Tree) -> None:
    """Two queries in parentheses side by side, or with or between, are joined trees."""
    beside, between = f"({show(first)}) ({show(other)})", f"({show(first)}) | ({show(other)})"
    assert parse(beside, now=NOW) == all_of(first, other)
    assert parse(between, now=NOW) == any_of(first, other)
