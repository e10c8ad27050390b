"""Every fault of the sandbox on every call: what becomes of it, and that nothing is paid twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charlib.domain.records import Task
from charlib.errors import CharlibError, MediaError, ProviderError
from charlib.library import Library
from charlib.sandbox.wire.faults import KINDS
from tests.limits import room

from .stage import RELAY, SANDBOX, SYNC, Dialect, Stage, bound, told

every_kind = pytest.mark.parametrize("kind", KINDS)

GOOD = {"latency", "rate_limit", "slow_drip"}
"""Faults that a call survives by itself."""
REFUSED = {
    "status": "HTTP 500",
    "error_in_200": "The server had an error",
    "redirect": "HTTP 307",
}
"""Faults that are a clear no, and what is kept of each: asking again is allowed and helps."""
UNANSWERED = {
    "reset_before": "no complete answer",
    "lost_answer": "no complete answer",
    "html_error": "a web page titled '502 Bad gateway'",
}
"""Faults after which nobody knows whether the work was done."""
UNDONE = {"reset_before", "html_error"}
"""Those of them after which it was not, as only the sandbox knows."""
UNREADABLE = {
    "truncated_json": "not JSON",
    "wrong_type": "not JSON",
    "null_id": "without an ID",
    "endless": "larger than 4,194,304 bytes",
}
"""Faults that hide the id of work that was done: asking again would pay twice."""


def attempt(act: Callable[[], object]) -> CharlibError | None:
    """The error that a verb ended with; anything but charlib's own goes through."""
    try:
        act()
    except CharlibError as error:
        return error
    return None


def create(lib: Library, stage: Stage) -> CharlibError | None:
    """Create @mia from the film."""
    return attempt(lambda: lib.create("mia", url=stage.film, window="5,8"))


def generate(lib: Library, dialect: Dialect = SYNC) -> CharlibError | None:
    """Generate a short film."""
    return attempt(lambda: lib.generate("a street", params=dict([dialect.length])))


def only_task(lib: Library) -> Task:
    """The library's only task."""
    (task,) = lib.tasks.list()
    return task


def creation_expected(kind: str, dialect: Dialect) -> tuple[set[str], str]:
    """The states a binding may have after a fault struck its creation, and what its error says."""
    if kind == "job_fails" and dialect is SANDBOX:
        return {"rejected"}, "blocked by our moderation system"
    if kind in REFUSED:
        return {"failed"}, REFUSED[kind]
    if kind in UNANSWERED:
        return {"unknown"}, UNANSWERED[kind]
    if kind in UNREADABLE:
        return {"unknown", "failed"}, UNREADABLE[kind]
    return {"ready"}, ""


@every_kind
@pytest.mark.parametrize("dialect", [SYNC, SANDBOX, RELAY], ids=str)
def test_creation_is_told_and_made_once(stage: Stage, dialect: Dialect, kind: str) -> None:
    """The binding says what went wrong; a retry makes what was not made, and nothing twice."""
    states, text = creation_expected(kind, dialect)
    stage.strike(kind, "POST", "/characters")
    with stage.open(dialect) as lib:
        error = create(lib, stage)
        after = bound(lib)
        lib.sync()
        synced = bound(lib)
        lib.sync(retry=True)
        retried = bound(lib)

    assert after.state in states
    assert text in (after.error or "")
    assert (after.error or "") in told(error)
    assert isinstance(error, ProviderError) == (after.state != "ready")
    assert synced.state == after.state
    asked = len(stage.requests("POST", "/characters"))
    if kind in REFUSED or kind in GOOD:
        assert (retried.state, retried.error, len(stage.characters)) == ("ready", None, 1)
        assert asked == (1 if kind in {"latency", "slow_drip"} else 2)
    else:
        assert retried == after
        assert asked == 1
        if dialect is SANDBOX:  # its job may still run: nobody waits for one that is unknown
            assert len(stage.characters) <= 1
        else:
            assert len(stage.characters) == (0 if kind in UNDONE else 1)


@every_kind
@pytest.mark.parametrize("skip", [0, 1], ids=["first poll", "last poll"])
def test_bad_answer_to_a_poll_of_a_character_loses_nothing(
    stage: Stage, kind: str, skip: int
) -> None:
    """One bad answer to a poll says nothing of the job: it is asked after again, never re-sent."""
    stage.strike(kind, "GET", "/characters/", skip=skip)
    with stage.open(SANDBOX) as lib:
        told(create(lib, stage))
        lib.sync()
        synced = bound(lib)
        lib.sync(retry=True)

        assert len(stage.requests("POST")) == len(stage.characters) == 1
        if (kind, skip) != ("null_id", 1):  # completed without an id is an answer, and a bad one
            assert (synced.state, synced.error) == ("ready", None)
            assert synced.remote_id == stage.characters[0].id


