"""Tasks taken from their records: what others filmed, and what they decided about takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.store.shared.edits import DECIDED
from charlib.store.write.scope import Scope
from charlib.store.write.takes import add_prompt
from charlib.store.write.undoing import removal

if TYPE_CHECKING:
    from charlib.store.shared.characters import Change
    from charlib.store.shared.records import Records
    from charlib.store.write.subjects import Subjects

_FACTS = ("remote_id", "state", "model", "cost_micros", "cost_unit", "cost_is_estimate",
          "completed_at", "error")  # fmt: skip
_PROMPT = "SELECT prompt.id FROM task JOIN prompt ON task_id = task.id WHERE task.uid = ?"
_CAST = "SELECT position, character_id FROM prompt_character WHERE prompt_id = ?"


class Tasks:
    """The verbs that give the library the tasks of records."""

    def __init__(self, scope: Scope, by: Subjects, shared: Records) -> None:
        self._scope = scope
        self._by = by
        self._records = shared

    def take(self, changes: Sequence[Change]) -> None:
        """Let the library show what records say now. A task that was removed stays."""
        for change in changes:
            if change.after:
                self._take(change.uid, change.after)
                if change.before.get("characters") != change.after.get("characters"):
                    self._cast(change.uid, change.after.get("characters") or [])

    def settle(self) -> None:
        """Let films show characters who came after them."""
        stood_in = self._records.stood_in("task")
        needs = {uid: each["characters"]["needs"].split() for uid, each in stood_in.items()}
        here = self._by.characters.by_uids({need for each in needs.values() for need in each})
        for uid, needed in needs.items():
            if not here.keys().isdisjoint(needed):
                self._cast(uid, self._records.forget_stand_ins("task", uid)["characters"])

    def _take(self, uid: str, values: Mapping[str, Any]) -> None:
        known = self._scope.row("SELECT id, state FROM task WHERE uid = ?", uid)
        decided = {name: values.get(name) for name in DECIDED}
        decided |= {"scene": values.get("scene") or "", "note": values.get("note") or ""}
        decided["picked"] = int(bool(values.get("picked")))
        if known is None:
            self._add(uid, values, decided)
            return
        self._by.takes.edit({known[0]: decided})
        if known[1] in {"unknown", "queued", "running"}:
            facts = {name: values[name] for name in _FACTS if name in values}
            self._scope.update("task", known[0], **facts, updated_at=self._scope.now)

    def _add(self, uid: str, values: Mapping[str, Any], decided: Mapping[str, Any]) -> None:
        account = self._scope.id("SELECT id FROM account WHERE uid = ?", values["account"])
        if account is None:
            raise ValueError(f"it has no account {values['account']}")
        project = values.get("project")
        project_id = self._by.projects.id(project) if project else None
        facts = {name: values[name] for name in _FACTS if name in values and name != "state"}
        number = self._by.jobs.add_task(
            account, state=values["state"], request=None, uid=uid, project_id=project_id,
            prompt=values.get("prompt") or "", params=json.dumps(values.get("params") or {}),
            created_at=values["created_at"], **facts, **decided,
        )  # fmt: skip
        if values.get("template") and project_id:
            prompt = add_prompt(
                self._scope,
                {
                    "project_id": project_id, "account_id": account, "task_id": number,
                    "template": values["template"], "text": values.get("prompt") or "",
                    "request": "{}",
                },
                [],
            )  # fmt: skip
            removal.note(self._scope, "prompt", [prompt])

    def _cast(self, uid: str, told: Sequence[Sequence[str]]) -> None:
        """Let a film show whom its record says: a merge may have given it to another character."""
        prompt = self._scope.id(_PROMPT, uid)
        if prompt is None:
            return
        there = dict(map(tuple, self._scope.rows(_CAST, prompt)))
        people = [self._id("character", who) for who, _ in told]
        for position, (number, (_, look)) in enumerate(zip(people, told, strict=True)):
            if number is None:
                self._by.takes.forget_mention(prompt, position)
            elif position not in there:
                self._by.takes.mention(prompt, position, number, self._id("look", look))
            elif there[position] != number:
                self._by.merging.give_mention(prompt, position, there[position], number)
        both = list(zip(told, people, strict=True))
        if missing := [who for (who, _), number in both if number is None]:
            here = [each for each, number in both if number is not None]
            self._records.stand_in("task", uid, {"characters": here}, needs=" ".join(missing))

    def _id(self, table: str, uid: str) -> int | None:
        return self._scope.id(f"SELECT id FROM {table} WHERE uid = ?", uid)
