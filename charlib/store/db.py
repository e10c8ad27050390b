"""Connections: one way to open the file for reading, one for writing, and what goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.errors import Busy, Conflict, LibraryError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlmodel import Session

BUSY_S = 10.0
"""How long a writer waits for another one, in seconds, before it gives up."""


def read_only(path: Path) -> sqlite3.Connection:
    """Open the database for reading; each SELECT sees the newest committed state."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_S
    )
    connection.row_factory = sqlite3.Row
    return connection


def read_write(path: Path) -> sqlite3.Connection:
    """Open, or create, the database for writing; transactions are begun by hand."""
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_S, check_same_thread=False
    )
    # What is written here was paid for: a commit must survive the power going off.
    connection.execute("PRAGMA synchronous=FULL")
    return connection


class Writing:
    """The way in: SQLModel sessions, each one `BEGIN IMMEDIATE … COMMIT`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy import create_engine, event

        engine = create_engine("sqlite://", creator=self._connect)
        # The lock is taken at BEGIN, not at the first write: a transaction that has begun
        # never fails half-way because of another writer.
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def _connect(self) -> sqlite3.Connection:
        connection = read_write(self._path)
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when anything is raised inside.

        Raises Busy when another writer keeps the lock, LibraryError when the disk or file fails.
        """
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                session.connection()  # takes the lock now
                yield session
        except DBAPIError as error:
            raise explained(error.orig, self._path) from error

    def close(self) -> None:
        """Close the connections; the next session opens new ones."""
        if "_engine" in self.__dict__:
            self._engine.dispose()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def explained(error: Any, path: Path) -> LibraryError | Conflict:
    """Tell a failure of SQLite in charlib's words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return Busy(
            "another charlib is writing to this library",
            hint=f"It kept the lock for {BUSY_S:.0f} s: wait until it is done, then try again",
        )
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(f"the library refused the change: {text}", hint="Nothing was changed")
    for sign, why in _CAUSES.items():
        if sign in text:
            return LibraryError(f"the library {path} cannot be used: {text}", hint=why)
    return LibraryError(
        f"the library {path} cannot be used: {text}", hint="Nothing of this command was written"
    )


_CAUSES = {
    "full": "The disk is full: make room and try again; nothing of this command was written",
    "readonly": "The file or its folder is read-only: allow writing, then try again",
    "unable to open": "Check that the folder exists and that you may write to it",
    "malformed": "The file is damaged: restore a backup",
    "not a database": "Something else stands in the database's place: move it away",
}
