"""Runs that go well: characters by URL, task and source, batches, films, in every dialect."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from charlib.domain.character.batch import Order, Row
from charlib.errors import BadPrompt, Refused

from .stage import ASYNC, DIALECTS, RELAY, SANDBOX, SYNC, Dialect, Stage, bound

every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=str)
SHOWCASE = {"mia": "1,3", "tom": "2.5,4.5", "eva": "5,7"}
OVERLAP = "window 2.5,4.5: it overlaps @mia's window 1,3 of the same source"


def rows(url: str, windows: dict[str, str]) -> list[Row]:
    """A batch with a row for each handle and its window of one video."""
    orders = [Order(handle, window, url=url) for handle, window in windows.items()]
    return [Row(number, order, handle=order.handle) for number, order in enumerate(orders, 1)]


@every_dialect
def test_character_is_made_from_a_url(stage: Stage, dialect: Dialect) -> None:
    """What the provider minted from the URL and window is what the binding keeps, mention too."""
    with stage.open(dialect) as lib:
        lib.create("mia", url=stage.film, window="5,8")

        binding = bound(lib)
    (character,) = stage.characters
    assert (character.dialect, character.method, character.source) == (
        dialect.base,
        "url",
        stage.film,
    )
    assert (character.window, character.id, f"@{character.mention}") == (
        "5,8",
        binding.remote_id,
        binding.mention,
    )
    assert (binding.state, binding.method, binding.source, str(binding.window)) == (
        "ready",
        "url",
        stage.film,
        "5,8",
    )
    assert binding.error is None


@every_dialect
@pytest.mark.parametrize("named", ["number", "remote id"])
def test_character_is_made_from_a_task(stage: Stage, dialect: Dialect, named: str) -> None:
    """A finished task serves by charlib's number as well as by the provider's id."""
    with stage.open(dialect) as lib:
        task = lib.generate("a street", params=dict([dialect.length]))
        lib.create("tom", task=str(task.id if named == "number" else task.remote_id), window="0,2")

        binding = bound(lib, "tom")
    (character,) = stage.characters
    assert (character.method, character.source, character.window) == (
        "from_task",
        task.remote_id,
        "0,2",
    )
    assert (binding.state, binding.method, binding.source) == (
        "ready",
        "task",
        f"task:{task.remote_id}",
    )


@every_dialect
@pytest.mark.parametrize("kind", ["url", "task"])
def test_character_is_made_from_a_source(stage: Stage, dialect: Dialect, kind: str) -> None:
    """A recorded source is sent as what it is: a URL as a URL, a film of a task as its task."""
    with stage.open(dialect) as lib:
        if kind == "url":
            ref = lib.sources.add(stage.film, label="show").ref
        else:
            lib.generate("a street", params=dict([dialect.length]))
            (source,) = lib.sources.list()
            ref = source.ref.removeprefix("task:")
        lib.create("eva", source="show" if kind == "url" else ref, window="0,2")

        assert bound(lib, "eva").state == "ready"
    (character,) = stage.characters
    assert (character.method, character.source) == ({"url": "url", "task": "from_task"}[kind], ref)


@pytest.mark.parametrize("dialect", [SYNC, SANDBOX], ids=str)
def test_creation_from_an_unfinished_task_waits(stage: Stage, dialect: Dialect) -> None:
    """The task is asked after until it is done, its film is fetched, and then it is cut from."""
    with stage.open(dialect) as lib:
        task = lib.generate("a street", wait=False, params=dict([dialect.length]))
        before = task.state, len(stage.requests("GET"))
        lib.create("tom", task=str(task.id), window="0,2")

        assert bound(lib, "tom").state == "ready"
        (done,) = lib.tasks.list()
    assert before == ("queued", 0)
    assert done.state == "done"
    assert Path(str(done.output)).is_file()
    paths = [request.path for request in stage.seen]
    (cut,) = (i for i, path in enumerate(paths) if path.endswith("/characters"))
    assert [i for i, path in enumerate(paths) if path.endswith(f"/{task.remote_id}")] < [cut]


def test_creation_that_does_not_wait_is_finished_by_sync(stage: Stage) -> None:
    """Without waiting the binding stays planned and nothing is sent; sync polls both to the end."""
    with stage.open(SANDBOX) as lib:
        task = lib.generate("a street", wait=False, params=dict([SANDBOX.length]))
        character = lib.create("tom", task=str(task.id), window="0,2", wait=False)
        planned = character.bindings[0].state, len(stage.characters)

        synced = lib.sync()

        assert bound(lib, "tom").state == "ready"
    assert planned == ("planned", 0)
    assert (synced.states, synced.left) == ({"done": 1, "ready": 1}, ())
    assert len(stage.requests("POST", "/characters")) == 1


def test_creation_from_a_task_that_fails_says_so(stage: Stage) -> None:
    """When the task it waits for fails, the character fails with it, and nothing is sent."""
    stage.strike("job_fails", "POST", "/videos", message="no luck")
    with stage.open(SANDBOX) as lib:
        task = lib.generate("a street", wait=False, params=dict([SANDBOX.length]))
        with pytest.raises(Refused, match="the task it was to be made from failed"):
            lib.create("tom", task=str(task.id), window="0,2")

        assert bound(lib, "tom").state == "failed"
    assert stage.requests("POST", "/characters") == []


@pytest.mark.parametrize("dialect", [SYNC, SANDBOX], ids=str)
def test_showcase_gives_several_characters(stage: Stage, dialect: Dialect) -> None:
    """Characters of one video share its source; a window that another one overlaps is warned of."""
    warnings: list[str] = []
    with stage.open(dialect) as lib:
        for handle, window in SHOWCASE.items():
            lib.create(handle, url=stage.film, window=window, warn=warnings.append)

        (source,) = lib.sources.list()
        seen = {handle: str(window) for handle, window in lib.sources.windows(str(source.id))}
    assert [warning for warning in warnings if "overlaps" in warning] == [OVERLAP]
    assert seen == SHOWCASE
    assert {character.window for character in stage.characters} == set(SHOWCASE.values())


def test_showcase_in_one_batch_warns_of_overlaps_too(stage: Stage) -> None:
    """Rows of one batch are compared with each other as with what the library has."""
    with stage.open(SANDBOX) as lib:
        results = lib.create_many(rows(stage.film, SHOWCASE))

    assert [result.error for result in results] == [None, None, None]
    warned = {result.handle for result in results for text in result.warnings if "overlaps" in text}
    assert warned
    assert warned <= {"mia", "tom"}


@pytest.mark.parametrize("dialect", [SYNC, SANDBOX, RELAY], ids=str)
def test_batch_is_sent_once_a_row(stage: Stage, dialect: Dialect) -> None:
    """Sixty rows with eight workers are sixty requests, sixty characters, and each its own row."""
    windows = {f"extra_{n:02}": f"{n / 10:g},{n / 10 + 2:g}" for n in range(60)}
    with stage.open(dialect) as lib:
        results = lib.create_many(rows(stage.film, windows), workers=8)

        cast = lib.list()
    assert [(result.number, result.handle, result.error) for result in results] == [
        (number, handle, None) for number, handle in enumerate(windows, 1)
    ]
    assert len(stage.requests("POST")) == 60
    minted = {character.window: character.id for character in stage.characters}
    assert len(minted) == len(stage.characters) == 60
    assert {character.handle: character.bindings[0].remote_id for character in cast} == {
        handle: minted[window] for handle, window in windows.items()
    }
    assert Counter(character.bindings[0].state for character in cast) == {"ready": 60}


@every_dialect
def test_film_is_kept_and_cut_from(stage: Stage, dialect: Dialect) -> None:
    """A film is downloaded into the media folder and registered; a second character comes of it."""
    with stage.open(dialect) as lib:
        mia = lib.create("mia", url=stage.film, window="5,8").bindings[0]
        task = lib.generate("@mia walks", params=dict([dialect.length]))
        (source,) = (source for source in lib.sources.list() if source.kind == "task")
        lib.create("tom", source=str(source.id), window="0,1.5")

        assert bound(lib, "tom").state == "ready"
    (billed,) = stage.generations
    assert (billed.id, billed.prompt, billed.mentions) == (
        task.remote_id,
        f"{mia.mention} walks",
        (mia.remote_id,),
    )
    film = Path(str(task.output))
    assert film.is_relative_to(stage.home / "media")
    assert film.stat().st_size == source.bytes
    assert str(source.sha256)[:8] == film.stem.rpartition("_")[2]
    assert (source.media_path, source.task_id) == (str(film), task.id)
    assert source.duration_ms == int(dialect.length[1]) * 1000
    assert task.completed_at is not None
    assert list((stage.home / "media").rglob("*.part")) == []


def test_same_film_twice_is_one_file(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tasks with the same film share one file, and each is a source of its own."""
    monkeypatch.setattr("charlib.sandbox.world.film_room._digest", lambda _: "same")
    with stage.open(ASYNC) as lib:
        lib.generate_many(["a street", "a street"], params=dict([ASYNC.length]))

        sources = lib.sources.list()
    assert len({source.ref for source in sources}) == 2
    assert len({source.media_path for source in sources}) == 1


