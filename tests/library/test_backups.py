"""Copies of the library: whole, private, bounded, taken while others write, and gone back to."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from charlib.errors import Conflict, InvalidInput, LibraryError, NotFound, TooNew
from charlib.library import Library, open_library
from charlib.store import backups
from charlib.store.schema.upgrade import ensure
from tests.conftest import Cli

WRITER = """
import sys
from charlib.library import open_library
with open_library(sys.argv[1]) as lib:
    print("begun", flush=True)
    for at in range(200):
        lib.add(f"p{at}", f"ch_{at}")
        print(at, flush=True)
"""


def handles(path: Path) -> list[str]:
    """The live handles in a database file, which must be whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        rows = connection.execute(
            "SELECT handle FROM character WHERE deleted_at IS NULL ORDER BY id"
        )
        return [row[0] for row in rows]


@pytest.fixture
def cast(lib: Library) -> Library:
    """A library with one character."""
    lib.accounts.add("home", profile="sandbox")
    lib.add("mia", "ch_1")
    return lib


def test_a_backup_is_a_library(cast: Library, tmp_path: Path) -> None:
    """A copy has all that was committed, is one file, and is nobody else's to read."""
    backup = cast.backup(tmp_path / "deep" / "copy.db")
    assert handles(backup) == ["mia"]
    assert [path.name for path in backup.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700


def test_a_backup_writes_over_nothing(cast: Library, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Conflict):
        cast.backup(tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_backup_that_cannot_be_leaves_nothing(cast: Library, tmp_path: Path) -> None:
    """Where it cannot be written, a sentence says so and no half of it is left."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be written"):
        cast.backup(tmp_path / "file" / "copy.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


def test_a_backup_is_taken_while_others_write(cast: Library, tmp_path: Path) -> None:
    """Copies made while another process writes are whole, and hinder it not."""
    home = str(cast.home.data)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, home], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert writer.stdout is not None
    sizes = []
    for at, _ in zip(range(10), writer.stdout, strict=False):
        sizes.append(len(handles(cast.backup(tmp_path / f"{at}.db"))))
    writer.stdout.read()
    assert writer.wait(60) == 0
    writer.stdout.close()
    assert sizes == sorted(sizes)
    assert len(handles(cast.home.database)) == 201


def test_going_back_keeps_what_was(cast: Library, cli: Cli) -> None:
    """The library is what the copy says, and what it was until then is a copy of its own."""
    backup = cast.backup()
    cast.add("tom", "ch_2")
    done = cli("--json", "backup", "--restore", backup.name, "--yes")
    assert done.code == 0
    assert [character.handle for character in cast.list()] == ["mia"]
    assert handles(Path(done.json["backup"])) == ["mia", "tom"]
    cast.add("ann", "ch_3")
    assert [character.handle for character in cast.search("ann")] == ["ann"]


def test_another_file_at_the_path_is_searched(cast: Library, tmp_path: Path) -> None:
    """A library that was put in this one's place is searched from the next change on, any way."""
    copy = cast.backup(tmp_path / "copy.db")
    cast.add("tom", "ch_2", name="Tom")
    assert [character.handle for character in cast.search("name:=tom")] == ["tom"]

    for old in cast.home.database.parent.glob(f"{cast.home.database.name}*"):
        old.unlink()
    copy.replace(cast.home.database)
    cast.add("ann", "ch_3", name="Ann")

    assert [character.handle for character in cast.search("name:=ann or name:=tom")] == ["ann"]
    assert [character.handle for character in cast.list()] == ["ann", "mia"]


def test_an_older_copy_is_brought_up(cast: Library, tmp_path: Path) -> None:
    """A copy of an older schema becomes the library, in the newest one."""
    old = tmp_path / "old" / "library.db"
    ensure(old, tmp_path / "old", head="0001")
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(
            "INSERT INTO character (uid, project_id, handle, name, look, notes, created_at,"
            " updated_at) VALUES ('u', 1, 'olga', '', 'blue', '', 1, 1)"
        )
        connection.commit()
    cast.restore_backup(old)
    assert [character.handle for character in cast.search("blue")] == ["olga"]


def test_what_is_no_library_is_refused(cast: Library, tmp_path: Path) -> None:
    """Neither a text, nor another program's database, nor a newer charlib's, nor nothing at all."""
    (tmp_path / "text.db").write_text("no database at all" * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE t (a)")
    newer = cast.backup(tmp_path / "newer.db")
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for name, error in {
        "text.db": InvalidInput, "other.db": InvalidInput, "newer.db": TooNew, "no.db": NotFound,
    }.items():  # fmt: skip
        with pytest.raises(error):
            cast.restore_backup(tmp_path / name)
    assert [character.handle for character in cast.list()] == ["mia"]


def test_a_damaged_copy_is_refused(cast: Library, tmp_path: Path) -> None:
    """A copy with flipped bytes does not become the library."""
    backup = cast.backup(tmp_path / "copy.db")
    data = bytearray(backup.read_bytes())
    for page in range(4096 * 2, len(data) - 4096, 4096 * 3):
        data[page : page + 64] = bytes(64)
    backup.write_bytes(data)
    with pytest.raises((LibraryError, InvalidInput)):
        cast.restore_backup(backup)
    assert [character.handle for character in cast.list()] == ["mia"]


def test_an_import_into_a_library_is_backed_up(cast: Library, tmp_path: Path) -> None:
    """Before an import there is a copy; the first import into an empty library needs none.

    Neither does one that changes nothing.
    """
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"handle": "tom"}))
    cast.import_(file)
    assert [handles(copy) for copy in cast.backups()] == [["mia"]]
    cast.import_(file)
    cast.import_(file, update=True)
    assert len(cast.backups()) == 1
    file.write_text(json.dumps({"handle": "tom", "look": "tall"}))
    cast.import_(file, update=True)
    assert [handles(copy) for copy in cast.backups()] == [["mia", "tom"], ["mia"]]
    with open_library(tmp_path / "empty") as empty:
        empty.import_(file)
        assert empty.backups() == []


def test_copies_taken_by_itself_are_bounded(cast: Library) -> None:
    """Of the copies nobody asked for the newest are kept; those asked for stay all."""
    asked = cast.backup()
    folder, database = cast.home.backups, cast.home.database
    copies = [
        backups.keep_before(database, folder, "import", 1_795_435_200_000 + at)
        for at in range(backups.KEPT + 3)
    ]
    assert [path for path in copies if path.exists()] == copies[3:]
    assert asked.exists()


def test_copies_are_listed(cast: Library, cli: Cli) -> None:
    """Newest first, with their sizes."""
    first, second = cast.backup(), cast.backup()
    listed = cli("--json", "backup", "--list").json
    assert {backup["file"] for backup in listed} == {str(first), str(second)}
    assert all(backup["bytes"] > 4096 for backup in listed)
