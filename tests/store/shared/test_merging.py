"""Libraries that take from each other end with the same characters, and lose nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from charlib.errors import CharlibError
from charlib.library import Library
from charlib.store.shared.taking import Taken
from tests.examples import examples

from .team import Member, meet

HANDLES = ["mia", "tom", "zoe"]
OTHERS = ["mia", "tom", "m2", "ann"]
TAGS = ["hero", "cast"]
LOOKS = ["coat", "uniform"]
EPISODES = ["", "1-3", "2", "4"]


class Told(NamedTuple):
    """What a verb may be told."""

    who: str
    other: str
    tag: str
    look: str
    when: str


Verb = Callable[[Library, Told], object]
VERBS: dict[str, Verb] = {
    "add": lambda lib, told: lib.add(told.other, name=told.who),
    "edit": lambda lib, told: lib.edit(told.who, name=told.other),
    "note": lambda lib, told: lib.edit(told.who, notes=told.other),
    "rename": lambda lib, told: lib.rename(told.who, told.other),
    "tag": lambda lib, told: lib.tags.add(told.tag, told.who),
    "untag": lambda lib, told: lib.tags.remove(told.tag, told.who),
    "alias": lambda lib, told: lib.aliases.add(told.who, told.other),
    "no alias": lambda lib, told: lib.aliases.remove(told.other),
    "remove": lambda lib, told: lib.remove(told.who),
    "restore": lambda lib, told: lib.restore(told.who),
    "look": lambda lib, told: lib.looks.add(told.who, told.look, episodes=told.when),
    "relook": lambda lib, told: lib.looks.edit(told.who, told.look, episodes=told.when),
    "no look": lambda lib, told: lib.looks.remove(told.who, told.look),
    "undo": lambda lib, _: lib.undo(),
}

steps = st.lists(
    st.one_of(
        st.tuples(
            st.integers(0, 2), st.sampled_from(list(VERBS)), st.sampled_from(HANDLES),
            st.sampled_from(OTHERS), st.sampled_from(TAGS), st.sampled_from(LOOKS),
            st.sampled_from(EPISODES),
        ),
        st.tuples(st.integers(0, 2), st.just("take"), st.integers(0, 2)),
    ),
    max_size=25,
)  # fmt: skip


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Member, Member]]:
    """Two libraries that know nothing of each other."""
    both = Member(tmp_path / "one"), Member(tmp_path / "two")
    yield both
    for member in both:
        member.close()


@examples(
    25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_all_end_with_the_same_characters(told: list[Any]) -> None:
    """Three libraries, whatever they do and in whatever order they take from each other."""
    with tempfile.TemporaryDirectory() as folder:
        team = [Member(Path(folder) / str(number)) for number in range(3)]
        try:
            for who, verb, *what in told:
                if verb == "take":
                    team[who].take(team[what[0]].given())
                else:
                    _try(team[who].lib, verb, what)
            meet(*team)
            first, *others = (member.shown() for member in team)
            assert [each == first for each in others] == [True, True], (first, others)
            assert all(problem.kind == "info" for problem in team[0].lib.doctor())
        finally:
            for member in team:
                member.close()


def _try(lib: Library, verb: str, what: list[Any]) -> None:
    with suppress(CharlibError):  # a library that refuses changes nothing
        VERBS[verb](lib, Told(*what))


def test_a_character_comes_with_all_it_has(pair: tuple[Member, Member]) -> None:
    """Tags, aliases and looks; and taking it again changes nothing."""
    one, two = pair
    one.lib.add("mia", name="Mia", look="red hair", tags=["hero"])
    one.lib.aliases.add("mia", "m2")
    one.lib.looks.add("mia", "coat", description="red", episodes="1-3")
    two.take(one.given())
    mia = two.lib.show("m2")
    assert (mia.handle, mia.name, mia.look, mia.tags) == ("mia", "Mia", "red hair", ("hero",))
    assert [(each.name, each.episodes) for each in mia.looks if each.name] == [("coat", "1-3")]
    assert set(two.take(one.given())) == {Taken()}
    assert one.shown() == two.shown()


def test_taking_is_one_entry_that_undo_forgets(pair: tuple[Member, Member]) -> None:
    """As though it had never been taken: then it can be taken again."""
    one, two = pair
    one.lib.add("mia", tags=["hero"])
    with two.store.as_one("import"):
        two.take(one.given())
    two.lib.undo()
    assert two.lib.count() == 0
    two.take(one.given())
    assert two.lib.show("mia").tags == ("hero",)


def test_two_of_one_handle_are_both_kept(pair: tuple[Member, Member]) -> None:
    """The older one keeps it, in both libraries; a new name for one settles it."""
    one, two = pair
    one.lib.add("mia", name="First")
    two.lib.add("mia", name="Second")
    meet(one, two)
    assert one.shown() == two.shown()
    names = {each.name: each.handle for each in one.lib.list()}
    assert names["First"] == "mia"
    assert names["Second"].startswith("mia_")
    two.lib.rename(names["Second"], "mira")
    meet(one, two)
    assert {each.handle for each in one.lib.list()} == {"mia", "mira"}
