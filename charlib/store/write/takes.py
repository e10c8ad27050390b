"""Writing takes: their prompts, their numbers, and what people decide about them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charlib.config import new_uid
from charlib.store.marks import EXPORTED
from charlib.store.read.takes import REPLACED
from charlib.store.schema.tables import Row, assignments
from charlib.store.search import text_index
from charlib.store.write.scope import Scope, listed

Values = Mapping[int, Mapping[str, Any]]
"""Take → its columns and their values."""
_IDS = "id IN (SELECT value FROM json_each(?))"
_FREE = """
    WITH used AS (SELECT 0 AS take UNION ALL SELECT take FROM task
                  WHERE project_id = ?1 AND episode IS ?2 AND scene = ?3 AND take IS NOT NULL)
    SELECT take + 1 FROM used WHERE NOT EXISTS (
        SELECT 1 FROM task WHERE project_id = ?1 AND episode IS ?2 AND scene = ?3
        AND task.take = used.take + 1)
    ORDER BY take LIMIT 1
"""
_UNNUMBERED = """
    SELECT project_id, episode, scene FROM task
    WHERE uid = ? AND take IS NULL AND project_id IS NOT NULL
      AND (scene <> '' OR episode IS NOT NULL)
"""


def add_prompt(
    scope: Scope, columns: Row, characters: Iterable[tuple[int, int | None, int | None]]
) -> int:
    """Add a prompt with the character, binding and look of each part; return its id.

    Its words are noted for its task, and its characters are used once more.
    """
    prompt_id = scope.insert("prompt", uid=new_uid(), created_at=scope.now, **columns)
    rows = [
        {
            "prompt_id": prompt_id, "position": position,
            "character_id": character_id, "binding_id": binding_id, "look_id": look_id,
        }
        for position, (character_id, binding_id, look_id) in enumerate(characters)
    ]  # fmt: skip
    scope.insert_many("prompt_character", rows)
    if columns.get("task_id") is not None:
        typed = [(columns["task_id"], columns["template"])]
        text_index.add_tasks(scope.connection, typed)
    scope.connection.executemany(
        "UPDATE character SET used = used + 1 WHERE id = :character_id", rows
    )
    return prompt_id


class Takes:
    """The verbs for takes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def mention(self, prompt: int, position: int, character_id: int, look: int | None) -> None:
        """Let a prompt mention one more character, at a position."""
        row = {"prompt_id": prompt, "position": position, "character_id": character_id}
        self._scope.insert_many("prompt_character", [{**row, "binding_id": None, "look_id": look}])
        self._scope.execute("UPDATE character SET used = used + 1 WHERE id = ?", character_id)

    def forget_mention(self, prompt: int, position: int) -> None:
        """Let a prompt mention nobody at a position."""
        place = "prompt_id = ? AND position = ?"
        sql = f"SELECT character_id FROM prompt_character WHERE {place}"
        if (character_id := self._scope.value(sql, prompt, position)) is not None:
            self._scope.execute(f"DELETE FROM prompt_character WHERE {place}", prompt, position)
            self._scope.execute("UPDATE character SET used = used - 1 WHERE id = ?", character_id)

    def next_number(self, project_id: int, episode: int | None, scene: str) -> int:
        """The least number, from 1, that no take of a scene has.

        What failed has no number: see `renumber`.
        """
        return int(self._scope.value(_FREE, project_id, episode, scene))

    def renumber(self, uid: str, state: str) -> None:
        """Free the number of a take that failed; give one to what may become a film after all."""
        if state in {"failed", "rejected"}:
            sql = "UPDATE task SET take = NULL WHERE uid = ? AND take IS NOT NULL"
            self._scope.execute(sql, uid)
        elif place := self._scope.row(_UNNUMBERED, uid):
            number = self.next_number(*place)
            self._scope.execute("UPDATE task SET take = ? WHERE uid = ?", number, uid)

    def pick(self, ids: Sequence[int], *, also: bool = False) -> int:
        """Pick takes, in place of the others of their scenes unless `also`.

        Returns the number of takes that changed.
        """
        others: Iterable[int] = ()
        if not also:
            rows = self._scope.rows(REPLACED, listed(ids))
            others = [row[0] for row in rows]
        values = {**dict.fromkeys(ids, 1), **dict.fromkeys(others, 0)}
        return self.edit({number: {"picked": value} for number, value in values.items()})

    def check(self, task_id: int, character_id: int, look_id: int | None, **found: Any) -> None:
        """Record what a check says of a character, in place of what an older one said.

        It can be found out again, so the journal does not have it. A row keeps its number: a merge
        that is undone knows rows by them.
        """
        known = self._scope.value(
            "SELECT max(id) FROM likeness_check"
            " WHERE task_id = ? AND character_id = ? AND look_id IS ?",
            task_id, character_id, look_id,
        )  # fmt: skip
        row = {**found, "created_at": self._scope.now}
        if known is not None:
            columns = assignments("likeness_check", row)
            sql = f"UPDATE likeness_check SET {columns} WHERE id = :id"
            self._scope.connection.execute(sql, {**row, "id": known})
            return
        of = {"task_id": task_id, "character_id": character_id, "look_id": look_id}
        self._scope.insert("likeness_check", **of, **row)

    def forget_checks(self, ids: Sequence[int]) -> None:
        """Delete what checks say of characters; the journal does not have it."""
        sql = "DELETE FROM likeness_check WHERE character_id IN (SELECT value FROM json_each(?))"
        self._scope.connection.execute(sql, [listed(ids)])

    def note_exports(self, places: Mapping[int, Iterable[str]]) -> None:
        """Remember where films are handed on to, for a person who is erased; no step to undo."""
        for number, paths in places.items():
            key = f"{EXPORTED}{number}"
            known = self._scope.value("SELECT value FROM setting WHERE key = ?", key) or "[]"
            merged = listed(dict.fromkeys([*json.loads(known), *paths]))
            if merged != known:
                self._scope.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", key, merged)

    def edit(self, values: Values) -> int:
        """Change columns of takes; return the number of takes that changed."""
        before = self._now(values)
        changed = {number for number, old in before.items() if old != dict(values[number])}
        if changed:
            self._set({number: values[number] for number in changed})
            old = {str(number): before[number] for number in sorted(changed)}
            new = {str(number): dict(values[number]) for number in sorted(changed)}
            self._scope.note("takes", before=old, after=new)
        return len(changed)

    def _now(self, values: Values) -> dict[int, dict[str, Any]]:
        names = sorted({name for columns in values.values() for name in columns})
        rows = self._scope.dicts(
            f"SELECT id, {', '.join(names)} FROM task WHERE {_IDS}", listed(values)
        )
        return {row["id"]: {name: row[name] for name in values[row["id"]]} for row in rows}

    def set_side(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Set the values that a journal entry has on a side."""
        self._set({int(number): columns for number, columns in values.items()})

    def _set(self, values: Values) -> None:
        for number, columns in values.items():
            row = {**columns, "updated_at": self._scope.now}
            self._scope.connection.execute(
                f"UPDATE task SET {assignments('task', row)} WHERE id = :id", {**row, "id": number}
            )
