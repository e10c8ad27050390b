"""Scenes and takes from the command line: filmed, found, rated, picked and handed on."""

from __future__ import annotations

import os
from pathlib import Path

import opentimelineio as otio
import pytest

from charlib import media
from charlib.domain.jobs import Outcome
from charlib.library import open_library
from charlib.sandbox.wire.faults import Fault
from tests.cli.shell import FILM, Shell, refused

SHORT = ("--seconds", "8")


@pytest.fixture
def noir(home_account: Shell) -> Shell:
    """The command line of the project noir, with two characters that the sandbox knows."""
    for words in (("project", "add", "noir"), ("project", "use", "noir")):
        assert home_account(*words).code == 0
    for handle, window in (("mia", "5,8"), ("林小雨", "1,3")):
        assert home_account("create", handle, "--url", FILM, "--window", window).code == 0
    return home_account


@pytest.fixture
def filmed(noir: Shell) -> Shell:
    """The same with three takes of scene 3 and one of scene 10, all of episode 5."""
    scene = ("--episode", "5", "--scene", "3", "--takes", "3", "--wait", *SHORT)
    assert noir("generate", "@mia walks in a red coat", *scene).code == 0
    other = ("--episode", "5", "--scene", "10", "--wait", *SHORT)
    assert noir("generate", "@mia and @林小雨 run", *other).code == 0
    return noir


def ids(shell: Shell, *words: str) -> list[int]:
    """The takes that a list shows."""
    return [take["id"] for take in shell("--json", "take", "list", *words).json]


# -- filming


def test_python_takes_the_numbers_of_tasks(filmed: Shell) -> None:
    """`task.id` is a number, so every verb that takes a task takes one."""
    with open_library(filmed.folder / "home") as lib:
        best, other, *_ = lib.takes.list(sort="oldest")
        rated, noted = lib.takes.rate(best.id, 4), lib.takes.note(best.id, "good")
        picked = lib.takes.pick(best.id, str(other.id), also=True)
        page = lib.takes.list(sort="oldest", after=best.id)
        waited, opened = lib.tasks.wait(best.id), lib.takes.open(best.id)
        tom = lib.create("tom", task=best.id, window="1,3")
        dressed = lib.looks.add("mia", "coat", task=best.id, window="1,3")

    assert {take.id for take in (rated, noted, waited)} == {best.id}
    assert [take.id for take in picked] == [best.id, other.id]
    assert (page[0].id, str(opened.path)) == (other.id, best.output)
    assert (tom.bindings[0].method, dressed.look_called("coat") is None) == ("task", False)


def numbers(shell: Shell, scene: str) -> dict[int, int | None]:
    """The number of each take of a scene, by its task."""
    takes = shell("--json", "take", "list", f"scene:{scene}", "--sort", "oldest").json
    return {take["id"]: take["take"] for take in takes}


def test_tries_that_failed_use_up_no_number(noir: Shell) -> None:
    """The next one gets it; the number of a film never changes."""
    place = ("--episode", "5", "--scene", "3", *SHORT)
    noir.server.faults.add(Fault("job_fails", method="POST", body_contains="walks", times=1))
    assert noir("generate", "@mia walks", "--wait", *place).code == 3
    assert noir("generate", "@mia sits", "--takes", "3", "--wait", *place).code == 0
    assert numbers(noir, "3") == {1: None, 2: 1, 3: 2, 4: 3}
    assert "take" not in noir("task", "show", "1").out.partition("scene")[2].partition("\n")[0]

    noir.server.faults.add(Fault("job_fails", method="POST", body_contains="runs", times=1, skip=1))
    assert noir("generate", "@mia runs", "--takes", "3", "--wait", "--jobs", "1", *place).code == 4
    assert numbers(noir, "3") == {1: None, 2: 1, 3: 2, 4: 3, 5: 4, 6: None, 7: 6}
    assert noir("generate", "@mia runs", "--takes", "2", "--wait", *place).code == 0
    assert numbers(noir, "3") == {1: None, 2: 1, 3: 2, 4: 3, 5: 4, 6: None, 7: 6, 8: 5, 9: 7}
    (scene,) = noir("--json", "take", "scenes").json
    assert [take["id"] for take in scene["takes"]] == [2, 3, 4, 5, 8, 7, 9, 1, 6]


