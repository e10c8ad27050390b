"""Writing sources, windows, bindings, tasks and prompts, and the steps of the send protocol."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, delete, select, update

from charlib.config import new_uid
from charlib.domain.jobs import Outcome
from charlib.domain.records import SourceKind
from charlib.domain.window import Window
from charlib.errors import LibraryError
from charlib.store import models
from charlib.store.journal import Journal
from charlib.store.rows import id_of

_JOBS: dict[str, type[models.Binding | models.Task]] = {
    "binding": models.Binding,
    "task": models.Task,
}


ANYBODY = "*"
"""Whoever holds the lease."""
_COPIED = {
    "binding": ("character_id", "account_id", "window_id", "method", "request"),
    "task": ("account_id", "prompt", "model", "request"),
}
"""What a second answer to the same request has in common with the first."""
_IDS = {"binding": ("remote_id", "job_id"), "task": ("remote_id",)}
"""The columns in which ids of the provider's stand."""


def _columns(what: str, outcome: Outcome) -> dict[str, Any]:
    known = _JOBS[what].model_fields
    values = {k: v for k, v in asdict(outcome).items() if v is not None and k in known}
    if outcome.error is None:
        values.update(error=None, error_kind=None)
    return {**values, "lease_owner": None, "lease_until": None}


def _still(states: Collection[str], owner: str | None) -> tuple[str, list[str | None]]:
    """The condition that a job is still in one of some states, and held by somebody."""
    where = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    if owner == ANYBODY:
        return where, [*states]
    return f"{where} AND lease_owner IS ?", [*states, owner]


