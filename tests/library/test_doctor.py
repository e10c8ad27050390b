"""The doctor finds what is wrong, says what helps, mends what is safe, and harms nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from charlib.domain.jobs import Outcome
from charlib.library import Library
from charlib.store import drives
from tests.conftest import Cli

Harm = Callable[[Library], object]


@pytest.fixture
def cast(lib: Library) -> Library:
    """A sound library with a few of everything."""
    lib.accounts.add("home", profile="sandbox")
    lib.add("mia", "ch_1", look="a red coat", tags=["role:hero"])
    lib.add("tom", "ch_2", name="林小雨 Éva", tags=["role:hero", "old"])
    lib.add("gone", "ch_3", look="a hat")
    lib.remove("gone")
    return lib


def sql(statement: str) -> Harm:
    """Do something to the database that charlib would not."""

    def harm(lib: Library) -> None:
        with closing(sqlite3.connect(lib.home.database)) as connection:
            connection.execute(statement)
            connection.commit()

    return harm


def _open_to_all(lib: Library) -> None:
    lib.home.database.chmod(0o644)


def _unfinished(name: str) -> Harm:
    """Leave a file half written in the media folder, long ago."""

    def harm(lib: Library) -> None:
        file = lib.home.media / name
        file.parent.mkdir(mode=0o700, parents=True)
        file.write_bytes(b"x")
        os.utime(file, (1, 1))

    return harm


MENDABLE: dict[str, tuple[Harm, str]] = {
    "a tag's counter": (sql("UPDATE tag SET n = 7 WHERE id = 1"), "counters"),
    "a project's counter": (sql("UPDATE project SET n = 7"), "counters"),
    "a counter that is missing": (sql("DELETE FROM project_tag"), "counters"),
    "a text the index has not": (sql("UPDATE character SET look = 'blue' WHERE id = 1"), "index"),
    "a row the index has not": (
        sql("INSERT INTO character (uid, project_id, handle, created_at, updated_at, name, look,"
            " notes) VALUES ('u', 1, 'new', 1, 1, '', '', '')"),
        "index",
    ),
    "a row that is gone": (
        sql("UPDATE character SET deleted_at = 5 WHERE id = 2"),
        "index",
    ),
    "an index that cannot be read": (
        sql("UPDATE character_text_data SET block = x'0011' WHERE id > 10"),
        "malformed",
    ),
    "a tag's words": (sql("DELETE FROM tag_word"), "index"),
    "an id that expired": (sql("UPDATE binding SET expires_at = 5 WHERE id = 1"), "expired"),
    "a file open to all": (_open_to_all, "others"),
    "an unfinished download": (_unfinished(".task-1-99.part"), "unfinished"),
    "an unfinished clip": (_unfinished("kept/ab/.abc.mp4.9-1.part"), "unfinished"),
}  # fmt: skip


def test_a_sound_library_has_nothing_wrong(cast: Library, cli: Cli) -> None:
    """Nothing is found, nothing is changed, and the exit code says so; also where none is yet."""
    assert cast.doctor() == []
    result = cli("doctor")
    assert (result.code, result.out, result.err) == (0, "", "No problems found.\n")


def test_an_empty_home_has_nothing_wrong(cli: Cli) -> None:
    """Before there is a library No problems found. with it."""
    assert cli("doctor").code == 0


@pytest.mark.parametrize("name", MENDABLE)
def test_what_is_kept_twice_is_mended(cast: Library, cli: Cli, name: str) -> None:
    """What can be made anew from what people said is found, mended on request, and gone then."""
    harm, sign = MENDABLE[name]
    harm(cast)
    diagnoses = cast.doctor()
    assert [sign in f"{diagnosis.what} {diagnosis.problem}" for diagnosis in diagnoses].count(
        True
    ) >= 1
    assert all(diagnosis.is_mendable and not diagnosis.is_mended for diagnosis in diagnoses)
    assert cli("doctor").code == 1
    assert all(diagnosis.is_mended for diagnosis in cast.doctor(fix=True))
    assert cast.doctor() == []
    assert cli("doctor").code == 0


def test_after_mending_a_search_finds_what_is_there(cast: Library) -> None:
    """A text index that was made anew finds the new texts and not the old."""
    sql("UPDATE character SET look = 'a blue coat' WHERE id = 1")(cast)
    cast.doctor(fix=True)
    assert [character.handle for character in cast.search("blue")] == ["mia"]
    assert cast.search("red") == []
    assert [character.handle for character in cast.search("小")] == ["tom"]


def test_an_index_past_mending_is_told(cast: Library, cli: Cli, tmp_path: Path) -> None:
    """Its mending fails, which is no fault of charlib's; a copy helps."""
    cast.backup(tmp_path / "copy.db")
    sql("DELETE FROM character_text_data WHERE id > 1")(cast)
    (diagnosis,) = cli("--json", "doctor", "--fix").json

    assert (diagnosis["what"], diagnosis["is_mended"]) == ("text index", False)
    assert diagnosis["remedy"] == "charlib backup --restore FILE"
    assert cli("backup", "--restore", str(tmp_path / "copy.db"), "--yes").code == 0
    assert [character.handle for character in cast.search("red")] == ["mia"]


