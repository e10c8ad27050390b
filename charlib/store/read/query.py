"""The connection that every reading subject shares, and its errors in charlib's words."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from charlib.config import Home
from charlib.domain.text import is_valid
from charlib.errors import CharlibError, InvalidInput
from charlib.store.connection import explained, read_only

T = TypeVar("T")


CALLED = """
    (SELECT iif(slug = coalesce(chosen(), (SELECT value FROM setting WHERE key = 'project'),
                                'default'), '', slug || '/')
     FROM project WHERE project.id = character.project_id) || character.handle
"""
"""What people type for a character: `mia`, or `noir/mia` if noir is not the current project."""
LOOK_OF = "coalesce((SELECT '+' || look.name FROM look WHERE look.id = binding.look_id), '')"
"""What stands after the name of a binding's character: `+uniform`, or nothing for the main look."""
LOOK_OF_WINDOW = LOOK_OF.replace("binding.", "window.")
"""The same after the name of a window's character."""


CALLED_VOICE = "iif(voice_id ISNULL, '@', 'the voice of @')"
"""What stands before the name of a binding's character: a binding with a voice is of the voice."""


def packed(columns: int, sql: str) -> str:
    """A statement whose answer is all rows of another, of so many columns, as one text of JSON."""
    names = ", ".join(f"c{number}" for number in range(columns))
    return f"WITH page({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM page"


class Query:
    """One read-only connection; every call sees the newest committed state.

    `project` is the one that was chosen for this run, if one was.
    """

    def __init__(self, path: Path, project: str | None = None) -> None:
        self._path, self.project = path, project
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
        connection.create_function("resembles", 2, _resembles, deterministic=True)
        media = Home(self._path.parent, self._path.parent).media
        connection.create_function("here", 1, partial(_here, media))
        connection.create_function("chosen", 0, lambda: self.project)
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
        try:  # as `explaining`, without the generator: a page runs half a dozen statements
            return self.connection.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error | UnicodeEncodeError) -> CharlibError:
        if isinstance(error, sqlite3.Error):
            return explained(error, self._path)
        return InvalidInput(
            "the name has a broken character (a lone surrogate)", hint="Type the name again"
        )

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a statement, or None."""
        return next(iter(self.rows(sql, values)), None)

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return row[0] if row else None

    def column(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(sql, values)]

    def tuples(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows as plain tuples."""
        return [*map(tuple, self.rows(sql, values))]

    def records(
        self, record: Callable[[sqlite3.Row], T], sql: str, values: Sequence[Any] = ()
    ) -> list[T]:
        """All rows, each as a record."""
        return [record(row) for row in self.rows(sql, values)]

    def record(
        self, record: Callable[[sqlite3.Row], T], sql: str, values: Sequence[Any] = ()
    ) -> T | None:
        """The first row as a record, or None."""
        row = self.row(sql, values)
        return None if row is None else record(row)


@cache
def _tokens() -> ModuleType:
    """The tokenizer, loaded when a statement first needs it."""
    from charlib.domain.search import tokens

    return tokens


def _resembles(text: str, word: str) -> bool:
    """Whether a text has a word that is nearly another."""
    from charlib.domain.search.compare import TOKEN_TESTS

    return TOKEN_TESTS["fuzzy"](_tokens().tokens(text), [word])


def _here(media: Path, path: str | None) -> str | None:
    """The path of a downloaded film, also after the library has been moved.

    The database has the full path of that time. It ends in the hash of the film, so that no other
    file is mistaken for it.
    """
    if path is None or Path(path).is_relative_to(media):
        return path
    moved = str(media.joinpath(*re.split(r"[/\\]", path)[-2:]))
    is_there = os.path.isfile(moved)  # noqa: PTH113 - Path.is_file raises in a closed folder
    return moved if is_there and is_valid(moved) else path
