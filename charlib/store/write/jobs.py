"""Writing bindings, tasks and prompts, and the steps of the send protocol."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.config import new_uid, new_uids
from charlib.domain.jobs import DELETED, Job, Outcome, Planned
from charlib.store import costs, others
from charlib.store.schema.tables import TABLES, Row, assignments
from charlib.store.search import text_index
from charlib.store.sent import REQUESTS, Sent
from charlib.store.write import owners
from charlib.store.write.budgets import Budgets
from charlib.store.write.scope import Scope, listed
from charlib.store.write.sources import NewWindow, Sources
from charlib.store.write.takes import Takes, add_prompt
from charlib.store.write.undoing import removal

if TYPE_CHECKING:
    from charlib.domain.money import Cost

ANY_OWNER = "*"
"""Any holder of the lease."""
_COPIED = {
    "binding": (
        "character_id", "account_id", "window_id", "voice_id", "look_id", "method", "request",
    ),
    "task": ("account_id", "prompt", "model", "request", "project_id", "episode", "scene"),
}  # fmt: skip
"""The columns that a second answer to the same request shares with the first."""
_IDS = {"binding": ("remote_id", "job_id"), "task": ("remote_id",)}
"""The columns that hold ids of the provider."""
_AGAIN = """
    UPDATE binding SET state = 'planned', error = NULL, error_kind = NULL,
        updated_at = :counted_at, counted_at = :counted_at, cost_micros = :cost_micros,
        cost_is_estimate = 1, cost_unit = iif(:cost_unit = '', cost_unit, :cost_unit)
    WHERE uid = :uid
