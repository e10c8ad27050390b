"""Libraries that take from each other end with the same characters, and lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.errors import Conflict
from charlib.library.sharing.joining import Joined
from charlib.store.shared.taking import Taken

from .team import Member, meet
from .walk import VERBS, Walk


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Member, Member]]:
    """Two libraries that know nothing of each other."""
    both = Member(tmp_path / "one"), Member(tmp_path / "two")
    yield both
    for member in both:
        member.close()


def _walked(folder: Path, seed: int, steps: int) -> Walk:
    """Whatever three libraries do, they end alike, sound, with nothing more to say, and whole."""
    walk = Walk(folder, seed)
    try:
        walk.run(steps)
        meet(*walk.team)
        first, *others = (member.shown() for member in walk.team)
        assert [each == first for each in others] == [True, True], walk.log
        told, *more = (member.records() for member in walk.team)
        assert [each == told for each in more] == [True, True], walk.log
        for member in walk.team:
            assert member.faults() == [], walk.log
        assert walk.lost() == [], walk.log
    finally:
        walk.close()
    return walk


@pytest.mark.parametrize("seed", range(6))
def test_all_end_with_the_same_characters(tmp_path: Path, seed: int) -> None:
    """Three libraries, whatever they do and whenever they take from each other."""
    _walked(tmp_path, seed, 90)


@pytest.mark.long
@pytest.mark.parametrize("start", range(100, 500, 20))
def test_all_end_with_the_same_characters_after_long_walks(tmp_path: Path, start: int) -> None:
    """Every verb has an effect many times."""
    walks = [_walked(tmp_path / str(seed), seed, 150) for seed in range(start, start + 20)]
    for verb in VERBS:
        assert sum(walk.done[verb] for walk in walks) > 1, verb


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
    assert two.take(one.given()) == Joined(Taken(), 0, {})
    assert one.shown() == two.shown()


def test_taking_is_one_entry_that_undo_forgets(pair: tuple[Member, Member]) -> None:
    """As though it had never been taken: then it can be taken again."""
    one, two = pair
    one.lib.add("mia", tags=["hero"])
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
    (question,) = one.lib.questions()
    assert (question.field, question.values, question.instead) == (
        "handle", ("mia",), names["Second"],
    )  # fmt: skip
    two.lib.rename(names["Second"], "mira")
    assert two.lib.questions() == []
    meet(one, two)
    assert one.lib.questions() == []
    assert {each.handle for each in one.lib.list()} == {"mia", "mira"}


@pytest.mark.parametrize("into", ["older", "younger"])
def test_merging_two_of_one_handle_settles_it(pair: tuple[Member, Member], into: str) -> None:
    """Either way, one character is left, and it has the handle."""
    one, two = pair
    one.lib.add("mia", name="First")
    two.lib.add("mia", name="Second")
    meet(one, two)
    older, younger = "mia", next(each.handle for each in one.lib.list() if each.handle != "mia")
    one.lib.merge(*((younger, older) if into == "older" else (older, younger)))
    meet(one, two)
    assert [member.lib.questions() for member in pair] == [[], []]
    assert [each.handle for each in two.lib.list()] == ["mia"]


@pytest.mark.parametrize("text", ["Mia A", "Mia B", "Mia C"])
def test_writing_a_text_again_settles_it(pair: tuple[Member, Member], text: str) -> None:
    """Also with the text that is shown already; undo asks again."""
    one, two = pair
    one.lib.add("mia", name="Mia")
    meet(one, two)
    one.lib.edit("mia", name="Mia A")
    two.lib.edit("mia", name="Mia B")
    meet(one, two)
    (question,) = one.lib.questions()
    assert set(question.values) == {"Mia A", "Mia B"}
    one.lib.edit("mia", notes="another field")
    assert len(one.lib.questions()) == 1
    one.lib.edit("mia", name=text)
    assert one.lib.questions() == []
    one.lib.undo()
    assert len(one.lib.questions()) == 1
    one.lib.redo()
    meet(one, two)
    assert two.lib.questions() == []
    assert two.lib.show("mia").name == text


def test_a_handle_that_two_changed_is_settled_by_renaming(pair: tuple[Member, Member]) -> None:
    """Also to the handle that is shown already."""
    one, two = pair
    one.lib.add("mia")
    meet(one, two)
    one.lib.rename("mia", "mira")
    two.lib.rename("mia", "mina")
    meet(one, two)
    (question,) = one.lib.questions()
    assert question.field == "handle"
    one.lib.rename(question.values[0], question.values[0])
    meet(one, two)
    assert [member.lib.questions() for member in pair] == [[], []]
    assert one.lib.list()[0].handle == question.values[0]


def test_texts_of_looks_and_takes_are_settled_too(pair: tuple[Member, Member]) -> None:
    """By writing them again."""
    one, two = pair
    one.lib.add("mia")
    one.lib.looks.add("mia", "coat", description="red")
    meet(one, two)
    one.lib.looks.edit("mia", "coat", description="dark red")
    two.lib.looks.edit("mia", "coat", description="bright red")
    meet(one, two)
    (question,) = two.lib.questions()
    assert question.look == "coat"
    assert "coat" in two.lib.phrase_question(question)
    two.lib.looks.edit("mia", "coat", description=question.values[0])
    meet(one, two)
    assert one.lib.questions() == []


def test_who_was_erased_does_not_come_back(pair: tuple[Member, Member]) -> None:
    """Not by anything that others still have; they find her in the trash, and are told."""
    one, two = pair
    one.lib.add("mia", name="Secret Name")
    two.take(one.given())
    two.lib.edit("mia", notes="an edit that had not seen it")
    before = two.given()
    one.lib.purge("mia")
    one.take(before)
    assert one.lib.list() == []
    assert b"Secret" not in b"".join(
        file.read_bytes() for file in one.lib.home.data.glob("library.db*")
    )
    told = two.take(one.given())
    assert len(told.characters.erased) == 1
    assert [each.name for each in two.lib.list(trashed=True)] == ["Secret Name"]
    with pytest.raises(Conflict, match="another library erased @mia for good") as refused:
        two.lib.restore("mia")
    assert refused.value.hint == "To erase @mia here too: lib.purge('mia')"
    meet(one, two)
    assert (one.lib.count(), two.lib.count()) == (0, 0)
    two.lib.purge("mia")
    assert two.lib.list(trashed=True) == []