def test_a_request_without_an_answer_keeps_its_number(noir: Shell) -> None:
    """It may be a film yet; the number is free once it is known that nothing was made."""
    place = ("--episode", "5", "--scene", "3", *SHORT)
    noir.server.faults.add(Fault("lost_answer", method="POST"))
    assert noir("generate", "@mia walks", "--wait", *place).code != 0
    assert numbers(noir, "3") == {1: 1}
    assert noir("generate", "@mia sits", "--wait", *place).code == 0
    assert numbers(noir, "3") == {1: 1, 2: 2}
    assert noir("resolve", "task:1", "--lost").code == 0
    assert numbers(noir, "3") == {1: None, 2: 2}
    with open_library(noir.folder / "home") as lib, lib._session.store.settle() as writer:
        uid = lib.tasks.show(1).uid
        assert writer.jobs.record("task", uid, Outcome("queued", remote_id="late"))
    assert numbers(noir, "3") == {1: 1, 2: 2}


def test_takes_are_numbered_in_their_scene(filmed: Shell) -> None:
    """Numbers go on from those that are there, in each project, episode and scene by itself."""
    for where in (("5", "3"), ("6", "3")):
        scene = ("--episode", where[0], "--scene", where[1])
        assert filmed("generate", "@mia waits", *scene, *SHORT).code == 0

    takes = filmed("--json", "take", "list", "--sort", "oldest").json

    assert [(t["episode"], t["scene"], t["take"]) for t in takes] == [
        (5, "3", 1), (5, "3", 2), (5, "3", 3), (5, "10", 1), (5, "3", 4), (6, "3", 1),
    ]  # fmt: skip
    assert filmed("--json", "task", "show", "2").json == takes[1]


def test_the_episode_chooses_looks(noir: Shell) -> None:
    """That of the command, of a row, or the project's current one, which films are then of."""
    look = ("look", "add", "mia", "uniform", "--episodes", "4-6", "--id", "char_uniform")
    assert noir(*look).code == 0
    plan = ("generate", "@mia walks", "--scene", "1", "--dry-run")
    looks = [
        noir("--json", *plan, "--episode", episode).json["prompts"][0]["characters"][0]["look"]
        for episode in ("3", "5", "none")
    ]
    assert looks == ["", "uniform", ""]
    file = noir.write("looks.csv", "prompt,episode", "@mia runs,3", "@mia runs,4")
    films = noir("--json", "generate", "--scenarios", file, "--dry-run").json["prompts"]
    assert [film["characters"][0]["look"] for film in films] == ["", "uniform"]

    assert noir("project", "use", "noir", "--episode", "6").code == 0
    assert noir("--json", *plan).json["prompts"][0]["characters"][0]["look"] == "uniform"
    none = noir("--json", *plan, "--episode", "none").json["prompts"][0]
    assert none["characters"][0]["look"] == ""
    assert noir("generate", "a street", "--scene", "1", *SHORT).code == 0
    assert noir("generate", "a street", "--episode", "none", *SHORT).code == 0
    assert ids(noir, "episode:6") == [1]
    assert ids(noir, "missing:episode") == [2]


def test_a_film_without_a_scene_has_no_number(noir: Shell) -> None:
    """As before there were scenes."""
    task = noir("--json", "generate", "@mia walks", *SHORT).json
    assert (task["episode"], task["scene"], task["take"]) == (None, "", None)


