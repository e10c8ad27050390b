"""Removing rows for good, when undo takes back what they belong to.

The removed rows are returned, table by table, for the journal: redo inserts them again. A told row,
such as an id that a person recorded, was never sent to a provider. Of the trash, only what nobody
paid for or uses is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from charlib.store.schema.tables import Row
from charlib.store.search import text_index
from charlib.store.write.scope import Scope, listed, packed, unpacked

Rows = dict[str, list[dict[str, Any]]]
"""Table → rows."""
_IN = "IN (SELECT value FROM json_each(:ids))"
_UNUSED = {
    "binding": "NOT EXISTS (SELECT 1 FROM prompt_character WHERE binding_id = binding.id)",
    "task": (
        "NOT EXISTS (SELECT 1 FROM source WHERE task_id = task.id)"
        " AND NOT EXISTS (SELECT 1 FROM prompt WHERE task_id = task.id)"
    ),
    "window": (
        "NOT EXISTS (SELECT 1 FROM binding WHERE window_id = window.id)"
        " AND NOT EXISTS (SELECT 1 FROM kept WHERE window_id = window.id)"
    ),
    "character": " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {user} WHERE character_id = character.id)"
        for user in ("binding", "window", "voice", "prompt_character", "look", "likeness_check")
    ),
    "look": " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {user} WHERE look_id = look.id)"
        for user in ("binding", "window", "prompt_character", "likeness_check")
    ),
    "voice": "NOT EXISTS (SELECT 1 FROM binding WHERE voice_id = voice.id)",
}
"""Table → the condition that nothing refers to a row of it."""
_TRASH = """(SELECT id FROM character
    WHERE deleted_at IS NOT NULL OR id IN (SELECT value FROM json_each(:staying)))"""
_TOLD = f"binding.request IS NULL AND binding.character_id IN {_TRASH} AND {_UNUSED['binding']}"
_VOICE = f"voice.character_id IN {_TRASH} AND {_UNUSED['voice']}"
_LOOK = f"look.character_id IN {_TRASH} AND {_UNUSED['look']}"
_WINDOW = f"window.character_id IN {_TRASH} AND {_UNUSED['window']}"


def note(scope: Scope, table: str, ids: Sequence[int]) -> None:
    """Record rows that a person told."""
    if ids:
        scope.note("made", table=table, ids=packed(ids))


class Removal:
    """The verbs that remove rows, and insert them again."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._of: dict[str, Callable[[Row], Rows]] = {
            "account": self._of_account,
            "project": self._of_project,
            "source": self._of_source,
            "tag": self._of_tag,
        }

    def told(self, what: Mapping[str, Any], staying: Collection[int]) -> Rows:
        """Remove told rows, except those in use, and those of `staying` characters."""
        table, ids = what["table"], listed(unpacked(what["ids"]))
        if table == "prompt":
            return self._of_prompts(ids)
        where = f"id {_IN} AND {_UNUSED[table]}"
        if table != "task":
            where += " AND character_id NOT IN (SELECT value FROM json_each(:staying))"
        return self._remove(table, where, ids=ids, staying=listed(staying))

    def trash_of(self, table: str, row_id: int, staying: Collection[int]) -> Rows:
        """Remove from the trash what belongs to a row, so that the row can go.

        The `staying` characters count as trash: the same undo moves them there.
        """
        return self._of[table]({"id": row_id, "staying": listed(staying)})

    def insert(self, rows: Rows) -> None:
        """Insert removed rows again."""
        for table in (
            "character", "character_tag", "character_alias", "look", "task", "window", "voice",
             "binding", "prompt", "prompt_character",
        ):  # fmt: skip
            self._scope.insert_many(table, rows.get(table, ()))
        self._use(rows.get("prompt_character", ()), 1)
        told = [(row["id"], row["prompt"]) for row in rows.get("task", ())]
        told += [(row["task_id"], row["template"]) for row in rows.get("prompt", ())]
        text_index.add_tasks(self._scope.connection, told)

    def _of_prompts(self, ids: str) -> Rows:
        """Remove the prompts of films that another library made, which were never sent here."""
        named = self._remove("prompt_character", f"prompt_id {_IN}", ids=ids)
        self._use(named.get("prompt_character", ()), -1)
        return named | self._remove("prompt", f"id {_IN}", ids=ids)

    def _use(self, named: Sequence[Row], times: int) -> None:
        self._scope.connection.executemany(
            "UPDATE character SET used = used + ? WHERE id = ?",
            [(times, row["character_id"]) for row in named],
        )

    def _of_account(self, values: Row) -> Rows:
        return self._remove("binding", f"account_id = :id AND {_TOLD}", **values)

    def _of_source(self, values: Row) -> Rows:
        windows = "(SELECT id FROM window WHERE source_id = :id)"
        told = self._remove("binding", f"window_id IN {windows} AND {_TOLD}", **values)
        told |= self._remove("voice", f"source_id = :id AND {_VOICE}", **values)
        return told | self._remove("window", f"source_id = :id AND {_WINDOW}", **values)

    def _of_project(self, values: Row) -> Rows:
        people = "(SELECT id FROM character WHERE project_id = :id AND deleted_at IS NOT NULL)"
        told = self._remove("binding", f"character_id IN {people} AND {_TOLD}", **values)
        told |= self._remove("window", f"character_id IN {people} AND {_WINDOW}", **values)
        told |= self._remove("voice", f"character_id IN {people} AND {_VOICE}", **values)
        told |= self._remove("look", f"character_id IN {people} AND {_LOOK}", **values)
        free = f"id IN {people} AND {_UNUSED['character']}"
        links = f"character_id IN (SELECT id FROM character WHERE {free})"
        told |= self._remove("character_tag", links, **values)
        told |= self._remove("character_alias", links, **values)
        return told | self._remove("character", free, **values)

    def _of_tag(self, values: Row) -> Rows:
        return self._remove("character_tag", f"tag_id = :id AND character_id IN {_TRASH}", **values)

    def _remove(self, table: str, where: str, **values: Any) -> Rows:
        cursor = self._scope.connection.execute(f"SELECT * FROM {table} WHERE {where}", values)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        if not rows:
            return {}
        self._scope.connection.execute(f"DELETE FROM {table} WHERE {where}", values)
        return {table: rows}

    # -- ids in use

    def disuse(self, what: Mapping[str, Any], staying: Collection[int]) -> dict[int, str]:
        """Mark the told ids that a prompt remembers as gone; return their states before."""
        if what["table"] != "binding":
            return {}
        where = f"id {_IN} AND character_id NOT IN (SELECT value FROM json_each(:staying))"
        values = {"ids": listed(unpacked(what["ids"])), "staying": listed(staying)}
        execute = self._scope.connection.execute
        states = dict(execute(f"SELECT id, state FROM binding WHERE {where}", values).fetchall())
        if states:
            execute(f"UPDATE binding SET state = 'gone' WHERE {where}", values)
        return states