@every_kind
@pytest.mark.parametrize("dialect", [SYNC, RELAY], ids=str)
def test_bad_answer_to_a_poll_of_a_task_loses_no_film(
    stage: Stage, dialect: Dialect, kind: str
) -> None:
    """A film that was paid for is fetched in the end, whatever one poll was answered."""
    stage.strike(kind, "GET", "/generations/" if dialect is SYNC else "/v1/videos/")
    with stage.open(dialect) as lib:
        told(generate(lib, dialect))
        lib.sync()
        task = only_task(lib)

    assert (task.state, task.error) == ("done", None)
    assert Path(str(task.output)).is_file()
    assert len(stage.requests("POST")) == len(stage.generations) == 1


@pytest.mark.parametrize("kind", ["status", "html_error", "lost_answer", "wrong_type", "endless"])
def test_provider_that_is_down_for_a_while_is_asked_again(stage: Stage, kind: str) -> None:
    """When every poll fails, the job stays open with the reason; sync finishes it afterwards."""
    stage.strike(kind, "GET", "/characters/", times=0)
    with stage.open(SANDBOX) as lib:
        error = create(lib, stage)
        down = bound(lib)
        stage.server.faults.clear()
        synced = lib.sync()

        assert told(error)
        assert down.state == "processing"
        assert down.error
        assert (bound(lib).state, bound(lib).error, synced.left) == ("ready", None, ())
    assert len(stage.requests("POST")) == 1


def generation_expected(kind: str) -> tuple[set[str], str]:
    """The states a task may have after a fault struck its generation, and what its error says."""
    if kind == "job_fails":
        return {"rejected"}, "blocked by our moderation system"
    if kind in REFUSED:
        return {"failed"}, REFUSED[kind]
    if kind in UNANSWERED:
        return {"unknown"}, UNANSWERED[kind]
    if kind in UNREADABLE:
        return {"unknown", "failed"}, UNREADABLE[kind]
    return {"done"}, ""


@every_kind
def test_generation_is_told_and_never_sent_again(stage: Stage, kind: str) -> None:
    """A generation is paid when it is sent: neither sync nor a retry ever sends one again."""
    states, text = generation_expected(kind)
    stage.strike(kind, "POST", "/generations")
    with stage.open(SYNC) as lib:
        error = generate(lib)
        task = only_task(lib)
        lib.sync()
        lib.sync(retry=True)

        assert only_task(lib) == task
    assert task.state in states
    assert text in (task.error or "")
    assert (task.error or "") in told(error)
    assert len(stage.requests("POST")) == (2 if kind == "rate_limit" else 1)
    unpaid = kind in REFUSED or kind in UNDONE
    assert len(stage.generations) == (0 if unpaid else 1)


DOWNLOADS = {SYNC: "/outputs/", RELAY: "/content"}
ONCE = [kind for kind in KINDS if kind != "endless"]
FOR_EVER = [*REFUSED, *UNANSWERED, "rate_limit", "wrong_type"]


@pytest.mark.parametrize("kind", ONCE)
@pytest.mark.parametrize("dialect", DOWNLOADS, ids=str)
def test_download_is_tried_again(stage: Stage, dialect: Dialect, kind: str) -> None:
    """One bad answer to a download leaves the film in the media folder all the same."""
    stage.strike(kind, "GET", DOWNLOADS[dialect])
    with stage.open(dialect) as lib:
        assert generate(lib, dialect) is None

        task = only_task(lib)
    assert (task.state, task.error) == ("done", None)
    assert Path(str(task.output)).is_file()
    assert [path for path in (stage.home / "media").iterdir() if path.is_file()] == []


@pytest.mark.parametrize("kind", [kind for kind in FOR_EVER if kind != "redirect"])
def test_download_that_fails_for_a_while_is_finished_by_sync(stage: Stage, kind: str) -> None:
    """A film that could not be fetched is told of, and the next sync fetches it."""
    stage.strike(kind, "GET", "/outputs/", times=0)
    with stage.open(SYNC) as lib:
        error = generate(lib)
        down = only_task(lib)
        stage.server.faults.clear()
        lib.sync()
        task = only_task(lib)

        assert told(error)
        assert (down.state, down.output) == ("running", down.output_url)
        assert down.error
        assert (task.state, task.error) == ("done", None)
        assert Path(str(task.output)).is_file()
    assert len(stage.requests("POST")) == 1


def test_download_without_end_fills_the_disk_and_no_more(stage: Stage) -> None:
    """When the disk is full the part is removed, the task stays as it was, and sync fetches it."""
    stage.strike("endless", "GET", "/outputs/", times=0)
    with stage.open(SYNC) as lib:
        with room(4 * 2**20):
            error = generate(lib)
        down = only_task(lib)
        parts = list((stage.home / "media").rglob("*"))
        stage.server.faults.clear()
        lib.sync()

        assert isinstance(error, MediaError)
        assert "cannot be written" in told(error)
        assert (down.state, parts) == ("running", [])
        assert Path(str(only_task(lib).output)).is_file()