def test_seeds_count_up_from_take_to_take(noir: Shell) -> None:
    """The same seed would film the same take again."""
    words = ("--profile", "vidu-subjects", "--key-env", "KEY")
    assert noir("account", "add", "vidu", *words).code == 0
    plan = ("generate", "a street", "-a", "vidu", "--takes", "3", "--seed", "7", "--dry-run")
    films = noir("--json", *plan).json["prompts"]
    assert [film["params"]["seed"] for film in films] == [7, 8, 9]


def test_rows_that_failed_are_sent_again_by_themselves(noir: Shell) -> None:
    """The same file again sends what is not filmed yet, and says what it leaves out."""
    noir.server.faults.add(
        Fault("job_fails", method="POST", body_contains="sits", message="nobody may sit")
    )
    file = noir.write(
        "scenes.csv", "prompt,episode,scene,takes", "@mia runs,4,1,2", "@mia sits,4,2,", "@mia,,,"
    )
    run = ("generate", "--scenarios", file, "--wait", "--jobs", "1", *SHORT)

    first = noir(*run)
    assert first.code == 4
    assert "failed: row 2 (task 3)" in first.err
    assert first.err.endswith("  try: charlib task show 3\n")  # a row has no scene, and would go on
    assert "warning: row 2: task 3: " in first.err

    noir.server.faults.clear()
    second = noir("--json", *run)
    assert second.code == 0
    assert [(task["scene"], task["take"]) for task in second.json] == [("2", 1), ("", None)]
    assert second.err == ("Skipped 2 takes filmed already: row 1. To film again: --again\n")
    assert [task["scene"] for task in noir("--json", *run).json] == [""]
    assert len(noir("--json", *run, "--again").json) == 4


def test_what_resumes_failed_rows_is_said(noir: Shell) -> None:
    """The same command, where it sends nothing but what failed."""
    noir.server.faults.add(
        Fault("job_fails", method="POST", body_contains="sits", message="nobody may sit")
    )
    file = noir.write("scenes.csv", "prompt,scene", "@mia runs,1", "@mia sits,2")

    failed = noir("generate", "--scenarios", file, "--wait", *SHORT)

    resume = f"charlib generate --scenarios {file}    # sends only what failed"
    assert (failed.code, failed.err.endswith(f"  try: {resume}\n")) == (4, True)


def test_a_dry_run_of_a_table_says_where_films_belong(noir: Shell) -> None:
    """Takes that are alike are shown once, with their scene and their number."""
    file = noir.write("scenes.csv", "prompt,episode,scene,takes", "a street,5,3,3", "a street,5,4,")
    plan = ("generate", "--scenarios", file, "--dry-run", *SHORT)

    lines = [line for line in noir(*plan).out.splitlines() if not line.startswith("POST")]
    films = noir("--json", *plan).json["prompts"]

    assert lines == ["e05 s3, 3 takes: a street", "e05 s4: a street"]
    assert [(film["episode"], film["scene"]) for film in films] == [(5, "3")] * 3 + [(5, "4")]


def test_all_rows_that_cannot_be_rendered_are_named(noir: Shell) -> None:
    """One error for all, so that a table is mended in one go; each row once."""
    names = [f"@nobody{n} runs,2" for n in range(8)]
    file = noir.write("bad.csv", "prompt,takes", "@mia runs,1", "@mia+hat runs,2", *names)

    result = noir("generate", "--scenarios", file)

    assert (result.code, result.err.count("\n")) == (2, 2)
    assert "error: row 2 (take 1 of 2): " in result.err
    assert "has no look hat" in result.err
    assert "; row 3 (take 1 of 2): " in result.err
    assert "take 2 of 2" not in result.err
    assert "; and 3 more\n" in result.err
    assert ids(noir) == []


