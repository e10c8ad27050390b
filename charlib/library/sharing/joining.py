"""Records of other libraries, joined with this one in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character import handle as handles
from charlib.domain.sharing import record as records
from charlib.domain.text import first_of
from charlib.hints import Hint, Notice, the_call
from charlib.library.persons.forgetting import left_out
from charlib.library.reading.accounts import Matcher
from charlib.library.session import Session, Warn
from charlib.library.sharing import deciding
from charlib.store.shared.records import Thing
from charlib.store.shared.taking import Taken
from charlib.store.shared.values import KINDS

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.store.write.transaction import Transaction


_OF_PEOPLE = ("character", "footage", "ids")
"""Kinds of things that are of a person, whose uid they have."""


class Joined(NamedTuple):
    """What joining did: to characters, the number of new films, and accounts under new names."""

    characters: Taken
    films: int
    accounts: dict[str, str]


def join(session: Session, writer: Transaction, things: Iterable[Thing], warn: Warn) -> Joined:
    """Join things in the order in which they need each other; accounts come without keys.

    People who were erased here, and never shared, stay away.
    """
    things = writer.sharing.new(things)
    with writer.sharing.following(things):
        return _join(session, writer, things, warn)


def _join(session: Session, writer: Transaction, things: Iterable[Thing], warn: Warn) -> Joined:
    by_kind: dict[str, list[Thing]] = {kind: [] for kind in KINDS}
    for thing in things:
        by_kind[thing.kind].append(thing)
    erased_here = _erased_here(session, writer, by_kind)
    for kind in _OF_PEOPLE if erased_here else ():
        by_kind[kind] = [each for each in by_kind[kind] if each.uid not in erased_here]
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
    if names := sorted(filter(None, erased_here.values())):
        warn(left_out(names))
    if erased := taken["character"].erased:
        warn(_erased(session, writer, erased))
    return Joined(taken["character"], len(taken["task"].added), accounts.names)


def _erased_here(
    session: Session, writer: Transaction, things: Mapping[str, Sequence[Thing]]
) -> dict[str, str]:
    """Who was erased here and has no record that says so: the handles that things tell, by uid."""
    uids = {each.uid for kind in _OF_PEOPLE for each in things[kind]}
    erased = session.store.read.shared.erased(uids)
    erased -= writer.sharing.records.stored("character", erased).keys()
    told = {each.uid: each.text for each in things["character"] if each.uid in erased}
    shown = {uid: records.shown(records.from_text(text)) for uid, text in told.items()}
    return {uid: shown.get(uid, {}).get("handle") or "" for uid in erased}


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
    listed = first_of([f"@{name}" for name in names])
    return Notice(
        f"another library erased {listed}; here they are in the trash",
        Hint("To erase one here too: {}", the_call("purge", names[0])),
    )
