"""Reading tasks, and the open jobs that sync works on."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any

from charlib.domain.choices import TASK_STATES
from charlib.domain.records import Check, LocalId, Task, Unsettled
from charlib.store.costs import cost_of
from charlib.store.read.query import CALLED, CALLED_VOICE, LOOK_OF, Query

if TYPE_CHECKING:
    from charlib.domain.jobs import Job, Outcome

_IS_ESTIMATE = "cost_is_estimate"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
STATE = """
    CASE WHEN task.state = 'done' AND task.request IS NOT NULL AND source.media_path IS NULL
              AND coalesce(task.error_kind, '') <> 'no_result'
         THEN 'running' ELSE task.state END
"""
"""A task is done when its film is here: the provider may be done before."""
_COLUMNS = f"""
    SELECT task.id, account.name AS account, task.remote_id, {STATE} AS state, task.prompt,
           task.model,
           coalesce(here(source.media_path), task.output_url) AS output, task.output_url,
           task.error, task.created_at, task.completed_at, task.uid, task.params,
           task.cost_micros, task.cost_unit, task.cost_is_estimate,
           coalesce(prompt.template, task.prompt) AS template,
           (SELECT json_group_array(called) FROM (
                SELECT handle || coalesce('+' || look.name, '') AS called FROM prompt_character
                JOIN character ON character.id = prompt_character.character_id
                LEFT JOIN look ON look.id = look_id
                WHERE prompt_id = prompt.id ORDER BY position)) AS characters,
           coalesce(project.slug, '') AS project, task.episode, task.scene, task.take, task.rating,
           task.picked, task.note,
           (SELECT json_group_array(json_array(
                handle, coalesce(name, ''), verdict, score, at_ms,
                iif(lowest ISNULL, NULL, json_array(lowest, lowest_ms)), why)) FROM (
                SELECT handle, look.name AS name, verdict, score, at_ms, lowest, lowest_ms, why,
                       max(likeness_check.id)
                FROM likeness_check
                JOIN character ON character.id = likeness_check.character_id
                LEFT JOIN look ON look.id = look_id
                WHERE likeness_check.task_id = task.id
                GROUP BY likeness_check.character_id, look_id ORDER BY likeness_check.id
           )) AS checks
"""
_JOINED = """
    JOIN account ON account.id = task.account_id
    LEFT JOIN project ON project.id = task.project_id
    LEFT JOIN source ON source.task_id = task.id
    LEFT JOIN prompt ON prompt.task_id = task.id
"""
TASK = f"{_COLUMNS} FROM task {_JOINED}"
TASKS = (
    f"{_COLUMNS} FROM json_each(?) AS wanted CROSS JOIN task ON task.id = wanted.value {_JOINED}"
    " ORDER BY wanted.key"
)
"""The tasks of a list of ids, in its order."""
_JOBS = {
    "binding": f"""
        SELECT binding.id, {CALLED_VOICE} || {CALLED} || {LOOK_OF} AS label,
               account.name AS account,
               binding.state,
               binding.request, binding.job_id AS remote_id, binding.lease_owner,
               binding.lease_until, binding.created_at,
               CASE WHEN binding.state = 'planned' THEN task.state END AS waits_for,
               NULL AS output_url, binding.uid, binding.sends, account.uid AS account_uid,
               character.uid AS character_uid, voice.uid AS voice_uid, look.uid AS look_uid,
               coalesce(look.name, '') AS look
        FROM binding
        JOIN character ON character.id = binding.character_id
        JOIN account ON account.id = binding.account_id
        LEFT JOIN look ON look.id = binding.look_id
        LEFT JOIN voice ON voice.id = binding.voice_id
        LEFT JOIN window ON window.id = binding.window_id
        LEFT JOIN source ON source.id = window.source_id AND binding.method = 'task'
        LEFT JOIN task ON task.id = source.task_id
    """,
    "task": """
        SELECT task.id, 'task ' || task.id AS label, account.name AS account, task.state,
               task.request, task.remote_id, task.lease_owner, task.lease_until, task.created_at,
               NULL AS waits_for, task.output_url, task.uid, task.sends,
               account.uid AS account_uid, '' AS character_uid, here(source.media_path) AS film
        FROM task
        JOIN account ON account.id = task.account_id
        LEFT JOIN source ON source.task_id = task.id
    """,
}
_OPEN = {
    "binding": """
        WHERE binding.state IN ('planned', 'sending', 'processing')
          AND (character.deleted_at IS NULL AND voice.replaced_at IS NULL
               AND look.deleted_at IS NULL
               OR binding.state <> 'planned')
    """,
    "task": """
        WHERE (task.state IN ('planned', 'sending', 'queued', 'running')
               OR task.state = 'unknown' AND task.remote_id IS NOT NULL
               OR task.state = 'done' AND task.request IS NOT NULL AND source.media_path IS NULL
                  AND coalesce(task.error_kind, '') <> 'no_result')
    """,
}
_UNSETTLED = f"""
    SELECT {CALLED_VOICE} || {CALLED} || {LOOK_OF} AS label, account.name AS account,
           coalesce(binding.error, '') AS error, 'binding' AS what,
           iif(voice_id ISNULL, '', 'voice:') || project.slug || '/' || handle || {LOOK_OF} AS ref,
           binding.uid,
           state = 'sending' AS is_sending, deleted_at IS NOT NULL AS is_trashed,
           binding.cost_micros, binding.cost_unit, binding.cost_is_estimate
    FROM binding
    JOIN character ON character.id = character_id JOIN account ON account.id = account_id
    JOIN project ON project.id = project_id
    WHERE state = 'unknown' OR state = 'sending' AND lease_until < ?1
    UNION ALL
    SELECT 'task ' || task.id, account.name, coalesce(task.error, ''), 'task', 'task:' || task.id,
           task.uid, state = 'sending', 0, cost_micros, cost_unit, cost_is_estimate
    FROM task JOIN account ON account.id = account_id
    WHERE state = 'unknown' AND remote_id IS NULL OR state = 'sending' AND lease_until < ?1
    UNION ALL
    SELECT 'the upload of ' || path, account.name, 'its address never came', 'upload',
           'upload:' || path, '', 0, 0, NULL, '', 0
    FROM upload JOIN account ON account.id = account_id WHERE url = ''
