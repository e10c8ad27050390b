"""A person is erased for good: no file of the library has a trace of it, and the rest stays."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from charlib.config import Clock
from charlib.domain.jobs import Job, Outcome
from charlib.errors import Conflict, NotFound
from charlib.library import Library, open_library
from charlib.sandbox import Server
from charlib.store.identity import Template, Templates
from tests.conftest import Cli
from tests.store.search.test_counters import assert_counted
from tests.sync.families.cast import Family, join

SORA = Family("sandbox", "async")
SAID = ("xenovia", "quuxley", "zephyrine", "vermilion")
"""Words that only the person's record has: handle, name, alias and look."""


@pytest.fixture
def cast(lib: Library, server: Server) -> Library:
    """@xenovia and @tom, with a film of each and one of both; hers is trashed once and back."""
    join(lib, server, SORA, "sora")
    for number, handle in enumerate(("xenovia", "tom")):
        url = server.file_url(f"{number}.mp4")
        lib.create(handle, url=url, window="5,8", account="sora", name=f"{handle} Quuxley"[:15])
    lib.edit("tom", name="Tom")
    lib.edit("xenovia", name="Xenovia Quuxley", look="a vermilion coat", consent="letter 7")
    lib.tags.add("hero", ["xenovia", "tom"])
    lib.aliases.add("xenovia", "zephyrine")
    lib.voices.add("xenovia", remote_id="voice_xenovia", account="sora")
    for text in ("@xenovia walks", "@zephyrine sees @tom", "@tom waits"):
        lib.generate(text, account="sora", seconds=4)
    for handle in ("xenovia", "tom"):
        assert lib.portrait(handle, sheet=True)
    lib.remove("xenovia")
    lib.restore("xenovia")
    return lib


def files_with(home: Path, *words: str) -> list[str]:
    """The files of a library that have one of some words, in any case."""
    marks = [word.lower().encode() for word in words]
    files = [path for path in home.rglob("*") if path.is_file()]
    return [
        str(path.relative_to(home))
        for path in files
        if any(mark in path.read_bytes().lower() for mark in marks)
    ]


def files(home: Path) -> set[str]:
    """The media of a library, without pictures, which are drawn again."""
    media = home / "media"
    return {str(path) for path in media.rglob("*.*") if "pictures" not in path.parts}


@pytest.mark.parametrize("is_trashed", [False, True], ids=["living", "in the trash"])
def test_no_file_has_a_trace_of_an_erased_person(
    cast: Library, cli: Cli, home: Path, *, is_trashed: bool
) -> None:
    """Neither names and texts nor IDs are in any byte of the database, its log, or other files."""
    person = cast.show("xenovia")
    ids = [binding.remote_id or "" for binding in person.bindings]
    kept = {str(home / "media" / medium.path) for look in person.looks for medium in look.kept}
    others = files(home) - kept
    films = [task.output or "" for task in cast.tasks.list()]
    traces = (*SAID, person.uid, "voice_xenovia", *ids)
    assert {"library.db", "sent.db"} <= {name.split("-")[0] for name in files_with(home, *traces)}
    if is_trashed:
        cast.remove("xenovia")
    document = cli("--json", "purge", "xenovia", "--yes")
    assert document.code == 0
    assert files_with(home, *traces) == []
    (film,) = document.json["remains"]["films"]
    assert files(home) == others - {films[1], films[2]} | {film}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_film_[0-9a-f]{8}\.mp4", Path(film).name)
    assert [person.handle for person in cast.list()] == ["tom"]
    assert cast.list(trashed=True) == []
    assert {each["remote_id"] for each in document.json["remains"]["ids"]} > {*ids, "voice_xenovia"}


def test_words_of_earlier_texts_are_erased_too(cast: Library, home: Path) -> None:
    """What the person was called and how it was described before goes with what it says now."""
    cast.rename("xenovia", "yolanthe")
    cast.edit("yolanthe", look="a cerulean coat")
    cast.edit("yolanthe", look="")
    cast.purge("yolanthe")
    assert files_with(home, *SAID, "yolanthe", "cerulean") == []
    assert [person.handle for person in cast.search("~tam")] == ["tom"]