@pytest.mark.parametrize("dialect", [SYNC, RELAY], ids=str)
def test_many_prompts_are_many_films(stage: Stage, dialect: Dialect) -> None:
    """Each prompt is billed once, in a task of its own, and the answer keeps their order."""
    texts = [f"street number {n}" for n in range(5)]
    with stage.open(dialect) as lib:
        tasks = lib.generate_many(texts, params=dict([dialect.length]))

        assert [(task.prompt, task.state) for task in tasks] == [(text, "done") for text in texts]
    assert sorted(generation.prompt for generation in stage.generations) == texts
    assert {generation.id for generation in stage.generations} == {task.remote_id for task in tasks}
    assert all(Path(str(task.output)).is_file() for task in tasks)


def test_one_failed_prompt_stops_no_other(stage: Stage) -> None:
    """Of several prompts the refused one is told in its task, and the others have their films."""
    stage.strike("job_fails", "POST", "/generations", body_contains="two", message="no two")
    with stage.open(SYNC) as lib:
        tasks = lib.generate_many(["one", "two", "three"], params=dict([SYNC.length]))

    assert [task.state for task in tasks] == ["done", "rejected", "done"]
    assert "no two" in str(tasks[1].error)
    assert len(stage.requests("POST", "/generations")) == 3


def test_unnamed_characters_of_a_prompt_stop_all_of_it(stage: Stage) -> None:
    """When one of several prompts cannot be rendered, none of them is sent."""
    with stage.open(SYNC) as lib, pytest.raises(BadPrompt, match="no character is called @mai"):
        lib.generate_many(["a street", "@mai walks"])

    assert stage.requests("POST") == []
