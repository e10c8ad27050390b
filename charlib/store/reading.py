"""What all reading verbs stand on: one read-only connection, and errors in charlib's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charlib.errors import InvalidInput
from charlib.store.db import explained, read_only


class _Told:
    """What `contextmanager` would make, at a fourth of its cost: a search is told seven times."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing is to be done before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise what the failure means."""
        if isinstance(error, sqlite3.Error):
            raise explained(error, self._path) from error
        if isinstance(error, UnicodeEncodeError):
            raise InvalidInput("nothing has a name with half a character in it") from None


class Reading:
    """One read-only connection; every call sees the newest committed state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = read_only(path)
        except sqlite3.Error as error:
            raise explained(error, path) from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def reopen(self) -> None:
        """Read from the file that is at the path now: another one was put in its place."""
        self._connection.close()
        self._connection = read_only(self._path)

    def _told(self) -> _Told:
        """Tell SQLite's failures in charlib's words."""
        return _Told(self._path)

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._told():
            return self._connection.execute(sql, values).fetchall()

    def _row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        return next(iter(self._rows(sql, values)), None)
