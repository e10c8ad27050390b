"""Reading the journal."""

from __future__ import annotations

import json
import sqlite3

from charlib.domain.records import Entry
from charlib.store.read.query import Query

_CAN_UNDO = "EXISTS (SELECT 1 FROM change WHERE entry_id = {}.id AND verb <> 'fact')"
_UNDOABLE = _CAN_UNDO.format("entry")
_READ = 200
"""Changes read of an entry at most: an import notes each tag and source that it adds."""
_TOLD = f"""
    SELECT id, json_array(verb, CASE verb WHEN 'edited' THEN
        json_object('after', json_extract(what, '$.after')) ELSE json(what) END) AS told
    FROM change WHERE entry_id = entry.id ORDER BY verb IN ('tag', 'source'), id LIMIT {_READ}
"""
_ENTRY = f"""
    SELECT entry.id, entry.command, entry.at, entry.undone_at, {_UNDOABLE} AS is_undoable,
           (SELECT json_group_array(json(told)) FROM (SELECT told FROM ({_TOLD}) ORDER BY id)),
           max(0, (SELECT count(*) FROM change WHERE entry_id = entry.id) - {_READ}) AS more
    FROM entry
"""


class Journal:
    """The reading verbs for journal entries."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def entries(self, *, limit: int = 0) -> list[Entry]:
        """What commands changed, newest first; a limit of 0 means all that is kept."""
        rows = self._query.rows(f"{_ENTRY} ORDER BY entry.id DESC LIMIT ?", [limit or -1])
        return [_entry(row) for row in rows]

    def to_undo(self) -> Entry | None:
        """The last entry that was done and can be undone."""
        where = f"undone_at IS NULL AND {_UNDOABLE}"
        row = self._query.row(f"{_ENTRY} WHERE {where} ORDER BY entry.id DESC LIMIT 1")
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
        row = self._query.row(f"{_ENTRY} WHERE {where} ORDER BY entry.id LIMIT 1")
        return _entry(row) if row else None


def _entry(row: sqlite3.Row) -> Entry:
    number, command, moment, undone, is_undoable, changes, more = row
    steps = tuple((verb, what) for verb, what in json.loads(changes or "[]"))
    return Entry(number, command, moment, undone, bool(is_undoable), steps, more)
