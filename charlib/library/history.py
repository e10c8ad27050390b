"""The journal: changes, undone and redone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from charlib.domain.records import Entry
from charlib.domain.text import printable
from charlib.errors import Conflict, NotFound
from charlib.hints import call
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Session

_MOST = 1 << 31
"""More entries than a journal has; SQLite does not take numbers of any size."""


def history(session: Session, *, limit: int = 0, after: int = 0) -> Sequence[Entry]:
    """The changes, newest first: one entry for each command or verb; those after an entry only."""
    return session.store.read.journal.entries(limit=limit, after=min(after, _MOST))


def version(session: Session) -> int:
    """A number that is another one after each change of the library, whoever changed it.

    Asking costs next to nothing: a program that shows the library asks a few times a second.
    """
    return session.store.version()


def as_one(session: Session, command: str = "") -> AbstractContextManager[None]:
    """Make all changes of this thread in a `with` block one entry, undone together."""
    return session.store.as_one(command)


def undo(session: Session, *, entry: int | None = None) -> Entry:
    """Undo the last command; NotFound if there is nothing to undo.

    What a provider made stays, with what belongs to it: the entry's `stays` names it. Raises
    Conflict, and changes nothing, if later changes are in the way, or if the last command is not
    the `entry` that is meant.
    """
    with session.store.write() as writer:
        last = next(iter(session.store.read.journal.to_undo()), None)
        if last is None:
            raise NotFound("there is nothing to undo", hint=call("history"))
        if entry not in {None, last.id}:
            raise Conflict(
                f"entry {entry} is not the last change: {printable(last.command, 60)} came after",
                hint=call("history"),
            )
        stays = writer.journal.undo(last.id)
    forget_gone_faces(session)
    return last._replace(stays=stays)


def undoable(session: Session, count: int) -> Sequence[Entry]:
    """The entries that so many calls of `undo` would take back, in that order."""
    return session.store.read.journal.to_undo(limit=min(count, _MOST))


def redo(session: Session) -> Entry:
    """Redo what was undone last; NotFound if there is nothing, or something else changed since."""
    with session.store.write() as writer:
        entry = session.store.read.journal.to_redo()
        if entry is None:
            raise NotFound("there is nothing to redo", hint=call("history"))
        writer.journal.redo(entry.id)
    forget_gone_faces(session)
    return entry
