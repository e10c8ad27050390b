"""Records of other libraries, joined with this one in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character import handle as handles
from charlib.domain.sharing import record as records
from charlib.hints import Hint, Notice, the_call
from charlib.library.reading.accounts import Matcher
from charlib.library.session import Session, Warn
from charlib.library.sharing import deciding
from charlib.store.shared.records import Thing
from charlib.store.shared.taking import Taken
from charlib.store.shared.values import KINDS

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.store.write.transaction import Transaction


_SHOWN = 3
"""Names in a message."""


class Joined(NamedTuple):
    """What joining did: to characters, the number of new films, and accounts under new names."""

    characters: Taken
    films: int
    accounts: dict[str, str]


def join(session: Session, writer: Transaction, things: Iterable[Thing], warn: Warn) -> Joined:
    """Join things in the order in which they need each other; accounts come without keys."""
    by_kind: dict[str, list[Thing]] = {kind: [] for kind in KINDS}
    for thing in things:
        by_kind[thing.kind].append(thing)
    accounts = Matcher(session, writer, {})
    told = by_kind.pop("account")
    known = writer.sharing.records.stored("account", [each.uid for each in told])
    writer.sharing.take("account", told)
    here = {account.uid for account in session.store.read.accounts.all()}
    for thing in told:
        if thing.uid not in here or thing.uid not in known:  # each library may call it otherwise
            _add_account(accounts, thing)
    taken = {kind: writer.sharing.take(kind, some) for kind, some in by_kind.items()}
    writer.sharing.settle()
    for text in accounts.warnings:
        warn(text)
    if erased := taken["character"].erased:
        warn(_erased(session, writer, erased))
    return Joined(taken["character"], len(taken["task"].added), accounts.names)


def questions_of(session: Session, things: Sequence[Thing]) -> tuple[Question, ...]:
    """The questions about things."""
    uids = {thing.uid for thing in things}
    return tuple(each for each in deciding.questions(session) if each.uid in uids)


def _add_account(accounts: Matcher, thing: Thing) -> None:
    values = records.shown(records.from_text(thing.text))
    if values:
        accounts.id(values["name"], thing.uid, values["profile"], values.get("base_url") or "")


def _erased(session: Session, writer: Transaction, uids: Sequence[str]) -> Notice:
    """Who was erased elsewhere; nothing is erased here before somebody here says so."""
    names = [
        handles.qualified(handle, project, session.project)
        for project, handle in writer.sharing.names(uids)
    ]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return Notice(
        f"another library erased {', '.join(f'@{name}' for name in names[:_SHOWN])}{more};"
        " here they are in the trash",
        Hint("To erase one here too: {}", the_call("purge", names[0])),
    )
