"""Taking back all that one actor did, beside what others did meanwhile."""

from __future__ import annotations

import random
from typing import Any

import pytest

from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.library import Library

AGENT, OTHER = "agent:one", "agent:two"


def does(lib: Library, who: str, change: Any) -> None:
    """Let an actor change something."""
    with lib.as_one(f"{who}: change"):
        change(lib)


def test_what_others_changed_is_kept_with_what_it_stands_on(lib: Library) -> None:
    """Newest first; a kept entry keeps the ones that it was built on."""
    does(lib, AGENT, lambda lib: lib.add("mia", look="red"))
    does(lib, AGENT, lambda lib: lib.edit("mia", look="blue"))
    does(lib, AGENT, lambda lib: lib.tags.add("hero", ["mia"]))
    lib.edit("mia", look="green")
    does(lib, AGENT, lambda lib: lib.add("tom"))
    done = lib.undo_by(AGENT)
    assert [each.id for each in done.undone] == [5, 3]
    assert [entry.id for entry, _ in done.kept] == [2, 1]
    assert "entry 4 changed the same later" in done.kept[0][1]
    mia = lib.show("mia")
    assert (mia.look, mia.tags) == ("green", ())
    lib.undo()  # the person's own
    again = lib.undo_by(AGENT)
    assert ([each.id for each in again.undone], again.kept) == ([2, 1], ())
    assert lib.count("") == 0


def test_another_agent_is_somebody_else(lib: Library) -> None:
    """Each has its own work; who has none is told who has."""
    does(lib, AGENT, lambda lib: lib.add("mia"))
    does(lib, OTHER, lambda lib: lib.edit("mia", notes="x"))
    assert lib.undo_by(AGENT).undone == ()
    assert len(lib.undo_by(OTHER).undone) == 1
    with pytest.raises(NotFound) as error:
        lib.undo_by(OTHER)
    assert AGENT in str(error.value.hint)
    assert len(lib.undo_by(AGENT).undone) == 1


def test_a_handle_that_somebody_else_has_now_is_in_the_way(lib: Library) -> None:
    """The agent's removal cannot be undone while another character has the handle."""
    lib.add("mia", look="first")
    does(lib, AGENT, lambda lib: lib.remove("mia"))
    lib.add("mia", look="second")
    done = lib.undo_by(AGENT)
    assert (done.undone, len(done.kept)) == ((), 1)
    assert lib.show("mia").look == "second"


def test_an_undo_that_fails_leaves_nothing_half_done(lib: Library) -> None:
    """Of one entry all changes are taken back, or none; the others go on."""
    lib.add("mia")
    does(lib, AGENT, lambda lib: (lib.edit("mia", notes="x"), lib.rename("mia", "eva")))
    does(lib, AGENT, lambda lib: lib.add("tom"))
    lib.aliases.remove("mia")
    lib.add("mia", look="another")  # the handle is taken, so the rename stays
    done = lib.undo_by(AGENT)
    assert [each.id for each in done.undone] == [3]
    assert lib.show("eva").notes == "x"
    assert lib.count("tom") == 0


def test_one_entry_of_an_actor_is_undone_by_its_number(lib: Library) -> None:
    """Not one of somebody else, and not one that is undone already."""
    does(lib, AGENT, lambda lib: lib.add("mia"))
    lib.add("tom")
    with pytest.raises(Conflict):
        lib.undo(entry=2, by=AGENT)
    assert lib.undo(entry=1, by=AGENT).id == 1
    with pytest.raises(Conflict):
        lib.undo(entry=1, by=AGENT)
    with pytest.raises(NotFound):
        lib.undo(by=AGENT)
    assert [each.handle for each in lib.list()] == ["tom"]


def test_history_knows_who(lib: Library) -> None:
    """By the label of the entry; pages go back from an entry."""
    does(lib, AGENT, lambda lib: lib.add("mia"))
    does(lib, OTHER, lambda lib: lib.add("tom"))
    lib.add("eva")
    assert [each.id for each in lib.history(by=AGENT)] == [1]
    assert [each.id for each in lib.history(by="agent:on")] == []
    assert [each.id for each in lib.history(limit=1, before=3)] == [2]
    assert lib.entries() == 3


def test_a_removal_compares_first(lib: Library) -> None:
    """With the times at which the characters were seen."""
    lib.add("mia")
    with pytest.raises(Conflict, match="changed since it was looked at"):
        lib.remove_all(["mia"], seen=["2026-01-01T00:00:00.000Z"])
    with pytest.raises(InvalidInput):
        lib.remove_all(["mia", "mia"], seen=["x", "x"])
    assert lib.count("") == 1


@pytest.mark.parametrize("seed", range(4))
def test_two_actors_at_once_and_the_undo_of_one(lib: Library, seed: int) -> None:
    """What the other did is there afterwards, as if the agent had never been."""
    chance = random.Random(seed)
    names = [f"who_{number}" for number in range(6)]
    for name in names:
        lib.add(name, look="grey")
    mine: dict[tuple[str, str], str] = {}
    for step in range(60):
        name, field = chance.choice(names), chance.choice(["look", "notes"])
        if chance.random() < 0.5:
            does(lib, AGENT, lambda lib, n=name, f=field, s=step: lib.edit(n, **{f: f"agent {s}"}))
        else:
            lib.edit(name, **{field: f"person {step}"})
            mine[name, field] = f"person {step}"
    done = lib.undo_by(AGENT)
    for name in names:
        person = lib.show(name)
        assert person.look == mine.get((name, "look"), "grey")
        assert person.notes == mine.get((name, "notes"), "")
    touched = {entry.id for entry, _ in done.kept} | {entry.id for entry in done.undone}
    assert touched == {entry.id for entry in lib.history(by=AGENT)}


def test_a_merge_in_between_keeps_what_it_is_about(lib: Library) -> None:
    """The character that is no more, and nothing else."""
    for name in ("mia", "mira"):
        lib.add(name)
    does(lib, AGENT, lambda lib: lib.edit("mia", look="red"))
    does(lib, AGENT, lambda lib: lib.add("tom"))
    lib.merge("mia", "mira")
    done = lib.undo_by(AGENT)
    assert [each.id for each in done.undone] == [4]
    assert [entry.id for entry, _ in done.kept] == [3]
    assert lib.show("mira").look == "red"
