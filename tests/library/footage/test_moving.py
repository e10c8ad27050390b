"""A library moves to another machine: in one file, or in parts of which some are missing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from charlib.errors import Conflict, InvalidInput, LibraryError
from charlib.library import Library, open_library
from charlib.sandbox import Server
from tests.clocks import Hurried
from tests.conftest import Cli
from tests.sync.families.cast import KLING, Family, join

SORA = Family("sandbox", "async")


@pytest.fixture
def built(lib: Library, server: Server) -> Library:
    """Two characters with kept footage, a film, and a profile of the user's own."""
    join(lib, server, SORA, "sora")
    join(lib, server, KLING, "kling")
    for number, handle in enumerate(("mia", "tom")):
        lib.create(handle, url=server.file_url(f"{number}.mp4"), window="5,8", account="sora")
    lib.generate("a street", account="sora")
    lib.home.profiles.mkdir(parents=True, exist_ok=True)
    (lib.home.profiles / "mine.toml").write_text('name = "mine"\nextends = "sora-sync"\n')
    return lib


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Library]:
    """The library of another machine, where nothing is yet."""
    with open_library(tmp_path / "there", clock=Hurried(moves_day=False)) as opened:
        yield opened


def content(lib: Library) -> dict[str, bytes]:
    """All media of a library, and its user's profiles."""
    files = [*lib.home.media.rglob("*.*"), *lib.home.profiles.glob("*.toml")]
    return {str(file.relative_to(lib.home.data)): file.read_bytes() for file in files}


def test_one_file_moves_a_whole_library(built: Library, there: Library, tmp_path: Path) -> None:
    """Every character, film, kept file and profile is on the other machine, and private."""
    file = built.backup(tmp_path / "all.zip", with_media=True)
    restored = there.restore_backup(file)

    assert restored.missing == ()
    assert content(there) == content(built)
    assert [each.handle for each in there.list()] == [each.handle for each in built.list()]
    assert there.doctor() == []
    assert file.stat().st_mode & 0o077 == 0
    assert {"mia", "tom"} == {step.handle for step in there.plan_rebind("kling").of("make")}


def test_the_command_makes_and_takes_one_file(
    built: Library, there: Library, cli: Cli, tmp_path: Path
) -> None:
    """`backup --with-media FILE`, then `backup --restore FILE`; it needs `--yes` in a script."""
    done = cli("backup", "--with-media", str(tmp_path / "all.zip"))
    home = str(there.home.data)
    asked = cli("--home", home, "backup", "--restore", str(tmp_path / "all.zip"))
    restored = cli("--json", "--home", home, "backup", "--restore", str(tmp_path / "all.zip"), "-y")

    assert (done.code, asked.code, restored.code) == (0, 2, 0)
    assert "try: Add --yes" in asked.err
    assert restored.json["missing"] == []
    assert content(there) == content(built)


def test_what_is_there_stays(built: Library, there: Library, tmp_path: Path) -> None:
    """A profile of the other machine is not overwritten; damaged media are put right."""
    file = built.backup(tmp_path / "all.zip", with_media=True)
    there.restore_backup(file)
    (there.home.profiles / "mine.toml").write_text("title = 'changed'")
    film = next(there.home.media.glob("films/*.mp4"))
    film.write_bytes(b"damaged")
    there.restore_backup(file)

    assert (there.home.profiles / "mine.toml").read_text() == "title = 'changed'"
    assert film.read_bytes() == content(built)[str(film.relative_to(there.home.data))]


def test_a_backup_with_media_writes_over_nothing(built: Library, tmp_path: Path) -> None:
    """A file that is there stays as it is, and a folder that is not there is not made."""
    (tmp_path / "mine.zip").write_text("mine")
    with pytest.raises(Conflict):
        built.backup(tmp_path / "mine.zip", with_media=True)
    assert (tmp_path / "mine.zip").read_text() == "mine"
    assert built.backup(with_media=True) in built.backups()


