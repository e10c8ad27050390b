"""The verbs of reading: plain sqlite3, read-only, and no import of SQLModel.

The SQL here and in the modules it stands on is held to the models by tests.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from charlib.domain import records
from charlib.domain.records import Account, Entry, Project, Source, Task
from charlib.domain.window import Window
from charlib.store.finder import Finder
from charlib.store.kept import Kept
from charlib.store.labels import Labels

if TYPE_CHECKING:
    from charlib.domain.jobs import Job

_TASK = """
    SELECT task.id, account.name AS account, task.remote_id, task.state, task.prompt, task.model,
           coalesce(here(source.media_path), task.output_url) AS output, task.output_url,
           task.error, task.created_at, task.completed_at
    FROM task
    JOIN account ON account.id = task.account_id
    LEFT JOIN source ON source.task_id = task.id
"""
_SOURCE = """
    SELECT id, kind, ref, label, task_id, sha256, bytes, duration_ms, width, height,
           here(media_path) AS media_path, created_at
    FROM source
"""
_ACCOUNT = """
    SELECT account.id, account.name, profile.name AS profile, account.base_url, account.key_env,
           account.created_at, profile.toml AS profile_toml, account.key_command,
           account.key_ring, account.allows_http, account.upload,
           account.name = (SELECT value FROM setting WHERE key = 'account') AS is_default
    FROM account JOIN profile ON profile.id = account.profile_id
"""
_PROJECT = """
    SELECT project.id, project.slug, project.name, project.notes, project.created_at,
           project.n AS characters,
           project.slug = coalesce((SELECT value FROM setting WHERE key = 'project'), 'default')
               AS is_current
    FROM project
"""
_CAN_UNDO = "EXISTS (SELECT 1 FROM change WHERE entry_id = {}.id AND verb <> 'fact')"
_UNDOABLE = _CAN_UNDO.format("entry")
_ENTRY = f"""
    SELECT entry.id, entry.command, entry.at, entry.undone_at, {_UNDOABLE} AS is_undoable,
           (SELECT json_group_array(json_array(verb, json(what))) FROM change
            WHERE entry_id = entry.id) AS changes
    FROM entry
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


class Reader(Finder, Labels, Kept):
    """Everything that can be read."""

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

    def saved_windows(self, source_id: int) -> list[Window]:
        """The windows of a source that were saved for later: no character has them."""
        rows = self._rows(
            "SELECT DISTINCT start_ms, end_ms FROM window"
            " WHERE source_id = ? AND character_id IS NULL ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [Window(row[0], row[1]) for row in rows]

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

    def task_of_binding(self, binding_id: int) -> int | None:
        """The task that a binding is made from the output of."""
        row = self._row(
            "SELECT source.task_id FROM binding JOIN window ON window.id = window_id"
            " JOIN source ON source.id = source_id WHERE binding.id = ?",
            [binding_id],
        )
        return row[0] if row else None

    def quickest_task(self, account: str) -> int | None:
        """How many milliseconds the quickest of an account's last finished tasks took."""
        row = self._row(
            "SELECT min(took) FROM (SELECT completed_at - task.created_at AS took FROM task JOIN"
            " account ON account.id = account_id WHERE account.name = ? AND task.state = 'done'"
            " AND completed_at > task.created_at ORDER BY task.id DESC LIMIT 20)",
            [account],
        )
        return row[0] if row else None

    def remote_ids(self, account: str) -> set[str]:
        """The ids that characters have at an account."""
        rows = self._rows(
            "SELECT remote_id FROM binding JOIN account ON account.id = account_id"
            " WHERE account.name = ? AND remote_id IS NOT NULL",
            [account],
        )
        return {row[0] for row in rows}

    def source_of_url(self, url: str) -> Source | None:
        """The source with exactly this URL."""
        row = self._row(f"{_SOURCE} WHERE ref = ? AND task_id IS NULL AND kind = 'url'", [url])
        return Source(**dict(row)) if row else None

    def states(self, what: str, ids: Collection[int]) -> dict[int, str]:
        """The states of bindings or tasks."""
        rows = self._rows(
            f"SELECT id, state FROM {what} WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids))],
        )
        return {row[0]: row[1] for row in rows}

    def history(self, *, limit: int = 0) -> list[Entry]:
        """What commands changed, newest first; a limit of 0 means all that is kept."""
        rows = self._rows(f"{_ENTRY} ORDER BY entry.id DESC LIMIT ?", [limit or -1])
        return [_entry(row) for row in rows]

    def to_undo(self) -> Entry | None:
        """The last entry that was done and can be undone."""
        where = f"undone_at IS NULL AND {_UNDOABLE}"
        row = self._row(f"{_ENTRY} WHERE {where} ORDER BY entry.id DESC LIMIT 1")
        return _entry(row) if row else None

    def to_redo(self) -> Entry | None:
        """The entry that was undone last, if nothing was changed since."""
        last = f"SELECT max(id) FROM entry WHERE undone_at IS NULL AND {_UNDOABLE}"
        since = (
            "SELECT 1 FROM entry AS later WHERE later.id > entry.id AND later.at > entry.undone_at"
        )
        where = (
            f"undone_at IS NOT NULL AND entry.id > coalesce(({last}), 0)"
            f" AND NOT EXISTS ({since} AND {_CAN_UNDO.format('later')})"
        )
        row = self._row(f"{_ENTRY} WHERE {where} ORDER BY entry.id LIMIT 1")
        return _entry(row) if row else None

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


def _project(row: sqlite3.Row) -> Project:
    return Project(**{**dict(row), "is_current": bool(row["is_current"])})


def _account(row: sqlite3.Row) -> Account:
    flags = {name: bool(row[name]) for name in ("is_default", "allows_http")}
    return Account(**{**dict(row), **flags})


def _entry(row: sqlite3.Row) -> Entry:
    number, command, moment, undone, is_undoable, changes = row
    told = tuple((verb, what) for verb, what in json.loads(changes or "[]"))
    return Entry(number, command, moment, undone, bool(is_undoable), told)


def _job(what: Any, row: sqlite3.Row) -> Job:
    from charlib.domain.jobs import Job

    values = dict(row)
    values["request"] = json.loads(values["request"] or "{}")
    return Job(what=what, **values)
