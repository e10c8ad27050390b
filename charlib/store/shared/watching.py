"""Triggers that note which things a library changed since it last pushed.

They exist in shared libraries only. A migration that builds a table anew drops those on it, so
they are looked for before each push.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from charlib.store.write.scope import Scope

_PREFIX = "unpushed_"
_NOTE = """
    DELETE FROM unpushed WHERE (kind, uid) IN (SELECT '{kind}', uid FROM ({uids}));
    INSERT INTO unpushed (kind, uid, mark)
        SELECT DISTINCT '{kind}', uid, random() FROM ({uids}) WHERE uid IS NOT NULL;
"""
"""Nothing here may conflict: the statement that fires a trigger decides what a conflict does."""
_PERSON = "SELECT uid FROM character WHERE id = {row}.character_id"
_OF_KEPT = """
    SELECT character.uid FROM window JOIN character ON character.id = window.character_id
    WHERE window.id = {row}.window_id
"""
_OF_SOURCE = """
    SELECT character.uid FROM window JOIN character ON character.id = window.character_id
    WHERE source_id = {row}.id
    UNION
    SELECT character.uid FROM voice JOIN character ON character.id = voice.character_id
    WHERE source_id = {row}.id
"""
_OF_TAG = """
    SELECT character.uid FROM character_tag JOIN character ON character.id = character_id
    WHERE tag_id = {row}.id
"""
_OF_PROJECT = "SELECT uid FROM character WHERE project_id = {row}.id"
_TASKS_OF_PROJECT = "SELECT uid FROM task WHERE project_id = {row}.id"
_TASK = "SELECT uid FROM task WHERE id = {row}.task_id"
_TASK_OF_PROMPT = """
    SELECT task.uid FROM prompt JOIN task ON task.id = prompt.task_id
    WHERE prompt.id = {row}.prompt_id