def rewritten(file: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A backup with other files in it."""
    with zipfile.ZipFile(file) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    change(files)
    other = file.with_name("other.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return other


def named(files: dict[str, bytes], name: str) -> None:
    """Add a file with a name of one's own, as the manifest has it."""
    manifest = json.loads(files["charlib.json"])
    files[name] = b"evil"
    digest = "4bb3ff5a1fdd1ec2d3ed4f5a4ebd7e9d1a8a0a0a2cd1f6a1cb1b8ac2f3d1ad9d"
    manifest["files"][name] = {"bytes": 4, "sha256": digest}
    files["charlib.json"] = json.dumps(manifest).encode()


def manifest(packed: dict[str, bytes], **more: object) -> None:
    """Change what the manifest says."""
    packed["charlib.json"] = json.dumps({**json.loads(packed["charlib.json"]), **more}).encode()


def honest(packed: dict[str, bytes], changed: dict[str, bytes]) -> None:
    """Change files, and the manifest with them."""
    packed.update(changed)
    listed = json.loads(packed["charlib.json"])["files"]
    for name, data in changed.items():
        listed[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    manifest(packed, files=listed)


def first_film(files: dict[str, bytes]) -> str:
    """The name of a media file."""
    return next(name for name in files if name.startswith("media/"))


WRONG: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a name that leads out": lambda files: named(files, "media/../../evil.mp4"),
    "an absolute name": lambda files: named(files, "/tmp/evil.mp4"),
    "a name of Windows": lambda files: named(files, "media/..\\evil.mp4"),
    "a hidden part": lambda files: named(files, "media/./evil.mp4"),
    "a file of no folder": lambda files: named(files, "evil.sh"),
    "a profile in a folder": lambda files: named(files, "profiles/x/evil.toml"),
    "a program": lambda files: named(files, "profiles/evil.py"),
    "a wrong hash": lambda files: named(files, "media/aa/evil.mp4"),
    "a file that is not listed": lambda files: files.update({"media/aa/evil.mp4": b"evil"}),
    "a missing film": lambda files: files.pop(first_film(files)),
    "no database": lambda files: files.pop("library.db"),
    "a database of another kind": lambda files: files.update({"library.db": b"SQLite"}),
    "a database that is none": lambda files: honest(files, {"library.db": b"SQLite"}),
    "no manifest": lambda files: files.pop("charlib.json"),
    "a manifest that is no JSON": lambda files: files.update({"charlib.json": b"\xff"}),
    "a manifest that is a list": lambda files: files.update({"charlib.json": b"[]"}),
    "files that are a text": lambda files: manifest(files, files="all"),
    "a size that is a text": lambda files: manifest(
        files, files={name: {"bytes": "4", "sha256": "x"} for name in files}
    ),
    "another format": lambda files: manifest(files, format="other"),
    "a newer version": lambda files: manifest(files, version=2),
    "a changed film": lambda files: files.update(
        {first_film(files): bytes(len(files[first_film(files)]))}
    ),
}


def test_a_wrong_file_changes_nothing(built: Library, tmp_path: Path) -> None:
    """Whatever is wrong with it: no file of the library, or outside of it, is written."""
    file = built.backup(tmp_path / "all.zip", with_media=True)
    with open_library(tmp_path / "there") as there:
        there.projects.add("noir")
        folder = {*tmp_path.rglob("*")}
        for what, change in WRONG.items():
            other = rewritten(file, change)
            with pytest.raises(InvalidInput):
                there.restore_backup(other)
            other.unlink()
            made = {
                path for path in {*tmp_path.rglob("*")} - folder if "library.db-" not in str(path)
            }
            assert not made, what
            assert [project.slug for project in there.projects.list()] == ["default", "noir"]


def test_a_file_that_unpacks_to_more_is_stopped(
    built: Library, there: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that needs more room than there is is refused before anything is written."""
    file = built.backup(tmp_path / "all.zip", with_media=True)
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    with pytest.raises(LibraryError, match="1,000 are free"):
        there.restore_backup(file)
    assert not there.home.media.exists()


def moved(built: Library, there: Library, tmp_path: Path) -> None:
    """Restore the database alone on another machine."""
    there.restore_backup(built.backup(tmp_path / "alone.db"))
    shutil.rmtree(built.home.media)


def test_a_restore_says_what_is_missing(
    built: Library, there: Library, cli: Cli, tmp_path: Path
) -> None:
    """A8: one line for each kind, with the folder to copy the files into."""
    built.backup(tmp_path / "alone.db")
    shutil.rmtree(built.home.media)
    home = str(there.home.data)
    done = cli("--home", home, "backup", "--restore", str(tmp_path / "alone.db"), "--yes")
    told = cli("--json", "--home", home, "doctor")

    assert done.code == 0
    assert "the kept files of 2 characters: " in done.err
    assert f"into {there.home.media}" in done.err
    assert [row["what"] for row in told.json] == [
        "the film of task 1",
        "the kept files of 2 characters",
    ]
    assert len(done.err.splitlines()) == 2, "a line for each kind"


def test_only_files_that_are_here_are_believed_in(
    built: Library, there: Library, served: Path, tmp_path: Path
) -> None:
    """Neither `show` nor a plan counts on footage that is in the library and not on the disk."""
    moved(built, there, tmp_path)
    for path in served.iterdir():
        path.unlink()

    assert there.material(there.show("mia")) is None
    plan = there.plan_rebind("kling")
    assert {step.what for step in plan.steps} == {"missing"}


def test_a_dry_run_fetches_and_writes_nothing(
    built: Library, there: Library, server: Server, cli: Cli, tmp_path: Path
) -> None:
    """A9: it says what would be fetched, and the real run fetches it."""
    moved(built, there, tmp_path)
    before, requests = {*there.home.media.rglob("*")}, len(server.ledger.requests)
    home = str(there.home.data)

    dry = cli("--json", "--home", home, "rebind", "--to", "kling", "--dry-run")

    assert {*there.home.media.rglob("*")} == before
    assert len(server.ledger.requests) == requests
    assert {row["what"] for row in dry.json} == {"fetch"}
    assert all("to be fetched from http" in row["why"] for row in dry.json)
    assert {step.what for step in there.plan_rebind("kling").steps} == {"make"}


LOST = {
    "empty": lambda database: database.write_bytes(b""),
    "missing": lambda database: database.unlink(),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_a_lost_library_beside_backups_is_told(
    built: Library, cli: Cli, lose: Callable[[Path], object]
) -> None:
    """A12: no command takes an empty file for an empty library where there are backups."""
    built.backup()
    newest = built.backup()
    os.utime(newest, (2**31, 2**31))
    built.close()
    for end in ("-wal", "-shm"):
        built.home.database.with_name(f"library.db{end}").unlink(missing_ok=True)
    lose(built.home.database)

    for words in (("list",), ("add", "eva", "--id", "x"), ("sync",), ("doctor",)):
        result = cli(*words)
        assert result.code == 1
        assert f"backup --restore {newest}" in result.out + result.err
    assert cli("backup", "--restore", str(newest), "--yes").code == 0
    assert {each.handle for each in built.list()} == {"mia", "tom"}


def test_odd_names_beside_the_media_do_not_spoil_a_backup(
    built: Library, there: Library, tmp_path: Path
) -> None:
    """What another program left in the folder stays behind; the backup can be restored."""
    for name in (".cache/thumbs", "films/odd .", "films/a\\b", "films/a\nb"):
        file = built.home.media / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("not charlib's")

    restored = there.restore_backup(built.backup(tmp_path / "all.zip", with_media=True))

    assert restored.missing == ()
