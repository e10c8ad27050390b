"""Packs: characters go to another library with all they need, and come back changed."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import InvalidInput
from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, running
from tests.clocks import Hurried
from tests.conftest import Cli
from tests.sync.families.cast import KEYS, Family, join

SORA = Family("sandbox", "async")
MANIFEST = "manifest.json"
RECORDS = "records.jsonl"


def build(lib: Library, server: Server) -> Library:
    """Mia with footage, a look, a film and an ID, and Tom without."""
    join(lib, server, SORA, "sora")
    lib.create("mia", url=server.file_url("0.mp4"), window="5,8", account="sora", tags=["hero"])
    lib.looks.add("mia", "coat", description="red", episodes="1-3")
    lib.aliases.add("mia", "maria")
    lib.generate("@mia waits", account="sora", scene="street", episode=9)
    lib.add("tom")
    return lib


@pytest.fixture
def built(lib: Library, server: Server) -> Library:
    """A library to share."""
    return build(lib, server)


@pytest.fixture(scope="module")
def sample(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A pack that nobody changes."""
    folder = tmp_path_factory.mktemp("sample")
    os.environ.update(KEYS)
    with (
        running(Settings(files=films, polls=1, film_height=360)) as server,
        open_library(folder / "home", clock=Hurried(moves_day=False)) as lib,
    ):
        yield packed(build(lib, server), folder)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Library]:
    """The library of somebody else, where nothing is yet."""
    with open_library(tmp_path / "there", clock=Hurried(moves_day=False)) as opened:
        yield opened


def packed(lib: Library, folder: Path, query: str = "", **how: Any) -> Path:
    """A pack of a library."""
    file = folder / "cast.charpack"
    lib.export_pack(file, query, **how)
    return file


def test_a_character_arrives_with_all_it_has(
    built: Library, there: Library, tmp_path: Path
) -> None:
    """Looks, aliases, tags, footage, films and IDs; of the account, everything but the key."""
    done = there.import_pack(packed(built, tmp_path, "@mia"))
    assert (done.added, done.films, done.questions) == (1, 1, ())
    mine, theirs = built.show("mia"), there.show("maria")
    same = ("uid", "handle", "aliases", "tags", "look", "created_at")
    assert [getattr(mine, name) for name in same] == [getattr(theirs, name) for name in same]
    assert [look._replace(id=0) for look in mine.looks] == [
        look._replace(id=0) for look in theirs.looks
    ]
    ids = [(each.account_uid, each.remote_id, each.state, each.window) for each in mine.bindings]
    assert ids == [(b.account_uid, b.remote_id, b.state, b.window) for b in theirs.bindings]
    assert there.accounts.list()[0].key_env in {"", None}
    kept = {path.name: path.read_bytes() for path in (built.home.media / "kept").rglob("*.*")}
    assert kept == {p.name: p.read_bytes() for p in (there.home.media / "kept").rglob("*.*")}
    (take,) = there.takes.list()
    assert (take.template, take.scene, take.episode) == ("@mia waits", "street", 9)
    assert there.count("@tom") == 0
    assert [each for each in there.doctor() if each.kind != "info"] == []


