"""Two records of one person become one, and characters go to another project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from charlib.domain.character.merging import Merge, plan
from charlib.domain.records import Character
from charlib.domain.text import first_of, several
from charlib.errors import Conflict, InvalidInput
from charlib.hints import call
from charlib.library import characters, finding
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Session
from charlib.library.sharing import deciding

_SHOWN = 5


class MergePlan(NamedTuple):
    """What a merge is about to do: the two characters, the prompts that mention the one that goes.

    `conflicts` are clauses about what both say differently.
    """

    old: Character
    into: Character
    prompts: int
    conflicts: tuple[str, ...]


def plan_merge(session: Session, handle: str, into: str) -> MergePlan:
    """What `merge` would do; nothing changes."""
    old, new = _both(session, handle, into)
    uses = session.store.read.characters.prompts_using([old.id])
    return MergePlan(old, new, uses, _planned(session, old, new).conflicts)


def merge(session: Session, handle: str, into: str) -> Character:
    """Make two records of one person one; return it.

    It gets the IDs, looks, footage, tags, prompts and aliases of the first, whose handle becomes an
    alias. Its own texts and its voice stay where both have one: see `plan_merge`. The emptied
    record is gone, also from the trash. One undo step.
    """
    with session.store.write() as writer:  # what is read here, nobody changes meanwhile
        old, new = _both(session, handle, into)
        writer.merging.merge(old.id, new.id, _planned(session, old, new))
    forget_gone_faces(session)
    return characters.show(session, f"{new.project}/{new.handle}")


def _both(session: Session, handle: str, into: str) -> tuple[Character, Character]:
    old, new = finding.character(session, handle), finding.character(session, into)
    if old.id == new.id:
        raise InvalidInput(
            f"@{session.qualified(new)} cannot be merged into itself",
            hint=call("show", session.qualified(new)),
        )
    return old, new


def _planned(session: Session, old: Character, into: Character) -> Merge:
    keys = [(into.project, name) for name in (old.handle, *old.aliases)]
    known = session.store.read.characters.ids_of(keys)
    return plan(old, into, {key[1] for key, number in known.items() if number != old.id})


def move(session: Session, handles: str | Iterable[str], to: str) -> list[Character]:
    """Move characters to another project, as one undo step.

    Their prompts stay where they were recorded. Raises Conflict, and moves nobody, if names of
    theirs mean another character there.
    """
    ids = finding.ids(session, several(handles))
    _move(session, ids, to, named=ids)
    return finding.shown_all(session, session.store.read.characters.by_ids(ids))


def move_many(session: Session, query: str, to: str) -> int:
    """Move every match of a query to another project; return the number that were elsewhere."""
    return _move(session, finding.matching(session, query), to)


def _move(session: Session, ids: Sequence[int], to: str, *, named: Sequence[int] = ()) -> int:
    from charlib.library.nouns.projects import Projects

    project = Projects(session).show(to)
    with deciding.writing(session, ids, {"project"}) as writer:
        writer.characters.refuse_gone(named)
        taken = writer.moving.taken(ids, project.id)
        if taken:
            names = first_of([f"@{name}" for name in taken], _SHOWN)
            raise Conflict(
                f"project {project.slug} has {names} already, so nothing was moved",
                hint=call("rename", taken[0], "NEW_HANDLE"),
            )
        return writer.moving.move(ids, project.id)
