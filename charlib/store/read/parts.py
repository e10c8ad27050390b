"""What belongs to characters: IDs, voices, looks, kept files, other handles.

All of it comes as one row of JSON. At each row, `sqlite3` lets other threads run and waits for its
turn again, so one row instead of a hundred is faster, and lets threads search at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from charlib.domain.records import Binding, KeptMedium, Look, Voice
from charlib.domain.windows.window import Window
from charlib.store.costs import cost_of
from charlib.store.read.query import Query, packed

_BINDINGS = """
    SELECT binding.character_id, binding.voice_id, binding.id, account.name, profile.name,
           binding.remote_id, binding.mention, binding.state, binding.method, source.ref,
           window.start_ms, window.end_ms, binding.error, binding.created_at, account.uid,
           account.base_url, coalesce(look.name, ''), binding.cost_micros, binding.cost_unit,
           binding.cost_is_estimate
    FROM binding
    JOIN account ON account.id = binding.account_id
    JOIN profile ON profile.id = account.profile_id
    LEFT JOIN window ON window.id = binding.window_id
    LEFT JOIN source ON source.id = window.source_id
    LEFT JOIN look ON look.id = binding.look_id
    WHERE binding.character_id IN (SELECT value FROM json_each(?1)) AND look.deleted_at IS NULL
    ORDER BY binding.created_at, binding.id
"""
_VOICES = """
    SELECT voice.character_id, voice.id, voice.uid, medium.path, medium.sha256, medium.mime,
           medium.bytes, medium.duration_ms, source.ref, voice.start_ms, voice.end_ms,
           voice.created_at
    FROM json_each(?1) AS wanted
    JOIN voice ON voice.character_id = wanted.value AND voice.replaced_at IS NULL
    LEFT JOIN medium ON medium.id = voice.medium_id
    LEFT JOIN source ON source.id = voice.source_id
"""
_LOOKS = """
    SELECT character_id, name, description, episodes, look.id, look.uid
    FROM json_each(?1) AS wanted
    JOIN look ON character_id = wanted.value AND deleted_at IS NULL
    ORDER BY look.id
"""
_KEPT = """
    SELECT character_id, look_id, role, medium.path, sha256, mime, bytes
    FROM json_each(?1) AS wanted
    JOIN window ON character_id = wanted.value AND keeping = 'kept'
    JOIN kept ON window_id = window.id
    JOIN medium ON medium.id = medium_id
    ORDER BY window.id, role, position
"""
_ALIASES = """
    SELECT character_id, handle FROM json_each(?1) AS wanted
    JOIN character_alias ON character_id = wanted.value
    ORDER BY handle
"""
_PARTS = ", ".join(
    f"({packed(columns, sql)})"
    for columns, sql in ((20, _BINDINGS), (12, _VOICES), (6, _LOOKS), (7, _KEPT), (2, _ALIASES))
)


class Parts(NamedTuple):
    """What belongs to some characters, by their ids; kept files by character and look."""

    bindings: Mapping[int, tuple[Binding, ...]]
    voices: Mapping[int, Voice]
    others: Mapping[int, tuple[Look, ...]]
    kept: Mapping[tuple[int, int | None], tuple[KeptMedium, ...]]
    aliases: Mapping[int, tuple[str, ...]]

    def looks(self, character_id: int, description: str) -> tuple[Look, ...]:
        """The looks of a character, the main one first, which has this description."""
        main = Look("", description, kept=self.kept.get((character_id, None), ()))
        return (main, *self.others.get(character_id, ()))


def of_characters(query: Query, listed: str) -> Parts:
    """What belongs to characters; `listed` are their ids as JSON."""
    (row,) = query.rows(f"SELECT {_PARTS}", [listed])
    bound, spoken, worn, files, names = map(json.loads, row)
    bindings: dict[int, tuple[Binding, ...]] = {}
    of_voices: dict[int, tuple[Binding, ...]] = {}
    for character, voice, *facts in bound:
        known, owner = (bindings, character) if voice is None else (of_voices, voice)
        known[owner] = (*known.get(owner, ()), _binding(facts))
    kept: dict[tuple[int, int | None], tuple[KeptMedium, ...]] = {}
    for character, look, *facts in files:
        place = (character, look)
        kept[place] = (*kept.get(place, ()), KeptMedium(*facts))
    looks: dict[int, tuple[Look, ...]] = {}
    for character, name, description, episodes, number, uid in worn:
        look = Look(name, description, episodes, kept.get((character, number), ()), number, uid)
        looks[character] = (*looks.get(character, ()), look)
    aliases: dict[int, tuple[str, ...]] = {}
    for character, handle in names:
        aliases[character] = (*aliases.get(character, ()), handle)
    voices = {facts[0]: _voice(facts, of_voices.get(facts[1], ())) for facts in spoken}
    return Parts(bindings, voices, looks, kept, aliases)


def _binding(facts: Sequence[Any]) -> Binding:
    number, account, profile, remote_id, mention, state, method, source, start, end, *rest = facts
    error, created, uid, base_url, look, micros, unit, is_estimate = rest
    return Binding(
        number, account, profile, remote_id, mention, state, method, source, _window(start, end),
        error, created, uid, base_url, look, cost_of(micros, unit, is_estimate),
    )  # fmt: skip


def _voice(facts: Sequence[Any], bindings: tuple[Binding, ...]) -> Voice:
    _, number, uid, path, sha256, mime, size, duration_ms, source, start, end, created = facts
    return Voice(
        id=number, uid=uid, path=path or "", sha256=sha256 or "", mime=mime or "", bytes=size,
        duration_ms=duration_ms, source=source, window=_window(start, end), bindings=bindings,
        created_at=created,
    )  # fmt: skip


def _window(start: int | None, end: int | None) -> Window | None:
    return None if start is None or end is None else Window(start, end)
