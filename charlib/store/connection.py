"""Connections for reading and for writing, and SQLite's errors in charlib's words."""

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
"""The time in seconds that a writer waits for another one before it gives up."""
_STEP_S = 0.02


def reading_uri(path: Path) -> str:
    """The URI that opens a database for reading.

    With a write-ahead log even a reader writes, to a file beside the database. In a read-only
    folder no other process can write either, so a database without a log is opened as immutable.
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
    """Open, or create, the database for writing; transactions start explicitly."""
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_S, check_same_thread=False
    )
    # The rows were paid for: a commit must survive a power failure.
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def copy_to(database: Path, target: sqlite3.Connection) -> None:
    """Copy a database, while others may be writing, into one file without a write-ahead log.

    A log would keep the name that the file has now, and copies are renamed.
    """
    with closing(read_only(database)) as source:
        # All pages in one step: with a write-ahead log this blocks no writer, and none restarts it.
        source.backup(target)
    target.execute("PRAGMA journal_mode=DELETE")


def scrub(database: Path) -> bool:
    """Write a database anew, without the bytes of deleted rows; its write-ahead log is emptied.

    Returns False if another program still reads the old log.
    """
    if not database.exists():
        return True
    try:
        with closing(read_write(database)) as connection:
            connection.execute("VACUUM")
            row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise explained(error, database) from error
    return not row[0]


def enter_wal(raw: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; SQLite ignores its busy timeout for this one step."""
    for _ in range(round(BUSY_S / _STEP_S)):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            threading.Event().wait(_STEP_S)
        else:
            return
    raw.execute("PRAGMA journal_mode=WAL")


class WriteConnection:
    """The only writing connection: one `BEGIN IMMEDIATE … COMMIT` at a time, from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._seen = _identity(path)
        self.generation = 0
        """The number of times that another file has replaced the one at the path."""

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back on any exception inside.

        Raises Busy when another writer holds the lock, LibraryError when the disk or file fails.
        """
        if not self._lock.acquire(timeout=BUSY_S):
            raise _busy()
        try:
            connection = self._opened()
            # BEGIN takes the lock, not the first write, so that no transaction fails half-way
            # because of another writer.
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

        Writes to a deleted file are lost without an error; a file in its place, such as a restored
        backup, is opened instead.
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
                    hint=Hint("Restore its copy: {}", the_call("backup", restore=str(rescued)))
                    if rescued
                    else "Move it back; this command wrote nothing",
                )
            self.notice()
        self._connection = read_write(self._path)
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._file = _identity(self._path)
        return self._connection

    def notice(self) -> None:
        """Count another file at the path, such as a restored backup: readers then open it."""
        identity = _identity(self._path)
        if identity not in {None, self._seen}:
            self._seen = identity
            self.generation += 1

    def _rescue(self) -> Path | None:
        """Copy a deleted file through its open connection; None if that fails."""
        target = self._path.with_name(f"rescued-{os.getpid()}.db")
        try:
            target.touch(0o600)
            with closing(sqlite3.connect(target)) as copy:
                if self._connection is not None:
                    self._connection.backup(copy)
        except (sqlite3.Error, OSError):
            return None
        return target

    def close(self) -> None:
        """Close the connection; the next transaction opens a new one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._file = None, None


class Versions:
    """Tells that a database has changed, on a connection that only looks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def now(self, generation: int) -> int:
        """A number for the state of the file of a generation; for one caller at a time."""
        if self._opened is None or self._opened[0] != generation:
            self.close()
            self._opened = generation, read_only(self._path)
        try:
            counted = self._opened[1].execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            raise explained(error, self._path) from error
        return (generation << 40) + int(counted)

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._opened is not None:
            self._opened[1].close()
        self._opened = None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def explained(error: Any, path: Path) -> LibraryError | Conflict | InvalidInput:
    """Turn an error of SQLite into one of charlib."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return _busy()
    if any(sign in text for sign in _TOO_MUCH):
        return InvalidInput(f"the request is too large: {text}", hint="Split it into smaller ones")
    if "FOREIGN KEY" in text:
        return Conflict(
            "the library refused the change: what this command uses was removed meanwhile",
            hint="Check that the command still makes sense, then run it again",
        )
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(f"the library refused the change: {text}", hint=_DOCTOR)
    for sign, why in _CAUSES.items():
        if sign in text:
            return LibraryError(f"the library {path} cannot be used: {text}", hint=why)
    return LibraryError(f"the library {path} cannot be used: {text}", hint=_DOCTOR)


def _busy() -> Busy:
    return Busy(
        f"another charlib is writing to this library, for more than {BUSY_S:.0f} s",
        hint="Wait until it has finished, then try again",
    )


_RESTORE = the_call("backup", restore="FILE")
_DOCTOR = Hint("Nothing was changed. Check the library: {}", the_call("doctor"))
_TOO_MUCH = ("too many", "too large", "stack overflow")
"""Signs of a statement beyond SQLite's limits: the file is intact."""
_CAUSES: dict[str, Hint | str] = {
    "disk I/O": "The disk is full or failing. Free some space and try again; nothing was written",
    "full": "The disk is full. Free some space and try again; nothing was written",
    "readonly": "The file or its folder is read-only. Make it writable and try again",
    "unable to open": "Check that the folder exists and that you may write to it",
    "malformed": Hint("The file is damaged. Restore a backup: {}", _RESTORE),
    "not a database": Hint("The file is not a library. Move it away, or: {}", _RESTORE),
}
"""Part of SQLite's message → what to do."""
