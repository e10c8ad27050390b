"""Tables of SQLite databases that other programs wrote: read, and never written.

The database is opened to read only, and a statement may do nothing but select: what else it asks
for, SQLite itself refuses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

from charlib.domain.text import printable
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, argument, call

MOST_ROWS = 1_000_000
MOST_BYTES = 256 << 20
"""The most text of all rows together."""
_PATIENCE_S = 60.0
_STEPS = 100_000
"""Steps of SQLite's between two looks at the clock."""
_LONGEST = 16 << 20
"""The largest cell, in bytes."""
_ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
_FORBIDDEN = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_HINT = Hint("Say which table in the mapping file: {}", argument("map", "map.toml"))

Row = tuple[Any, ...]


def select(path: Path, *, query: str = "", table: str = "") -> tuple[list[str], Iterator[Row]]:
    """The columns in lower case, and the rows, of a query or a table of a database.

    Without either, of its only table. Raises NotFound, and InvalidInput for what is not a database,
    not one SELECT, or more than a million rows.
    """
    if not path.is_file():
        raise NotFound(f"no file {printable(str(path))}", hint=call("import", "FILE"))
    try:
        with closing(_opened(path)) as connection:
            sql = query or f"SELECT * FROM {_quoted(table or _only_table(connection, path))}"
            connection.set_authorizer(_authorized)
            deadline = monotonic() + _PATIENCE_S
            connection.set_progress_handler(lambda: monotonic() > deadline, _STEPS)
            cursor = connection.execute(sql)
            columns = [column[0].casefold() for column in cursor.description or ()]
            rows = list(_limited(cursor, path))
    except sqlite3.DatabaseError as error:
        is_none = "not a database" in str(error) or "malformed" in str(error)
        hint = Hint("Give another file, or its format: {}", argument("from", "FORMAT"))
        raise _unreadable(path, str(error), hint if is_none else _HINT) from error
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        raise _unreadable(path, str(error)) from error
    if not columns:
        raise _unreadable(path, "the query selects nothing")
    return columns, iter(rows)


def _limited(cursor: sqlite3.Cursor, path: Path) -> Iterator[Row]:
    """The rows, as long as they are not too many or too large: a view may make up any number."""
    size = 0
    for number, row in enumerate(cursor):
        size += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
        if number >= MOST_ROWS:
            raise _unreadable(path, f"it has more than {MOST_ROWS:,} rows")
        if size > MOST_BYTES:
            raise _unreadable(path, f"it has more than {MOST_BYTES >> 20:,} MB")
        yield row


def _unreadable(path: Path, why: str, hint: Hint = _HINT) -> InvalidInput:
    return InvalidInput(f"{printable(path.name)} cannot be read: {printable(why, 200)}", hint=hint)


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=5)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA trusted_schema = 0")
    return connection


def _only_table(connection: sqlite3.Connection, path: Path) -> str:
    """The name of the only table; InvalidInput that names them if there are several."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    names = [str(row[0]) for row in connection.execute(sql)]
    if len(names) != 1:
        told = printable(", ".join(names), 300) or "none"
        raise InvalidInput(
            f"{printable(path.name)} has several tables, or none: {told}", hint=_HINT
        )
    return names[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _authorized(action: int, _: str | None, name: str | None, *__: object) -> int:
    is_function = action == sqlite3.SQLITE_FUNCTION
    if action not in _ALLOWED or (is_function and (name or "").casefold() in _FORBIDDEN):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
