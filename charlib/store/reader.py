"""The verbs of reading: plain sqlite3, read-only, and no import of SQLModel.

The SQL here is held to the models by a test: every statement is prepared against the migrated
schema.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from charlib.domain import records
from charlib.domain.jobs import Job
from charlib.domain.prompt import Key
from charlib.domain.query import Query
from charlib.domain.records import Account, Binding, Character, Project, Source, Task
from charlib.domain.text import fold
from charlib.domain.window import Window
from charlib.store.db import explained, read_only

_ALL = Query()
_CHARACTER = """
    SELECT character.id, character.handle, character.name, project.slug AS project, character.look,
           character.notes, character.created_at, character.updated_at, character.deleted_at
    FROM character JOIN project ON project.id = character.project_id
"""
_BINDING = """
    SELECT binding.id, binding.character_id, account.name AS account, profile.name AS profile,
           binding.remote_id, binding.mention, binding.state, binding.method, binding.error,
           binding.created_at, source.ref AS source, window.start_ms, window.end_ms
    FROM binding
    JOIN account ON account.id = binding.account_id
    JOIN profile ON profile.id = account.profile_id
    LEFT JOIN window ON window.id = binding.window_id
    LEFT JOIN source ON source.id = window.source_id
"""
_TASK = """
    SELECT task.id, account.name AS account, task.remote_id, task.state, task.prompt, task.model,
           coalesce(source.media_path, task.output_url) AS output, task.output_url, task.error,
           task.created_at, task.completed_at
    FROM task
    JOIN account ON account.id = task.account_id
    LEFT JOIN source ON source.task_id = task.id
"""
_SOURCE = """
    SELECT id, kind, ref, label, task_id, sha256, bytes, duration_ms, width, height, media_path,
           created_at
    FROM source
"""
_ACCOUNT = """
    SELECT account.id, account.name, profile.name AS profile, account.base_url, account.key_env,
           account.created_at, profile.toml AS profile_toml,
           account.name = (SELECT value FROM setting WHERE key = 'account') AS is_default
    FROM account JOIN profile ON profile.id = account.profile_id
"""
_PROJECT = """
    SELECT project.id, project.slug, project.name, project.notes, project.created_at,
           (SELECT count(*) FROM character
            WHERE project_id = project.id AND deleted_at IS NULL) AS characters,
           project.slug = coalesce((SELECT value FROM setting WHERE key = 'project'), 'default')
               AS is_current
    FROM project