"""
"""Requests without an answer, and sends whose lease expired before a time."""


_IDS_AT = f"""
    SELECT binding.uid, binding.remote_id, {CALLED} || {LOOK_OF} AS name, binding.voice_id,
           character.deleted_at IS NULL AND look.deleted_at IS NULL
           AND binding.state <> 'gone' AND NOT EXISTS (
               SELECT 1 FROM binding AS later
               WHERE later.character_id = binding.character_id AND later.state = 'ready'
                 AND later.voice_id IS binding.voice_id
                 AND later.look_id IS binding.look_id
                 AND later.account_id = binding.account_id AND later.id > binding.id) AS is_used
    FROM binding JOIN character ON character.id = binding.character_id
    LEFT JOIN look ON look.id = binding.look_id
    WHERE binding.account_id = ? AND binding.remote_id IS NOT NULL
    ORDER BY binding.id
"""


class Tasks:
    """The reading verbs for tasks."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def all(
        self, *, states: Collection[str] = TASK_STATES, limit: int = 0, offset: int = 0
    ) -> list[Task]:
        """Tasks in some states, newest first; a limit of 0 means all."""
        return self._query.records(
            task,
            f"{TASK} WHERE {STATE} IN (SELECT value FROM json_each(?))"
            " ORDER BY task.id DESC LIMIT ? OFFSET ?",
            [json.dumps(list(states)), limit or -1, offset],
        )

    def prompt(self, task_id: int) -> str:
        """The prompt of a task as it was typed, with `@handles`."""
        sql = (
            "SELECT coalesce(prompt.template, task.prompt) FROM task LEFT JOIN prompt"
            " ON prompt.task_id = task.id WHERE task.id = ?"
        )
        return self._query.value(sql, [task_id]) or ""

    def people(self, task_id: int) -> list[tuple[int, int | None, str]]:
        """The characters that the prompt of a task mentions: id, id of the look, and its name."""
        sql = (
            "SELECT prompt_character.character_id, look_id, coalesce(look.name, '') FROM prompt"
            " JOIN prompt_character ON prompt_id = prompt.id LEFT JOIN look ON look.id = look_id"
            " WHERE task_id = ? ORDER BY position"
        )
        return list(dict.fromkeys(self._query.tuples(sql, [task_id])))

    def by_uid(self, uid: str) -> Task | None:
        """A task by its uid."""
        return self._query.record(task, f"{TASK} WHERE task.uid = ?", [uid])

    def find(self, ref: str) -> list[Task]:
        """The tasks a person may mean: by the provider's id, else by charlib's number.

        A number may be written as `task:12`.
        """
        at_accounts = "task.account_id IN (SELECT id FROM account)"  # so that an index serves
        known = self._query.records(
            task, f"{TASK} WHERE {at_accounts} AND task.remote_id = ?", [ref]
        )
        number = ref.removeprefix("task:")
        if known or not _NUMBER.fullmatch(number):
            return known
        return self._query.records(task, f"{TASK} WHERE task.id = ?", [int(number)])