def test_a_row_is_filmed_only_by_a_film_of_its_own_wishes(noir: Shell) -> None:
    """Another prompt, or a film of another length in the same scene, is another film."""
    head = "prompt,scene,seconds"
    one = noir.write("one.csv", head, "@mia runs,1,8")
    two = noir.write("two.csv", head, "@mia runs,1,", "@mia runs,1,8", "@mia rests,1,8")
    assert noir("generate", "--scenarios", one).code == 0

    sent = noir("--json", "generate", "--scenarios", two).json

    assert [(task["template"], task["params"].get("seconds")) for task in sent] == [
        ("@mia runs", None), ("@mia rests", 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--scene", "a/b"), "no name of a scene"),
        (("--takes", "0"), "--takes"),
        (("--episode", "x"), "invalid episode"),
    ],
    ids=("scene", "takes", "episode"),
)
def test_a_place_that_means_nothing_is_refused(
    noir: Shell, words: tuple[str, str], what: str
) -> None:
    """Before anything is sent."""
    result = noir("generate", "@mia walks", *words)
    assert result.code == 2
    assert what in result.err
    assert ids(noir) == []


# -- finding


def test_takes_are_found_with_the_language_of_characters(filmed: Shell) -> None:
    """Fields and words of prompts; nothing found says what may have been meant."""
    assert ids(filmed, "character:mia", "scene:3") == [3, 2, 1]
    assert ids(filmed, "character:林小雨 or take:>2") == [4, 3]
    assert ids(filmed, '"red coat" -take:1') == [3, 2]
    assert ids(filmed, "--limit", "2") == [4, 3]
    assert ids(filmed, "--after", "3") == [2, 1]
    assert filmed("take", "list", "character:mai").err == (
        "No takes match.\nNo character mai. Did you mean mia?\n"
    )
    assert filmed("take", "list", "ratng:>3") == refused(
        2,
        "unknown field ratng:\n    ratng:>3\n    ^^^^^^",
        'Did you mean rating:? Write "ratng:>3" for words',
    )


def test_an_alias_finds_its_takes(filmed: Shell) -> None:
    """Also the handle from before a rename."""
    assert filmed("alias", "add", "mia", "mimi").code == 0
    assert filmed("rename", "mia", "mia_chen").code == 0
    for name in ("mimi", "mia", "mia_chen", "noir/mimi"):
        assert ids(filmed, f"character:{name}", "scene:10") == [4]


def test_the_takes_of_an_erased_person_say_nothing(filmed: Shell) -> None:
    """Neither their prompts nor their words are found."""
    assert filmed("purge", "林小雨", "--yes").code == 0
    assert ids(filmed, "run") == []
    assert ids(filmed, "walks") == [3, 2, 1]


def test_a_list_is_of_its_project(filmed: Shell) -> None:
    """The others are named where nothing is found."""
    assert filmed("project", "use", "default").code == 0
    assert filmed("take", "list", "scene:3").err == (
        "No takes match. Other projects have some: --everywhere\n"
    )
    assert ids(filmed, "scene:3", "--everywhere") == [3, 2, 1]
    assert ids(filmed, "project:noir scene:10") == [4]


# -- deciding


def test_one_take_of_a_scene_is_picked(filmed: Shell) -> None:
    """Another pick takes its place, unless both are to stay; each step can be undone."""
    assert filmed("take", "pick", "1", "4").code == 0
    assert ids(filmed, "picked:yes") == [4, 1]
    picked = filmed("take", "pick", "task:2")
    assert (picked.code, picked.err) == (0, "No longer picked: take 1. To undo: charlib undo\n")
    assert ids(filmed, "picked:yes") == [4, 2]
    assert filmed("take", "pick", "2").err == ""
    also = filmed("take", "pick", "3", "--also")
    assert (also.code, also.err) == (0, "")
    plan = open_library(filmed.folder / "home", project="noir")
    assert [take.id for take in plan.takes.plan_pick(1)] == [2, 3]
    plan.close()
    assert ids(filmed, "picked:yes") == [4, 3, 2]
    assert filmed("take", "pick", "--none", "2", "3").code == 0
    assert ids(filmed, "picked:yes") == [4]

    assert filmed("undo").code == 0
    assert ids(filmed, "picked:yes") == [4, 3, 2]
    assert [filmed("undo").code for _ in range(2)] == [0, 0]
    assert ids(filmed, "picked:yes") == [4, 1]
    assert filmed("redo").code == 0
    assert ids(filmed, "picked:yes") == [4, 2]