"""
_SELF, _SLUG = "SELECT {row}.uid AS uid", "SELECT {row}.slug AS uid"

_RESTORED = f"{_SELF} WHERE NEW.deleted_at IS NULL AND OLD.deleted_at IS NOT NULL"
"""Others may have taken from the trash what somebody had there, or an undo."""


class _Watch(NamedTuple):
    """What changes in a table mean: columns of it, and the things of a kind that they change."""

    table: str
    columns: str
    kind: str
    uids: str
    events: str = "INSERT UPDATE DELETE"


_WATCHES = (  # a trigger is known by its place here: new ones come last
    _Watch("shared", "record", "", "", "INSERT UPDATE"),
    _Watch(
        "character", "project_id, handle, name, look, notes, likeness, consent, created_at,"
        " deleted_at", "character", _SELF,
    ),
    _Watch("character_tag", "tag_id, character_id", "character", _PERSON),
    _Watch("tag", "name", "character", _OF_TAG, "UPDATE"),
    _Watch("character_alias", "project_id, handle, character_id", "character", _PERSON),
    _Watch(
        "look", "name, description, episodes, deleted_at, character_id", "character", _PERSON
    ),
    _Watch("look", "deleted_at, character_id", "footage", _PERSON, "UPDATE"),
    _Watch("look", "deleted_at, character_id", "ids", _PERSON, "UPDATE"),
    _Watch("voice", "character_id, medium_id, source_id, start_ms, end_ms, replaced_at", "footage",
           _PERSON),
    _Watch("voice", "replaced_at, character_id", "ids", _PERSON, "UPDATE"),
    _Watch("window", "source_id, character_id, start_ms, end_ms, keeping, look_id", "footage",
           _PERSON),
    _Watch("kept", "window_id, role, position, medium_id, start_ms", "footage", _OF_KEPT),
    _Watch("source", "kind, ref, sha256, task_id", "footage", _OF_SOURCE, "UPDATE"),
    _Watch(
        "binding", "character_id, account_id, window_id, state, method, remote_id, mention, error,"
        " voice_id, look_id", "ids", _PERSON,
    ),
    _Watch(
        "task", "account_id, project_id, remote_id, state, model, params, episode, scene, take,"
        " rating, picked, note, cost_micros, cost_unit, cost_is_estimate, completed_at, error",
        "task", _SELF,
    ),
    _Watch("prompt", "task_id, template, text", "task", _TASK, "INSERT UPDATE"),
    _Watch("prompt_character", "character_id, look_id, position", "task", _TASK_OF_PROMPT,
           "INSERT UPDATE"),
    _Watch("project", "slug, name, notes", "project", _SLUG),
    _Watch("project", "slug", "character", _OF_PROJECT, "UPDATE"),
    _Watch("project", "slug", "task", _TASKS_OF_PROJECT, "UPDATE"),
    _Watch("account", "base_url", "account", _SELF, "INSERT"),
    _Watch("character", "deleted_at", "footage", _RESTORED, "UPDATE"),
    _Watch("character", "deleted_at", "ids", _RESTORED, "UPDATE"),
)  # fmt: skip
_ALL = {
    "project": "SELECT slug AS uid FROM project",
    "account": "SELECT uid FROM account",
    "character": "SELECT uid FROM character WHERE deleted_at IS NULL",
    "footage": """
        SELECT character.uid FROM character WHERE deleted_at IS NULL AND (
            EXISTS (SELECT 1 FROM window WHERE character_id = character.id)
            OR EXISTS (SELECT 1 FROM voice WHERE character_id = character.id))
    """,
    "ids": """
        SELECT character.uid FROM character WHERE deleted_at IS NULL
        AND EXISTS (SELECT 1 FROM binding WHERE character_id = character.id)
    """,
    "task": "SELECT uid FROM task",
}
"""What a library has to tell when it begins to share."""


def begin(scope: Scope) -> None:
    """Watch from now on, and count all that is here as not pushed."""
    watch(scope)
    note_all(scope)


def watch(scope: Scope) -> bool:
    """Make the triggers that are missing; return whether any was."""
    there = {
        row[0]
        for row in scope.rows(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB ?", f"{_PREFIX}*"
        )
    }
    missing = {name: sql for name, sql in _triggers() if name not in there}
    for sql in missing.values():
        scope.execute(sql)
    return bool(missing)


def stop(scope: Scope) -> None:
    """Drop the triggers."""
    for name, _ in _triggers():
        scope.execute(f"DROP TRIGGER IF EXISTS {name}")


def note_all(scope: Scope) -> None:
    """Count all things of the library, and all that it once shared, as not pushed."""
    for kind, sql in _ALL.items():
        scope.execute(f"INSERT OR IGNORE INTO unpushed SELECT '{kind}', uid, random() FROM ({sql})")
    scope.execute("INSERT OR IGNORE INTO unpushed SELECT kind, uid, random() FROM shared")


def _triggers() -> Iterator[tuple[str, str]]:
    for number, each in enumerate(_WATCHES):
        for event in each.events.split():
            rows = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(event, ("NEW", "OLD"))
            name = f"{_PREFIX}{number}_{event.lower()}"
            of = f" OF {each.columns}" if event == "UPDATE" else ""
            body = "".join(_body(each, row) for row in rows)
            yield (
                name,
                (
                    f"CREATE TRIGGER {name} AFTER {event}{of} ON {each.table}"
                    f" WHEN (SELECT is_quiet FROM share) = 0 BEGIN {body} END"
                ),
            )


def _body(watched: _Watch, row: str) -> str:
    if watched.table == "shared":
        return f"""
            DELETE FROM unpushed WHERE kind = {row}.kind AND uid = {row}.uid;
            INSERT INTO unpushed (kind, uid, mark) VALUES ({row}.kind, {row}.uid, random());
        """
    return _NOTE.format(kind=watched.kind, uids=watched.uids.format(row=row))
