"""The journal: what was changed, taken back and done again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from charlib.domain.records import Entry
from charlib.errors import NotFound
from charlib.hints import call
from charlib.library.session import Session


def history(session: Session, *, limit: int = 0) -> Sequence[Entry]:
    """What was changed, newest first: one entry for each command or verb."""
    return session.store.read.journal.entries(limit=limit)


def as_one(session: Session, command: str = "") -> AbstractContextManager[None]:
    """Make everything this thread changes in a `with` block one entry, undone as one."""
    return session.store.as_one(command)


def undo(session: Session) -> Entry:
    """Take back what the last command changed; NotFound when nothing is left.

    What a provider made stays: a created character goes into the trash with its ids. Raises
    Conflict if later changes are in the way; then nothing is changed.
    """
    with session.store.write() as writer:
        entry = session.store.read.journal.to_undo()
        if entry is None:
            raise NotFound("there is nothing to undo", hint=call("history"))
        writer.journal.undo(entry.id)
    return entry


def redo(session: Session) -> Entry:
    """Do again what was undone last; NotFound once something else was changed since."""
    with session.store.write() as writer:
        entry = session.store.read.journal.to_redo()
        if entry is None:
            raise NotFound("there is nothing to redo", hint=call("history"))
        writer.journal.redo(entry.id)
    return entry