def test_takes_without_a_scene_are_picked_by_themselves(noir: Shell) -> None:
    """They are not takes of one scene."""
    for _ in range(2):
        assert noir("generate", "@mia walks", *SHORT).code == 0
    assert [noir("take", "pick", number).code for number in "12"] == [0, 0]
    assert ids(noir, "picked:yes") == [2, 1]


def test_ratings_and_notes_are_undone_too(filmed: Shell) -> None:
    """The journal says it in words; what was so already is no step."""
    for words in (("rate", "1", "4"), ("rate", "1", "4"), ("note", "1", "the hand, again")):
        assert filmed("take", *words).code == 0
    take = filmed("--json", "take", "show", "1").json
    assert (take["rating"], take["note"]) == (4, "the hand, again")
    changed = [entry["changed"] for entry in filmed("--json", "history").json]
    assert changed[:3] == ["1 take noted", "1 take rated", "a task at a provider"]
    assert [filmed("undo").code for _ in range(2)] == [0, 0]
    take = filmed("--json", "take", "show", "1").json
    assert (take["rating"], take["note"]) == (None, "")
    assert filmed("take", "rate", "1", "none").code == 0
    assert filmed("take", "rate", "1", "6").code == 2


def test_scenes_say_what_is_not_picked(filmed: Shell) -> None:
    """In the order of the story, with the takes by their tasks' numbers."""
    assert filmed("take", "rate", "2", "5").code == 0
    assert filmed("take", "pick", "2").code == 0
    assert filmed("take", "scenes") == filmed("take", "scenes", "--episode", "5")
    result = filmed("take", "scenes")
    assert result.out == "e05 s3\t1, 2 ★★★★★, 3\t2\ne05 s10\t4\tnone\n"
    assert result.err == "2 scenes, 1 without a picked take.\n"
    (scene,) = filmed("--json", "take", "scenes", "--unpicked").json
    assert (scene["scene"], scene["picked"]) == ("10", [])
    assert filmed("take", "scenes", "--episode", "6").err == "No scenes found.\n"


def test_scenes_are_found_by_their_takes(filmed: Shell) -> None:
    """With the language of takes; a scene is shown whole."""
    assert filmed("take", "scenes", "take:2").out == "e05 s3\t1, 2, 3\tnone\n"
    assert filmed("take", "scenes", "character:林小雨", "scene:10").out == "e05 s10\t4\tnone\n"
    assert filmed("take", "scenes", "red coat", "--episode", "5").out.startswith("e05 s3\t")
    assert filmed("project", "use", "default").code == 0
    assert filmed("take", "scenes").out == ""
    assert len(filmed("take", "scenes", "project:noir").out.splitlines()) == 2
    assert filmed("take", "scenes", "character:mai", "--everywhere").err == (
        "No scenes found.\nNo takes match.\nNo character mai. Did you mean mia?\n"
    )


# -- films


def test_picked_takes_are_exported_under_names_for_people(filmed: Shell) -> None:
    """As links to the library's films; to export again changes nothing."""
    assert filmed("take", "export", "TMP/out").code == 1
    assert filmed("take", "pick", "2", "4").code == 0

    first = filmed("--json", "take", "export", "TMP/out").json

    names = ["noir/e05/s03_take2_mia.mp4", "noir/e05/s10_take1_mia-林小雨.mp4"]
    assert first["files"] == [f"TMP/out/{name}" for name in names]
    assert (first["written"], first["missing"], first["others"]) == (2, [], [])
    place = filmed.folder / "out" / names[0]
    film = Path(filmed.cli("--json", "take", "show", "2").json["output"])
    assert place.samefile(film)
    assert filmed("--json", "take", "export", "TMP/out").json["written"] == 0
    assert len(filmed("--json", "take", "export", "TMP/all", "episode:5").json["files"]) == 4


