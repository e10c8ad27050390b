"""Reading the journal."""

from __future__ import annotations

import json
import sqlite3

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


class Journal:
    """The reading verbs for journal entries."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def entries(self, *, limit: int = 0, after: int = 0) -> list[Entry]:
        """The changes of commands after an entry, newest first; a limit of 0 means all of them."""
        return self._query.records(
            _entry,
            f"{_ENTRY} WHERE entry.id > ? ORDER BY entry.id DESC LIMIT ?",
            [after, limit or -1],
        )

    def to_undo(self, *, limit: int = 1) -> list[Entry]:
        """The last entries that are not undone, newest first."""
        sql = f"{_ENTRY} WHERE undone_at IS NULL ORDER BY entry.id DESC LIMIT ?"
        return self._query.records(_entry, sql, [limit])

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
