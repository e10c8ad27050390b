"""Writes intents: all that is known of an order, before its request is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from charlib.domain.character.draft import CharacterDraft
from charlib.domain.jobs import Planned
from charlib.errors import Conflict
from charlib.hints import call
from charlib.sync.orders import Intent

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction


def commit(writer: Transaction, intents: Sequence[Intent]) -> list[str]:
    """Write intents: characters, sources, windows, planned bindings; return the bindings' uids.

    Raises Conflict if a handle was bound, or a character removed, since its order was checked.
    """
    slugs = {intent.project for intent in intents}
    projects = {slug: writer.projects.id(slug) for slug in slugs}
    keys = [(projects[intent.project], intent.handle) for intent in intents]
    there = writer.characters.find_all(keys)
    fresh: list[CharacterDraft] = []
    for key, intent in zip(keys, intents, strict=True):
        if key in there:
            _renew(writer, there[key], intent)
        elif intent.is_rebinding or intent.look_name:
            raise Conflict(f"@{intent.called} was removed meanwhile", hint=call("list", trash=True))
        else:
            fresh.append(_draft(key[0], intent))
    writer.bulk.add(fresh)
    people, sources = writer.characters.find_all(keys), _sources(writer, intents)
    planned = [
        Planned(
            people[key], intent.account.id, source,
            intent.window, intent.footage.method, intent.request, intent.cost,
            _look(writer, people[key], intent),
        )
        for key, intent, source in zip(keys, intents, sources, strict=True)
    ]  # fmt: skip
    return writer.jobs.plan_bindings(planned)


def _draft(project: int, intent: Intent) -> CharacterDraft:
    return CharacterDraft(
        project=project, handle=intent.handle, name=intent.name, look=intent.look,
        notes=intent.notes, likeness="", tags=intent.tags, bindings=(), created_at=None,
        updated_at=None,
    )  # fmt: skip


def _look(writer: Transaction, character: int, intent: Intent) -> int | None:
    """The id of an intent's look, added if it is new; None for the main one."""
    if not intent.look_name:
        return None
    return writer.looks.renew(
        character, intent.look_name, description=intent.look, episodes=intent.episodes
    )


def _renew(writer: Transaction, character: int, intent: Intent) -> None:
    """Update an existing character: its creation failed before, or it gets another account."""
    if intent.look_name:
        look, account = writer.looks.find(character, intent.look_name), intent.account.id
        if look and writer.characters.is_bound(character, account, look_id=look):
            raise Conflict(f"@{intent.called} exists already", hint=call("show", intent.handle))
        return
    if writer.characters.is_bound(character, intent.account.id if intent.is_rebinding else None):
        raise Conflict(f"@{intent.handle} exists already", hint=call("show", intent.handle))
    texts = {"name": intent.name, "look": intent.look, "notes": intent.notes}
    writer.characters.renew(character, texts, intent.tags)


def _sources(writer: Transaction, intents: Sequence[Intent]) -> list[int]:
    """The ID of each intent's source, in order; new sources are added."""
    outside = {
        (intent.footage.kind, intent.footage.ref)
        for intent in intents
        if intent.footage.source is None and intent.footage.kind != "task"
    }
    known = writer.sources.record_many(outside)
    return [_source(writer, intent, known) for intent in intents]


def _source(writer: Transaction, intent: Intent, known: Mapping[str, int]) -> int:
    footage = intent.footage
    if footage.source or footage.kind != "task":
        return footage.source.id if footage.source else known[footage.ref]
    known_id = footage.task and footage.task.id
    task_id = known_id or writer.jobs.task_of(intent.account.id, footage.sends)
    return writer.sources.record(footage.kind, footage.ref, task_id=task_id)
