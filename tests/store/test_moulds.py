"""The libraries that tests start with are as Alembic makes them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from charlib.store.schema import upgrade
from tests.moulds import MIGRATE


def made(folder: Path, name: str) -> Path:
    """A new library, by the way that every test takes."""
    upgrade.ensure(folder / name, folder / "backups")
    return folder / name


def content(database: Path) -> list[str]:
    """Schema and rows."""
    with closing(sqlite3.connect(database)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        return [mode, *connection.iterdump()]


def different(left: list[str], right: list[str]) -> set[int]:
    """The numbers of the lines that differ."""
    assert len(left) == len(right)
    return {number for number, pair in enumerate(zip(left, right, strict=True)) if len({*pair}) > 1}


def test_copies_are_as_alembic_makes_them(tmp_path: Path) -> None:
    """Only what is random in every new library differs, and no two copies share it."""
    migrated = [tmp_path / "a.db", tmp_path / "b.db"]
    for database in migrated:
        MIGRATE(database, None, upgrade.migrations(), upgrade.HEAD)
    contents = [content(path) for path in (*migrated, made(tmp_path, "c"), made(tmp_path, "d"))]
    random, *others = [different(left, right) for left, right in pairwise(contents)]

    assert upgrade._run is not MIGRATE
    assert random
    assert others == [random, random]
    assert (tmp_path / "c").stat().st_mode == migrated[0].stat().st_mode
    assert not list(tmp_path.glob("*.part"))


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    """A library at the path stays, and an empty file becomes a library."""
    database = made(tmp_path, "a")
    before = content(database)
    upgrade._run(database, None, upgrade.migrations(), upgrade.HEAD)
    (tmp_path / "empty").touch(0o600)

    assert content(database) == before
    assert len(content(made(tmp_path, "empty"))) == len(before)
