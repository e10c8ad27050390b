"""Backups of the database: taken while others write, checked, and rotated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from charlib.config import Home, new_uid
from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import Conflict, InvalidInput, LibraryError, NotFound
from charlib.files import replacing
from charlib.hints import Call, Hint, call, the_call
from charlib.store import reconciling
from charlib.store.checking import state_of
from charlib.store.connection import copy_to, explained, read_only, read_write
from charlib.store.kept_budgets import KeptBudget, budgets_of, keep_stricter
from charlib.store.read.reader import EPOCH
from charlib.store.reconciling import Reconciled
from charlib.store.schema.upgrade import copies_in, ensure, make_folder, refuse_newer, version_of
from charlib.store.sent import Entries, SentLog

KEPT = 10
"""Automatic backups kept; backups that a user asked for all stay."""
_AUTOMATIC = "before-"
PARTS = ".restoring-"
"""How the names of folders begin in which a backup is unpacked."""


def back_up(database: Path, target: Path) -> Path:
    """Copy the database to a new file, whole or not at all, while others may be writing.

    Raises Conflict if the file exists, LibraryError if it cannot be written.
    """
    try:
        with written(target, the_call("backup", "FILE")) as part:
            _copy(database, part)
    except sqlite3.Error as error:
        raise explained(error, database) from error
    return target


@contextmanager
def written(target: Path, again: Call) -> Iterator[Path]:
    """Write a new backup whole or not at all; `again` is the call that writes it elsewhere.

    Raises Conflict if the file exists, LibraryError if it cannot be written.
    """
    if target.exists():
        raise Conflict(
            f"the file {printable(str(target))} exists already",
            hint="Choose another name for the backup",
        )
    try:
        with replacing(target) as part:
            yield part
    except OSError as error:
        raise LibraryError(
            f"the backup {printable(str(target))} cannot be written: {error.strerror}",
            hint=Hint("Choose another folder, or free some disk space, then: {}", again),
        ) from error


def _copy(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        copy_to(database, copy)
        _check(copy, target)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if result != "ok":
        raise LibraryError(
            f"the file {printable(str(path))} is damaged: {result}",
            hint=Hint(
                "For the details: {}. For the backups: {}",
                the_call("doctor"),
                the_call("backup", list=True),
            ),
        )


def keep(database: Path, folder: Path, name: str, now: int) -> Path:
    """Copy the database into the backup folder; its name has the time and the reason."""
    return back_up(database, new_name(folder, name, now))


def new_name(folder: Path, name: str, now: int, suffix: str = ".db") -> Path:
    """The file of a new backup in the backup folder."""
    stamp = (to_text(now) or "").replace(":", "-").replace(".", "-")
    return folder / f"{name}-{stamp}{suffix}"


def keep_before(database: Path, folder: Path, what: str, now: int) -> Path:
    """Copy the database before a large change; remove the oldest such copies."""
    backup = keep(database, folder, f"{_AUTOMATIC}{what}", now)
    for old in [path for path in listed(folder) if path.name.startswith(_AUTOMATIC)][KEPT:]:
        old.unlink(missing_ok=True)
    return backup


def listed(folder: Path) -> Sequence[Path]:
    """The backups in a folder, newest first."""
    return copies_in(folder)


class Restored(NamedTuple):
    """A restored library: the copy of the one before, if any, and what it did not know.

    `budgets` are those that the one before had otherwise.
    """

    before: Path | None
    sent: Reconciled
    budgets: tuple[KeptBudget, ...] = ()


def restore(home: Home, file: Path, now: int) -> Restored:
    """Replace the database by a backup, brought up to the log of sends.

    Nothing that was sent after the backup was taken is planned in it, so nothing is sent twice.
    Until it is finished in a file beside it, the database stays as it is; nobody sends meanwhile.
    Other processes use the restored one from their next step on. Raises NotFound, InvalidInput for
    a file that is not a library, TooNew for one of a newer charlib.
    """
    if not file.is_file():
        raise NotFound(f"no file {printable(str(file))}", hint=call("backup", list=True))
    make_folder(home.data)
    log = SentLog(home.sent)
    try:
        with TemporaryDirectory(prefix=PARTS, dir=home.data) as parts:
            part = _upgraded(file, Path(parts))
            with log.turn() as entries:
                sent = _brought_up(part, entries, now)
                budgets = _with_stricter_budgets(part, home.database)
                kept = _put_aside(home.database, home.backups, now)
                replace(home.database, part)
    except sqlite3.DatabaseError as error:
        raise explained(error, file) from error
    finally:
        log.close()
    return Restored(kept, sent, budgets)


def _upgraded(file: Path, parts: Path) -> Path:
    """A copy of a backup with the newest schema."""
    part = parts / "library.db"
    with closing(read_only(file)) as source, closing(sqlite3.connect(part)) as copy:
        _refuse(source, file)
        source.backup(copy)
    part.chmod(0o600)
    ensure(part, parts)
    return part


def _brought_up(part: Path, log: Entries, now: int) -> Reconciled:
    """Bring the copy of a backup up to the log, and give it an epoch of its own."""
    with closing(read_write(part)) as copy:
        copy.execute("BEGIN IMMEDIATE")
        is_complete = reconciling.has_all(copy, log)
        sent = reconciling.reconcile(copy, log, now, is_complete=is_complete)
        if not log.is_own:
            log.become_own()
        reconciling.remember(copy, log)
        reconciling.set_setting(copy, EPOCH, new_uid())
        copy.execute("COMMIT")
    return sent


def _with_stricter_budgets(part: Path, database: Path) -> tuple[KeptBudget, ...]:
    """A restore is not the way to spend more: where budgets differ, the stricter one counts."""
    before = budgets_of(database)
    with closing(read_write(part)) as copy:
        copy.execute("BEGIN IMMEDIATE")
        told = keep_stricter(copy, before)
        copy.execute("COMMIT")
    return told


def replace(database: Path, part: Path) -> None:
    """Write the pages of a copy over the database, in one transaction of SQLite's."""
    with closing(read_only(part)) as source, closing(read_write(database)) as target:
        source.backup(target)
    database.chmod(0o600)


def _put_aside(database: Path, folder: Path, now: int) -> Path | None:
    """Back up the current library; a damaged one is moved away as it is."""
    if not database.exists():
        make_folder(database.parent)
        return None
    if state_of(database) is None:
        return keep_before(database, folder, "restore", now)
    make_folder(folder)
    aside = folder / f"damaged-{now}.db"
    for end in ("-wal", "-shm", ""):
        beside = database.with_name(database.name + end)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + end))
    return aside


def refuse_no_library(database: Path, file: Path) -> None:
    """Raise InvalidInput or TooNew if a database, which is part of `file`, cannot be restored."""
    try:
        with closing(read_only(database)) as source:
            _refuse(source, file)
    except sqlite3.DatabaseError as error:
        raise explained(error, file) from error


def _refuse(source: sqlite3.Connection, file: Path) -> None:
    try:
        version = version_of(source)
    except sqlite3.DatabaseError:  # a text file, for example
        version = None
    if version is None:
        raise InvalidInput(
            f"the file {printable(str(file))} is not a charlib library",
            hint=call("backup", list=True),
        )
    refuse_newer(file, version)
    _check(source, file)