class Work(Journal):
    """The verbs for everything that is made at providers."""

    def source(
        self, kind: SourceKind, ref: str, *, task_id: int | None = None, **facts: Any
    ) -> int:
        """The id of a source, added if it is not there; facts that are given replace the old."""
        table = models.Source
        same = table.task_id == task_id if task_id else table.ref == ref
        row = self._one(table, same)
        is_new = row is None
        row = row or self._stamped(table, kind=kind, ref=ref, task_id=task_id)
        given = {column: value for column, value in facts.items() if value is not None}
        before = {column: getattr(row, column) for column in given}
        for column, value in given.items():
            setattr(row, column, value)
        row.updated_at = self.now
        source_id = self._add(row)
        if is_new:
            self.note("source", before=None, after=row.model_dump())
        elif before != given:
            self.note("about source", id=source_id, before=before, after=given)
        return source_id

    def add_window(self, source_id: int, character_id: int | None, window: Window) -> int:
        """Add a window of a source in which a character is seen, or (None) one may be."""
        row = models.Window(
            uid=new_uid(),
            source_id=source_id,
            character_id=character_id,
            start_ms=window.start_ms,
            end_ms=window.end_ms,
            created_at=self.now,
        )
        return self._add(row)

    def save_windows(self, source_id: int, windows: Iterable[Window]) -> int:
        """Keep windows of a source that no character has yet; answers how many are new."""
        table = models.Window
        fresh = [
            one
            for one in windows
            if self._one(
                table,
                table.source_id == source_id,
                table.start_ms == one.start_ms,
                table.end_ms == one.end_ms,
                col(table.character_id).is_(None),
            )
            is None
        ]
        for one in fresh:
            self.add_window(source_id, None, one)
        return len(fresh)

    def add_binding(
        self,
        character_id: int,
        account_id: int,
        *,
        state: str,
        method: str,
        window_id: int | None = None,
        request: dict[str, Any] | None = None,
        created_at: int | None = None,
        **columns: Any,
    ) -> int:
        """Add a binding: `planned` with the request to be sent, or one that exists already."""
        row = self._stamped(
            models.Binding,
            character_id=character_id,
            account_id=account_id,
            window_id=window_id,
            state=state,
            method=method,
            request=None if request is None else json.dumps(request, ensure_ascii=False),
            **columns,
        )
        row.created_at = created_at or self.now
        self.note_fact("binding")
        return self._add(row)

    def has_binding(
        self, character_id: int, account_id: int, remote_id: str | None, window: Window | None
    ) -> bool:
        """Whether a character has a binding with this id, or (without an id) of this window."""
        table, seen = models.Binding, models.Window
        same = [table.character_id == character_id, table.account_id == account_id]
        if remote_id is not None:
            return self._one(table, *same, table.remote_id == remote_id) is not None
        if window is None:
            return False
        span = select(seen.id).where(seen.start_ms == window.start_ms, seen.end_ms == window.end_ms)
        return self._one(table, *same, col(table.window_id).in_(span)) is not None

    def add_task(
        self, account_id: int, *, state: str, request: dict[str, Any] | None, **columns: Any
    ) -> int:
        """Add a task: `planned` with the request to be sent, or one the provider has already."""
        row = self._stamped(
            models.Task,
            account_id=account_id,
            state=state,
            request=None if request is None else json.dumps(request, ensure_ascii=False),
            **columns,
        )
        self.note_fact("task")
        return self._add(row)

    def task_of(self, account_id: int, remote_id: str) -> int:
        """The id of a provider's task, added as `unknown` if the library has not seen it."""
        table = models.Task
        row = self._one(table, table.account_id == account_id, table.remote_id == remote_id)
        return (
            id_of(row)
            if row
            else self.add_task(account_id, state="unknown", request=None, remote_id=remote_id)
        )

    def add_prompt(
        self,
        *,
        project_id: int,
        account_id: int,
        task_id: int,
        template: str,
        text: str,
        request: dict[str, Any],
        characters: Iterable[tuple[int, int | None]],
    ) -> int:
        """Record a prompt and the `(character, binding)` pairs it used, in order of mention.

        One whose media went along with the prompt has no binding.
        """
        prompt_id = self._add(
            models.Prompt(
                uid=new_uid(),
                project_id=project_id,
                account_id=account_id,
                task_id=task_id,
                template=template,
                text=text,
                request=json.dumps(request, ensure_ascii=False),
                created_at=self.now,
            )
        )
        for position, (character_id, binding_id) in enumerate(characters):
            self._session.add(
                models.PromptCharacter(
                    prompt_id=prompt_id,
                    position=position,
                    character_id=character_id,
                    binding_id=binding_id,
                )
            )
        return prompt_id

    def claim(
        self, what: str, row_id: int, *, owner: str, until: int, was: str, becomes: str
    ) -> bool:
        """Take a lease on a job and move it on; False when somebody else was quicker."""
        found = self._raw.execute(
            f"UPDATE {what} SET state = ?, lease_owner = ?, lease_until = ?,"
            " updated_at = ? WHERE id = ? AND state = ?",
            [becomes, owner, until, self.now, row_id, was],
        )
        return bool(found.rowcount)

    def record(
        self,
        what: str,
        row_id: int,
        outcome: Outcome,
        *,
        states: Collection[str] = (),
        owner: str | None = ANYBODY,
    ) -> bool:
        """Write what a step made of a binding or task, and let go of its lease.

        With `states` only where it is still in one of them, and with `owner` (None: nobody) only
        while that one holds it; answers whether it was. Another process may have come first.
        """
        values = _columns(what, outcome) | {"updated_at": self.now}
        where, more = _still(states, owner)
        found = self._raw.execute(
            f"UPDATE {what} SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?{where}",
            [*values.values(), row_id, *more],
        )
        if found.rowcount:
            self.note_fact(what)
        return bool(found.rowcount)

    def record_late(self, what: str, row_id: int, outcome: Outcome) -> None:
        """Write an answer that came when nobody waited for it any more: no id is ever lost.

        What was given up as unknown takes it. Where the request was sent again meanwhile there are
        two answers, and the second one gets a row of its own.
        """
        if self.record(what, row_id, outcome, states=("unknown",)):
            return
        account = self._raw.execute(
            f"SELECT account_id FROM {what} WHERE id = ?", [row_id]
        ).fetchone()
        if account is None:
            raise LibraryError(
                f"{what} {row_id} is not in the library any more: another one was put in its place",
                hint="Add it by hand: charlib add HANDLE --id ID",
            )
        if self._is_known(what, account[0], {outcome.remote_id, outcome.job_id} - {None}):
            return
        columns = ", ".join(_COPIED[what])
        copied = self._raw.execute(
            f"INSERT INTO {what} (uid, state, created_at, updated_at, {columns})"
            f" SELECT ?, 'unknown', created_at, ?, {columns} FROM {what} WHERE id = ?",
            [new_uid(), self.now, row_id],
        )
        self.record(what, copied.lastrowid or 0, outcome)

    def set_states(self, states: Mapping[int, str]) -> None:
        """Change what state bindings are in, without anything being sent; it can be undone."""
        ids = json.dumps(list(states))
        rows = self._raw.execute(
            "SELECT binding.id, state FROM binding JOIN json_each(?) ON value = binding.id", [ids]
        ).fetchall()
        changed = {row[0]: row[1] for row in rows if row[1] != states[row[0]]}
        self._raw.executemany(
            "UPDATE binding SET state = ?, lease_owner = NULL, updated_at = ? WHERE id = ?",
            [(states[one], self.now, one) for one in changed],
        )
        if changed:
            after = {str(one): states[one] for one in changed}
            before = {str(one): state for one, state in changed.items()}
            self.note("states", before=before, after=after)

    def retire(self, account_id: int) -> int:
        """Call everything that an account has of characters gone; answers how many it was."""
        self._session.flush()
        rows = self._raw.execute(
            "SELECT id FROM binding WHERE account_id = ? AND state <> 'gone'", [account_id]
        ).fetchall()
        self.set_states({row[0]: "gone" for row in rows})
        return len(rows)

    def _is_known(self, what: str, account: int, ids: Collection[str | None]) -> bool:
        """Whether an account has something with one of these ids; true of no ids at all."""
        marks = ", ".join("?" * len(ids))
        where = " OR ".join(f"{column} IN ({marks})" for column in _IDS[what])
        found = self._raw.execute(
            f"SELECT 1 FROM {what} WHERE account_id = ? AND ({where}) LIMIT 1",
            [account, *ids, *([*ids] * (len(_IDS[what]) - 1))],
        )
        return not ids or found.fetchone() is not None

    def has_remote_id(self, what: str, row_id: int, remote_id: str) -> bool:
        """Whether another binding or task of the same account has this id."""
        found = self._raw.execute(
            f"SELECT 1 FROM {what} AS other JOIN {what} AS mine"
            " ON mine.account_id = other.account_id"
            " WHERE mine.id = ? AND other.id <> mine.id AND other.remote_id = ?",
            [row_id, remote_id],
        )
        return found.fetchone() is not None

    def unknown_binding(self, character_id: int) -> tuple[int, int] | None:
        """The newest binding of a character that was sent and never answered, and its account."""
        table = models.Binding
        query = select(table).where(table.character_id == character_id, table.state == "unknown")
        row = self._session.exec(query.order_by(col(table.id).desc()).limit(1)).first()
        return (id_of(row), row.account_id) if row else None

    def task_is_open(self, binding_id: int) -> None:
        """Note that the task a binding is to be made from is not finished: its provider said so."""
        binding = self._get(models.Binding, binding_id)
        window = self._get(models.Window, binding.window_id or 0)
        source = self._get(models.Source, window.source_id)
        if source.task_id is not None:
            table = models.Task
            self._session.exec(
                update(table)
                .where(col(table.id) == source.task_id, col(table.state) == "unknown")
                .values(state="running", updated_at=self.now)
            )

    def replan_failed(self) -> None:
        """Plan again what failed and was never answered with an id: bindings only.

        A generation is paid for when it is sent, so it is never sent twice on its own.
        """
        table, later, character = models.Binding, aliased(models.Binding), models.Character
        superseded = select(later.id).where(
            later.character_id == table.character_id,
            later.account_id == table.account_id,
            col(later.id) > col(table.id),
        )
        trashed = select(character.id).where(col(character.deleted_at).is_not(None))
        failed = update(table).where(
            col(table.state) == "failed",
            col(table.request).is_not(None),
            ~superseded.exists(),
            col(table.character_id).not_in(trashed),
        )
        self._session.exec(
            failed.values(state="planned", error=None, error_kind=None, updated_at=self.now)
        )

    def save_search(self, name: str, query: str) -> None:
        """Keep a search by name; one of that name is replaced."""
        self._set_search(name, query)

    def forget_search(self, name: str) -> None:
        """Forget a saved search."""
        self._set_search(name, None)

    def _set_search(self, name: str, query: str | None) -> None:
        found = self._session.get(models.SavedSearch, name)
        before = found.query if found else None
        if query is None:
            table = models.SavedSearch
            self._session.exec(delete(table).where(col(table.name) == name))
        else:
            row = models.SavedSearch(name=name, query=query, created_at=self.now)
            self._session.merge(row)
        if before != query:
            self.note("search", name=name, before=before, after=query)
