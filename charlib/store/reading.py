"""What all reading verbs stand on: one read-only connection, and errors in charlib's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from charlib.config import Home
from charlib.domain.search.tokens import fold
from charlib.errors import InvalidInput
from charlib.store.db import explained, read_only


class Reading:
    """One read-only connection; every call sees the newest committed state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._connected()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def reopen(self) -> None:
        """Read from the file that is at the path now: another one was put in its place."""
        self._connection.close()
        self._connection = self._connected()

    def _connected(self) -> sqlite3.Connection:
        with self._told():
            connection = read_only(self._path)
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.create_function("here", 1, self._here)
        return connection

    def _here(self, path: str | None) -> str | None:
        """Where a film in the media folder is, if the library has been moved since it came there.

        Its path is kept in full; the end of it is its hash, so no other is taken for it.
        """
        media = Home(self._path.parent, self._path.parent).media
        if path is None or Path(path).is_relative_to(media):
            return path
        moved = media.joinpath(*Path(path).parts[-2:])
        return str(moved) if moved.is_file() else path

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell SQLite's failures in charlib's words."""
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self._path) from error
        except UnicodeEncodeError:
            raise InvalidInput("nothing has a name with half a character in it") from None

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self._path) from error
        except UnicodeEncodeError:
            raise InvalidInput("nothing has a name with half a character in it") from None

    def _row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        return next(iter(self._rows(sql, values)), None)
