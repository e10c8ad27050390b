"""A cast in a folder or a bucket: pushes, pulls, and what is refused, held back or fetched."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import charlib
from charlib.domain.journal import summary
from charlib.domain.windows.window import Window
from charlib.errors import Conflict, InvalidInput, NotFound, TooNew, Unreachable
from charlib.library import Library
from charlib.library.session import ignore
from charlib.library.sharing import pulling, pushing
from charlib.store.write.takes import add_prompt
from tests.conftest import run_cli

Open = Callable[..., Library]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Open]:
    """`library("anna", url)` opens a library, which shares the cast at a URL if one is given."""
    opened: list[Library] = []

    def make(name: str, url: str = "", **options: Any) -> Library:
        lib = charlib.open(home=tmp_path / name)
        opened.append(lib)
        if url:
            lib.share.init(url, name=name, **options)
        return lib

    yield make
    for lib in opened:
        lib.close()


@pytest.fixture
def pair(library: Open, url: str) -> tuple[Library, Library]:
    """Two members of one share."""
    return library("anna", url), library("tom", url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a share."""
    return tmp_path / "cast"


def _still(lib: Library, handle: str, tmp_path: Path) -> str:
    """Keep a portrait of a character; return its path in the media folder."""
    file = tmp_path / f"{handle}.png"
    cv2.imwrite(str(file), np.full((360, 360, 3), 90, np.uint8))
    lib.keep(handle, still=file)
    return lib.show(handle).looks[0].kept[0].path


# -- from one to the other


def test_what_one_pushes_the_others_pull(pair: tuple[Library, Library]) -> None:
    """And what they change comes back; each pull is one step that says whose work it is."""
    anna, tom = pair
    anna.add("mia", name="Mia", tags=["hero"])
    assert anna.share.push().characters == 1
    done = tom.share.pull()
    assert (done.added, done.changed, done.removed, done.who) == (1, 0, 0, {"anna": 1})
    tom.edit("mia", notes="left-handed")
    tom.share.push()
    assert anna.share.pull().who == {"tom": 1}
    assert anna.show("mia").notes == "left-handed"
    assert "1 by tom" in summary(anna.history(limit=1)[0])


def test_nothing_new_changes_nothing(pair: tuple[Library, Library]) -> None:
    """Neither a push nor a pull; and what came by a pull is nobody's news."""
    anna, tom = pair
    anna.add("mia")
    anna.share.push()
    tom.share.pull()
    tom.share.push()  # that it knows the project, too
    anna.share.pull()
    before = tom.version()
    assert (tom.share.push().objects, tom.share.pull().objects, anna.share.push().objects) == (
        0, 0, 0,
    )  # fmt: skip
    assert tom.version() == before


def test_an_undone_pull_comes_again_and_is_pushed_as_no_removal(
    pair: tuple[Library, Library],
) -> None:
    """As an import that is undone: the others keep what they have."""
    anna, tom = pair
    anna.add("mia", name="Mia")
    anna.share.push()
    tom.share.pull()
    tom.undo()
    assert tom.count() == 0
    tom.share.push()
    anna.share.pull()
    assert anna.show("mia").name == "Mia"
    assert tom.share.pull().added == 1