def test_a_folder_without_links_gets_copies(filmed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which are the same on the next run, and are not replaced where they differ."""

    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "symlink", no_links)
    assert filmed("take", "pick", "1").code == 0
    assert filmed("--json", "take", "export", "TMP/out").json["written"] == 1
    (copy,) = (filmed.folder / "out").rglob("*.mp4")
    assert copy.stat().st_nlink == 1
    assert filmed("--json", "take", "export", "TMP/out").json["written"] == 0

    copy.write_bytes(b"edited")
    result = filmed("take", "export", "TMP/out")
    assert result.code == 4
    assert "is another file" in result.err
    assert copy.read_bytes() == b"edited"


def test_an_export_says_what_is_missing(filmed: Shell) -> None:
    """A film that is not here does not stop the others."""
    assert filmed("generate", "@mia waits", "--episode", "5", "--scene", "3", *SHORT).code == 0
    Path(filmed.cli("--json", "take", "show", "4").json["output"]).unlink()
    result = filmed("take", "export", "TMP/out", "episode:5")
    assert result.code == 4
    assert "the film of take 4 (done) is not here; the film of take 5" not in result.err
    assert "the film of take 4 (done) is not here" in result.err
    assert "the film of take 5" in result.err
    assert len(result.out.splitlines()) == 3
    assert filmed("take", "export", "TMP/file.mov", "episode:5") == refused(
        2,
        "file.mov is neither a folder nor a timeline",
        "charlib take export FILE.otio    # or the folder, with a slash at its end: file.mov/",
    )


def test_a_folder_may_have_a_dot(filmed: Shell) -> None:
    """With a slash at its end, or if it is there; also one that is called like a timeline."""
    for name in ("rushes.v2", "cut.otio"):
        assert filmed("--json", "take", "export", f"TMP/{name}/", "scene:10").json["written"] == 1
        assert (filmed.folder / name / "noir").is_dir()
        again = filmed("--json", "take", "export", f"TMP/{name}", "scene:10").json
        assert (again["written"], len(again["files"])) == (0, 1)
    with open_library(filmed.folder / "home", project="noir") as lib:
        assert lib.takes.export(f"{filmed.folder}/day.1/", "scene:10").written == 1


def test_a_timeline_is_read_back_by_its_own_library(filmed: Shell) -> None:
    """A track of the picked takes in the order of the story, with their films and lengths."""
    assert filmed("take", "pick", "4", "1").code == 0
    assert filmed("take", "export", "TMP/cut.otio").code == 0

    timeline = otio.adapters.read_from_file(str(filmed.folder / "cut.otio"))

    (track,) = timeline.video_tracks()
    assert [clip.name for clip in track] == ["e05 s3 take 1", "e05 s10 take 1"]
    for clip in track:
        film = Path(otio.url_utils.filepath_from_url(clip.media_reference.target_url))
        assert film.is_file()
        span = clip.media_reference.available_range
        facts = media.probe(film)
        assert span.duration.rate == facts.fps
        assert span.duration.to_seconds() * 1000 == pytest.approx(facts.picture_ms, abs=50)
        assert clip.trimmed_range() == span
    assert track[1].metadata["charlib"]["characters"][1]["handle"] == "林小雨"
    assert filmed("--json", "take", "export", "TMP/cut.otio").json["written"] == 0
    whole = (filmed.folder / "cut.otio").read_bytes()
    (filmed.folder / "cut.otio").write_bytes(b"\xff\xfe no text")
    assert filmed("--json", "take", "export", "TMP/cut.otio").json["written"] == 1
    assert (filmed.folder / "cut.otio").read_bytes() == whole


def test_a_timeline_in_a_folder_that_is_missing_is_named(filmed: Shell) -> None:
    """By its own name, not by that of a temporary file."""
    assert filmed("take", "export", "TMP/nowhere/cut.otio", "episode:5") == refused(
        1,
        "TMP/nowhere/cut.otio cannot be written: No such file or directory",
        "Choose another folder",
    )


def test_a_contact_sheet_has_a_row_for_each_take(filmed: Shell) -> None:
    """The same moments of each, below each other."""
    result = filmed("--json", "take", "sheet", "scene:3", "-o", "TMP/sheet.jpg", "--columns", "4")
    assert result.json == {"file": "TMP/sheet.jpg", "takes": [1, 2, 3]}
    width, height, _ = media.pixels(filmed.folder / "sheet.jpg", 4000)
    assert width > 4 * 200
    assert height > 3 * 100
    assert filmed("take", "sheet", "scene:99", "-o", "TMP/none.jpg").code == 1


def test_a_take_is_opened_in_a_player(filmed: Shell) -> None:
    """In that of the variable; without a display only its path is printed."""
    film = filmed("--json", "take", "show", "1").json["output"]
    assert filmed("--json", "take", "open", "1").json == {"film": film, "open": False}

    told = filmed.folder / "told"
    os.mkfifo(told)
    player = f"sh -c 'echo \"$0\" > {told}'"
    assert filmed("--json", "take", "open", "1", env={"CHARLIB_PLAYER": player}).json["open"]
    assert filmed.tidy(told.read_text("utf-8").strip()) == film
    result = filmed("take", "open", "1", env={"CHARLIB_PLAYER": "no-such-player"})
    assert result.code == 1
    assert "no-such-player cannot be started" in result.err


def test_a_take_is_the_source_of_a_new_character(filmed: Shell) -> None:
    """By its number, also as it is written elsewhere."""
    for handle, take in (("zoe", "2"), ("ann", "task:4")):
        assert filmed("create", handle, "--task", take, "--window", "1,3").code == 0
    (binding,) = filmed("--json", "show", "ann").json["bindings"]
    assert binding["state"] == "ready"


# -- the gallery


def test_the_gallery_has_the_films_by_scene(filmed: Shell) -> None:
    """Takes side by side, the picked one marked, each beside the page with a poster in it."""
    assert filmed("take", "pick", "2").code == 0
    result = filmed("--json", "gallery", "-o", "TMP/cast.html")
    assert result.json["films"] == 4
    page = (filmed.folder / "cast.html").read_text("utf-8")
    assert page.index("Episode 5") < page.index("Scene 3") < page.index("Scene 10")
    assert page.count('class="take') == page.count("<video ") + 2  # two lists
    assert page.count("✓ picked") == 1
    assert 'src="home/media/films/' in page
    assert page.count('poster="data:image/jpeg;base64,') == 4
    assert "http" not in page.partition("<body>")[2]


def test_a_portable_gallery_needs_no_other_file(filmed: Shell) -> None:
    """Pictures of the films are in it; without films it is as before."""
    assert filmed("gallery", "-o", "TMP/cast.html", "--portable").code == 0
    page = (filmed.folder / "cast.html").read_text("utf-8")
    assert "<video" not in page
    assert page.count('<div class="picture strip"><img') == 4
    assert filmed("gallery", "-o", "TMP/cast.html", "--no-films").code == 0
    assert "Scene 3" not in (filmed.folder / "cast.html").read_text("utf-8")
    assert filmed("--json", "gallery", "handle:林小雨", "-o", "TMP/cast.html").json["films"] == 1


# -- the same in Python


def test_the_whole_job_in_python(filmed: Shell) -> None:
    """Every verb that the command line calls, from another thread or door."""
    with open_library(filmed.folder / "home") as lib:
        assert [take.id for take in lib.takes.list("scene:3", sort="oldest")] == [1, 2, 3]
        assert [take.picked for take in lib.takes.pick("1", "4")] == [True, True]
        assert lib.takes.rate("1", 5).rating == 5
        assert lib.takes.note("1", " fine ").note == "fine"
        assert [scene.label for scene in lib.takes.scenes(episode=5)] == ["3", "10"]
        out = filmed.folder / "python"
        assert lib.takes.export(out).written == 2
        assert [take.id for take in lib.takes.sheet(out / "sheet.jpg", "scene:3")] == [1, 2, 3]
        assert lib.takes.unpick("1")[0].picked is False
        assert lib.undo()
        plan = lib.plan_generate("@mia walks", episode=7, scene="2", takes=2)
        assert [film.scene.label for film in plan] == ["2", "2"]
        left = lib.unfilmed("@mia walks in a red coat", episode=5, scene="3", takes=4)
        assert [row.place for row in left] == ["take 4 of 4"]


# -- what is said where something is wrong


def test_all_rows_with_wrong_cells_are_named(noir: Shell) -> None:
    """A table is mended in one go, not a row at a time."""
    rows = ("@mia runs,5,3,1", "@mia runs,one,3,1", "@mia runs,5,int day,1", "@mia runs,5,3,0")
    file = noir.write("bad.csv", "prompt,episode,scene,takes", *rows)
    lines = [
        '{"prompt": "@mia runs", "seconds": "long"}', '{"prompt": "@mia", "scene": "int day"}'
    ]  # fmt: skip
    result = noir("generate", "--scenarios", file)

    assert result.code == 2
    first, second, third = result.err.splitlines()[0].split("; row ")
    assert first == "error: row 2: invalid episode 'one'"
    assert second == "3: 'int day' is no name of a scene"
    assert third.startswith("4: 0 takes are not possible")
    spread = noir("generate", "--scenarios", noir.write("bad.jsonl", *lines)).err
    assert "row 1: invalid seconds 'long'" in spread
    assert "row 2: 'int day' is no name of a scene" in spread
    assert noir("--json", "task", "list").json == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_prompt_is_not_filmed(noir: Shell, text: str) -> None:
    """A provider would film anything, and charge for it."""
    for more in ((), ("--dry-run",), ("--scene", "3")):
        result = noir("generate", text, *more)
        assert (result.code, result.err.splitlines()[0]) == (2, "error: the prompt is empty")
    assert noir("--json", "task", "list").json == []


def test_take_commands_speak_of_takes(filmed: Shell) -> None:
    """Their hints lead to the list of takes, with the query that somebody gave for a number."""
    for words in (("show", "99"), ("rate", "99", "4"), ("pick", "1", "99"), ("open", "99")):
        assert filmed("take", *words) == refused(1, "no take 99", "charlib take list")
    assert filmed("take", "pick", "episode:5") == refused(
        1, "no take episode:5", "charlib take list episode:5"
    )
    assert filmed("take", "list", "episode:5").code == 0


def test_hints_about_takes_can_be_typed(filmed: Shell) -> None:
    """The examples are of the thing that is wrong, and options are those of the command."""
    assert filmed("generate", "@mia runs", "--scene", "int day") == refused(
        2,
        "'int day' is no name of a scene",
        "The name of a scene is up to 64 letters, digits, - or _: 3a, int-day",
    )
    hint = "charlib take rate TAKE 4    # from 0 to 5, or none"
    assert filmed("take", "rate", "1", "6") == refused(
        2, "invalid rating 6: it is from 0 to 5", hint
    )
    assert filmed("take", "rate", "1", "good") == refused(2, "invalid rating 'good'", hint)
    assert filmed("take", "rate", "1", "4").code == 0
