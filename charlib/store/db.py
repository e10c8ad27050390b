"""Connections: one way to open the file for reading, one for writing, and what goes wrong."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.errors import Busy, Conflict, InvalidInput, LibraryError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlmodel import Session

BUSY_S = 10.0
"""How long a writer waits for another one, in seconds, before it gives up."""


def reading_uri(path: Path) -> str:
    """How a database is opened for reading.

    With a write-ahead log even a reader writes, to a file beside it; where that may not be, nobody
    else can be writing either, and a database without a log is read as it lies there.
    """
    log = path.with_name(f"{path.name}-wal")
    fixed = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' * fixed}"


def read_only(path: Path) -> sqlite3.Connection:
    """Open the database for reading; each SELECT sees the newest committed state."""
    connection = sqlite3.connect(reading_uri(path), uri=True, isolation_level=None, timeout=BUSY_S)
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
        self._file: tuple[int, int] | None = None
        self.is_new = False
        """Whether the session's file is another one than the session's before it."""

    def _follow_file(self) -> None:
        """See that the file at the path is the one that is open.

        What is written to a file that was deleted is lost, and nothing says so; one that was put
        in its place, by a restored backup say, is opened instead.
        """
        self.is_new = False
        if self._file is None or self._file == (now := _identity(self._path)):
            return
        kept = self._rescue() if now is None else None
        self.close()
        self._file = None
        if now is None:
            raise LibraryError(
                f"the library {self._path} was deleted or moved while it was in use",
                hint=f"What was in it is kept in {kept}: charlib backup --restore {kept}"
                if kept
                else "Bring it back to where it was; nothing of this command was written",
            )
        self.is_new = True

    def _rescue(self) -> Path | None:
        """Copy what is still open of a file that was deleted; None where that cannot be done."""
        target = self._path.with_name(f"rescued-{os.getpid()}.db")
        try:
            with (
                closing(self._engine.raw_connection()) as connection,
                closing(sqlite3.connect(target)) as copy,
            ):
                source: Any = connection.driver_connection
                source.backup(copy)
            target.chmod(0o600)
        except (sqlite3.Error, OSError):
            return None
        return target

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
        self._file = _identity(self._path)
        return connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when anything is raised inside.

        Raises Busy when another writer keeps the lock, LibraryError when the disk or file fails.
        """
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        self._follow_file()
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                session.connection()  # takes the lock now
                yield session
        except DBAPIError as error:
            raise explained(error.orig, self._path) from error
        except sqlite3.Error as error:  # of what is done set-wise, below SQLAlchemy
            raise explained(error, self._path) from error

    def close(self) -> None:
        """Close the connections; the next session opens new ones."""
        if "_engine" in self.__dict__:
            self.__dict__.pop("_engine").dispose()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def explained(error: Any, path: Path) -> LibraryError | Conflict | InvalidInput:
    """Tell a failure of SQLite in charlib's words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return Busy(
            "another charlib is writing to this library",
            hint=f"It kept the lock for {BUSY_S:.0f} s: wait until it is done, then try again",
        )
    if any(sign in text for sign in _TOO_MUCH):
        return InvalidInput(f"that is too much to ask at once: {text}", hint="Ask it in parts")
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(f"the library refused the change: {text}", hint="Nothing was changed")
    for sign, why in _CAUSES.items():
        if sign in text:
            return LibraryError(f"the library {path} cannot be used: {text}", hint=why)
    return LibraryError(
        f"the library {path} cannot be used: {text}", hint="Nothing of this command was written"
    )


_TOO_MUCH = ("too many", "too large", "stack overflow")
"""What SQLite says of a statement that is beyond it: neither is anything wrong with the file."""
_CAUSES = {
    "disk I/O": "The disk fails or is full: make room and try again; nothing was written",
    "full": "The disk is full: make room and try again; nothing of this command was written",
    "readonly": "The file or its folder is read-only: allow writing, then try again",
    "unable to open": "Check that the folder exists and that you may write to it",
    "malformed": "The file is damaged: restore a backup",
    "not a database": "Something else stands in the database's place: move it away",
}