"""
_JOBS = {
    "binding": """
        SELECT binding.id, '@' || character.handle AS label, account.name AS account, binding.state,
               binding.request, binding.job_id AS remote_id, binding.lease_owner,
               binding.lease_until, binding.created_at,
               CASE WHEN binding.state = 'planned' THEN task.state END AS waits_for,
               NULL AS output_url
        FROM binding
        JOIN character ON character.id = binding.character_id
        JOIN account ON account.id = binding.account_id
        LEFT JOIN window ON window.id = binding.window_id
        LEFT JOIN source ON source.id = window.source_id AND binding.method = 'task'
        LEFT JOIN task ON task.id = source.task_id
        WHERE binding.state IN ('planned', 'sending', 'processing')
          AND (character.deleted_at IS NULL OR binding.state <> 'planned')
    """,
    "task": """
        SELECT task.id, 'task ' || task.id AS label, account.name AS account, task.state,
               task.request, task.remote_id, task.lease_owner, task.lease_until, task.created_at,
               NULL AS waits_for, task.output_url
        FROM task
        JOIN account ON account.id = task.account_id
        LEFT JOIN source ON source.task_id = task.id
        WHERE (task.state IN ('planned', 'sending', 'queued', 'running')
               OR task.state = 'unknown' AND task.remote_id IS NOT NULL
               OR task.state = 'done' AND task.request IS NOT NULL AND source.media_path IS NULL
                  AND coalesce(task.error_kind, '') NOT IN ('no_result', 'expired'))
    """,
}


class Reader:
    """One read-only connection; every call sees the newest committed state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = read_only(path)
        except sqlite3.Error as error:
            raise explained(error, path) from error
        self._connection.create_function("fold", 1, fold, deterministic=True)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self._path) from error

    def _row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        return next(iter(self._rows(sql, values)), None)

    # -- projects, accounts, settings

    def setting(self, key: str) -> str | None:
        """A setting's value."""
        row = self._row("SELECT value FROM setting WHERE key = ?", [key])
        return str(row[0]) if row else None

    def projects(self) -> list[Project]:
        """All projects by name."""
        return [_project(row) for row in self._rows(f"{_PROJECT} ORDER BY project.slug")]

    def project(self, slug: str) -> Project | None:
        """A project by its slug."""
        row = self._row(f"{_PROJECT} WHERE project.slug = ?", [slug])
        return _project(row) if row else None

    def accounts(self) -> list[Account]:
        """All accounts by name."""
        return [_account(row) for row in self._rows(f"{_ACCOUNT} ORDER BY account.name")]

    def account(self, name: str) -> Account | None:
        """An account by its name."""
        row = self._row(f"{_ACCOUNT} WHERE account.name = ?", [name])
        return _account(row) if row else None

    # -- characters

    def known(self, keys: Iterable[Key], current: str) -> set[Key]:
        """Which of the keys of a prompt name a character; None in a key is the current project."""
        asked: dict[tuple[str, str], list[Key]] = {}
        for key in keys:
            asked.setdefault((key[0] or current, key[1]), []).append(key)
        rows = self._rows(
            "SELECT project.slug, character.handle FROM json_each(?) AS asked"
            " JOIN project ON project.slug = asked.value ->> 0"
            " JOIN character ON character.project_id = project.id"
            " AND character.handle = asked.value ->> 1 AND character.deleted_at IS NULL",
            [json.dumps(list(asked), ensure_ascii=False)],
        )
        return {key for row in rows for key in asked[row[0], row[1]]}

    def handles(self, project: str | None) -> list[str]:
        """The handles of a project, or of all."""
        rows = self._rows(
            "SELECT handle FROM character WHERE deleted_at IS NULL"
            " AND (?1 IS NULL OR project_id = (SELECT id FROM project WHERE slug = ?1))",
            [project],
        )
        return [row[0] for row in rows]

    def character(self, project: str, handle: str, *, trashed: bool = False) -> Character | None:
        """A character by project and handle; with `trashed`, the last one thrown away."""
        where = f"WHERE project.slug = ? AND handle = ? AND deleted_at IS {'NOT ' * trashed}NULL"
        rows = self._rows(
            f"{_CHARACTER} {where} ORDER BY deleted_at DESC LIMIT 1", [project, handle]
        )
        return next(iter(self._filled(rows)), None)

    def by_ids(self, ids: Sequence[int]) -> list[Character]:
        """Characters by id, trashed ones too, in the order of `ids`."""
        rows = self._rows(
            f"{_CHARACTER} JOIN json_each(?) AS wanted ON wanted.value = character.id"
            " ORDER BY wanted.key",
            [json.dumps(list(ids))],
        )
        return self._filled(rows)

    def characters(
        self,
        project: str | None = None,
        query: Query = _ALL,
        *,
        limit: int = 0,
        trashed: bool = False,
    ) -> list[Character]:
        """The characters that match a query, newest first; a limit of 0 means all."""
        where = [f"character.deleted_at IS {'NOT ' * trashed}NULL"]
        values: list[Any] = []
        if project is not None:
            where.append("project.slug = ?")
            values.append(project)
        for clause, value in _clauses(query):
            where.append(clause)
            values.extend(value)
        rows = self._rows(
            f"{_CHARACTER} WHERE {' AND '.join(where)} ORDER BY character.id DESC LIMIT ?",
            [*values, limit or -1],
        )
        return self._filled(rows)

    def _filled(self, rows: Sequence[sqlite3.Row]) -> list[Character]:
        ids = json.dumps([row["id"] for row in rows])
        tags: dict[int, list[str]] = {}
        for row in self._rows(
            "SELECT character_id, tag.name FROM character_tag JOIN tag ON tag.id = tag_id"
            " WHERE character_id IN (SELECT value FROM json_each(?)) ORDER BY tag.name",
            [ids],
        ):
            tags.setdefault(row[0], []).append(row[1])
        bindings: dict[int, list[Binding]] = {}
        for row in self._rows(
            f"{_BINDING} WHERE binding.character_id IN (SELECT value FROM json_each(?))"
            " ORDER BY binding.id",
            [ids],
        ):
            bindings.setdefault(row["character_id"], []).append(_binding(row))
        return [
            Character(
                **row,
                tags=tuple(tags.get(row["id"], ())),
                bindings=tuple(bindings.get(row["id"], ())),
            )
            for row in map(dict, rows)
        ]

    def raw_answer(self, binding_id: int) -> str | None:
        """The raw body of the answer that last changed a binding."""
        row = self._row("SELECT raw FROM binding WHERE id = ?", [binding_id])
        return row[0] if row else None

    def bound_to(self, account_id: int, remote_id: str) -> list[str]:
        """The handles that already have this id at an account."""
        rows = self._rows(
            "SELECT character.handle FROM binding JOIN character ON character.id = character_id"
            " WHERE account_id = ? AND remote_id = ? AND deleted_at IS NULL",
            [account_id, remote_id],
        )
        return [row[0] for row in rows]

    def prompts_using(self, character_id: int) -> int:
        """In how many recorded prompts a character is used."""
        row = self._row(
            "SELECT count(*) FROM prompt_character WHERE character_id = ?", [character_id]
        )
        return int(row[0]) if row else 0

    def tags(self, project: str | None = None) -> list[tuple[str, int]]:
        """All tags with how many characters (of a project, or of all) have them, by name."""
        rows = self._rows(
            "SELECT tag.name, count(character.id) FROM tag"
            " LEFT JOIN character_tag ON tag_id = tag.id"
            " LEFT JOIN character ON character.id = character_id AND deleted_at IS NULL"
            " AND (?1 IS NULL OR project_id = (SELECT id FROM project WHERE slug = ?1))"
            " GROUP BY tag.id ORDER BY tag.name",
            [project],
        )
        return [(row[0], row[1]) for row in rows]

    # -- sources and tasks

    def sources(self, *, limit: int = 0) -> list[Source]:
        """All sources, newest first; a limit of 0 means all."""
        rows = self._rows(f"{_SOURCE} ORDER BY id DESC LIMIT ?", [limit or -1])
        return [Source(**row) for row in map(dict, rows)]

    def find_sources(self, ref: str) -> list[Source]:
        """The sources a person may mean: by label, URL, path or number."""
        rows = self._rows(
            f"{_SOURCE} WHERE label = ?1 OR ref = ?1 OR ref = 'task:' || ?1 OR"
            " CAST(id AS TEXT) = ?1",
            [ref],
        )
        return [Source(**row) for row in map(dict, rows)]

    def source(self, source_id: int) -> Source | None:
        """A source by id."""
        row = self._row(f"{_SOURCE} WHERE id = ?", [source_id])
        return Source(**dict(row)) if row else None

    def source_of_task(self, task_id: int) -> Source | None:
        """The source that a task's output is."""
        row = self._row(f"{_SOURCE} WHERE task_id = ?", [task_id])
        return Source(**dict(row)) if row else None

    def windows(self, source_id: int) -> list[tuple[str, Window]]:
        """The windows of a source with the handles of the characters seen in them."""
        rows = self._rows(
            "SELECT DISTINCT character.handle, start_ms, end_ms FROM window"
            " JOIN character ON character.id = character_id AND deleted_at IS NULL"
            " WHERE source_id = ? ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [(row[0], Window(row[1], row[2])) for row in rows]

    def tasks(self, *, states: Collection[str] = records.TASK_STATES, limit: int = 0) -> list[Task]:
        """Tasks in some states, newest first; a limit of 0 means all."""
        rows = self._rows(
            f"{_TASK} WHERE task.state IN (SELECT value FROM json_each(?))"
            " ORDER BY task.id DESC LIMIT ?",
            [json.dumps(list(states)), limit or -1],
        )
        return [Task(**row) for row in map(dict, rows)]

    def find_tasks(self, ref: str) -> list[Task]:
        """The tasks a person may mean: by the provider's id, else by charlib's number."""
        rows = self._rows(f"{_TASK} WHERE task.remote_id = ?", [ref]) or self._rows(
            f"{_TASK} WHERE CAST(task.id AS TEXT) = ?", [ref]
        )
        return [Task(**row) for row in map(dict, rows)]

    # -- what sync works on

    def jobs(self, what: str, ids: Collection[int] | None = None) -> list[Job]:
        """The open bindings or tasks, oldest first; only those of `ids` if given."""
        sql = _JOBS[what]
        values: list[Any] = []
        if ids is not None:
            sql += f" AND {what}.id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(ids)))
        rows = self._rows(f"{sql} ORDER BY {what}.id", values)
        return [_job(what, row) for row in rows]

    def states(self, what: str, ids: Collection[int]) -> dict[int, str]:
        """The states of bindings or tasks."""
        rows = self._rows(
            f"SELECT id, state FROM {what} WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids))],
        )
        return {row[0]: row[1] for row in rows}

    def unknown(self) -> list[tuple[str, str, str]]:
        """What was sent and never answered: what it is, its account, and what is known of it."""
        rows = self._rows(
            "SELECT '@' || handle, account.name, coalesce(binding.error, '') FROM binding"
            " JOIN character ON character.id = character_id JOIN account ON account.id = account_id"
            " WHERE state = 'unknown' AND deleted_at IS NULL"
            " UNION ALL SELECT 'task ' || task.id, account.name, coalesce(task.error, '') FROM task"
            " JOIN account ON account.id = account_id WHERE state = 'unknown' AND remote_id IS NULL"
        )
        return [(row[0], row[1], row[2]) for row in rows]


def _clauses(query: Query) -> Iterable[tuple[str, list[Any]]]:
    tagged = (
        "EXISTS (SELECT 1 FROM character_tag JOIN tag ON tag.id = tag_id"
        " WHERE character_id = character.id AND tag.name = ?)"
    )
    said = (
        "(instr(fold(character.handle || char(10) || character.name || char(10)"
        " || character.look || char(10) || character.notes), ?) OR EXISTS (SELECT 1 FROM"
        " character_tag JOIN tag ON tag.id = tag_id"
        " WHERE character_id = character.id AND instr(fold(tag.name), ?)))"
    )
    for tag in query.tags:
        yield tagged, [tag]
    for tag in query.without:
        yield f"NOT {tagged}", [tag]
    for word in query.words:
        yield said, [word, word]


def _project(row: sqlite3.Row) -> Project:
    return Project(**{**dict(row), "is_current": bool(row["is_current"])})


def _account(row: sqlite3.Row) -> Account:
    return Account(**{**dict(row), "is_default": bool(row["is_default"])})


def _binding(row: sqlite3.Row) -> Binding:
    values = dict(row)
    start, end = values.pop("start_ms"), values.pop("end_ms")
    del values["character_id"]
    return Binding(**values, window=None if start is None else Window(start, end))


def _job(what: Any, row: sqlite3.Row) -> Job:
    values = dict(row)
    values["request"] = json.loads(values["request"] or "{}")
    return Job(what=what, **values)
