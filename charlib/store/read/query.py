"""What every reading subject stands on: one read-only connection, and errors in our words."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from charlib.config import Home
from charlib.domain.text import is_valid
from charlib.errors import CharlibError, InvalidInput
from charlib.store.connection import explained, read_only


class Query:
    """One read-only connection; every call sees the newest committed state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.connection = self._opened()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _opened(self) -> sqlite3.Connection:
        with self.explaining():
            connection = read_only(self._path)
        connection.create_function("fold", 1, lambda text: _tokens().fold(text), deterministic=True)
        connection.create_function(
            "indexed", 1, lambda text: _tokens().indexed(text), deterministic=True
        )
        media = Home(self._path.parent, self._path.parent).media
        connection.create_function("here", 1, partial(_here, media))
        return connection

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Raise SQLite's errors inside the block as charlib's."""
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._explained(error) from error

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a statement."""
        try:  # as `explaining`, without the generator: a page asks half a dozen times
            return self.connection.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error | UnicodeEncodeError) -> CharlibError:
        if isinstance(error, sqlite3.Error):
            return explained(error, self._path)
        return InvalidInput("the name has a broken character in it (a lone surrogate)")

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a statement, or None."""
        return next(iter(self.rows(sql, values)), None)


@cache
def _tokens() -> ModuleType:
    """What a word is: few statements ask for it."""
    from charlib.domain.search import tokens

    return tokens


def _here(media: Path, path: str | None) -> str | None:
    """Where a film in the media folder is, if the library has been moved since it came there.

    Its path is kept in full; the end of it is its hash, so no other is taken for it.
    """
    if path is None or Path(path).is_relative_to(media):
        return path
    moved = str(media.joinpath(*re.split(r"[/\\]", path)[-2:]))
    is_there = os.path.isfile(moved)  # noqa: PTH113 - Path.is_file raises in a closed folder
    return moved if is_there and is_valid(moved) else path