def test_a_change_during_a_push_is_pushed_next(
    pair: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told is forgotten by its mark, not by its name."""
    anna, tom = pair
    anna.add("mia", name="Mia")
    write = pushing._write

    def meanwhile(*words: Any) -> Any:
        monkeypatch.setattr(pushing, "_write", write)
        anna.edit("mia", name="Mia Wong")
        return write(*words)

    monkeypatch.setattr(pushing, "_write", meanwhile)
    anna.share.push()
    tom.share.pull()
    assert tom.show("mia").name == "Mia Wong"


def test_what_was_in_the_trash_is_told_when_it_is_taken_out(
    pair: tuple[Library, Library], tmp_path: Path
) -> None:
    """Also where somebody else took it out, by changing it."""
    anna, tom = pair
    anna.add("mia")
    anna.share.push()
    tom.share.pull()
    _still(anna, "mia", tmp_path)
    anna.remove("mia")
    assert anna.share.push().files == 0
    tom.edit("mia", name="Mia")
    tom.share.push()
    anna.share.pull()
    assert anna.show("mia").name == "Mia"
    assert anna.share.push().files == 1
    tom.share.pull()
    assert len(tom.show("mia").looks[0].kept) == 1


def test_a_restored_backup_writes_under_another_name(pair: tuple[Library, Library]) -> None:
    """Its clock and its numbers go on; nothing that it told before is lost or repeated."""
    anna, tom = pair
    anna.add("mia", name="one")
    anna.share.push()
    copy = anna.backup()
    anna.edit("mia", name="two")
    anna.share.push()
    author = anna.share.status().author
    anna.restore_backup(copy)
    assert anna.share.status().author != author
    anna.edit("mia", notes="after")
    anna.share.push()
    anna.share.pull()
    tom.share.pull()
    assert {tom.show("mia").name, anna.show("mia").name} == {"two"}
    assert tom.show("mia").notes == "after"


def test_a_newcomer_reads_a_snapshot_and_what_came_after(
    library: Open, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pushes adds one, where the log has grown."""
    monkeypatch.setattr(pushing, "SNAPSHOT_OBJECTS", 3)
    monkeypatch.setattr(pulling, "_MANY", 2)
    anna = library("anna", url)
    for number in range(4):
        anna.add(f"m{number}")
        anna.share.push()
    reads: list[str] = []
    read = pulling._read

    def counted(session: Any, place: Any, name: str, done: Any) -> Any:
        reads.append(name)
        return read(session, place, name, done)

    monkeypatch.setattr(pulling, "_read", counted)
    tom = library("tom", url)
    assert tom.share.pull().added == 4
    assert [name.partition("/")[0] for name in reads] == ["snap", "log"]
    assert tom.share.pull().objects == 0


def test_all_that_a_character_has_comes_along(
    pair: tuple[Library, Library], tmp_path: Path
) -> None:
    """Looks, IDs with their account, and footage, which comes when it is needed."""
    anna, tom = pair
    anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9")
    anna.add("mia", "ch_1", account="home")
    anna.looks.add("mia", "coat", description="red", episodes="1-3")
    path = _still(anna, "mia", tmp_path)
    assert anna.share.push().files == 1
    tom.share.pull()
    mia = tom.show("mia")
    assert [each.name for each in mia.looks] == ["", "coat"]
    assert [each.remote_id for each in mia.bindings] == ["ch_1"]
    assert not (tom.home.media / path).exists()
    assert [each for each in tom.doctor() if not each.is_note] == []
    assert tom.portrait("mia") == tom.home.media / path
    assert (tom.home.media / path).read_bytes() == (anna.home.media / path).read_bytes()


def test_the_history_says_what_a_pull_changed(pair: tuple[Library, Library]) -> None:
    """A character counts once, and a look whose words changed was neither renamed nor added."""
    anna, tom = pair
    anna.add("mia", name="Mia")
    anna.looks.add("mia", "coat", description="red", episodes="1-3")
    anna.share.push()
    tom.share.pull()
    anna.edit("mia", name="Mia B")
    anna.rename("mia", "maria")
    anna.edit("maria", look="tall", notes="x")
    anna.looks.edit("maria", "coat", description="blue")
    anna.share.push()
    tom.share.pull()
    assert summary(tom.history(limit=1)[0]) == (
        "1 changed; alias @mia added; a look changed; 1 by anna"
    )
    anna.looks.rename("maria", "coat", "cape")
    anna.share.push()
    tom.share.pull()
    assert summary(tom.history(limit=1)[0]) == "a look renamed; 1 by anna"


def test_all_media_or_none(pair: tuple[Library, Library], tmp_path: Path) -> None:
    """The choice is remembered."""
    anna, tom = pair
    anna.add("mia")
    path = _still(anna, "mia", tmp_path)
    anna.share.push()
    tom.share.pull(media="none")
    assert tom.portrait("mia") is None
    assert tom.share.pull().files == 0
    assert tom.share.pull(media="all").files == 1
    assert (tom.home.media / path).is_file()
    assert tom.share.status().media == "all"
    with pytest.raises(InvalidInput):
        tom.share.pull(media="some")


def test_a_damaged_kept_file_is_not_taken(library: Open, folder: Path, tmp_path: Path) -> None:
    """Its name is the hash of its content."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    path = _still(anna, "mia", tmp_path)
    anna.share.push()
    (kept,) = (folder / "media").iterdir()
    kept.write_bytes(b"x" + kept.read_bytes()[1:])
    said: list[str] = []
    tom.share.pull(media="all", warn=said.append)
    assert not (tom.home.media / path).exists()
    assert said[-1].startswith("1 kept file is neither on this machine nor in the shared cast: ")


def test_footage_of_real_people_without_consent_stays_here(
    pair: tuple[Library, Library], tmp_path: Path
) -> None:
    """It is named; once a consent is noted, it goes along."""
    anna, tom = pair
    anna.add("mia")
    anna.edit("mia", likeness="real", consent="signed")
    path = _still(anna, "mia", tmp_path)
    anna.edit("mia", consent="")
    said: list[str] = []
    done = anna.share.push(warn=said.append)
    assert (done.held, done.files) == (("mia",), 0)
    assert "@mia" in said[0]
    assert anna.share.status().held == ("mia",)
    tom.share.pull()
    assert tom.show("mia").looks[0].kept == ()
    anna.edit("mia", consent="signed")
    assert anna.share.push().files == 1
    tom.share.pull(media="all")
    assert (tom.home.media / path).is_file()


# -- who, and what is waiting


def test_the_status_says_who_and_what(pair: tuple[Library, Library]) -> None:
    """Members, what is not pushed, and whose pushes are new."""
    anna, tom = pair
    anna.add("mia")
    anna.share.push()
    tom.add("tom")
    status = tom.share.status()
    assert (status.name, status.waiting) == ("tom", {"anna": 1})
    assert status.unpushed["character"] == 1
    assert [(each.name, each.is_self) for each in status.members] == [("anna", False)]
    tom.share.pull()
    tom.share.push()
    anna.share.pull()
    members = anna.share.status().members
    assert [(each.name, each.is_self) for each in members] == [("anna", True), ("tom", False)]
    assert all(each.pushed_at for each in members)
    assert anna.share.status().unpushed == {}


def test_a_member_needs_no_name(
    lib: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no USER is set, as in a service, the system is asked who that is."""
    monkeypatch.setattr("getpass.getuser", lambda: "anna")
    assert not {"USER", "USERNAME", "LOGNAME"} & {*lib._session.environ}
    assert lib.share.init(str(folder)).name == "anna"


def test_a_member_who_only_reads_never_writes(library: Open, folder: Path) -> None:
    """Its push is refused; a place that is no share yet is not made one."""
    with pytest.raises(Unreachable):
        library("guest", str(folder), read_only=True)
    anna = library("anna", str(folder))
    anna.add("mia")
    anna.share.push()
    before = sorted(folder.rglob("*"))
    tom = library("tom", str(folder), read_only=True)
    assert tom.share.pull().added == 1
    with pytest.raises(Conflict) as caught:
        tom.share.push()
    assert "only reads" in str(caught.value)
    assert tom.share.status().is_read_only
    assert sorted(folder.rglob("*")) == before


def test_a_look_that_is_back_has_its_footage_for_newcomers_too(
    library: Open, folder: Path, tmp_path: Path
) -> None:
    """One member removed it while another edited it: whoever has the footage tells it again."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    file = tmp_path / "coat.png"
    cv2.imwrite(str(file), np.full((360, 360, 3), 90, np.uint8))
    anna.looks.add("mia", "coat", description="red", still=file)
    anna.share.push()
    tom.share.pull()
    anna.looks.remove("mia", "coat")
    tom.looks.edit("mia", "coat", description="blue")
    for lib in (anna, tom):
        lib.share.push()
    for lib in (anna, tom):
        lib.share.pull()
    zoe = library("zoe", str(folder))
    anna.share.push()
    for lib in (anna, tom, zoe):
        lib.share.pull()
        assert [len(each.kept) for each in lib.show("mia").looks] == [0, 1]


def test_an_account_that_two_added_is_named(pair: tuple[Library, Library]) -> None:
    """They may have one key, or a key each: a person says so, and no ID goes to a wrong one."""
    anna, tom = pair
    for lib in pair:
        lib.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9", key_env="HOME_K")
    anna.add("mia", "ch_1", account="home")
    anna.share.push()
    said: list[Any] = []
    tom.share.pull(warn=said.append)
    assert [each.name for each in tom.accounts.list()] == ["home", "home-2"]
    assert said[0].hint == (
        "If it has the key of home (HOME_K): lib.accounts.edit('home-2', key_env=VARIABLE), then"
        " lib.accounts.use('home-2')"
    )
    tom.accounts.edit("home-2", key_env="HOME_K")
    tom.accounts.use("home-2")
    tom.accounts.remove("home")
    tom.share.push()
    anna.share.pull(warn=said.append)
    assert [each.name for each in anna.accounts.list()] == ["home"]
    assert [each.account for each in tom.show("mia").bindings] == ["home-2"]


def test_a_purge_names_the_cast_and_its_members(pair: tuple[Library, Library]) -> None:
    """Before and after: nothing is deleted there, and the others are told by the next push."""
    anna, tom = pair
    anna.add("mia")
    assert anna.plan_purge("mia").cast == ()
    anna.share.push()
    tom.add("zoe")
    tom.share.pull()
    tom.share.push()
    anna.share.pull()
    url = anna.share.status().url
    assert anna.plan_purge("mia").cast == (url, "tom")
    done = run_cli("--home", anna.home.data, "purge", "mia", "--yes")
    assert (done.code, "share push" in done.err) == (0, True), done.err
    assert url in done.err
    anna.share.push()
    said: list[str] = []
    assert tom.share.pull(warn=said.append).removed == 1
    assert "another library erased @mia" in str(said[0])


def test_whom_another_erased_does_not_come_back_by_an_undo(pair: tuple[Library, Library]) -> None:
    """Whoever was in the trash before, and is taken out of it: the next push puts her back."""
    anna, tom = pair
    anna.add("mia")
    anna.share.push()
    tom.share.pull()
    tom.remove("mia")
    anna.purge("mia")
    anna.share.push()
    tom.share.pull()
    with tom._session.store.write() as writer:  # as an undo of the removal
        writer.characters.bring_back([1])
    assert tom.count() == 1
    tom.share.push()
    assert tom.count() == 0
    anna.share.pull()
    assert anna.count() == 0


def test_a_handle_is_free_for_another_as_soon_as_its_owner_is_gone(
    pair: tuple[Library, Library],
) -> None:
    """In the library that removed the owner, too, and before it takes anything from others."""
    anna, tom = pair
    anna.add("mia", name="First")
    tom.add("mia", name="Second")
    anna.share.push()
    tom.share.push()
    anna.share.pull()
    tom.share.pull()
    assert {each.handle for each in anna.list()} > {"mia"}
    anna.remove("mia")
    anna.share.push()
    tom.share.pull()
    assert [(each.handle, each.name) for each in tom.list()] == [("mia", "Second")]
    assert [(each.handle, each.name) for each in anna.list()] == [("mia", "Second")]
    assert (tom.share.push().objects, anna.share.push().objects) == (0, 0)


def test_a_pull_tells_the_others_of_what_only_one_has(pair: tuple[Library, Library]) -> None:
    """What no record knows is not lost, however it came: it is told with the next change."""
    anna, tom = pair
    anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9", key_env="K")
    anna.add("mia", "ch_1", account="home")
    anna.share.push()
    tom.share.pull()
    row = {"account_id": 1, "character_id": 1, "state": "ready", "method": "added"}
    more = dict.fromkeys(("look_id", "voice_id", "window_id", "mention", "error"))
    with tom._session.store.write() as writer, writer.team.quiet():
        writer.jobs.add_bindings([{**row, **more, "remote_id": "ch_2", "created_at": 1}])
    with anna._session.store.write() as writer:
        writer.jobs.add_bindings([{**row, **more, "remote_id": "ch_3", "created_at": 1}])
    anna.share.push()
    tom.share.pull()
    tom.share.push()
    anna.share.pull()
    ids = [sorted(str(each.remote_id) for each in lib.show("mia").bindings) for lib in pair]
    assert ids == [["ch_1", "ch_2", "ch_3"]] * 2


def test_the_films_of_who_was_merged_show_the_other_one_everywhere(
    pair: tuple[Library, Library],
) -> None:
    """Whoever looks for the films of a character finds those of its former double, too."""
    anna, tom = pair
    anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9", key_env="K")
    for name in ("mia", "double"):
        anna.add(name)
    with anna._session.store.write() as writer:
        task = writer.jobs.add_task(1, state="done", request=None, remote_id="f", project_id=1)
        columns = {"project_id": 1, "account_id": 1, "task_id": task}
        texts = {"template": "@double waits", "text": "", "request": "{}"}
        add_prompt(writer._scope, {**columns, **texts}, [(2, None, None)])
    anna.share.push()
    tom.share.pull()
    assert [each.characters for each in tom.tasks.list()] == [("double",)]
    tom.merge("double", into="mia")
    tom.share.push()
    anna.share.pull()
    assert [each.characters for each in anna.tasks.list()] == [("mia",)]
    assert (tom.share.pull().objects, anna.share.push().objects) == (0, 0)
    anna.undo()
    assert [each.characters for each in anna.tasks.list()] == [("double",)]
    anna.redo()
    tom.undo()
    tom.share.push()
    anna.share.pull()
    assert [each.characters for each in anna.tasks.list()] == [("double",)]


def test_a_film_gets_each_character_when_that_comes(pair: tuple[Library, Library]) -> None:
    """In the order of the prompt, whoever comes first."""
    anna, tom = pair
    anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9", key_env="K")
    for name in ("mia", "zoe", "ben"):
        anna.add(name)
    with anna._session.store.write() as writer:
        task = writer.jobs.add_task(1, state="done", request=None, remote_id="f", project_id=1)
        columns = {"project_id": 1, "account_id": 1, "task_id": task}
        texts = {"template": "@mia meets @zoe and @ben", "text": "", "request": "{}"}
        add_prompt(writer._scope, {**columns, **texts}, [(n, None, None) for n in (1, 2, 3)])
    for name in ("mia", "zoe"):  # of whom nobody else has heard
        anna.remove(name)
    anna.share.push()
    tom.share.pull()
    assert [each.characters for each in tom.tasks.list()] == [("ben",)]
    for name, shown in (("zoe", ("zoe", "ben")), ("mia", ("mia", "zoe", "ben"))):
        anna.restore(name)
        anna.share.push()
        tom.share.pull()
        assert [each.characters for each in tom.tasks.list()] == [shown]
    assert tom.share.push().objects == 0


def test_an_id_gets_its_window_when_that_comes(pair: tuple[Library, Library]) -> None:
    """Footage of a real person is told once a consent is noted; an ID made of it is told before."""
    anna, tom = pair
    anna.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9", key_env="K")
    anna.add("mia", "ch_1", account="home")
    anna.edit("mia", likeness="real")
    with anna._session.store.write() as writer:
        source = writer.sources.record("url", "https://films.example/mia.mp4")
        window = writer.sources.add_window(source, 1, Window(1000, 4000))
        writer._scope.execute("UPDATE binding SET window_id = ?", window)
    anna.share.push()
    tom.share.pull()
    assert [each.source for each in tom.show("mia").bindings] == [None]
    assert tom.share.push().objects == 0  # that it lacks here is no change
    anna.edit("mia", consent="she agreed on 2026-11-30")
    anna.share.push()
    tom.share.pull()
    shown = [each.source for each in tom.show("mia").bindings]
    assert shown == ["https://films.example/mia.mp4"]
    assert (tom.share.push().objects, anna.share.pull().objects) == (0, 0)


def test_who_shares_nothing_is_told_how(library: Open) -> None:
    """All four verbs say so."""
    lib = library("anna")
    for verb in (lib.share.push, lib.share.pull, lib.share.status, lib.share.leave):
        with pytest.raises(NotFound) as caught:
            verb()
        assert "share.init(URL)" in caught.value.hint


def test_who_leaves_keeps_all_and_pays_nothing(library: Open, folder: Path) -> None:
    """The triggers are gone; joining again tells everything once more."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    anna.share.push()
    tom.share.pull()
    tom.share.leave()
    assert tom.count() == 1
    with tom.session() as session:
        bare = session.connection().connection
        count = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'unpu*'"
        assert bare.execute(count).fetchone()[0] == 0
    tom.edit("mia", name="Mia")
    tom.share.init(str(folder), name="tom")
    tom.share.push()
    anna.share.pull()
    assert anna.show("mia").name == "Mia"


def test_who_leaves_is_told_of_what_is_only_there(
    library: Open, folder: Path, tmp_path: Path
) -> None:
    """Footage that did not come yet would never come; the next share is told that it lacks it."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    _still(anna, "mia", tmp_path)
    anna.share.push()
    tom.share.pull()
    said: list[Any] = []
    tom.share.leave(warn=said.append)
    (told,) = said
    assert told == "1 kept file is not on this machine"
    assert 'media="all"' in told.hint or "media='all'" in told.hint
    tom.share.init(str(tmp_path / "another"), name="tom")
    tom.share.push(warn=said.append)
    assert said[-1].startswith("1 kept file is neither on this machine nor in the shared cast")
    anna.share.leave(warn=said.append)
    assert len(said) == 2


def test_all_else_works_without_the_place(library: Open, folder: Path) -> None:
    """Pushes, pulls and the status say that it cannot be reached, and exit with 3."""
    anna = library("anna", str(folder))
    shutil.move(folder, f"{folder}-away")
    anna.add("mia")
    assert anna.show("mia").handle == "mia"
    assert anna.doctor() == []
    for verb in ("push", "pull", "status"):
        done = run_cli("--home", anna.home.data, "share", verb)
        assert (done.code, "cannot reach folder" in done.err) == (3, True), done.err
    shutil.move(f"{folder}-away", folder)
    assert anna.share.push().characters == 1


def test_an_empty_folder_may_be_a_drive_that_is_not_mounted(library: Open, folder: Path) -> None:
    """Nothing is written into it."""
    anna = library("anna", str(folder))
    shutil.rmtree(folder)
    folder.mkdir()
    for verb in (anna.share.push, anna.share.pull):
        with pytest.raises(InvalidInput, match="is not a cast that charlib shares"):
            verb()
    assert list(folder.iterdir()) == []


# -- what is refused


def test_the_cast_of_a_newer_charlib_is_refused(library: Open, folder: Path) -> None:
    """In one sentence, before anything is written."""
    folder.mkdir()
    (folder / "about.json").write_text('{"format":"charlib-share","version":2}')
    with pytest.raises(TooNew, match="newer charlib"):
        library("anna", str(folder))


@pytest.mark.parametrize("text", ["[]", "{", '{"format":"other"}'])
def test_a_place_of_something_else_is_refused(library: Open, folder: Path, text: str) -> None:
    """It is not written to."""
    folder.mkdir()
    (folder / "about.json").write_text(text)
    with pytest.raises(InvalidInput, match="not a cast"):
        library("anna", str(folder))


def _packed(head: dict[str, Any], *lines: str) -> bytes:
    return gzip.compress("".join(f"{each}\n" for each in (json.dumps(head), *lines)).encode())


_WHO = "strangerlib2-abcdef"
_HEAD = {
    "format": "charlib-share", "version": 1, "author": _WHO, "member": "x", "at": 1, "covers": [],
}  # fmt: skip
_RECORD = '{"kind":"character","uid":"u1","record":{"seen":{"a":1},"fields":{%s}}}'
HOSTILE = {
    "no archive": b"\0" * 50,
    "cut off": _packed(_HEAD, _RECORD % "")[:-9],
    "no head": gzip.compress(b"x\n"),
    "another format": _packed({**_HEAD, "format": "x"}),
    "a newer version": _packed({**_HEAD, "version": 2}),
    "another author": _packed({**_HEAD, "author": "a-b"}),
    "covers numbers": _packed({**_HEAD, "covers": [1]}),
    "no record": _packed(_HEAD, "[]"),
    "an unknown kind": _packed(_HEAD, '{"kind":"x","uid":"u","record":{"seen":{},"fields":{}}}'),
    "an unknown field": _packed(_HEAD, _RECORD % '"x":[[1,"a",1,"y"]]'),
    "a version not seen": _packed(_HEAD, _RECORD % '"name":[[1,"a",2,"y"]]'),
    "no handle": _packed(_HEAD, _RECORD % '"name":[[1,"a",1,"y"]]'),
    "a path as a handle": _packed(
        _HEAD, _RECORD % '"project":[[1,"a",1,"default"]],"handle":[[1,"a",1,"../x"]]'
    ),
    "a bomb": _packed(_HEAD, " " * (8 << 20)),
    "deep": _packed(_HEAD, "[" * 100_000),
    "ids of nobody's account": _packed(
        _HEAD,
        _RECORD % '"project":[[1,"a",1,"default"]],"handle":[[1,"a",1,"mia"]]',
        '{"kind":"ids","uid":"u1","record":{"seen":{"a":1},"fields":{"binding/none/ch_1":[[1,"a",1,'
        '{"is_voice":false,"state":"ready","method":"added","created_at":1}]]}}}',
    ),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_made_up_is_refused_and_the_rest_is_read(
    library: Open, folder: Path, content: bytes
) -> None:
    """It is named, also by the status; nothing of it is in the library."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("anna")
    anna.share.push()
    name = f"log/000000000001-{_WHO}-{hashlib.sha256(content).hexdigest()}"
    (folder / name).write_bytes(content)
    said: list[str] = []
    done = tom.share.pull(warn=said.append)
    assert (done.added, list(done.refused)) == (1, [name])
    assert any(name in each for each in said)
    assert [each.handle for each in tom.list(everywhere=True)] == ["anna"]
    assert list(tom.share.status().refused) == [name]
    anna.edit("anna", name="Anna")
    anna.share.push()
    assert tom.share.pull(warn=ignore).changed == 1
    assert [each for each in tom.doctor() if not each.is_note] == []


def test_a_damaged_object_is_read_when_it_is_whole(library: Open, folder: Path) -> None:
    """A synchronising program may not be done."""
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    anna.share.push()
    (log,) = (folder / "log").iterdir()
    whole = log.read_bytes()
    log.write_bytes(whole[:100])
    done = tom.share.pull(warn=ignore)
    assert (done.added, len(done.refused)) == (0, 1)
    log.write_bytes(whole)
    done = tom.share.pull()
    assert (done.added, done.refused) == (1, {})
    assert tom.share.status().refused == {}


def test_what_comes_late_is_read(library: Open, folder: Path, monkeypatch: Any) -> None:
    """An object with an older clock than all that is known, as of a laptop that was away."""
    monkeypatch.setattr(pulling, "_OVERLAP", 0)
    anna, tom = library("anna", str(folder)), library("tom", str(folder))
    anna.add("mia")
    anna.share.push()
    (first,) = (folder / "log").iterdir()
    first.rename(folder / "late")
    (folder / "log" / first.name.replace("000000000001", "000000000009")).touch()
    anna.add("zoe")
    anna.share.push()
    assert tom.share.pull(warn=ignore).added == 1
    (folder / "late").rename(first)
    assert tom.share.pull(warn=ignore).added == 1


def test_a_bucket_with_nothing_new_is_asked_once(
    library: Open, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request lists the newest names, those that are known among them."""
    monkeypatch.setattr(pulling, "_OVERLAP", 2)
    anna, tom = library("anna", bucket), library("tom", bucket)
    for number in range(4):
        anna.add(f"m{number}")
        anna.share.push()
    tom.share.pull()
    asked: list[str] = []
    place = tom._session.place(tom.share.status().url)
    place._client.meta.events.register(  # type: ignore[attr-defined]
        "before-send.s3", lambda request, **_: asked.append(request.url)
    )
    assert tom.share.pull().objects == 0
    assert len(asked) == 1
    assert "start-after" in asked[0]
