"""Disks that are full, read-only, damaged or gone: told clearly, and nothing committed is lost."""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from charlib.cli import main
from charlib.errors import LibraryError
from charlib.library import Library, open_library
from charlib.providers.messages import Reply, Request
from charlib.providers.transport.client import Client
from charlib.sandbox import Server
from tests.conftest import Cli
from tests.limits import room
from tests.sync.stage import SYNC, Stage

from .conftest import Forked

Copy = Callable[[str], Path]
CAST = [f"extra_{n}" for n in range(40)]


def fill(home: Path) -> None:
    """Catalogue the cast."""
    with open_library(home, environ={}) as lib:
        for number, handle in enumerate(CAST):
            lib.add(handle, f"ch_{number}", account="main", look="a red coat " * 20)


def add_many(lib: Library) -> None:
    """Catalogue until the disk is full."""
    for number in range(1000):
        lib.add(f"more_{number}", f"id_{number}", account="main", look="a blue coat " * 50)


def whole(home: Path) -> int:
    """How many characters there are, in a database that is whole."""
    with closing(sqlite3.connect(home / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        count: int = connection.execute("SELECT count(*) FROM character").fetchone()[0]
        return count


def test_files_that_cannot_grow_end_in_a_clear_error(copy: Copy) -> None:
    """When nothing more can be written the command says so, and the last commit stands."""
    home = copy("full")
    fill(home)
    with open_library(home, environ={}) as lib:
        with room(1 << 16), pytest.raises(LibraryError) as caught:
            add_many(lib)
        there = whole(home)
        lib.add("after", "id", account="main")

    assert "disk" in caught.value.hint
    assert there >= len(CAST)
    assert whole(home) == there + 1


def _fails(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode != 0


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or _fails(command):
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_ends_in_a_clear_error(copy: Copy, small: Path) -> None:
    """On a real disk of a megabyte the same holds, and with room made the library goes on."""
    home = Path(shutil.copytree(copy("seed"), small / "home"))
    filler = small / "filler"
    with open_library(home, environ={}) as lib:
        lib.add("mia", "ch_1", account="main")
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(bytes(2 << 20))
        with pytest.raises(LibraryError) as caught:
            add_many(lib)
        there = lib.list()
        filler.unlink()
        lib.add("after", "id", account="main")

    assert "full" in caught.value.hint
    assert whole(home) == len(there) + 1


def test_answers_that_cannot_be_written_are_told(
    sandbox: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fills while a request is on its way, the id is named, and can be adopted."""
    stage, send = Stage(sandbox, home), Client.send
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def filling(self: Client, request: Request) -> Reply:
        reply = send(self, request)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 12, before[1]))
        return reply

    with stage.open(SYNC) as lib:
        monkeypatch.setattr(Client, "send", filling)
        try:
            with pytest.raises(LibraryError) as caught:
                lib.create("mia", url=stage.film, window="5,8")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        minted = stage.characters[-1].id
        lib._session.clock.wait(3600)
        assert lib.sync().unknown[0][0] == "@mia"
        lib.resolve("mia", adopt=minted)
        assert lib.show("mia").bindings[0].state == "ready"

    assert f"@mia at main is {minted}" in str(caught.value)


def test_a_read_only_library_is_read_and_not_written(forked: Forked, copy: Copy) -> None:
    """Where nothing may be written searching goes on, and a write says what is the matter.

    So does the doctor, and a copy can be taken to another place.
    """
    home = copy("fixed")
    fill(home)
    for path in (*home.rglob("*"), home):
        path.chmod(0o500 if path.is_dir() else 0o400)

    report = forked(home=str(home), url="", story="look and add", moment=0, unprivileged=True)
    elsewhere = str(home.parent / "elsewhere.db")
    cared = forked(home=str(home), url=elsewhere, story="look after", moment=0, unprivileged=True)

    for path in (home, *home.rglob("*")):
        path.chmod(0o700)
    assert report.get("found") == len(CAST), report
    assert "read-only" in report["hint"]
    assert cared.get("wrong") == ["it is read-only, so nothing can be saved"], cared
    assert cared["copied"] > 0
    assert whole(home) == len(CAST)


def examine(argv: list[str]) -> int:
    """Run a command in this process: it may refuse, and must not fall over."""
    code = main(argv)
    assert code in {0, 1, 4}
    return code


@pytest.mark.parametrize("seed_of_dice", range(12))
def test_a_damaged_file_is_told(
    copy: Copy, capsys: pytest.CaptureFixture[str], seed_of_dice: int
) -> None:
    """Whatever bytes of the file are flipped, no command falls over, and doctor says what is."""
    home, dice = copy("damaged"), random.Random(seed_of_dice)
    fill(home)
    path = home / "library.db"
    data = bytearray(path.read_bytes())
    start = 0 if seed_of_dice == 0 else dice.randrange(len(data) - 4096)
    for place in range(start, start + 4096, 3):
        data[place] ^= 0xFF
    path.write_bytes(data)

    for argv in (["list"], ["search", "coat"], ["show", "extra_7"], ["tag", "add", "x", "extra_7"]):
        examine(["--home", str(home), *argv])
    sound = _is_sound(path)
    code = examine(["--home", str(home), "doctor"])

    captured = capsys.readouterr()
    assert "a bug in charlib" not in captured.err
    assert "Traceback" not in captured.err
    assert sound or code == 1


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


@pytest.mark.parametrize("seed_of_dice", range(6))
def test_a_damaged_log_leaves_what_was_committed_before_it(
    forked: Forked, copy: Copy, seed_of_dice: int
) -> None:
    """Of a write-ahead log with flipped bytes a whole number of commits is there, in order."""
    home, dice = copy("log"), random.Random(seed_of_dice)
    assert forked(home=str(home), url="", story="add and die", moment=0)["killed"]
    log = home / "library.db-wal"
    data = bytearray(log.read_bytes())
    start = dice.randrange(32, len(data) - 64)
    for place in range(start, start + 64):
        data[place] ^= 0xFF
    log.write_bytes(data)

    with open_library(home, environ={}) as lib:
        there = [character.handle for character in reversed(lib.list())]
        lib.add("after", "id", account="main")

    assert there == CAST[: len(there)]
    assert whole(home) == len(there) + 1


@pytest.mark.parametrize("with_log", [False, True])
def test_a_library_that_is_deleted_under_a_command_is_told_and_kept(
    copy: Copy,
    *,
    with_log: bool,
) -> None:
    """What would be written to a deleted file is refused; what was in it is kept beside it."""
    home = copy("deleted")
    fill(home)
    with open_library(home, environ={}) as lib:
        lib.add("mia", "ch_mia", account="main")
        (home / "library.db").unlink()
        for path in home.glob("library.db-*") if with_log else ():
            path.unlink()
        with pytest.raises(LibraryError, match="deleted or moved") as caught:
            lib.add("tom", "ch_tom", account="main")
    (kept,) = home.glob("rescued-*.db")

    assert str(kept) in caught.value.hint
    with open_library(home, environ={}) as lib:
        lib.restore_backup(kept)
        assert len(lib.list()) == len(CAST) + 1


def test_a_library_that_is_replaced_under_a_command_is_followed(copy: Copy) -> None:
    """A restored backup is written to from the next transaction on, not the file that was."""
    home, other = copy("replaced"), copy("other")
    with open_library(home, environ={}) as lib:
        lib.add("mia", "ch_mia", account="main")
        (other / "library.db").replace(home / "library.db")
        for path in home.glob("library.db-*"):
            path.unlink()
        lib.add("tom", "ch_tom", account="main")

    assert whole(home) == 1


def test_commits_are_on_the_disk(copy: Copy) -> None:
    """Each commit is written through to the disk: after a power cut it is there."""
    with open_library(copy("full"), environ={}) as lib, lib._session.store.write() as writer:
        assert writer._scope.connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer._scope.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_writer_that_waits_too_long_is_told(copy: Copy, cli: Cli) -> None:
    """At the end of its patience a command says that another charlib is writing."""
    home = copy("busy")
    with (
        closing(sqlite3.connect(home / "library.db", isolation_level=None)) as other,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr("charlib.store.connection.BUSY_S", 0.05)
        other.execute("BEGIN IMMEDIATE")
        result = cli("--home", home, "add", "mia", "--id", "ch_1")

    assert result.code == 1
    assert "another charlib is writing" in result.err