def test_what_was_never_answered_is_told(cast: Library, cli: Cli) -> None:
    """A binding and a task whose answers never came are named, with what settles them."""
    with closing(sqlite3.connect(cast.home.database)) as connection:
        (uid,) = connection.execute("SELECT uid FROM binding WHERE id = 1").fetchone()
    with cast._session.store.write() as writer:
        assert writer.jobs.record("binding", uid, Outcome("unknown", error="no answer"))
        writer.jobs.add_task(1, state="unknown", request={})
    document = cli("--json", "doctor", "--fix").json
    assert [row["what"] for row in document] == ["@mia", "task 1"]
    assert "charlib resolve mia" in document[0]["remedy"]
    assert cli("doctor", "--fix").code == 1


def test_kept_files_are_looked_at(cast: Library, tmp_path: Path) -> None:
    """A kept file that is gone, or is not what it was, is told with its source."""
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    facts = {"sha256": "0" * 64, "bytes": 4}
    with cast._session.store.write() as writer:
        writer.sources.record(
            "url", "https://a.example/1", label="one", media_path=str(film), **facts
        )
        writer.sources.record(
            "url", "https://a.example/2", label="two", media_path="/no/film", **facts
        )
    assert [(diagnosis.what, diagnosis.is_mendable) for diagnosis in cast.doctor()] == [
        ("source one", False),
        ("source two", False),
    ]


def test_a_profile_that_does_not_parse_is_told(cast: Library) -> None:
    """A TOML file of the person's own that is wrong is named, with the place."""
    cast.home.profiles.mkdir()
    (cast.home.profiles / "mine.toml").write_text("title = 3")
    assert [diagnosis.what for diagnosis in cast.doctor()] == ["profile mine"]


def test_doubtful_profiles_of_accounts_in_use_are_noted(cast: Library, cli: Cli) -> None:
    """They are no problem of the library's; retired accounts and unused profiles are left out."""
    cast.accounts.add("horse", profile="happyhorse")
    cast.accounts.add("wan", profile="wan:v3")
    cast.accounts.add("vidu", profile="vidu-subjects:q4")
    cast.add("sue", "1", account="vidu")
    cast.accounts.retire("vidu")

    result = cli("--json", "doctor")

    assert (result.code, result.err) == (0, "No problems found, only notes.\n")
    assert [(note["what"], note["problem"]) for note in result.json] == [
        ("account horse", "the profile happyhorse is known from third parties only"),
        ("account wan", "the profile wan:v3 is known from third parties only"),
    ]
    assert {note["is_note"] for note in result.json} == {True}


def test_a_damaged_file_is_told(cast: Library, cli: Cli) -> None:
    """Flipped bytes are found, the remedy is a copy, and going back to one is all it takes."""
    copy = cast.backup()
    cast.close()
    with closing(sqlite3.connect(cast.home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(cast.home.database.read_bytes())
    for page in range(4096 * 3, len(data), 4096 * 2):
        data[page : page + 32] = bytes(32)
    cast.home.database.write_bytes(data)
    result = cli("--json", "doctor")
    assert (result.code, result.json[0]["what"]) == (1, "the database")
    assert "backup --restore" in result.json[0]["remedy"]
    assert cli("backup", "--restore", copy, "--yes").code == 0
    assert cli("doctor").code == 0


def test_a_newer_library_is_told(cast: Library, cli: Cli) -> None:
    """A library that a newer charlib wrote is said to be one."""
    cast.close()
    sql("UPDATE alembic_version SET version_num = '9999'")(cast)
    assert "newer" in cli("--json", "doctor").json[0]["problem"]


@pytest.mark.usefixtures("cast")
def test_a_database_on_a_network_drive_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Doctor names the kind of drive, and the way to work together."""
    monkeypatch.setattr(drives, "mounts", lambda: [drives.Mount("/", "nfs4", "nas:/studio")])

    result = cli("doctor")

    assert result.code == 1
    assert "it is on a network drive (nfs4)" in result.out
    assert "charlib share init URL" in result.out


def test_a_damaged_log_of_sends_is_told(cast: Library, cli: Cli) -> None:
    """Nothing is planned until it is moved away, which is what helps; doctor names it too."""
    cast.close()
    for file in cast.home.data.glob("sent.db*"):
        file.unlink()
    cast.home.sent.write_bytes(b"no database" * 100)
    url = ("--url", "http://127.0.0.1:9/mia.mp4", "--window", "5,8")

    created, told = cli("create", "zoe", *url), cli("doctor")

    assert (created.code, "the log of sends" in created.err) == (1, True)
    assert "Move it away" in created.err
    assert (told.code, "Move it away" in told.out) == (1, True)
    cast.home.sent.unlink()
    assert (cli("sync").code, cli("show", "zoe").code) == (0, 1)
