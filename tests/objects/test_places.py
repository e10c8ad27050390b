"""Places keep objects: each is written once, whole, and by one member."""

from __future__ import annotations

import errno
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from charlib.errors import CharlibError, InvalidInput, NoKey, NotFound, Refused, Unreachable
from charlib.objects import opening
from charlib.objects.folder import Folder
from charlib.objects.opening import open_place
from charlib.objects.place import Place
from tests.s3 import KEYS


def test_an_object_is_written_once(place: Place) -> None:
    """The second writer is told, and changes nothing."""
    assert place.put("claims/mia.1", b"anna")
    assert not place.put("claims/mia.1", b"tom")

    assert place.get("claims/mia.1") == b"anna"


def test_of_many_who_write_one_key_one_wins(place: Place) -> None:
    """Also at the same moment; what is there is the winner's."""
    barrier = Barrier(8)

    def write(who: int) -> bool:
        barrier.wait(30)
        return place.put("claims/mia.1", str(who).encode() * 10_000)

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))

    assert Counter(won) == {True: 1, False: 7}
    assert place.get("claims/mia.1") == str(won.index(True)).encode() * 10_000


def test_keys_come_in_order_and_after_one(place: Place) -> None:
    """Only those of a prefix, and more than a bucket tells at once."""
    keys = [f"log/{number:012}-anna" for number in range(1_030)]
    for key in keys[1_010:]:
        place.put(key, b"")
    for key in ("claims/mia.1", "log2", "media/aa"):
        place.put(key, b"")

    assert list(place.list("log/")) == keys[1_010:]
    assert list(place.list("log/", after=keys[1_027])) == keys[1_028:]
    assert list(place.list("log/00000000102")) == keys[1_020:]
    assert list(place.list("snap/")) == []
    assert list(place.list("")) == ["claims/mia.1", *keys[1_010:], "log2", "media/aa"]


def test_files_go_there_and_back(place: Place, tmp_path: Path) -> None:
    """Media are never held in memory; one that is there is not sent again."""
    film, back = tmp_path / "film.mp4", tmp_path / "back.mp4"
    film.write_bytes(os.urandom(3 << 20))

    assert place.put_file("media/aa", film)
    assert not place.put_file("media/aa", film)
    place.get_file("media/aa", back, 3 << 20)

    assert back.read_bytes() == film.read_bytes()


def test_what_is_too_large_is_not_read(place: Place, tmp_path: Path) -> None:
    """A stranger's object fills neither the memory nor the disk."""
    place.put("log/1", b"x" * 101)

    assert place.get("log/1", 101)
    with pytest.raises(Refused, match="more than 100 bytes"):
        place.get("log/1", 100)
    with pytest.raises(Refused, match="more than 100 bytes"):
        place.get_file("log/1", tmp_path / "out", 100)


def test_what_is_not_there_is_not_found(place: Place, tmp_path: Path) -> None:
    """Whether it is read, or written into a file."""
    with pytest.raises(NotFound, match="no object log/1"):
        place.get("log/1")
    with pytest.raises(NotFound, match="no object log/1"):
        place.get_file("log/1", tmp_path / "out", 100)


@pytest.mark.parametrize("key", ["", "../up", "/etc", "a//b", ".part", "a b", "log/é", "a/" * 9])
def test_other_keys_are_refused(place: Place, key: str) -> None:
    """No key leads out of the place."""
    with pytest.raises(InvalidInput):
        place.put(key, b"")
    with pytest.raises(InvalidInput):
        place.get(key)


def test_a_bucket_has_a_clock_and_a_folder_has_none(place: Place) -> None:
    """Claims expire only where all members read one clock, and only one of them can win."""
    if isinstance(place, Folder):
        assert place.now() is None
        assert not place.claims_expire
    else:
        assert abs(place.now().timestamp() - time.time()) < 60
        assert place.claims_expire
    assert place.has_exclusive_create


