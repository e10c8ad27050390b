"""What all subjects of a write transaction share: the connection, the time and the journal."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from charlib.config import new_uid, new_uids
from charlib.errors import NotFound
from charlib.store.schema.tables import Row, assignments, insertion

if TYPE_CHECKING:
    from charlib.store.sent import Entries

ENTRIES = 1_000
"""Journal entries kept; older ones can no longer be undone."""
JOURNAL_BYTES = 16 * 2**20
"""The size of the changes kept; the newest entry stays, however large it is."""
_TOO_OLD = """
    SELECT max(id) FROM (SELECT id, sum(bytes) OVER (ORDER BY id DESC) AS total FROM entry)
    WHERE total > ? AND id < (SELECT max(id) FROM entry)
"""


class Command:
    """One command: all its transactions share one journal entry."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.entry: int | None = None
        self.facts: set[str] = set()

    def keep(self, scope: Scope) -> None:
        """Remember the journal entry and the facts of a committed transaction."""
        self.entry, self.facts = scope.entry, scope.facts


class Scope:
    """A connection inside `BEGIN IMMEDIATE`, and the moment (`now`, milliseconds) it began."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: int,
        command: Command,
        log: Entries | None = None,
        planned: set[str] | None = None,
    ) -> None:
        self.connection = connection
        self.now = now
        self.log = log
        """The log of sends, in a transaction that may send."""
        self.planned = set() if planned is None else planned
        """The uids of the requests that this process has planned."""
        self.entry = command.entry
        self.facts = set(command.facts)
        self._text = command.text
        self._is_noting = True
        self._noted: Counter[int] = Counter()

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Take back what a block has written if it fails; the transaction goes on."""
        noted, entry, facts = self._noted.copy(), self.entry, set(self.facts)
        self.connection.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK TO attempt")
            self._noted, self.entry, self.facts = noted, entry, facts
            raise
        finally:
            self.connection.execute("RELEASE attempt")

    # -- rows

    def rows(self, sql: str, *values: object) -> list[Any]:
        """All rows of a statement."""
        return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Any:
        """The first row of a statement, or None."""
        return self.connection.execute(sql, values).fetchone()

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def id(self, sql: str, *values: object) -> int | None:
        """The id that a statement selects first, or None."""
        number: int | None = self.value(sql, *values)
        return number

    def execute(self, sql: str, *values: object) -> int:
        """Run a statement; return the number of rows it changed."""
        return self.connection.execute(sql, values).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Insert a row and return its id."""
        sql = insertion(table, tuple(columns))
        return self.connection.execute(sql, columns).lastrowid or 0

    def insert_many(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows that name the same columns."""
        if rows:
            self.connection.executemany(insertion(table, tuple(rows[0])), rows)

    def add(self, table: str, **columns: Any) -> int:
        """Add a row with a uid and both times of its own to table and journal; return its id."""
        row_id = self.insert(table, **{"uid": new_uid(), **columns}, **self.stamps())
        self.note(table, before=None, after=self.read(table, row_id))
        return row_id

    def add_many(self, table: str, rows: Sequence[Row]) -> list[int]:
        """Insert rows that name the same columns, with ids and uids; return the ids in order."""
        first = int(self.value(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))
        numbered = enumerate(zip(new_uids(len(rows)), rows, strict=True), first)
        self.insert_many(table, [{"id": i, "uid": uid, **row} for i, (uid, row) in numbered])
        return list(range(first, first + len(rows)))

    def set_value(
        self, verb: str, table: str, columns: tuple[str, str], key: str, value: Any, **more: Any
    ) -> bool:
        """Set, or with None remove, the value of a key in a table of two `columns`; note it.

        Returns whether anything changed.
        """
        key_column, column = columns
        before = self.value(f"SELECT {column} FROM {table} WHERE {key_column} = ?", key)
        if before == value:
            return False
        self.execute(f"DELETE FROM {table} WHERE {key_column} = ?", key)
        if value is not None:
            self.insert(table, **{key_column: key, column: value, **more})
        self.note(verb, **{key_column: key, "before": before, "after": value})
        return True

    def update(self, table: str, row_id: int, **columns: Any) -> None:
        """Change columns of the row with this id."""
        sql = f"UPDATE {table} SET {assignments(table, columns)} WHERE id = :id"
        self.connection.execute(sql, {**columns, "id": row_id})

    def read(self, table: str, row_id: int) -> dict[str, Any] | None:
        """A row by id as a dictionary, or None."""
        return next(iter(self.dicts(f"SELECT * FROM {table} WHERE id = ?", row_id)), None)

    def dicts(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """All rows of a statement as dictionaries."""
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def stamps(self) -> dict[str, int]:
        """The two times of a new row."""
        return {"created_at": self.now, "updated_at": self.now}

    # -- the journal

    def note(self, verb: str, **what: Any) -> None:
        """Record a change; the first one of a command begins its journal entry.

        `undo` reverses changes, so each has the values before and after it.
        """
        if self._is_noting:
            text = json.dumps(what, ensure_ascii=False)
            entry = self._opened_entry()
            self.insert("change", entry_id=entry, verb=verb, what=text)
            self._noted[entry] += len(text)

    def rewrite(self, change_id: int, text: str) -> None:
        """Replace what a change says."""
        entry, size = self.row("SELECT entry_id, length(what) FROM change WHERE id = ?", change_id)
        self.execute("UPDATE change SET what = ? WHERE id = ?", text, change_id)
        self._noted[entry] += len(text) - size

    def note_ids(self, verb: str, ids: Sequence[int], **what: Any) -> None:
        """Record a change of these characters, if there are any."""
        if ids:
            self.note(verb, ids=packed(ids), **what)

    def note_fact(self, what: str) -> None:
        """Record that a provider made something: once per command, and never undone."""
        if what not in self.facts:
            self.facts.add(what)
            self.note("fact", what=what)

    def forget_journal(self, command: str) -> None:
        """Begin the journal anew, with an entry of this command in place of the typed one."""
        self.execute("DELETE FROM entry")
        self._noted.clear()
        self.entry, self._text, self.facts = None, command, set()

    @contextmanager
    def unnoted(self) -> Iterator[None]:
        """Change rows without a journal entry: an undo is in the journal already."""
        before, self._is_noting = self._is_noting, False
        try:
            yield
        finally:
            self._is_noting = before

    def moment(self) -> int:
        """The present, but later than every time in the journal: redo depends on their order.

        Two commands can run within a millisecond, and a clock can be set back.
        """
        last = "SELECT max(max(at), coalesce(max(undone_at), 0)) FROM entry"
        return max(self.now, (self.value(last) or 0) + 1)

    def settle_journal(self) -> None:
        """Count what was noted, and forget the oldest entries if the journal is too large."""
        for entry, size in self._noted.items():
            self.execute("UPDATE entry SET bytes = bytes + ? WHERE id = ?", size, entry)
        if self._noted and (self.value("SELECT sum(bytes) FROM entry") or 0) > JOURNAL_BYTES:
            self.execute("DELETE FROM entry WHERE id <= ?", self.value(_TOO_OLD, JOURNAL_BYTES))
        self._noted.clear()

    def _opened_entry(self) -> int:
        if self.entry is None:
            self.entry = self.insert("entry", command=self._text, at=self.moment())
            self.execute("DELETE FROM entry WHERE id <= ?", self.entry - ENTRIES)
        return self.entry


def missing(table: str, row_id: int) -> NoReturn:
    """Raise NotFound for a row that does not exist."""
    raise NotFound(f"no {table} {row_id}")


def listed(ids: Iterable[object]) -> str:
    """Values as a JSON array for `json_each`: a single parameter for any number."""
    return json.dumps(list(ids), ensure_ascii=False)


def packed(ids: Iterable[int]) -> list[list[int]]:
    """Ids as runs of `[first, last]`: an import of 100,000 characters is one run."""
    runs: list[list[int]] = []
    for number in sorted(set(ids)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def unpacked(runs: Iterable[Sequence[int]]) -> list[int]:
    """The ids of `packed` runs."""
    return [number for first, last in runs for number in range(first, last + 1)]