class Jobs:
    """The reading verbs for open bindings and tasks."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def open(self, what: str, uids: Collection[str] | None = None) -> list[Job]:
        """The open bindings or tasks, oldest first; only those of `uids` if given."""
        sql = _JOBS[what] + _OPEN[what]
        values: list[Any] = []
        if uids is not None:
            sql += f" AND {what}.uid IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(uids)))
        return self._query.records(partial(_job, what), f"{sql} ORDER BY {what}.id", values)

    def states(self, what: str, uids: Collection[str]) -> dict[str, str]:
        """The states of bindings or tasks, by uid."""
        sql = f"SELECT uid, state FROM {what} WHERE uid IN (SELECT value FROM json_each(?))"
        return dict(self._query.tuples(sql, [json.dumps(list(uids))]))

    def outcome(self, what: str, uid: str) -> Outcome | None:
        """What is recorded of a binding or task; None if it is not in the library."""
        from charlib.domain.jobs import Outcome

        sql = f"SELECT state, remote_id, error, error_kind FROM {what} WHERE uid = ?"
        row = self._query.row(sql, [uid])
        return Outcome(**dict(row)) if row else None

    def remote_ids(self, account: str) -> set[str]:
        """The ids of characters at an account."""
        sql = (
            "SELECT remote_id FROM binding JOIN account ON account.id = account_id"
            " WHERE account.name = ? AND remote_id IS NOT NULL"
        )
        return set(self._query.column(sql, [account]))

    def part_ids(self, account: str) -> set[str]:
        """The ids of all calls of creations in several calls, at an account."""
        sql = (
            "SELECT binding.remote_id, job_id, json_extract(request, '$.plan') FROM binding"
            " JOIN account ON account.id = account_id WHERE account.name = ?"
            " AND json_extract(request, '$.plan') IS NOT NULL"
        )
        ids: set[str] = set()
        for remote_id, job_id, text in self._query.tuples(sql, [account]):
            plan = json.loads(text)
            values = (each for each in plan["values"].values() if isinstance(each, str))
            ids |= {*(remote_id or "").split("+"), job_id or "", *plan["ids"], *values}
        return ids

    def task_ids(self, account: str) -> set[str]:
        """The ids of films at an account."""
        sql = (
            "SELECT remote_id FROM task JOIN account ON account.id = account_id"
            " WHERE account.name = ? AND remote_id IS NOT NULL"
        )
        return set(self._query.column(sql, [account]))

    def rivals(self, job: Job) -> list[Job]:
        """The other requests of a job's account that were sent and have no answer, of its kind."""
        kind = job.what
        sql = (
            f"{_JOBS[kind]} WHERE ({kind}.state = 'sending' OR {kind}.state = 'unknown')"
            f" AND {kind}.remote_id IS NULL AND {kind}.request IS NOT NULL"
            f" AND account.name = ? AND {kind}.uid <> ?"
        )
        return self._query.records(partial(_job, kind), sql, [job.account, job.uid])

    def ids_at(self, account_id: int) -> list[LocalId]:
        """The ids of characters at an account; used are the newest of those outside the trash."""
        return self._query.records(_local_id, _IDS_AT, [account_id])

    def without_id(self, account: str) -> list[Job]:
        """The creations at an account that were sent and have no id yet."""
        sql = (
            f"{_JOBS['binding']} WHERE account.name = ? AND binding.remote_id IS NULL"
            " AND (binding.state IN ('planned', 'sending', 'processing')"
            " OR binding.state = 'unknown')"
        )
        return self._query.records(partial(_job, "binding"), sql, [account])

    def task_of_binding(self, uid: str) -> str | None:
        """The uid of the task whose output a binding is made from."""
        task: str | None = self._query.value(
            "SELECT task.uid FROM binding JOIN window ON window.id = window_id"
            " JOIN source ON source.id = source_id JOIN task ON task.id = source.task_id"
            " WHERE binding.uid = ?",
            [uid],
        )
        return task

    def quickest_task(self, account: str) -> int | None:
        """The time of the quickest of an account's last 20 finished tasks, in milliseconds."""
        time: int | None = self._query.value(
            "SELECT min(took) FROM (SELECT completed_at - task.created_at AS took FROM task JOIN"
            " account ON account.id = account_id WHERE account.name = ? AND task.state = 'done'"
            " AND completed_at > task.created_at ORDER BY task.id DESC LIMIT 20)",
            [account],
        )
        return time

    def films(self, uids: Collection[str] | None = None) -> list[tuple[str, str]]:
        """The finished tasks whose film should be here: the uid of each, and the file.

        Only those of `uids` if given. Those that the provider has forgotten are left out.
        """
        sql = (
            "SELECT task.uid, here(media_path) FROM task JOIN source ON source.task_id = task.id"
            " WHERE state = 'done' AND request IS NOT NULL AND media_path IS NOT NULL"
            " AND remote_id IS NOT NULL AND coalesce(error_kind, '') <> 'expired'"
        )
        if uids is None:
            return self._query.tuples(sql)
        among = " AND task.uid IN (SELECT value FROM json_each(?))"
        return self._query.tuples(sql + among, [json.dumps(list(uids))])

    def unsettled(self, now: int = 0) -> list[Unsettled]:
        """The unanswered requests, and sends whose lease ended before `now`."""
        return self._query.records(_unsettled, _UNSETTLED, [now])

    def job(self, what: str, uid: str) -> Job | None:
        """A binding or task as a job, whatever its state."""
        sql = f"{_JOBS[what]} WHERE {what}.uid = ?"
        return self._query.record(partial(_job, what), sql, [uid])

    def character_of(self, uid: str) -> tuple[str, str]:
        """The slug of the project and the handle of the character that a binding is for."""
        row = self._query.row(
            "SELECT slug, handle FROM binding JOIN character ON character.id = character_id"
            " JOIN project ON project.id = project_id WHERE binding.uid = ?",
            [uid],
        )
        return (row[0], row[1]) if row else ("", "")

    def ids_before(self, uid: str) -> list[str]:
        """The IDs at the account of a binding that were here when it was planned."""
        return self._query.column(
            "SELECT other.remote_id FROM binding AS mine JOIN binding AS other"
            " ON other.account_id = mine.account_id AND other.id < mine.id"
            " WHERE mine.uid = ? AND other.remote_id IS NOT NULL",
            [uid],
        )

    def request_of(self, binding_id: int) -> dict[str, Any]:
        """The request that created a binding; empty if a person told its ID."""
        text: str | None = self._query.value(
            "SELECT request FROM binding WHERE id = ?", [binding_id]
        )
        form: dict[str, Any] = json.loads(text or "{}")
        return form

    def raw_answer(self, binding_id: int) -> str | None:
        """The raw body of the answer that last changed a binding."""
        body: str | None = self._query.value("SELECT raw FROM binding WHERE id = ?", [binding_id])
        return body