def test_a_query_that_names_an_erased_person_is_told(cast: Library) -> None:
    """A query has handles without an @, of which a longer word is none."""
    cast.save_search("bare", "Xenovia OR tag:hero")
    cast.save_search("other", "xenovias")
    assert cast.purge("xenovia").mentions == ("saved:bare",)


def test_what_belongs_to_others_stays_right(cast: Library, cli: Cli) -> None:
    """Counters, the index, takes and costs of the others are as they were; sync has no work."""
    before = cast.show("tom")
    paid = cast.tasks.list()
    done = cast.purge("xenovia")
    assert (done.handle, done.films, done.prompts) == ("xenovia", 1, 2)
    assert cast.show("tom") == before
    tasks = cast.tasks.list()
    assert [task.prompt for task in tasks] == [paid[0].prompt, "[erased]", "[erased]"]
    assert [task.state for task in tasks] == ["done"] * 3
    assert [task.characters for task in tasks] == [("tom",), ("tom",), ()]
    assert [task.output is None for task in tasks] == [False, False, True]
    assert cast.sync().states == {}
    assert_counted(cast.home.database)
    assert [each for each in cast.doctor() if not each.is_note] == []
    assert cast.generate("@tom goes on", account="sora").state == "done"
    assert [tag.characters for tag in cast.tags.list()] == [1]
    assert cli("list", "--trash").out == ""
    assert cli("export", cast.home.data / "out.jsonl").code == 0
    assert len((cast.home.data / "out.jsonl").read_text("utf-8").splitlines()) == 1


def test_a_purge_cannot_be_undone(cast: Library, cli: Cli) -> None:
    """The journal begins anew with an entry that names nobody."""
    cast.purge("xenovia")
    assert [entry.command for entry in cast.history()] == ["purge"]
    assert "a character erased for good" in cli("history").out
    with pytest.raises(NotFound):
        cast.redo()
    assert cli("undo").out.startswith("nothing to undo: purge")
    assert cli("show", "xenovia").code == 1
    cast.edit("tom", look="a hat")
    cast.undo()
    assert cast.show("tom").look == ""
    assert cast.add("xenovia", "char_new", account="sora").bindings[-1].remote_id == "char_new"


def test_backups_that_have_the_person_are_named(cast: Library, cli: Cli, home: Path) -> None:
    """Those of the folder are looked into, with and without media; others cannot be known."""
    cast.backup(with_media=True)
    cast.backup()
    with open_library(home) as other:
        other.remove("tom")
    assert len(cast.plan_purge("xenovia").copies) == 2
    found = cast.purge("xenovia").copies
    assert {path.suffix for path in found} == {".db", ".zip"}
    cast.backup()
    cast.add("eva")
    assert cast.plan_purge("eva").copies == ()
    assert sum(path.suffix == ".db" for path in cast.backups()) == 2
    assert cli("--json", "purge", "eva", "--dry-run").json["remains"]["backups"] == []


def test_a_dry_run_names_what_remains_and_changes_nothing(cast: Library, cli: Cli) -> None:
    """Texts of others that name the person, videos, films with others, and IDs by account."""
    cast.edit("tom", notes="brother of Xenovia Quuxley")
    cast.save_search("hers", "coat OR @xenovia")
    cast.projects.add("noir", notes="for @ZEPHYRINE")
    shown = cli("purge", "xenovia", "--dry-run")
    assert shown.code == 0
    for text in (
        "To erase: the record, ", "sora: character char_", "charlib rm xenovia --yes",
        "charlib account clean sora --delete char_",
        "Films that show others too:", "@tom", "saved:hers", "project noir", "/0.mp4",
    ):  # fmt: skip
        assert text in shown.err
    assert cast.show("zephyrine").handle == "xenovia"


