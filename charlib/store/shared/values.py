"""The values of the fields that records have, as the tables have them.

Keys, places of files on this machine, and what is not finished are no such values.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

Values = dict[str, Any]
ByUid = dict[str, Values]

IS_ERASED = """record LIKE '{"fields":{"erased":%'"""
"""Whether a row of `shared` is the record of what was erased."""
_CHUNK = 2_000
"""Things read at once."""
SETTLED = ("ready", "rejected", "expired", "gone")
"""States of a binding that every library may know; others belong to the library that asked."""

_CHARACTER = """
    SELECT character.uid, slug AS project, handle, character.name, look, character.notes, likeness,
           consent, character.created_at
    FROM json_each(?) CROSS JOIN character ON character.uid = value AND deleted_at IS NULL
    JOIN project ON project.id = project_id
"""
_LIVING = """
    SELECT uid FROM json_each(?) CROSS JOIN character ON uid = value AND deleted_at IS NULL
"""
_TAGS = """
    SELECT character.uid, tag.name FROM json_each(?) CROSS JOIN character ON character.uid = value
    JOIN character_tag ON character_id = character.id JOIN tag ON tag.id = tag_id
"""
_ALIASES = """
    SELECT character.uid, named.handle FROM json_each(?)
    CROSS JOIN character ON character.uid = value
    JOIN character_alias AS named ON named.character_id = character.id
"""
_LOOKS = """
    SELECT character.uid, look.uid, look.name, description, episodes FROM json_each(?)
    CROSS JOIN character ON character.uid = value
    JOIN look ON look.character_id = character.id AND look.deleted_at IS NULL
"""
_VOICES = """
    SELECT character.uid, voice.uid AS voice, medium.sha256, mime, medium.bytes,
           medium.duration_ms, start_ms, end_ms, source.kind, source.ref,
           source.sha256 AS content, task.uid AS task, taker.uid AS taker, task.remote_id AS task_id
    FROM json_each(?) CROSS JOIN character ON character.uid = value
    JOIN voice ON voice.character_id = character.id AND replaced_at IS NULL
    LEFT JOIN medium ON medium.id = medium_id
    LEFT JOIN source ON source.id = voice.source_id LEFT JOIN task ON task.id = source.task_id
    LEFT JOIN account AS taker ON taker.id = task.account_id
"""
_BINDINGS = """
    SELECT character.uid, account.uid AS account, b.remote_id, coalesce(look.uid, '') AS look,
           b.voice_id IS NOT NULL AS is_voice, b.mention, b.state, b.method,
           window.uid AS window, b.created_at, b.error
    FROM json_each(?1) CROSS JOIN character ON character.uid = value
    JOIN binding AS b ON b.character_id = character.id AND b.remote_id IS NOT NULL
        AND b.state IN (SELECT value FROM json_each(?2))
    JOIN account ON account.id = b.account_id LEFT JOIN look ON look.id = b.look_id
    LEFT JOIN voice ON voice.id = b.voice_id LEFT JOIN window ON window.id = b.window_id
    WHERE voice.replaced_at IS NULL AND look.deleted_at IS NULL ORDER BY b.id
"""
_WINDOWS = """
    SELECT character.uid, window.uid AS window, start_ms, end_ms,
           coalesce(look.uid, '') AS look, keeping, source.kind, source.ref,
           source.sha256 AS content, task.uid AS task, taker.uid AS taker,
           task.remote_id AS task_id,
           (SELECT json_group_array(json_object('role', role, 'position', position,
                'sha256', sha256, 'mime', mime, 'bytes', medium.bytes, 'width', medium.width,
                'height', medium.height, 'duration_ms', medium.duration_ms,
                'start_ms', kept.start_ms))
            FROM (SELECT * FROM kept WHERE window_id = window.id ORDER BY role, position) AS kept
            JOIN medium ON medium.id = medium_id) AS kept
    FROM json_each(?) CROSS JOIN character ON character.uid = value
    JOIN window ON window.character_id = character.id JOIN source ON source.id = window.source_id
    LEFT JOIN task ON task.id = source.task_id
    LEFT JOIN account AS taker ON taker.id = task.account_id
    LEFT JOIN look ON look.id = window.look_id WHERE look.deleted_at IS NULL
"""
_ACCOUNTS = """
    SELECT account.uid, account.name, profile.name AS profile, coalesce(base_url, '') AS base_url
    FROM json_each(?) CROSS JOIN account ON account.uid = value
    JOIN profile ON profile.id = profile_id
"""
_PROJECTS = """
    SELECT slug, name, notes FROM json_each(?) CROSS JOIN project ON slug = value
"""
_TASKS = """
    SELECT task.uid, account.uid AS account, project.slug AS project, task.remote_id, state,
           task.model, task.params, template, prompt.text AS prompt, task.episode,
           scene, take, rating, picked, note, task.cost_micros, task.cost_unit,
           task.cost_is_estimate, task.created_at, completed_at,
           task.error,
           (SELECT json_group_array(json_array(character.uid, coalesce(look.uid, '')))
            FROM (SELECT * FROM prompt_character WHERE prompt_id = prompt.id ORDER BY position)
            AS named JOIN character ON character.id = named.character_id
            LEFT JOIN look ON look.id = named.look_id
           ) AS characters
    FROM json_each(?1) CROSS JOIN task ON task.uid = value
        AND task.state IN (SELECT value FROM json_each(?2))
    JOIN account ON account.id = task.account_id
    LEFT JOIN project ON project.id = task.project_id
    LEFT JOIN prompt ON prompt.task_id = task.id