def task(row: sqlite3.Row) -> Task:
    """The task of a row of `TASK`."""
    values = dict(row)
    cost = cost_of(values.pop("cost_micros"), values.pop("cost_unit"), values.pop(_IS_ESTIMATE))
    params, people = json.loads(values["params"]), json.loads(values["characters"])
    checks = tuple(map(_check, json.loads(values["checks"])))
    read = {"params": params, "characters": tuple(people), "checks": checks, "cost": cost}
    return Task(**values | read | {"picked": bool(values["picked"])})


def _check(values: list[Any]) -> Check:
    handle, look, verdict, score, frame_ms, lowest, why = values
    worst = (lowest[0], lowest[1]) if lowest else None
    return Check(handle, look, verdict, score, frame_ms, worst, why)


def _local_id(row: sqlite3.Row) -> LocalId:
    is_used, is_voice = bool(row["is_used"]), row["voice_id"] is not None
    return LocalId(row["uid"], row["remote_id"], row["name"], is_used, is_voice)


def _unsettled(row: sqlite3.Row) -> Unsettled:
    values = dict(row)
    cost = cost_of(values.pop("cost_micros"), values.pop("cost_unit"), values.pop(_IS_ESTIMATE))
    flags = {name: bool(values[name]) for name in ("is_sending", "is_trashed")}
    return Unsettled(**{**values, **flags}, cost=cost)


def _job(what: Any, row: sqlite3.Row) -> Job:
    from charlib.domain.jobs import Job

    values = dict(row)
    values["request"] = json.loads(values["request"] or "{}")
    return Job(what=what, **values)
