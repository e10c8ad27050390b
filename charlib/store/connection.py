"""Connections: opening the file for reading and for writing, and SQLite's errors in our words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from charlib.errors import Busy, Conflict, InvalidInput, LibraryError
from charlib.hints import Hint, the_call

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
    connection = sqlite3.connect(
        reading_uri(path), uri=True, isolation_level=None, timeout=BUSY_S, check_same_thread=False
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


class WriteConnection:
    """The one connection that writes: one `BEGIN IMMEDIATE … COMMIT` at a time, from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self.generation = 0
        """How often the file at the path was replaced by another one."""

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back when anything is raised inside.

        Raises Busy when another writer holds the lock, LibraryError when the disk or file fails.
        """
        if not self._lock.acquire(timeout=BUSY_S):
            raise _busy()
        try:
            connection = self._opened()
            # The lock is taken at BEGIN, not at the first write: a transaction that has begun
            # never fails half-way because of another writer.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise explained(error, self._path) from error
        finally:
            self._lock.release()

    def _opened(self) -> sqlite3.Connection:
        """The connection to the file that is at the path now.

        What is written to a deleted file is lost, and nothing says so; a file that took its place,
        such as a restored backup, is opened instead.
        """
        if self._connection is not None:
            identity = _identity(self._path)
            if identity == self._file:
                return self._connection
            rescued = self._rescue() if identity is None else None
            self.close()
            if identity is None:
                raise LibraryError(
                    f"the library {self._path} was deleted or moved while it was in use",
                    hint=Hint("A copy is in it: {}", the_call("backup", restore=str(rescued)))
                    if rescued
                    else "Bring it back to where it was; nothing of this command was written",
                )
            self.generation += 1
        self._connection = read_write(self._path)
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._file = _identity(self._path)
        return self._connection

    def _rescue(self) -> Path | None:
        """Copy what is still open of a deleted file; None where that fails."""
        target = self._path.with_name(f"rescued-{os.getpid()}.db")
        try:
            with closing(sqlite3.connect(target)) as copy:
                if self._connection is not None:
                    self._connection.backup(copy)
            target.chmod(0o600)
        except (sqlite3.Error, OSError):
            return None
        return target

    def close(self) -> None:
        """Close the connection; the next transaction opens a new one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._file = None, None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def explained(error: Any, path: Path) -> LibraryError | Conflict | InvalidInput:
    """Tell a failure of SQLite in charlib's words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return _busy()
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


def _busy() -> Busy:
    return Busy(
        "another charlib is writing to this library",
        hint=f"It held the lock for {BUSY_S:.0f} s: wait until it is done, then try again",
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