"""


class Jobs:
    """The verbs for bindings, tasks and prompts."""

    def __init__(self, scope: Scope, sources: Sources, budgets: Budgets) -> None:
        self._scope = scope
        self._sources = sources
        self._budgets = budgets

    # -- bindings

    def add_bindings(self, rows: Sequence[Row]) -> list[int]:
        """Add bindings that all name the same columns; return their ids in order.

        `request` is JSON text. Bindings with a request are facts of a provider: `undo` leaves
        them. Those without one were told by a person, and are undone like any other value.
        """
        if not rows:
            return []
        stamps = self._scope.stamps()
        ids = self._scope.add_many("binding", [{**stamps, **row} for row in rows])
        told = [number for number, row in zip(ids, rows, strict=True) if not row.get("request")]
        removal.note(self._scope, "binding", told)
        if len(told) < len(ids):
            self._scope.note_fact("binding")
        return ids

    def add_binding(
        self,
        character_id: int,
        account_id: int,
        *,
        request: Mapping[str, Any] | None = None,
        **columns: Any,
    ) -> int:
        """Add one binding and return its id."""
        row = {"character_id": character_id, "account_id": account_id, **columns}
        return self.add_bindings([{**row, "request": _text(request)}])[0]

    def plan_bindings(self, planned: Sequence[Planned]) -> list[str]:
        """Add windows and planned bindings; return the bindings' uids in order.

        Raises OverBudget if not all of them fit.
        """
        self._budgets.check((new.account_id, new.cost) for new in planned)
        windows = self._sources.add_windows(
            [NewWindow(new.source_id, new.character_id, new.window, new.look_id) for new in planned]
        )
        uids = new_uids(len(planned))
        self.add_bindings(
            [
                {
                    "uid": uid, "character_id": new.character_id, "account_id": new.account_id,
                    "window_id": window, "state": "planned", "method": new.method,
                    "request": _text(new.request), "look_id": new.look_id,
                    **self._budgets.costing(new.cost),
                }
                for uid, window, new in zip(uids, windows, planned, strict=True)
            ]
        )  # fmt: skip
        self._scope.planned.update(uids)
        return uids

    def plan_voices(
        self, planned: Sequence[tuple[int, int, int, str, Mapping[str, Any], Cost | None]]
    ) -> list[str]:
        """Add planned bindings of voices: character, account, voice, method, request, and cost.

        Returns their uids in order. Raises OverBudget if not all of them fit.
        """
        self._budgets.check((new[1], new[5]) for new in planned)
        uids = new_uids(len(planned))
        self.add_bindings(
            [
                {
                    "uid": uid, "character_id": character, "account_id": account,
                    "voice_id": voice, "state": "planned", "method": method,
                    "request": _text(request), **self._budgets.costing(cost),
                }
                for uid, (character, account, voice, method, request, cost) in zip(
                    uids, planned, strict=True
                )
            ]
        )  # fmt: skip
        self._scope.planned.update(uids)
        return uids

    def set_states(self, states: Mapping[int, str]) -> None:
        """Change the states of bindings without sending anything; can be undone."""
        rows = self._scope.rows(
            "SELECT binding.id, state FROM binding JOIN json_each(?) ON value = binding.id",
            listed(states),
        )
        before = {row[0]: row[1] for row in rows if row[1] != states[row[0]]}
        self._scope.connection.executemany(
            "UPDATE binding SET state = ?, lease_owner = NULL, updated_at = ? WHERE id = ?",
            [(states[number], self._scope.now, number) for number in before],
        )
        if before:
            after = {str(number): states[number] for number in before}
            old = {str(number): state for number, state in before.items()}
            self._scope.note("states", before=old, after=after)

    def retire(self, account_id: int) -> int:
        """Mark every binding of an account as gone; return the number of them."""
        rows = self._scope.rows(
            "SELECT id FROM binding WHERE account_id = ? AND state <> 'gone'", account_id
        )
        self.set_states({row[0]: "gone" for row in rows})
        return len(rows)

    def mark_deleted(self, uids: Iterable[str]) -> None:
        """Mark bindings as gone whose IDs were deleted at the provider; `undo` leaves them so."""
        sql = (
            "UPDATE binding SET state = 'gone', error = ?, error_kind = 'deleted', updated_at = ?"
            " WHERE uid = ?"
        )
        self._scope.connection.executemany(sql, [(DELETED, self._scope.now, uid) for uid in uids])
        self._scope.note_fact("deletion")

    def replan_failed(self, prices: Mapping[tuple[int, bool], Cost] | None = None) -> None:
        """Plan failed bindings again, except those a later one replaced.

        Tasks are left alone: a generation is paid for when it is sent. `prices` are those of a
        creation, by account and whether it is of a voice. Raises OverBudget if not all of them fit.
        """
        again = [
            (uid, account, (prices or {}).get((account, bool(is_voice))))
            for uid, account, is_voice in self._scope.rows(costs.RETRIED)
        ]
        self._budgets.check((account, cost) for _, account, cost in again)
        costs.count_again(self._scope.connection, "binding", [uid for uid, *_ in again])
        self._scope.connection.executemany(
            _AGAIN, [{"uid": uid, **self._budgets.costing(cost)} for uid, _, cost in again]
        )

    # -- tasks and prompts

    def add_task(
        self, account_id: int, *, state: str, request: Mapping[str, Any] | None,
        cost: Cost | None = None, **columns: Any,
    ) -> int:  # fmt: skip
        """Add a task: `planned` with its request, or one that exists at the provider."""
        counted = self._budgets.costing(cost) if request is not None else {}
        named = {"uid": new_uid(), **self._scope.stamps(), **counted, **columns}
        task_id = self._scope.insert(
            "task", account_id=account_id, state=state, request=_text(request), **named
        )
        self._scope.planned.add(named["uid"])
        text_index.add_tasks(self._scope.connection, [(task_id, named.get("prompt", ""))])
        if request is None:
            removal.note(self._scope, "task", [task_id])
        else:
            self._scope.note_fact("task")
        return task_id

    def task_of(self, account_id: int, remote_id: str) -> int:
        """The id of a provider's task, added as `unknown` if the library does not have it."""
        known = self._scope.id(
            "SELECT id FROM task WHERE account_id = ? AND remote_id = ?", account_id, remote_id
        )
        if known is not None:
            return known
        return self.add_task(account_id, state="unknown", request=None, remote_id=remote_id)

    def source_of(self, account_id: int, ref: str) -> int:
        """The source for a reference in an export: a URL, a file, or `task:` and the task's id."""
        task = ref.removeprefix("task:")
        if task != ref:
            return self._sources.record("task", ref, task_id=self.task_of(account_id, task))
        return self._sources.record("url" if "://" in ref else "file", ref)

    def add_prompt(
        self, *, request: Mapping[str, Any],
        characters: Iterable[tuple[int, int | None, int | None]], **columns: Any,
    ) -> int:  # fmt: skip
        """Record a prompt and the `(character, binding, look)` of each part in order of mention.

        The binding is None where the character's media went along with the prompt, the look for
        the main one.
        """
        return add_prompt(self._scope, {"request": _text(request), **columns}, characters)

    # -- the send protocol; `what` is the table, and jobs are known by uid: numbers start again in a
    # restored library

    def claim(self, what: str, uid: str, *, owner: str, until: int) -> int:
        """Take a lease on a planned job that is about to be sent, and log the send.

        Return its number, or 0 if another process was first.
        """
        if self._scope.log is None:
            raise RuntimeError("a request is sent in `Store.settle`, which logs it")
        sent = self._scope.value(
            f"UPDATE {what} SET state = 'sending', lease_owner = ?, lease_until = ?,"
            " updated_at = ?, counted_at = ?, sends = sends + 1"
            " WHERE uid = ? AND state = 'planned' RETURNING sends",
            owner, until, self._scope.now, self._scope.now, uid,
        )  # fmt: skip
        if sent is None:
            return 0
        sql = f"{REQUESTS[what]} WHERE {what}.uid = ?"
        _, label, account_uid, account, key, *cost = self._scope.row(sql, uid)
        self._scope.log.send(
            Sent(uid, sent, what, label, account_uid, account, key, self._scope.now, *cost)
        )
        return int(sent)

    def record(
        self,
        what: str,
        uid: str,
        outcome: Outcome,
        *,
        states: Collection[str] = (),
        owner: str | None = ANY_OWNER,
    ) -> bool:
        """Write the outcome of a job's step and release its lease; return whether it was written.

        With `states`, only if the job is in one of them; with `owner` (None: no owner), only if
        that owner holds the lease: another process may have been first.
        """
        values = {**_columns(what, outcome), "updated_at": self._scope.now}
        condition = "uid = :uid"
        if states:
            condition += " AND state IN (SELECT value FROM json_each(:states))"
        if owner != ANY_OWNER:
            condition += " AND lease_owner IS :owner"
        sends = self._scope.connection.execute(
            f"UPDATE {what} SET {assignments(what, values)} WHERE {condition} RETURNING sends",
            {**values, "uid": uid, "states": listed(states), "owner": owner},
        ).fetchone()
        if sends:
            costs.settle(self._scope.connection, what, uid, outcome)
            if what == "task":
                Takes(self._scope).renumber(uid, outcome.state)
            self._scope.note_fact(what)
            self._log(uid, sends[0], outcome)
        return bool(sends)

    def _log(self, uid: str, n: int, outcome: Outcome) -> None:
        if self._scope.log is not None and outcome.state != "sending":
            self._scope.log.answer(uid, n, outcome)

    def id_of(self, what: str, uid: str) -> int | None:
        """The number of a job; None if it is not in the library."""
        return self._scope.id(f"SELECT id FROM {what} WHERE uid = ?", uid)

    def record_late(self, job: Job, outcome: Outcome, sends: int) -> bool:
        """Write an answer that came after its request was given up: no id is ever lost.

        A job that is still `unknown` takes it. If the request has been resent, there are two
        answers, and the second gets a row of its own. Return False if neither the job nor what it
        was for is in the library, because a backup has replaced it.
        """
        self._log(job.uid, sends, outcome)
        if self.record(job.what, job.uid, outcome, states=("unknown",)):
            return True
        if self.id_of(job.what, job.uid) is None:
            return self._adopt(job, outcome, sends)
        account = self._scope.value(f"SELECT account_id FROM {job.what} WHERE uid = ?", job.uid)
        ids = {outcome.remote_id, outcome.job_id} - {None}
        if ids and not self._has_any_id(job.what, account, ids):
            self.record(job.what, self._copy(job.what, job.uid), outcome)
        return True

    def _adopt(self, job: Job, outcome: Outcome, sends: int) -> bool:
        """Add a job with its answer to a library that does not have it, if it has its account."""
        account = self._scope.id("SELECT id FROM account WHERE uid = ?", job.account_uid)
        columns: dict[str, Any] = {}
        if job.what == "binding":
            sql = "SELECT id FROM character WHERE uid = ?"
            columns = {"character_id": self._scope.id(sql, job.character_uid), "method": "url"}
            if job.voice_uid and columns["character_id"]:
                columns["voice_id"] = owners.voice_of(self._scope, job, columns["character_id"])
            if job.look_uid and columns["character_id"]:
                columns["look_id"] = owners.look_of(self._scope, job, columns["character_id"])
        if account is None or None in columns.values():
            return False
        self._scope.insert(
            job.what, uid=job.uid, account_id=account, state="unknown", request=_text(job.request),
            sends=sends, created_at=job.created_at, updated_at=self._scope.now, **columns,
        )  # fmt: skip
        return self.record(job.what, job.uid, outcome)

    def _copy(self, what: str, uid: str) -> str:
        (row,) = self._scope.dicts(f"SELECT * FROM {what} WHERE uid = ?", uid)
        same = {name: row[name] for name in (*_COPIED[what], "created_at")}
        copy = new_uid()
        self._scope.insert(what, uid=copy, state="unknown", updated_at=self._scope.now, **same)
        costs.move_earlier(self._scope.connection, what, uid, copy)
        return copy

    def _has_any_id(self, what: str, account: int, ids: Collection[str | None]) -> bool:
        where = " OR ".join(f"{name} IN (SELECT value FROM json_each(?2))" for name in _IDS[what])
        sql = f"SELECT 1 FROM {what} WHERE account_id = ?1 AND ({where}) LIMIT 1"
        return self._scope.value(sql, account, listed(ids)) is not None

    def has_remote_id(self, what: str, uid: str, remote_id: str) -> bool:
        """Whether another job of the same account has this id."""
        sql = (
            f"SELECT 1 FROM {what} AS other JOIN {what} AS mine"
            " ON mine.account_id = other.account_id"
            " WHERE mine.uid = ? AND other.id <> mine.id AND other.remote_id = ?"
        )
        return self._scope.value(sql, uid, remote_id) is not None

    def is_others(
        self, what: str, uid: str, answered: str, *, among: Collection[str] = ("task", "binding")
    ) -> bool:
        """Whether an answer's id is another job's: see `others`."""
        return others.has_id(self._scope, what, uid, answered, among)

    def reopen_task_of(self, uid: str) -> None:
        """Mark the task of a binding as running, as its provider reported."""
        self._scope.execute(
            "UPDATE task SET state = 'running', updated_at = ? WHERE state = 'unknown' AND id ="
            " (SELECT task_id FROM binding JOIN window ON window.id = window_id"
            "  JOIN source ON source.id = source_id WHERE binding.uid = ?)",
            self._scope.now,
            uid,
        )


def _columns(what: str, outcome: Outcome) -> dict[str, Any]:
    """The columns that an outcome changes; an outcome without an error clears the old one."""
    known = TABLES[what]
    said = {k: v for k, v in outcome._asdict().items() if v is not None and k in known}
    values = {k: v for k, v in said.items() if k not in costs.COLUMNS}
    if outcome.error is None:
        values.update(error=None, error_kind=None)
    return {**values, "lease_owner": None, "lease_until": None}


def _text(request: Mapping[str, Any] | None) -> str | None:
    return None if request is None else json.dumps(request, ensure_ascii=False)