def test_a_file_that_several_takes_share_is_named_once(
    cast: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Takes with the same bytes have one file."""
    monkeypatch.setattr("charlib.sandbox.world.film_room._digest", lambda _: "same")
    for _ in range(2):
        cast.generate("@xenovia meets @tom", account="sora", seconds=4)
    shared = cast.plan_purge("xenovia").shared
    assert len(shared) == len(set(shared)) == 2
    assert len(cast.purge("xenovia").shared) == 2


def test_a_film_outside_the_media_folder_keeps_its_name(cast: Library, tmp_path: Path) -> None:
    """Also one that a link or a path with `..` leads to; the library still finds it."""
    (film,) = cast.plan_purge("xenovia").shared
    own = next(task.output for task in cast.tasks.list() if "walks" in task.prompt)
    outside = [tmp_path / f"2026-01-01_xenovia-{number}_0123abcd.mp4" for number in range(3)]
    for file in outside:
        file.write_bytes(Path(film).read_bytes())
    linked = cast.home.media / "linked"
    linked.symlink_to(tmp_path, target_is_directory=True)
    paths = (film, own, str(linked / outside[1].name))
    with closing(sqlite3.connect(cast.home.database)) as connection:
        place = "UPDATE source SET media_path = ? WHERE task_id = ?"
        shared, walks = (
            connection.execute("SELECT id FROM task WHERE prompt LIKE ?", [like]).fetchone()[0]
            for like in ("%sees%", "%walks%")
        )
    for path in (str(outside[0]), paths[2], f"{cast.home.media}/../../{outside[2].name}"):
        with closing(sqlite3.connect(cast.home.database)) as connection, connection:
            connection.execute(place, [path, shared])
        assert cast.plan_purge("xenovia").shared == (path,)
    with closing(sqlite3.connect(cast.home.database)) as connection, connection:
        connection.execute(place, [paths[2], walks])
    assert cast.purge("xenovia").shared == (f"{cast.home.media}/../../{outside[2].name}",)
    assert all(file.exists() for file in outside)
    assert cast.tasks.show(shared).output == f"{cast.home.media}/../../{outside[2].name}"


def test_exports_of_films_are_named(cast: Library, cli: Cli, tmp_path: Path) -> None:
    """Links, copies, timelines and sheets by their paths, and links that nobody told of."""
    out = tmp_path / "out"
    cast.takes.export(out, "character:xenovia")
    cast.takes.export(tmp_path / "cut.otio", "character:xenovia")
    cast.takes.sheet(tmp_path / "sheet.jpg", "character:tom")
    exported = sorted([*out.rglob("*.mp4"), tmp_path / "cut.otio", tmp_path / "sheet.jpg"])
    own = Path(cast.takes.list("character:xenovia")[-1].output or "")
    assert sorted(cast.plan_purge("xenovia").exports) == exported
    assert cast.plan_purge("xenovia").links == ()
    os.link(own, tmp_path / "mine.mp4")
    exported.pop().unlink()
    result = cli("--json", "purge", "xenovia", "--yes")
    assert sorted(result.json["remains"]["exports"]) == list(map(str, exported))
    assert result.json["remains"]["links"] == [str(own)]
    assert str(exported[0]) in result.err
    assert files_with(cast.home.data, *SAID) == []
    assert all(path.exists() for path in exported)


def test_labels_of_scenes_that_only_its_takes_have_are_erased(cast: Library) -> None:
    """One that another's takes have too stays, and is told if it names the person."""
    for text, scene in (
        ("@xenovia runs", "quayside"), ("@xenovia sits", "cafe"), ("@tom sits", "cafe"),
        ("@xenovia hugs @tom", "xenovia-and-tom"),
    ):  # fmt: skip
        cast.generate(text, account="sora", seconds=4, episode=2, scene=scene)
    done = cast.purge("xenovia")
    scenes = {scene.label: len(scene.takes) for scene in cast.takes.scenes()}
    assert scenes == {"": 1, "cafe": 2, "xenovia-and-tom": 1}
    assert done.mentions == ("scene xenovia-and-tom",)
    assert files_with(cast.home.data, "quayside") == []


def test_without_a_terminal_it_needs_a_yes(cast: Library, cli: Cli) -> None:
    """It cannot be taken back, so nobody does it by mistake."""
    refusal = cli("purge", "xenovia")
    assert refusal.code == 2
    assert "cannot be undone" in refusal.err
    assert cast.show("xenovia")
    assert cli("purge", "nobody", "--yes").code == 1


def test_an_unfinished_request_is_in_the_way(cast: Library, cli: Cli) -> None:
    """What may still be paid for, or fetched, is settled first; nothing has changed then."""
    with closing(sqlite3.connect(cast.home.database)) as connection, connection:
        connection.execute("UPDATE task SET state = 'running' WHERE prompt LIKE '%walks'")
    before = cast.show("xenovia")
    with pytest.raises(Conflict, match="unfinished: task 1"):
        cast.purge("xenovia")
    assert cast.show("xenovia") == before
    assert cli("purge", "xenovia", "--yes").code == 1


def test_templates_and_late_answers_go_too(cast: Library, home: Path) -> None:
    """Faces of the person are forgotten, those of others stay; so do others' late answers."""
    templates, now = Templates(cast.home.identity), Clock().now()
    templates.switch_on(now)
    people = {handle: cast.show(handle) for handle in ("xenovia", "tom")}
    for person in people.values():
        templates.put(Template(person.uid, "", "model", ("a",), (), b"1234"), now)
    with closing(sqlite3.connect(cast.home.database)) as connection:
        sql = (
            "SELECT binding.uid FROM binding JOIN character ON character.id = character_id"
            " WHERE handle ="
        )
        uids = {handle: connection.execute(f"{sql} ?", [handle]).fetchone()[0] for handle in people}
    for handle, uid in uids.items():
        job = Job(
            what="binding", id=1, uid=uid, label=f"@{handle}", account="sora", account_uid="a",
            state="unknown", request={}, remote_id=None, lease_owner=None, lease_until=None,
            created_at=0, waits_for=None, output_url=None, sends=1, character_uid="",
        )  # fmt: skip
        cast._session.store.put_aside(job, Outcome("ready", remote_id=f"late_{handle}"))
    cast.purge("xenovia")
    assert files_with(home, *SAID) == []
    assert templates.places() == {(people["tom"].uid, "")}
    lines = cast.home.late.read_text("utf-8").splitlines()
    assert [json.loads(line)["remote_id"] for line in lines] == ["late_tom"]


def test_a_merged_person_is_erased_whole(cast: Library, home: Path) -> None:
    """The emptied record of a merge is part of the person."""
    cast.add("nonpareil", "char_twin", account="sora", name="Xenovia the Second")
    cast.merge("nonpareil", "xenovia")
    cast.purge("xenovia")
    assert files_with(home, *SAID, "nonpareil", "char_twin") == []
    assert cast.list(trashed=True) == []


def test_bytes_that_another_program_holds_are_scrubbed_later(
    cast: Library, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody reads the old state its bytes cannot go; the doctor does it afterwards."""
    monkeypatch.setattr("charlib.store.connection.BUSY_S", 0.01)
    with closing(sqlite3.connect(home / "library.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM character").fetchone()
        result = cli("purge", "xenovia", "--yes")
        assert result.code == 0
        assert "charlib doctor --fix" in result.err
        assert files_with(home, *SAID)
    assert "bytes of a character that was erased" in cli("doctor").out
    assert cli("doctor", "--fix").code == 0
    assert files_with(home, *SAID) == []
    assert [each for each in cast.doctor() if not each.is_note] == []


def test_media_that_another_character_uses_stays(cast: Library) -> None:
    """Files are shared by their content: who else has one keeps it."""
    shared = cast.show("tom").looks[0].kept[0]
    with closing(sqlite3.connect(cast.home.database)) as connection, connection:
        connection.execute(
            "UPDATE kept SET medium_id = (SELECT id FROM medium WHERE path = ?)"
            " WHERE role = 'clip'",
            [shared.path],
        )
    cast.purge("xenovia")
    assert os.path.exists(cast.home.media / shared.path)  # noqa: PTH110 - as the system sees it
    assert cast.show("tom").looks[0].kept[0] == shared


def test_a_purge_while_others_read_and_write(cast: Library) -> None:
    """Another library's open readers see the erased state, and go on."""
    with open_library(cast.home.data) as other:
        assert other.show("xenovia")
        cast.purge("xenovia")
        with pytest.raises(NotFound):
            other.show("xenovia")
        other.edit("tom", look="a hat")
        assert cast.show("tom").look == "a hat"
        other.undo()
