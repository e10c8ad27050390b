"""Upgrades to the newest schema: one SELECT to check, Alembic in this process to migrate."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.text import printable
from charlib.errors import LibraryError, TooNew, UpgradeFailed
from charlib.files import replacing
from charlib.hints import Hint, argument, the_call
from charlib.store.connection import copy_to, enter_wal, explained, read_only, read_write

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0011"
"""The newest schema; a test compares it with the newest file in `migrations/versions`."""

INDEXED_SINCE = "0009"
"""The first schema with the present text index; older libraries are indexed again."""
NAMED_SINCE = "0008"
"""The first schema with the present sort keys of names."""

WORDED_SINCE = "0008"
"""The first schema with the words of tasks' prompts."""

LOWERED_SINCE = "0006"
"""The first schema with the present lower case of tags."""

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps the current migration in globals of its modules."""


def migrations() -> Path:
    """The folder of migrations: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def ensure(database: Path, backups: Path, *, script: Path | None = None, head: str = HEAD) -> bool:
    """Make sure that the database exists and has the newest schema; return whether it had not.

    Raises TooNew if a newer charlib wrote it, UpgradeFailed if a migration failed, LibraryError if
    it cannot be opened.
    """
    try:
        version = _version(database)
        if version == head:
            return False
        if version is not None:
            refuse_newer(database, version, head)
        elif loss := loss_of(database, backups):
            raise LibraryError(f"the library {database} is lost: {loss.what}", hint=loss.remedy)
        _upgrade(database, backups, version, script or migrations(), head)
    except sqlite3.Error as error:
        raise explained(error, database) from error
    return True


class Loss(NamedTuple):
    """A library that is not there any more, and what brings it back."""

    what: str
    remedy: Hint


def loss_of(database: Path, backups: Path) -> Loss | None:
    """What is wrong where a library is empty or missing beside its backups; None if nothing is."""
    if database.exists() and database.stat().st_size:
        return None
    copies = copies_in(backups)
    if not copies:
        return None
    what = "its file is empty" if database.exists() else "its file is missing"
    remedy = Hint(
        "Go back to the newest backup: {}. To start anew, move the folder backups away",
        the_call("backup", restore=str(copies[0])),
    )
    return Loss(f"{what}, and there are {len(copies)} backups", remedy)


def copies_in(folder: Path) -> list[Path]:
    """The backups in a folder, newest first."""
    copies = [*folder.glob("*.db"), *folder.glob("*.zip")]
    return sorted(copies, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)


def refuse_newer(database: Path, version: str, head: str = HEAD) -> None:
    """Raise TooNew for a schema that this charlib does not know."""
    if version > head:
        raise TooNew(
            f"the library {printable(str(database))} has schema {version}, of a newer charlib; this"
            f" one supports schema {head}",
            hint="Install the newer version of charlib",
        )


def _version(database: Path) -> str | None:
    if not database.exists():
        return None
    if database.is_dir():
        raise LibraryError(
            f"the library {printable(str(database))} is a directory, not a file",
            hint=Hint("Move it away, or give another folder: {}", argument("home", "DIR")),
        )
    with closing(read_only(database)) as connection:
        return version_of(connection)


def version_of(connection: sqlite3.Connection) -> str | None:
    """The schema of a database; None if charlib has never written to it."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    return str(row[0]) if row else None


def _upgrade(database: Path, backups: Path, version: str | None, script: Path, head: str) -> None:
    make_folder(database.parent)
    backup = _back_up(database, backups, version, head) if version else None
    try:
        _run(database, version, script, head)
    except sqlite3.Error:
        raise
    except Exception as error:  # any error of a migration must name the copy of the old state
        raise UpgradeFailed(
            f"the upgrade of the library {database} to schema {head} failed: {error}",
            hint="The library is unchanged. Report this error"
            + (f"; a copy is in {backup}" if backup else ""),
            backup=str(backup) if backup else None,
        ) from error
    database.chmod(0o600)


def make_folder(folder: Path) -> None:
    """Create a folder for its owner alone; LibraryError if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LibraryError(
            f"the folder {folder} cannot be created: {error.strerror}",
            hint=Hint(
                "Check the path and that you may write there, or give {}",
                argument("home", "DIR"),
            ),
        ) from error


def _back_up(database: Path, backups: Path, version: str, head: str) -> Path:
    make_folder(backups)
    taken = sum(1 for _ in backups.glob(f"before-{head}-from-{version}*.db"))
    copy = backups / f"before-{head}-from-{version}{f'-{taken}' if taken else ''}.db"
    with replacing(copy) as part, closing(sqlite3.connect(part)) as target:
        copy_to(database, target)
    return copy


def _run(database: Path, version: str | None, script: Path, head: str) -> None:
    from alembic import command
    from alembic.config import Config

    from charlib.store.search import text_index

    with _ONE_AT_A_TIME, _migrating(database) as connection:
        config = Config()
        config.set_main_option("script_location", re.sub("%", "%%", str(script)))
        config.attributes["connection"] = connection
        command.upgrade(config, head)
        if version is not None and version < LOWERED_SINCE:
            _lower_tags(_raw(connection))
        if version is not None and version < INDEXED_SINCE:
            text_index.rebuild(_raw(connection))
        if version is not None and version < NAMED_SINCE:
            text_index.rebuild_name_keys(_raw(connection))
        if version is not None and version < WORDED_SINCE:
            text_index.fill_tasks(_raw(connection))
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise LibraryError(f"{len(broken)} rows refer to missing rows")


def _lower_tags(connection: sqlite3.Connection) -> None:
    """Write tags with a Turkish dotted I as they are written now, unless that is another tag."""
    for table in ("tag", "tag_alias"):
        connection.execute(
            f"UPDATE OR IGNORE {table} SET name = replace(name, ?1, 'i') WHERE instr(name, ?1)",
            ["i\u0307"],
        )


def _raw(connection: Connection) -> sqlite3.Connection:
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment] # SQLite's own
    return raw


@contextmanager
def _migrating(database: Path) -> Iterator[Connection]:
    """One connection, one transaction around all migrations, foreign keys off.

    With foreign keys on, rebuilding a parent table would silently delete its children.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    database.touch(0o600)  # private from its first byte; an existing file keeps its mode
    raw = read_write(database)
    enter_wal(raw)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
        raw.close()