def test_nothing_of_this_machine_is_in_a_pack(
    built: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key, no place of a key, no folder."""
    monkeypatch.setenv("SORA_SECRET", "sk-very-secret")
    built.accounts.edit("sora", key_env="SORA_SECRET")
    film = tmp_path / "secret folder" / "my film.mp4"
    film.parent.mkdir()
    film.write_bytes(next((built.home.media / "kept").rglob("*.mp4")).read_bytes())
    built.keep("tom", source=str(film), window="1,3")
    with zipfile.ZipFile(packed(built, tmp_path)) as pack:
        text = pack.read(RECORDS).decode()
        assert "my film.mp4" in text
        for secret in ("SORA_SECRET", "sk-very-secret", str(tmp_path), "secret folder"):
            assert secret not in text
        assert all(secret not in "".join(pack.namelist()) for secret in ("film", "secret"))


def test_what_was_left_out_takes_nothing_away(
    built: Library, there: Library, tmp_path: Path
) -> None:
    """A pack without IDs and media changes neither IDs nor footage that are there."""
    there.import_pack(packed(built, tmp_path))
    built.edit("mia", name="Mia")
    done = there.import_pack(packed(built, tmp_path, media=False, ids=False))
    assert (done.changed, done.files) == (1, 0)
    assert there.show("mia").bindings[0].state == "ready"
    assert there.doctor() == []


def test_a_real_person_without_consent_stays(
    built: Library, there: Library, tmp_path: Path
) -> None:
    """Their footage is not passed on before somebody recorded that they agreed."""
    built.edit("mia", likeness="real")
    told: list[str] = []
    there.import_pack(packed(built, tmp_path, warn=told.append))
    assert "@mia" in told[0]
    assert not list((there.home.media).rglob("*.mp4"))
    built.edit("mia", consent="signed on 2026-01-02")
    done = there.import_pack(packed(built, tmp_path))
    assert done.files > 0
    assert there.show("mia").consent == "signed on 2026-01-02"


def test_two_people_who_changed_one_text_are_both_heard(
    built: Library, there: Library, tmp_path: Path
) -> None:
    """The later one is shown, and the other one is told, until somebody writes it again."""
    there.import_pack(packed(built, tmp_path))
    built.edit("mia", name="Mia A", notes="tall")
    there.edit("mia", name="Mia B")
    (question,) = there.import_pack(packed(built, tmp_path)).questions
    assert question.field == "name"
    assert set(question.values) == {"Mia A", "Mia B"}
    assert there.show("mia").notes == "tall"
    there.edit("mia", name="Mia C")
    built.import_pack(packed(there, tmp_path))
    assert built.show("mia").name == "Mia C"
    assert there.import_pack(packed(built, tmp_path)).questions == ()


def test_a_dry_run_writes_nothing(built: Library, there: Library, tmp_path: Path) -> None:
    """It says what would change."""
    file = packed(built, tmp_path)
    done = there.import_pack(file, dry_run=True)
    assert (done.added, done.films) == (2, 1)
    assert there.count() == 0
    assert not (there.home.media / "kept").exists()
    assert there.accounts.list() == []


def test_one_undo_takes_a_pack_back(built: Library, there: Library, tmp_path: Path) -> None:
    """And then it can be imported again, with all it has."""
    file = packed(built, tmp_path)
    there.import_pack(file)
    there.undo()
    assert (there.count(), there.takes.list()) == (0, [])
    there.import_pack(file)
    assert there.show("mia").bindings[0].state == "ready"


Spoil = Callable[[dict[str, bytes]], dict[str, bytes]]


def _record(change: Callable[[dict[str, Any]], object], kind: str = "character") -> Spoil:
    """Change the first record of a kind."""

    def spoil(files: dict[str, bytes]) -> dict[str, bytes]:
        lines = [json.loads(line) for line in files[RECORDS].decode().splitlines()]
        change(next(each for each in lines if each["kind"] == kind))
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        return {**files, RECORDS: text.encode()}

    return spoil


def _field(name: str, value: Any, kind: str = "character") -> Spoil:
    """Give a record a field."""

    def change(line: dict[str, Any]) -> None:
        author, n = next(iter(line["record"]["seen"].items()))
        line["record"]["fields"][name] = [[9, author, n, value]]

    return _record(change, kind)


def _first(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("media/"))


FOOTAGE = {"source": {"url": "https://x.example/a.mp4"}, "start_ms": 1, "end_ms": 2, "kept": []}
MEDIUM = {"sha256": "0" * 64, "mime": "video/mp4", "role": "clip", "position": 0}
HOSTILE: dict[str, Spoil] = {
    "traversal": lambda files: {**files, "media/kept/../../../evil": b"x"},
    "absolute": lambda files: {**files, "/etc/passwd": b"x"},
    "another file": lambda files: {**files, "library.db": b"x"},
    "no records": lambda files: {k: v for k, v in files.items() if k != RECORDS},
    "other content": lambda files: {**files, _first(files): b"x"},
    "not json": lambda files: {**files, RECORDS: b"{"},
    "deep json": lambda files: {**files, RECORDS: b"[" * 100_000},
    "a bomb": lambda files: {**files, RECORDS: b" " * 50_000_000},
    "an unknown kind": _record(lambda line: line.update(kind="evil")),
    "a bad uid": _record(lambda line: line.update(uid="../x")),
    "not a record": _record(lambda line: line.update(record=[])),
    "twice": lambda files: {**files, RECORDS: files[RECORDS] * 2},
    "no handle": _record(lambda line: line["record"]["fields"].pop("handle")),
    "a bad handle": _field("handle", "a b"),
    "a number for a name": _field("name", 5),
    "a lone surrogate": _field("name", "\ud800"),
    "an unknown field": _field("evil", "x"),
    "a bad tag": _field("tag/a;b", True),
    "a bad alias": _field("alias/x y", True),
    "a bad look": _field("looks/u1/name", "a b c"),
    "bad episodes": _field("looks/u1/episodes", "4-"[::-1] + "x"),
    "a huge moment": _field("created_at", 2**70),
    "an odd likeness": _field("likeness", "evil"),
    "a window backwards": _field("footage/w1", {**FOOTAGE, "start_ms": 9}, "footage"),
    "an odd part": _field("footage/w1", {**FOOTAGE, "path": "/etc"}, "footage"),
    "a path for a file": _field(
        "footage/w1", {**FOOTAGE, "source": {"file": "../x.mp4"}}, "footage"
    ),
    "a program for a film": _field(
        "footage/w1", {**FOOTAGE, "kept": [{**MEDIUM, "mime": "text/html"}]}, "footage"
    ),
    "a hash that is a path": _field(
        "footage/w1", {**FOOTAGE, "kept": [{**MEDIUM, "sha256": "../../evil"}]}, "footage"
    ),
    "an id that cannot be seen": _field("binding/a1/ch_\u202e1", {}, "ids"),
    "an id in flight": _field(
        "binding/a1/ch_1",
        {"is_voice": False, "state": "planned", "method": "url", "created_at": 1}, "ids",
    ),
}  # fmt: skip


def spoilt(file: Path, folder: Path, spoil: Spoil) -> Path:
    """A pack with other files, whose manifest says that they are right."""
    with zipfile.ZipFile(file) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if name != MANIFEST}
        manifest = json.loads(pack.read(MANIFEST))
    files = spoil(files)
    manifest["files"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    other = folder / "other.charpack"
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in (*files.items(), (MANIFEST, json.dumps(manifest).encode())):
            pack.writestr(name, data)
    return other


@pytest.mark.parametrize("kind", HOSTILE, ids=lambda kind: kind.replace(" ", "-"))
def test_a_hostile_pack_is_refused_whole(
    sample: Path, there: Library, tmp_path: Path, kind: str
) -> None:
    """Nothing of it is used: no character, no file, no account."""
    file = spoilt(sample, tmp_path, HOSTILE[kind])
    with pytest.raises(InvalidInput):
        there.import_pack(file)
    assert there.count() == 0
    assert there.accounts.list() == []
    assert not list(there.home.media.rglob("*.*"))


@pytest.mark.parametrize("kind", ["a false hash", "a false size", "a newer charlib", "no zip"])
def test_a_damaged_pack_is_refused_whole(
    sample: Path, there: Library, tmp_path: Path, kind: str
) -> None:
    """A file that was cut off, changed, or made by a later version."""
    file = tmp_path / "damaged.charpack"
    with zipfile.ZipFile(sample) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    manifest = json.loads(files[MANIFEST])
    if kind == "a false hash":
        manifest["files"][RECORDS]["sha256"] = "0" * 64
    elif kind == "a false size":
        manifest["files"][RECORDS]["bytes"] += 1
    else:
        manifest["version"] = 2
    files[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    if kind == "no zip":
        file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(InvalidInput, match="cannot be used"):
        there.import_pack(file)
    assert there.count() == 0


@pytest.mark.usefixtures("built")
def test_packs_on_the_command_line(cli: Cli, tmp_path: Path) -> None:
    """Export and import know a pack by its name."""
    file, home = tmp_path / "cast.charpack", str(tmp_path / "other")
    assert "2 characters, 1 film" in cli("export", str(file)).out
    assert "2 would be added" in cli("--home", home, "import", str(file), "--dry-run").out
    assert "2 added" in cli("--home", home, "import", str(file)).out
    refused = cli("--home", home, "import", str(file), "--update")
    assert refused.code == 2
    assert "--dry-run" in refused.err
    assert cli("export", str(tmp_path / "a.jsonl"), "--without-media").code == 2