def test_copies_of_synchronising_programs_are_no_objects(tmp_path: Path) -> None:
    """Neither are unfinished files, nor what such a program keeps for itself."""
    folder = Folder(tmp_path)
    folder.put("log/000000000001-anna", b"1")
    for name in (
        "000000000001-anna.sync-conflict-20261130-101010-ABCDEFG",
        "000000000001-anna (Tom's conflicted copy 2026-11-30)",
        "000000000001-anna (1)",
        ".000000000002-anna.part",
        "~syncthing~000000000002-anna.tmp",
        "desktop.ini~",
    ):
        (tmp_path / "log" / name).write_bytes(b"")

    assert list(folder.list("log/")) == ["log/000000000001-anna"]


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox", ".sync"])
def test_a_synchronised_folder_has_no_exclusive_create(tmp_path: Path, mark: str) -> None:
    """Two machines may each create a name there; signs above the folder count too."""
    (tmp_path / mark).mkdir()

    assert not Folder(tmp_path / "studio" / "cast").has_exclusive_create


def test_a_file_system_without_links_still_writes_whole_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims are another matter: a moment passes between looking and writing."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    folder = Folder(tmp_path)

    assert folder.put("log/1", b"1")
    assert not folder.put("log/1", b"2")
    assert folder.get("log/1") == b"1"
    assert not folder.has_exclusive_create
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["1"]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, say: the error says where and why."""

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CharlibError, match="No space left") as caught:
        Folder(tmp_path).put("1", b"1")

    assert caught.value.kind == "disk"
    assert list(tmp_path.iterdir()) == []


def test_a_drive_that_is_away_is_unreachable(tmp_path: Path) -> None:
    """Its folder is gone: nothing is created in its place."""
    away = Folder(tmp_path / "drive" / "cast")
    for ask in (
        away.prepare,
        lambda: away.put("log/1", b""),
        lambda: away.get("log/1"),
        lambda: list(away.list("log/")),
    ):
        with pytest.raises(Unreachable) as caught:
            ask()
        assert caught.value.exit_code == 3
        assert caught.value.hint
    assert "upload" not in f"{caught.value} {caught.value.hint}"
    assert list(tmp_path.iterdir()) == []


def test_a_bucket_that_is_away_is_unreachable() -> None:
    """The port is closed; no key is in the error."""
    away = open_place("s3://studio/cast?endpoint=http://127.0.0.1:9", KEYS)
    with pytest.raises(Unreachable) as caught:
        list(away.list("log/"))

    assert "canary" not in f"{caught.value} {caught.value.hint}"


def test_a_bucket_that_does_not_exist_is_refused(s3_server: str) -> None:
    """It is not the object that is missing."""
    other = open_place(f"s3://other/cast?endpoint={s3_server}", KEYS)
    for ask in (lambda: other.get("a"), lambda: other.put("a", b""), lambda: list(other.list(""))):
        with pytest.raises(Refused, match="NoSuchBucket"):
            ask()


def test_a_bucket_needs_keys() -> None:
    """They come from the environment only."""
    with pytest.raises(NoKey, match="AWS_ACCESS_KEY_ID"):
        open_place("s3://studio/cast", {})


def test_a_url_says_all_that_a_colleague_needs(tmp_path: Path) -> None:
    """The endpoint in the environment becomes a part of it; keys never do."""
    there = {"AWS_ENDPOINT_URL": "https://s3.example.com", "AWS_REGION": "auto", **KEYS}

    url = opening.place_url("s3://studio/cast/", there)

    assert url == "s3://studio/cast?endpoint=https://s3.example.com&region=auto"
    assert opening.place_url(url, {}) == url
    assert opening.place_url("s3://studio", {}) == "s3://studio"
    assert opening.place_url(f"file://{tmp_path}", {}) == str(tmp_path)
    assert opening.place_url("cast", {}) == str(Path("cast").absolute())


@pytest.mark.parametrize(
    "text",
    ["", "a\nb", "https://example.com/cast", "gs://studio", "s3://", "s3://studio?key=AKIA",
     "s3://studio?endpoint=ftp://x", "s3://studio?endpoint=http://192.0.2.1",
     "s3://studio?endpoint=", "s3://studio?region=", "s3://studio?key_env=", "s3://s"],
)  # fmt: skip
def test_other_places_are_refused(text: str) -> None:
    """With what a place looks like."""
    with pytest.raises(InvalidInput) as caught:
        opening.place_url(text, {})

    assert caught.value.hint