"""
_OVER = ("done", "rejected")
"""States of a task that every library may know."""


def read(connection: sqlite3.Connection, kind: str, uids: Iterable[str]) -> ByUid:
    """The values of things of a kind; those that are not there, or are removed, are missing."""
    found: ByUid = {}
    rest = iter(uids)
    while chunk := list(islice(rest, _CHUNK)):
        found |= KINDS[kind](connection, chunk)
    return found


def _characters(connection: sqlite3.Connection, uids: list[str]) -> ByUid:
    wanted = _listed(uids)
    found = _plain(connection, _CHARACTER, wanted)
    for sql, kind in ((_TAGS, "tag"), (_ALIASES, "alias")):
        for uid, name in connection.execute(sql, [wanted]):
            _into(found, uid, {f"{kind}/{name}": True})
    for uid, look, name, description, episodes in connection.execute(_LOOKS, [wanted]):
        texts = {"name": name, "description": description, "episodes": episodes}
        _into(found, uid, {f"looks/{look}/{column}": text for column, text in texts.items()})
    return found


def _ids(connection: sqlite3.Connection, uids: list[str]) -> ByUid:
    wanted = _listed(uids)
    found = _living(connection, wanted)
    for row in _dicts(connection, _BINDINGS, wanted, _listed(SETTLED)):
        uid, account, remote_id = (row.pop(each) for each in ("uid", "account", "remote_id"))
        row["is_voice"] = bool(row["is_voice"])
        _into(found, uid, {f"binding/{account}/{remote_id}": _given(row)})
    return found


def _footage(connection: sqlite3.Connection, uids: list[str]) -> ByUid:
    wanted = _listed(uids)
    found = _living(connection, wanted)
    for row in _dicts(connection, _VOICES, wanted):
        _into(found, row["uid"], {"voice": _voice(row)})
    for row in _dicts(connection, _WINDOWS, wanted):
        uid, window, source = row.pop("uid"), row.pop("window"), _source(row)
        kept = [_given(each) for each in json.loads(row.pop("kept"))]
        _into(found, uid, {f"footage/{window}": {**_given(row), "source": source, "kept": kept}})
    return found


def _living(connection: sqlite3.Connection, wanted: str) -> ByUid:
    return {row[0]: {} for row in connection.execute(_LIVING, [wanted])}


def _voice(row: Values) -> Values:
    source = _source(row)
    kept = _given({name: row[name] for name in ("sha256", "mime", "bytes", "duration_ms")})
    place = _given({name: row[name] for name in ("start_ms", "end_ms")})
    return {
        "uid": row["voice"],
        **place,
        **({"source": source} if source else {}),
        **({"kept": kept} if kept else {}),
    }


def _source(row: Values) -> Values:
    """What tells a source from all others, wherever a library keeps it; taken out of a row."""
    kind, ref, content, task, taker, task_id = (
        row.pop(name) for name in ("kind", "ref", "content", "task", "taker", "task_id")
    )
    if kind == "task":
        return _given({"task": task, "account": taker, "remote_id": task_id})
    if kind == "url":
        return {"url": ref}
    return _given({"file": file_name(ref), "sha256": content}) if kind else {}


def _accounts(connection: sqlite3.Connection, uids: list[str]) -> ByUid:
    return _plain(connection, _ACCOUNTS, _listed(uids))


def _projects(connection: sqlite3.Connection, slugs: list[str]) -> ByUid:
    rows = connection.execute(_PROJECTS, [_listed(slugs)])
    return {slug: {"slug": slug, "name": name, "notes": notes} for slug, name, notes in rows}


def _tasks(connection: sqlite3.Connection, uids: list[str]) -> ByUid:
    found = _plain(connection, _TASKS, _listed(uids), _listed(_OVER))
    for values in found.values():
        values["params"] = json.loads(values["params"]) if values.get("params") else None
        values["characters"] = json.loads(values["characters"])
        values["picked"] = bool(values["picked"])
    return found


KINDS: dict[str, Callable[[sqlite3.Connection, list[str]], ByUid]] = {
    "project": _projects,
    "account": _accounts,
    "character": _characters,
    "task": _tasks,
    "footage": _footage,
    "ids": _ids,
}
"""The kinds of shared things, in the order in which a library takes them."""


def file_name(path: str) -> str:
    """The name of a file, without the folders of anybody's machine."""
    return PureWindowsPath(PurePosixPath(path).name).name


def _plain(connection: sqlite3.Connection, sql: str, *values: str) -> ByUid:
    """Values that are columns, by the `uid` beside them."""
    return {row.pop("uid"): _given(row) for row in _dicts(connection, sql, *values)}


def _given(row: Mapping[str, Any]) -> Values:
    return {name: value for name, value in row.items() if value is not None}


def _into(found: ByUid, uid: str, values: Values) -> None:
    if uid in found:
        found[uid].update(values)


def _dicts(connection: sqlite3.Connection, sql: str, *values: str) -> Iterable[Values]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _listed(uids: Iterable[str]) -> str:
    return json.dumps(list(uids), ensure_ascii=False)
