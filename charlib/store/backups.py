"""Copies of the database: taken while others write, checked, kept in a bounded rotation."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import Conflict, InvalidInput, LibraryError, NotFound, TooNew
from charlib.files import replacing
from charlib.hints import Hint, call, the_call
from charlib.store.checking import state_of
from charlib.store.connection import explained, read_write, reading_uri
from charlib.store.schema.upgrade import HEAD, ensure, version_of

KEPT = 10
"""Automatic backups kept; backups that a user asked for all stay."""
_AUTOMATIC = "before-"


def back_up(database: Path, target: Path) -> Path:
    """Copy the database to a new file, whole or not at all, while others may be writing.

    Raises Conflict where the file is there, LibraryError where it cannot be written.
    """
    if target.exists():
        raise Conflict(
            f"{printable(str(target))} is there already", hint="Choose another name for the backup"
        )
    try:
        with replacing(target) as part:
            _copy(database, part)
    except sqlite3.Error as error:
        raise explained(error, database) from error
    except OSError as error:
        raise LibraryError(
            f"the backup {printable(str(target))} cannot be written: {error.strerror}",
            hint=Hint("Choose another place, or make room: {}", the_call("backup", "FILE")),
        ) from error
    return target


def _copy(database: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(_reading(database)) as source, closing(sqlite3.connect(target)) as copy:
        # All pages in one step: in a write-ahead log that hinders no writer, and none restarts it.
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _check(copy, target)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if result != "ok":
        raise LibraryError(
            f"{printable(str(path))} is damaged: {result}",
            hint=Hint("{}; {}", the_call("doctor"), the_call("backup", list=True)),
        )


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(reading_uri(path), uri=True)


def keep(database: Path, folder: Path, name: str, now: int) -> Path:
    """Take a copy into the backups' folder, named for the moment and the reason."""
    stamp = (to_text(now) or "").replace(":", "-").replace(".", "-")
    return back_up(database, folder / f"{name}-{stamp}.db")


def keep_before(database: Path, folder: Path, what: str, now: int) -> Path:
    """Take a copy before something is done that changes much; the oldest such copies go."""
    made = keep(database, folder, f"{_AUTOMATIC}{what}", now)
    for old in [path for path in listed(folder) if path.name.startswith(_AUTOMATIC)][KEPT:]:
        old.unlink(missing_ok=True)
    return made


def listed(folder: Path) -> Sequence[Path]:
    """The copies in a folder, newest first."""
    return sorted(
        folder.glob("*.db"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True
    )


def restore(database: Path, folder: Path, file: Path, now: int) -> Path | None:
    """Replace the database by a copy; return the backup of the old one, if there was one.

    Other processes go on with it at their next step. Raises NotFound, InvalidInput for what is no
    library, TooNew for a newer charlib's.
    """
    if not file.is_file():
        raise NotFound(f"no file {printable(str(file))}", hint=call("backup", list=True))
    try:
        with closing(_reading(file)) as source:
            _refuse(source, file)
            kept = _put_aside(database, folder, now)
            with closing(read_write(database)) as target:
                source.backup(target)
    except sqlite3.DatabaseError as error:
        raise explained(error, file) from error
    database.chmod(0o600)
    ensure(database, folder)
    return kept


def _put_aside(database: Path, folder: Path, now: int) -> Path | None:
    """Keep what the library was: a copy of a sound one; a damaged one is moved away as it is."""
    if not database.exists():
        database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return None
    if state_of(database) is None:
        return keep_before(database, folder, "restore", now)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = folder / f"damaged-{now}.db"
    for end in ("-wal", "-shm", ""):
        beside = database.with_name(database.name + end)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + end))
    return aside


def _refuse(source: sqlite3.Connection, file: Path) -> None:
    try:
        version = version_of(source)
    except sqlite3.DatabaseError:  # a text, say
        version = None
    if version is None:
        raise InvalidInput(
            f"{printable(str(file))} is no library of charlib", hint=call("backup", list=True)
        )
    if version > HEAD:
        raise TooNew(
            f"{printable(str(file))} was written by a newer charlib (schema {version})",
            hint="Install the newer version of charlib",
        )
    _check(source, file)
