"""The columns of each table, and the default of each column.

`models` is the schema, but importing it takes thirty times as long as a write. A test compares
these lists with the models: same tables, same columns, same defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

_STAMPED = {"created_at": None, "updated_at": None}
_COST = {
    "cost_micros": None, "cost_unit": "", "cost_is_estimate": 1, "counted_at": None,
    "earlier_calls": 0, "earlier_micros": 0,
}  # fmt: skip
TABLES: dict[str, dict[str, Any]] = {
    "project": {
        "uid": None, "slug": None, "name": "", "notes": "", **_STAMPED, "n": 0,
        "episode": None,
    },
    "profile": {"name": None, "toml": "", "seen_at": None},
    "account": {
        "uid": None, "name": None, "profile_id": None, "base_url": None, "key_env": None,
        **_STAMPED, "key_command": None, "key_ring": None, "allows_http": 0, "upload": None,
        "budget": "",
    },
    "character": {
        "uid": None, "project_id": None, "handle": None, "name": "", "look": "", "notes": "",
        **_STAMPED, "deleted_at": None, "likeness": "", "consent": "", "name_key": "", "used": 0,
        "looks": "", "look_names": "",
    },
    "look": {
        "uid": None, "character_id": None, "name": None, "description": "", "episodes": "",
        "deleted_at": None, **_STAMPED,
    },
    "character_alias": {
        "project_id": None, "handle": None, "character_id": None, "created_at": None,
    },
    "tag": {"uid": None, "name": None, "created_at": None, "n": 0},
    "task": {
        "uid": None, "account_id": None, "remote_id": None, "state": None, "prompt": "",
        "model": "", "request": None, "raw": None, "output_url": None, "error": None,
        "error_kind": None, "lease_owner": None, "lease_until": None, "sends": 0, **_STAMPED,
        "completed_at": None, "params": "{}", "project_id": None, "episode": None, "scene": "",
        "take": None, "rating": None, "picked": 0, "note": "", **_COST,
    },
    "source": {
        "uid": None, "kind": None, "ref": None, "label": None, "task_id": None, "sha256": None,
        "bytes": None, "duration_ms": None, "width": None, "height": None, "media_path": None,
        **_STAMPED,
    },
    "window": {
        "uid": None, "source_id": None, "character_id": None, "start_ms": None, "end_ms": None,
        "created_at": None, "keeping": "", "look_id": None,
    },
    "medium": {
        "path": None, "sha256": None, "mime": None, "bytes": None, "width": None,
        "height": None, "duration_ms": None, "created_at": None,
    },
    "kept": {
        "window_id": None, "role": None, "position": None, "medium_id": None, "start_ms": None,
    },
    "voice": {
        "uid": None, "character_id": None, "medium_id": None, "source_id": None, "start_ms": None,
        "end_ms": None, "replaced_at": None, **_STAMPED,
    },
    "upload": {
        "account_id": None, "path": None, "url": None, "expires_at": None, "created_at": None,
    },
    "binding": {
        "uid": None, "character_id": None, "account_id": None, "window_id": None, "state": None,
        "method": None, "request": None, "job_id": None, "remote_id": None, "mention": None,
        "avatar_url": None, "expires_at": None, "raw": None, "error": None, "error_kind": None,
        "lease_owner": None, "lease_until": None, "sends": 0, **_STAMPED, "voice_id": None,
        "look_id": None, **_COST,
    },
    "prompt": {
        "uid": None, "project_id": None, "account_id": None, "task_id": None, "template": None,
        "text": None, "request": "{}", "created_at": None,
    },
    "prompt_character": {
        "prompt_id": None, "position": None, "character_id": None, "binding_id": None,
        "look_id": None,
    },
    "task_words": {"task_id": None, "words": None},
    "likeness_check": {
        "task_id": None, "character_id": None, "look_id": None, "verdict": None, "score": None,
        "at_ms": None, "lowest": None, "lowest_ms": None, "created_at": None, "why": "",
    },
    "shared": {"kind": None, "uid": None, "record": None, "stand_ins": "", "asks": 0},
    "share": {
        "one": 1, "url": None, "name": None, "media": "on-demand", "is_read_only": 0,
        "is_quiet": 0, "joined_at": None, "pulled_at": None, "pushed_at": None, "listed_at": None,
    },
    "unpushed": {"kind": None, "uid": None, "mark": None},
    "share_object": {"name": None, "bytes": 0, "problem": ""},
    "member": {"author": None, "name": None, "pushed_at": None},
    "setting": {"key": None, "value": None},
    "saved_search": {"name": None, "query": None, "created_at": None},
    "tag_alias": {"name": None, "tag_id": None},
    "tag_parent": {"tag_id": None, "parent_id": None},
    "character_tag": {"tag_id": None, "character_id": None},
    "project_tag": {"project_id": None, "tag_id": None, "n": None},
    "tag_word": {"word": None, "tag_id": None},
    "term": {"word": None},
    "entry": {"command": "", "at": None, "undone_at": None, "bytes": 0},
    "change": {"entry_id": None, "verb": None, "what": "{}"},
}  # fmt: skip
"""Table → its columns except `id`, and their defaults; None is NULL, or a required value."""


@cache
def insertion(table: str, columns: tuple[str, ...]) -> str:
    """The INSERT of a row with these columns, as named parameters; others get their default.

    Raises KeyError for a column that the table does not have.
    """
    defaults = TABLES[table]
    _check(table, {*columns} - {"id"})
    filled = [name for name, value in defaults.items() if value is not None]
    names = [*columns, *(name for name in filled if name not in columns)]
    values = [f":{name}" if name in columns else _literal(defaults[name]) for name in names]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else f"'{value}'"


def assignments(table: str, columns: Iterable[str]) -> str:
    """The SET part of an UPDATE, as named parameters; KeyError for an unknown column."""
    names = [*columns]
    _check(table, names)
    return ", ".join(f"{name} = :{name}" for name in names)


def _check(table: str, columns: Iterable[str]) -> None:
    unknown = {*columns} - {*TABLES[table]}
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")


Row = Mapping[str, Any]
"""Column → value."""
