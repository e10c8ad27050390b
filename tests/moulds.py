"""New libraries and films are copies: Alembic takes 100 ms, a film up to a second, and a copy 3 ms.

What is random or tells the time in a new library is new in each copy; `tests/store/test_moulds.py`
compares copies with a library that Alembic made. A sandbox's film depends on its arguments only.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from charlib.sandbox import film
from charlib.store.schema import upgrade

MIGRATE = upgrade._run
"""What makes a library outside the tests."""
RENDER = film.render
"""What makes a film outside the tests."""
_ONE_AT_A_TIME = threading.Lock()
_OWN = """
UPDATE project SET uid = lower(hex(randomblob(8))),
    created_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER);
UPDATE project SET updated_at = created_at;
UPDATE setting SET value = lower(hex(randomblob(8))) WHERE key = 'epoch';
"""


@contextmanager
def moulded(folder: Path) -> Iterator[None]:
    """In the block what Alembic makes and what the sandbox films is made once, in the folder."""
    mould = folder / "mould.db"

    def run(database: Path, version: str | None, script: Path, head: str) -> None:
        is_usual = version is None and head == upgrade.HEAD and script == upgrade.migrations()
        if not is_usual or not _copied(mould, database):
            MIGRATE(database, version, script, head)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "_run", run)
        patch.setattr(film, "render", lambda path, **asked: _filmed(folder, Path(path), asked))
        yield


def _filmed(folder: Path, path: Path, asked: dict[str, Any]) -> None:
    """Put a film at a path; the first of its kind is rendered, and kept in the folder.

    What is marked differently is the same film here, with its mark behind it.
    """
    mark = str(asked.pop("mark", "")).encode()
    name = sha256(repr(sorted(asked.items())).encode("utf-8", "surrogatepass")).hexdigest()
    kept = folder / f"{name}.mp4"
    if not kept.exists():
        part = folder / f"{secrets.token_hex(8)}.mp4"
        RENDER(part, **asked)
        part.replace(kept)
    shutil.copyfile(kept, path)
    if mark:
        with path.open("ab") as film_file:
            film_file.write((8 + len(mark)).to_bytes(4, "big") + b"free" + mark)


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
