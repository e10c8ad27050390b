"""Looks: their names, their episodes, and which one an episode means."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.character import looks
from charlib.domain.records import Character, Look
from charlib.errors import CharlibError, Conflict, InvalidInput
from tests.examples import examples

MIA = Character(
    id=1, handle="mia", name="Mia", project="default", look="a red coat", notes="", tags=(),
    bindings=(), created_at=0, updated_at=0,
    looks=(
        Look("", "a red coat"),
        Look("uniform", "a grey uniform", "4-12,15", id=1),
        Look("战斗装", "", "13", id=2),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("uniform", "uniform"),
        ("+Uniform", "uniform"),
        (" 5 ", "5"),
        ("80s_coat", "80s_coat"),
        ("战斗装", "战斗装"),
        ("＋战斗装", "战斗装"),  # noqa: RUF001 - an IME's plus
        ("e\u0301te\u0301", "été"),
        ("x" * 32, "x" * 32),
    ],
)
def test_a_name_is_folded_like_a_handle(typed: str, name: str) -> None:
    """Case and form do not count; one letter or digit is enough."""
    assert looks.parse_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "+", "x" * 33, "a b", "a+b", "_a", "a-b", "\0", "\ud800", "a/b", "@a", "🧥"]
)
def test_other_names_are_refused(typed: str) -> None:
    """Whatever a prompt could not name is no name."""
    with pytest.raises(InvalidInput):
        looks.parse_name(typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("", ""),
        ("4-12,15", "4-12,15"),
        ("15, 4 - 12", "4-12,15"),
        ("1,2,3,5", "1-3,5"),
        ("4-12,6-8,13", "4-13"),
        ("0,99999", "0,99999"),
        ("4-", "4-"),
        ("4～", "4-"),  # noqa: RUF001 - an IME's dash
        ("20-, 4-99999", "4-"),
        ("７、8–9", "7-9"),  # noqa: RUF001 - an IME's digits
        ("007", "7"),
    ],
)
def test_episodes_have_one_form(typed: str, text: str) -> None:
    """Sorted, and merged where they touch."""
    assert looks.parse_episodes(typed) == text


@pytest.mark.parametrize(
    "typed",
    ["x", "-4", "-", "12-4", "100000", "1-100000", "1,,2", "4--5", "1.5", "9" * 400, "1," * 900,
     "\0", "\ud800", "²"],
)  # fmt: skip
def test_other_episodes_are_refused(typed: str) -> None:
    """An error, whatever is typed."""
    with pytest.raises(InvalidInput):
        looks.parse_episodes(typed)


@examples(200)
@given(st.text(max_size=30) | st.text("0123456789-, ", max_size=30))
def test_any_text_is_episodes_or_an_error(typed: str) -> None:
    """The normal form is its own, and means the same episodes."""
    try:
        text = looks.parse_episodes(typed)
    except CharlibError:
        return
    assert looks.parse_episodes(text) == text
    pairs = looks.ranges(text)
    assert all(first <= last for first, last in pairs)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(pairs))


@pytest.mark.parametrize(
    ("episode", "name"),
    [(None, ""), (3, ""), (4, "uniform"), (12, "uniform"), (13, "战斗装"), (14, ""),
     (15, "uniform")],
)  # fmt: skip
def test_an_episode_means_one_look(episode: int | None, name: str) -> None:
    """Gaps mean the main look."""
    assert looks.look_for(MIA, episode).name == name


def test_a_range_without_an_end_has_every_later_episode() -> None:
    """`4-` is from episode 4 on."""
    late = MIA._replace(looks=(Look("", ""), Look("uniform", "", "4-", id=1)))
    names = [looks.look_for(late, episode).name for episode in (3, 4, 12, 99_999)]
    assert names == ["", "uniform", "uniform", "uniform"]


def test_an_overlap_is_refused_with_the_other_look() -> None:
    """The error names the look and the episodes; a look may keep its own."""
    with pytest.raises(Conflict, match=r"look uniform already has episode 10-12"):
        looks.refuse_overlap(MIA.looks, "coat", "10-14")
    with pytest.raises(Conflict, match=r"look uniform already has episode 4-12"):
        looks.refuse_overlap(MIA.looks, "coat", "2-")
    looks.refuse_overlap(MIA.looks, "uniform", "5")
    looks.refuse_overlap(MIA.looks, "coat", "16-")
    looks.refuse_overlap(MIA.looks, "coat", "14,16-20")


def test_a_look_has_the_main_description_if_it_has_none() -> None:
    """A look without words of its own looks like the main one in words."""
    described = [looks.described(MIA, look) for look in MIA.looks]
    assert described == ["a red coat", "a grey uniform", "a red coat"]


@pytest.mark.parametrize("number", [-1, 100_000, "x", "", "1.0", 10**30])
def test_an_episode_is_a_small_number(number: int | str) -> None:
    """From 0 to 99999."""
    with pytest.raises(InvalidInput):
        looks.parse_episode(number)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=12))
def test_no_episode_is_given_twice(pairs: list[tuple[int, int]]) -> None:
    """As somebody would find out who writes down who has each episode."""
    taken, owner = looks.Taken(), dict[int, str]()
    for at, (first, more) in enumerate(pairs):
        episodes = range(first, first + more + 1)
        shared = next((number for number in episodes if number in owner), None)
        if shared is None:
            taken.add(f"l{at}", f"{first}-{first + more}")
            owner |= dict.fromkeys(episodes, f"l{at}")
        else:
            clash = f"look {owner[shared]} already has episode {shared}\\b"
            with pytest.raises(Conflict, match=clash):
                taken.add(f"l{at}", f"{first}-{first + more}")
