"""Reading the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from charlib.domain import claims
from charlib.domain.claims import Step
from charlib.domain.records import Entry
from charlib.store.read.query import Query

_CAN_UNDO = "EXISTS (SELECT 1 FROM change WHERE entry_id = {}.id AND verb <> 'fact')"
_UNDOABLE = _CAN_UNDO.format("entry")
_READ = 200
"""The most changes read of one entry: an import records each tag and source it adds."""
_CHANGES = f"""
    SELECT id, json_array(verb, CASE verb WHEN 'edited' THEN
        json_object('after', json_extract(what, '$.after')) ELSE json_remove(what, '$.rows') END)
        AS step
    FROM change WHERE entry_id = entry.id ORDER BY verb IN ('tag', 'source'), id LIMIT {_READ}
"""
_ENTRY = f"""
    SELECT entry.id, entry.command, entry.at, entry.undone_at, {_UNDOABLE} AS is_undoable,
           (SELECT json_group_array(json(step)) FROM (SELECT step FROM ({_CHANGES}) ORDER BY id)),
           max(0, (SELECT count(*) FROM change WHERE entry_id = entry.id) - {_READ}) AS more
    FROM entry
"""

_LEFT = "SELECT id, command FROM entry WHERE undone_at IS NULL ORDER BY id DESC"
_STEPS = """
    SELECT entry_id, verb, json_remove(what, '$.rows') FROM change
    WHERE entry_id IN (SELECT id FROM entry WHERE undone_at IS NULL)
"""

_HANDLES = """
    SELECT id, project_id, handle FROM character WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT character_id, project_id, handle FROM character_alias
    WHERE character_id IN (SELECT value FROM json_each(?1))
"""


class Journal:
    """The reading verbs for journal entries."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def entries(
        self, *, limit: int = 0, after: int = 0, before: int = 0, by: str = ""
    ) -> list[Entry]:
        """The changes of commands after one entry and before another, newest first.

        A limit of 0 means all of them. `by` chooses those of one actor.
        """
        return self._query.records(
            _entry,
            f"{_ENTRY} WHERE entry.id > ? AND (? = 0 OR entry.id < ?)"
            " AND (? = '' OR substr(entry.command, 1, length(?) + 2) = ? || ': ')"
            " ORDER BY entry.id DESC LIMIT ?",
            [after, before, before, by, by, by, limit or -1],
        )

    def count(self) -> int:
        """The number of entries."""
        return int(self._query.value("SELECT count(*) FROM entry"))

    def one(self, number: int) -> Entry | None:
        """An entry by its number, or None."""
        return self._query.record(_entry, f"{_ENTRY} WHERE entry.id = ?", [number])

    def to_undo(self, *, limit: int = 1, only_changes: bool = False) -> list[Entry]:
        """The last entries that are not undone, newest first; or those that undo would change."""
        which = f" AND {_UNDOABLE}" if only_changes else ""
        sql = f"{_ENTRY} WHERE undone_at IS NULL{which} ORDER BY entry.id DESC LIMIT ?"
        return self._query.records(_entry, sql, [limit])

    def steps(self) -> list[Step]:
        """All entries that are not undone with what they changed, newest first."""
        changes: dict[int, list[tuple[str, Any]]] = {}
        for entry, verb, what in self._query.rows(_STEPS):
            changes.setdefault(entry, []).append((verb, json.loads(what)))
        steps = [
            Step(number, command, claims.of(changes.get(number, ())))
            for number, command in self._query.rows(_LEFT)
        ]
        self._claim_handles(steps)
        return steps

    def _claim_handles(self, steps: Sequence[Step]) -> None:
        """Let steps claim the handles, past and present, of the characters that they are about."""
        of = {step.id: step.claims.characters() for step in steps}
        ids = json.dumps(sorted(set[int]().union(*of.values())))
        names: dict[int, set[tuple[int, str]]] = {}
        for number, project, handle in self._query.rows(_HANDLES, [ids]):
            names.setdefault(number, set()).add((project, handle))
        for step in steps:
            claimed = claims.handles(name for at in of[step.id] for name in names.get(at, ()))
            step.claims.add(claimed)

    def to_redo(self) -> Entry | None:
        """The last undone entry, if nothing has changed since."""
        last = f"SELECT max(id) FROM entry WHERE undone_at IS NULL AND {_UNDOABLE}"
        since = (
            "SELECT 1 FROM entry AS later WHERE later.id > entry.id AND later.at > entry.undone_at"
        )
        where = (
            f"undone_at IS NOT NULL AND entry.id > coalesce(({last}), 0)"
            f" AND NOT EXISTS ({since} AND {_CAN_UNDO.format('later')})"
        )
        return self._query.record(_entry, f"{_ENTRY} WHERE {where} ORDER BY entry.id LIMIT 1")


def _entry(row: sqlite3.Row) -> Entry:
    number, command, moment, undone, is_undoable, changes, more = row
    steps = tuple((verb, what) for verb, what in json.loads(changes or "[]"))
    return Entry(number, command, moment, undone, bool(is_undoable), steps, more)
