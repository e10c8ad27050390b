"""The journal: changes, undone and redone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.journal import actor
from charlib.domain.records import Entry, Stay
from charlib.domain.text import printable
from charlib.errors import Conflict, NotFound
from charlib.hints import Hint, call, the_call
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.claims import Step

_MOST = 1 << 31
"""More entries than a journal has; SQLite does not take numbers of any size."""


class TakenBack(NamedTuple):
    """What `undo_by` took back, newest first, and the entries it kept, each with the reason."""

    undone: tuple[Entry, ...]
    kept: tuple[tuple[Entry, str], ...] = ()


def history(
    session: Session, *, limit: int = 0, after: int = 0, before: int = 0, by: str = ""
) -> Sequence[Entry]:
    """The changes, newest first: one entry for each command or verb.

    Only those after one entry and before another; `by` chooses those of an actor: `studio`, or an
    agent by the name of its client, `agent:NAME`.
    """
    return session.store.read.journal.entries(
        limit=limit, after=min(after, _MOST), before=min(before, _MOST), by=by
    )


def entries(session: Session) -> int:
    """The number of changes that `history` lists."""
    return session.store.read.journal.count()


def version(session: Session) -> int:
    """A number that is another one after each change of the library, whoever changed it.

    Asking costs next to nothing: a program that shows the library asks a few times a second.
    """
    return session.store.version()


def as_one(session: Session, command: str = "") -> AbstractContextManager[None]:
    """Make all changes of this thread in a `with` block one entry, undone together."""
    return session.store.as_one(command)


def undo(session: Session, *, entry: int | None = None, by: str = "") -> Entry:
    """Undo the last command, or the last one of an actor; NotFound if there is nothing to undo.

    What a provider made stays, with what belongs to it: the entry's `stays` names it. Raises
    Conflict, and changes nothing, if later changes are in the way, or if the last command is not
    the `entry` that is meant; films made since are not in its way. With `by`, the entry may be any
    of this actor's, and later changes are in the way only if they are about the same.
    """
    with session.store.write() as writer:
        last, since = (_own(session, entry, by), ()) if by else _last(session, entry)
        if last is None:
            raise NotFound("there is nothing to undo", hint=call("history"))
        if not by and entry not in {None, last.id}:
            raise Conflict(
                f"entry {entry} is not the last change: {printable(last.command, 60)} came after",
                hint=call("history"),
            )
        stays = (*since, *writer.journal.undo(last.id))
    forget_gone_faces(session)
    return last._replace(stays=tuple(dict.fromkeys(stays)))


def _last(session: Session, entry: int | None) -> tuple[Entry | None, tuple[Stay, ...]]:
    """The last entry, and what was made at providers since, which has nothing to take back.

    That is only passed over for an entry that is meant: it would be taken back, and it stays.
    """
    last = next(iter(undoable(session, 1)), None)
    if last is None or last.is_undoable or entry in {None, last.id}:
        return last, ()
    journal = session.store.read.journal
    changed = next(iter(journal.to_undo(only_changes=True)), None)
    later = journal.entries(after=changed.id if changed else 0)
    facts = (what for each in later if each.undone_at is None for _, what in each.changes)
    return changed, tuple(Stay("fact", what["what"]) for what in facts)


def _own(session: Session, entry: int | None, by: str) -> Entry:
    """The entry of an actor that is meant, if nothing later is in its way."""
    steps = session.store.read.journal.steps()
    own = [each for each in steps if actor(each.command) == by]
    step = next((each for each in own if entry in {None, each.id}), None)
    if step is None:
        raise _nothing_of(steps, by) if entry is None else _not_theirs(entry, by)
    blocker = _blocker(step, steps)
    if blocker is not None:
        raise Conflict(f"entry {step.id} cannot be undone: {_why(blocker)}", hint=call("history"))
    return _entry(session, step)


def undo_by(session: Session, by: str) -> TakenBack:
    """Undo all commands of an actor, such as `agent:NAME`, newest first.

    What somebody else has changed since is kept, with the reason, and so is what came before it.
    Raises NotFound if there is nothing to undo.
    """
    undone, kept = list[Entry](), list[tuple[Entry, str]]()
    with session.store.write() as writer:
        steps = session.store.read.journal.steps()
        own = [each for each in steps if actor(each.command) == by]
        if not own:
            raise _nothing_of(steps, by)
        for step in own:
            entry, blocker = _entry(session, step), _blocker(step, steps)
            try:
                if blocker is not None:
                    raise Conflict(_why(blocker))
                stays = writer.journal.attempt(step.id)
            except Conflict as conflict:
                kept.append((entry, str(conflict)))
            else:
                undone.append(entry._replace(stays=stays))
                steps.remove(step)
    forget_gone_faces(session)
    return TakenBack(tuple(undone), tuple(kept))


def _blocker(step: Step, steps: Sequence[Step]) -> Step | None:
    """The first later entry that changed something of an entry, of those that are not undone."""
    later = (each for each in reversed(steps) if each.id > step.id)
    return next((each for each in later if each.claims.meet(step.claims)), None)


def _why(blocker: Step) -> str:
    return f"entry {blocker.id} changed the same later: {printable(blocker.command, 60)}"


def _entry(session: Session, step: Step) -> Entry:
    entry = session.store.read.journal.one(step.id)
    if entry is None:
        raise NotFound(f"no entry {step.id}", hint=call("history"))
    return entry


def _nothing_of(steps: Sequence[Step], by: str) -> NotFound:
    """The error for an actor without entries; its hint names those who have some."""
    known = dict.fromkeys(filter(None, (actor(each.command) for each in steps)))
    calls = [the_call("undo", by=each) for each in known]
    hint = Hint(f"Those who have: {', '.join(['{}'] * len(calls))}", *calls) if calls else None
    return NotFound(f"{printable(by, 60)} has nothing to undo", hint=hint or call("history"))


def _not_theirs(entry: int, by: str) -> Conflict:
    return Conflict(f"entry {entry} is not one that {by} can undo", hint=call("history"))


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
