"""New libraries are copies of one that Alembic made: a copy takes 3 ms, and Alembic takes 100 ms.

What is random or tells the time in a new library is new in each copy; `tests/store/test_moulds.py`
compares copies with a library that Alembic made.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from charlib.store.schema import upgrade

MIGRATE = upgrade._run
"""What makes a library outside the tests."""
_ONE_AT_A_TIME = threading.Lock()
_OWN = """
UPDATE project SET uid = lower(hex(randomblob(8))),
    created_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER);
UPDATE project SET updated_at = created_at;
UPDATE setting SET value = lower(hex(randomblob(8))) WHERE key = 'epoch';
"""


@contextmanager
def moulded(folder: Path) -> Iterator[None]:
    """In the block each new library is a copy of `folder/mould.db`, which Alembic makes once."""
    mould = folder / "mould.db"

    def run(database: Path, version: str | None, script: Path, head: str) -> None:
        is_usual = version is None and head == upgrade.HEAD and script == upgrade.migrations()
        if not is_usual or not _copied(mould, database):
            MIGRATE(database, version, script, head)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "_run", run)
        yield


def _copied(mould: Path, database: Path) -> bool:
    """Put a copy where nothing is; return False if something is there, or the disk refuses."""
    with _ONE_AT_A_TIME:
        if not mould.exists():
            MIGRATE(mould, None, upgrade.migrations(), upgrade.HEAD)
    part = database.with_name(f"{secrets.token_hex(8)}.part")
    try:
        part.touch(0o600)
        shutil.copyfile(mould, part)
        with closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.executescript(_OWN)
        os.link(part, database)  # fails where another thread or process was quicker
    except (OSError, sqlite3.Error):
        return False
    finally:
        part.unlink(missing_ok=True)
    return True
