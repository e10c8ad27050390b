"""What a third party may put into a shared cast or a pack: refused, and nothing breaks."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.moment import END_OF_TIME
from charlib.domain.sharing.record import LAST_COUNT
from charlib.errors import InvalidInput
from charlib.library import Library, open_library

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")
EVE = "abcdefghijkl-mnopqr"


@pytest.fixture
def members(tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Anna, who shares @mia at an account, and ben, who has not pulled yet."""
    with open_library(tmp_path / "anna") as anna, open_library(tmp_path / "ben") as ben:
        anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9")
        anna.add("mia", "ch_1", account="home")
        for lib, name in ((anna, "anna"), (ben, "ben")):
            lib.share.init(str(tmp_path / "cast"), name=name)
        anna.share.push()
        yield anna, ben


def _deep_member(cast: Path) -> None:
    (cast / "members" / "zzzz-zzzz").write_bytes(b"[" * 100_000)


def _large_member(cast: Path) -> None:
    (cast / "members" / "zzzz-zzzz").write_bytes(b'"' + b"x" * (9 << 20) + b'"')


def _pipe(cast: Path) -> None:
    os.mkfifo(cast / "log" / f"{5:012}-{EVE}-{'1' * 64}")


def _folder(cast: Path) -> None:
    (cast / "log" / f"{5:012}-{EVE}-{'1' * 64}").mkdir()


def _late(cast: Path) -> None:
    head = {"format": "charlib-share", "version": 1, "author": EVE, "member": "Eve"}
    for number, at in enumerate((END_OF_TIME, 2**60, 10**30, -1)):
        data = gzip.compress(json.dumps({**head, "at": at}).encode() + b"\n", mtime=0)
        digest = hashlib.sha256(data).hexdigest()
        (cast / "log" / f"{number + 5:012}-{EVE}-{digest}").write_bytes(data)


@pytest.mark.parametrize("plant", [_deep_member, _large_member, _pipe, _folder, _late])
def test_what_a_third_party_puts_there_stops_nobody(
    members: tuple[Library, Library], tmp_path: Path, plant: Callable[[Path], None]
) -> None:
    """It is refused and named, or says nothing; the others go on."""
    anna, ben = members
    plant(tmp_path / "cast")
    ben.share.status()
    assert ben.share.pull().added == 1
    ben.edit("mia", look="by ben")
    assert ben.share.push().characters == 1
    anna.share.pull()
    assert anna.show("mia").look == "by ben"
    anna.share.status()


def test_a_cast_whose_description_was_replaced_is_none(
    members: tuple[Library, Library], tmp_path: Path
) -> None:
    """As any other file there: what nests too deeply is no fault of charlib's."""
    (tmp_path / "cast" / "about.json").write_bytes(b"[" * 100_000)
    with pytest.raises(InvalidInput, match="is not a cast"):
        members[1].share.pull()


# -- records that are right in form


Change = Callable[[dict[str, dict[str, Any]]], None]


def changed(lib: Library, folder: Path, change: Change) -> Path:
    """A pack of a library with records that somebody changed, and a manifest that fits."""
    lib.export_pack(folder / "a.charpack", warn=str)
    with zipfile.ZipFile(folder / "a.charpack") as pack:
        files = {each: pack.read(each) for each in pack.namelist()}
    things = {each["kind"]: each for each in map(json.loads, files["records.jsonl"].splitlines())}
    change(things)
    files["records.jsonl"] = b"".join(json.dumps(each).encode() + b"\n" for each in things.values())
    manifest = json.loads(files["manifest.json"])
    for name in manifest["files"]:
        digest = hashlib.sha256(files[name]).hexdigest()
        manifest["files"][name] = {"bytes": len(files[name]), "sha256": digest}
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(folder / "b.charpack", "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return folder / "b.charpack"


def setting(kind: str, field: str, value: Any) -> Change:
    """Give a field a value that its author wrote last."""

    def change(things: dict[str, dict[str, Any]]) -> None:
        record = things[kind]["record"]
        (author,) = record["seen"]
        record["seen"][author] = 9
        record["fields"][field] = [[9, author, 9, value]]

    return change


REFUSED = {
    "a moment without a text": setting("character", "created_at", END_OF_TIME),
    "a base URL of a file": setting("account", "base_url", "file:///etc/passwd"),
    "a base URL with a password": setting("account", "base_url", "https://u:p@host.example"),
    "a profile with a path": setting("account", "profile", "../../etc/passwd"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_values_that_would_break_a_library_are_refused(
    members: tuple[Library, Library], tmp_path: Path, name: str
) -> None:
    """Before anything is written, kept files included; in words of ours."""
    anna, ben = members
    with pytest.raises(InvalidInput, match=r"line \d of its records") as caught:
        ben.import_pack(changed(anna, tmp_path, REFUSED[name]))
    assert "Value error" not in str(caught.value)
    assert ben.count("") == 0


def test_a_clock_at_the_end_of_time_stops_nobody(
    members: tuple[Library, Library], tmp_path: Path
) -> None:
    """A later edit is still the later one, here and elsewhere, and can be packed and pushed."""
    anna, ben = members

    def end(things: dict[str, dict[str, Any]]) -> None:
        record = things["character"]["record"]
        (author,) = record["seen"]
        record["seen"][author] = LAST_COUNT
        record["fields"]["look"] = [[LAST_COUNT, author, LAST_COUNT, "the last"]]

    pack = changed(anna, tmp_path, end)
    ben.import_pack(pack)
    assert ben.show("mia").look == "the last"
    for look in ("by ben", "by ben again"):
        ben.edit("mia", look=look)
        assert ben.share.push().characters == 1
        with open_library(tmp_path / "carl") as carl:
            carl.import_pack(pack)
            carl.share.init(str(tmp_path / "cast"), name="carl")
            carl.share.pull()
            assert carl.show("mia").look == look
