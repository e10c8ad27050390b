"""A backup is restored at every moment: nothing is sent twice, lost, or given to somebody else."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from charlib.domain.character.batch import Order, Row
from charlib.domain.jobs import Job, Outcome
from charlib.errors import Conflict, PartlyDone, ProviderError
from charlib.library import Library
from charlib.library.creating import orders_of
from charlib.sync.commit import commit
from charlib.sync.remote import Remote

from .stage import ACCOUNT, ASYNC, RELAY, SANDBOX, SYNC, Dialect, Stage, bound

WINDOWS = {"ann": "1,3", "bob": "2,4.5", "cem": "3,5.5", "dia": "4,7"}
FOUR = pytest.mark.parametrize("dialect", [SYNC, ASYNC, RELAY, SANDBOX], ids=str)


def make(stage: Stage, lib: Library, **heard: Any) -> None:
    """A batch of four, one after another."""
    rows = [
        Row(n, Order(handle, window, url=stage.film), handle=handle)
        for n, (handle, window) in enumerate(WINDOWS.items(), 1)
    ]
    lib.create_many(rows, workers=1, keep=False, **heard)


def film(lib: Library) -> None:
    """Two generations, one after another."""
    for text in ("a street", "a house"):
        lib.generate(text, params=dict([ASYNC.length]))


class Camera:
    """Takes a backup at each moment of a run: before and after each request, and at each result."""

    def __init__(self, lib: Library) -> None:
        self._lib = lib
        self.copies: list[Path] = []

    def take(self, *_: object) -> None:
        """Take a backup."""
        folder = self._lib.home.data.with_name("copies")
        folder.mkdir(exist_ok=True)
        self.copies.append(self._lib.backup(folder / f"{len(self.copies):02}.db"))

    def watch_requests(self, patched: pytest.MonkeyPatch) -> None:
        """Take one around each request, as long as the patch is in place."""
        for name in ("send", "poll"):
            real: Callable[[Remote, Job], Outcome] = getattr(Remote, name)
            patched.setattr(Remote, name, self._around(real))

    def _around(self, real: Callable[[Remote, Job], Outcome]) -> Callable[[Remote, Job], Outcome]:
        def request(remote: Remote, job: Job) -> Outcome:
            self.take()
            outcome = real(remote, job)
            self.take()
            return outcome

        return request


def ids(lib: Library) -> dict[str, str | None]:
    """The id of each character."""
    return {each.handle: each.bindings[0].remote_id for each in lib.list()}


def minted(stage: Stage) -> dict[str, list[str]]:
    """The ids of the characters that the provider made, by window."""
    ids: dict[str, list[str]] = {}
    for character in stage.characters:
        ids.setdefault(character.window.replace(" ", ""), []).append(character.id)
    return ids


def check(stage: Stage, lib: Library) -> None:
    """Whoever is there has the one id that was made of their window, or it is known as unknown."""
    made = minted(stage)
    assert all(len(ids) == 1 for ids in made.values()), "paid twice"
    for character in lib.list():
        for binding in character.bindings:
            if binding.state == "ready":
                (remote_id,) = made[WINDOWS[character.handle]]
                assert remote_id in {binding.remote_id, binding.mention}, "somebody else's id"
            else:
                assert binding.state == "unknown"


@FOUR
def test_a_restore_at_any_moment_of_a_batch(
    stage: Stage, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each copy, restored after the batch, has the answers of what was sent since it was made."""
    with stage.open(dialect) as lib:
        camera = Camera(lib)
        camera.take()
        with monkeypatch.context() as patched:
            camera.watch_requests(patched)
            make(stage, lib, watch=camera.take)
        check(stage, lib)
        whole = ids(lib)

        for copy in camera.copies:
            restored = lib.restore_backup(copy)
            lib.sync()

            now = ids(lib)
            assert now == (whole if now else {})
            assert len(restored.sent.absent) == len(whole) - len(now)
            assert not restored.sent.unanswered
            check(stage, lib)


def test_a_restore_at_any_moment_of_generations(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A film that was paid for is known in every copy that knows its task."""
    with stage.open(ASYNC) as lib:
        camera = Camera(lib)
        with monkeypatch.context() as patched:
            camera.watch_requests(patched)
            film(lib)
        known = {task.remote_id for task in lib.tasks.list()}

        for copy in camera.copies:
            restored = lib.restore_backup(copy)
            lib.sync()

            tasks = lib.tasks.list()
            missing = known - {task.remote_id for task in tasks}
            assert missing == {each.remote_id for each in restored.sent.absent}
            assert {task.state for task in tasks} == {"done"}
        assert len(stage.generations) == 2


def test_what_was_not_answered_is_unknown_after_a_restore(stage: Stage) -> None:
    """A request that is planned in the copy, and whose answer was lost since, is not sent again."""
    with stage.open(SYNC) as lib:
        copies: list[Path] = []

        def watch(job: Job, state: str) -> None:  # noqa: ARG001
            copies.append(lib.backup(lib.home.data.with_name(f"{len(copies)}.db")))

        stage.strike("lost_answer", "POST", "/characters", skip=1)
        make(stage, lib, watch=watch)
        sent = len(stage.requests("POST"))
        restored = lib.restore_backup(copies[0])
        lib.sync()

        assert [each.label for each in restored.sent.unanswered] == ["@bob"]
        assert [each.label for each in restored.sent.answered] == ["@cem", "@dia"]
        assert bound(lib, "bob").state == "unknown"
        assert len(stage.requests("POST")) == sent


def test_a_plan_that_was_never_sent_stays_one(stage: Stage) -> None:
    """Where the log is this library's, a plan that is not in it is sent after the restore."""
    with stage.open(SYNC) as lib:
        lib.accounts.edit(ACCOUNT, base_url="http://127.0.0.1:9/v1")
        with pytest.raises(ProviderError):
            lib.create("ann", url=stage.film, window="1,3")
        copy = lib.backup()
        lib.accounts.edit(ACCOUNT, base_url=stage.server.bases["sync"])
        restored = lib.restore_backup(copy)
        lib.accounts.edit(ACCOUNT, base_url=stage.server.bases["sync"])
        lib.sync(retry=True)

        assert restored.sent == ((), (), (), ())
        assert bound(lib, "ann").state == "ready"


def planned(stage: Stage, lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch whose process ended before its first request."""

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("charlib.sync.run.Runner.run", kill)
        with pytest.raises(Killed):
            make(stage, lib)


Move = Callable[[Stage, Path], Stage]


def copied_folder(stage: Stage, _: Path) -> Stage:
    """The whole folder is copied."""
    home = stage.home.with_name("elsewhere")
    shutil.copytree(stage.home, home)
    return Stage(stage.server, home)


def other_machine(stage: Stage, copy: Path) -> Stage:
    """A backup is restored where there is no log."""
    other = Stage(stage.server, stage.home.with_name("elsewhere"))
    with other.open() as lib:
        lib.restore_backup(copy)
    return other


def copied_database(stage: Stage, copy: Path) -> Stage:
    """The database alone is copied into an empty folder."""
    home = stage.home.with_name("elsewhere")
    home.mkdir()
    shutil.copy(copy, home / "library.db")
    return Stage(stage.server, home)


def lost_log(stage: Stage, copy: Path) -> Stage:
    """The log was deleted, and the backup restored."""
    for file in stage.home.glob("sent.db*"):
        file.unlink()
    with stage.open() as lib:
        lib.restore_backup(copy)
    return stage


def by_hand(stage: Stage, copy: Path) -> Stage:
    """The backup was copied over the database, by a person."""
    for file in stage.home.glob("library.db*"):
        file.unlink()
    shutil.copy(copy, stage.home / "library.db")
    return stage


@pytest.mark.parametrize("move", [copied_folder, other_machine, copied_database, lost_log, by_hand])
def test_a_copy_sends_nothing_that_its_original_sends(
    stage: Stage, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a library gets a second life, one of the two sends, and the other one asks."""
    with stage.open(SYNC) as lib:
        planned(stage, lib, monkeypatch)
        copy = lib.backup(stage.home.with_name("copy.db"))
        second = move(stage, copy) if move is copied_folder else None
        lib.sync()
    second = second or move(stage, copy)
    sent = len(stage.requests("POST"))

    with second.open() as lib:
        result = lib.sync()

        check(stage, lib)
        states = {character.bindings[0].state for character in lib.list()}
    assert len(stage.requests("POST")) == sent == 4
    assert states == ({"ready"} if move is by_hand else {"unknown"})
    assert len(result.unknown) == (0 if move is by_hand else 4)


def test_a_copy_goes_on_by_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is planned after the copy was made is nobody else's, and is sent."""
    with stage.open(SYNC) as lib:
        planned(stage, lib, monkeypatch)
    second = copied_folder(stage, stage.home)

    with second.open() as lib:
        lib.create("eva", url=stage.film, window="1,4")
        assert bound(lib, "eva").state == "ready"
        assert bound(lib, "ann").state == "unknown"
    with stage.open() as lib:
        lib.sync()
        assert bound(lib, "ann").state == "ready"


def test_a_plan_after_the_copy_is_in_nobodys_doubt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if another process is the first to find out that the library is a copy."""
    with stage.open(SYNC) as lib:
        lib.create("eva", url=stage.film, window="1,4")
    second = copied_folder(stage, stage.home)

    with second.open() as lib:
        planned(second, lib, monkeypatch)
    with second.open() as lib:
        assert lib.sync().unknown == ()
        assert {bound(lib, name).state for name in ("ann", "eva")} == {"ready"}


def test_a_failure_that_was_tried_again_since_is_not_tried_again(stage: Stage) -> None:
    """The copy has the failure, the log has the answer to the second try."""
    with stage.open(SYNC) as lib:
        stage.strike("status", "POST", "/characters", status=500, times=1)
        with pytest.raises(ProviderError):
            lib.create("ann", url=stage.film, window="1,3")
        assert bound(lib, "ann").state in {"failed", "unknown"}
        copy = lib.backup()
        if bound(lib, "ann").state == "failed":
            lib.sync(retry=True)
        else:
            lib.resolve("ann")
        ready = bound(lib, "ann").remote_id
        sent = len(stage.requests("POST"))
        lib.restore_backup(copy)
        lib.sync(retry=True)

        assert bound(lib, "ann").remote_id == ready
        assert len(stage.requests("POST")) == sent


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """A creation whose request has arrived, and whose answer waits for the test."""
    arrived, go = threading.Event(), threading.Event()
    real = Remote.send

    def send(remote: Remote, job: Job) -> Outcome:
        outcome = real(remote, job)
        if job.label in {"@aaa", "@aaa+uniform", "task 1"} and outcome.state not in {
            "failed",
            "rejected",
        }:
            arrived.set()
            go.wait(30)
        return outcome

    monkeypatch.setattr(Remote, "send", send)
    yield Held(arrived, go)
    go.set()


class Held(NamedTuple):
    """What a test holds of a request on its way."""

    arrived: threading.Event
    go: threading.Event

    def run(self, act: Callable[[], object], meanwhile: Callable[[], object]) -> list[Exception]:
        """Do something while a request is on its way; return the error of the request's verb."""
        errors: list[Exception] = []

        def acting() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                errors.append(error)

        thread = threading.Thread(target=acting)
        thread.start()
        assert self.arrived.wait(30)
        meanwhile()
        self.go.set()
        thread.join(30)
        return errors


def test_a_late_answer_is_not_given_to_another_character(stage: Stage, held: Held) -> None:
    """A2: rows are numbered anew in a restored library; the answer is kept under its own uid."""
    with stage.open(SYNC) as lib, stage.open() as other:
        empty = other.backup()

        def meanwhile() -> None:
            other.restore_backup(empty)
            other.create("bbb", url=stage.film, window="5,8")

        (error,) = held.run(lambda: lib.create("aaa", url=stage.film, window="1,3"), meanwhile)
        mine, others = (character.id for character in stage.characters)

        assert isinstance(error, PartlyDone)
        assert mine in str(error)
        assert [binding.remote_id for binding in other.show("bbb").bindings] == [others]
        (line,) = map(json.loads, lib.home.late.read_text("utf-8").splitlines())
        assert (line["label"], line["account"], line["remote_id"]) == ("@aaa", ACCOUNT, mine)


def test_a_late_answer_finds_its_character_in_the_restored_library(
    stage: Stage, held: Held
) -> None:
    """Where the character is in the copy and its request is not, the answer makes a binding."""
    with stage.open(SYNC) as lib, stage.open() as other:
        stage.strike("status", "POST", "/characters", status=400)
        with pytest.raises(ProviderError):
            other.create("aaa", url=stage.film, window="1,3")
        copy = other.backup()

        errors = held.run(
            lambda: lib.create("aaa", url=stage.film, window="1,3"),
            lambda: other.restore_backup(copy),
        )

        assert errors == []
        assert other.show("aaa").bindings[-1].remote_id == stage.characters[0].id


def test_a_late_answer_finds_its_look_in_the_restored_library(stage: Stage, held: Held) -> None:
    """Where the copy has the character and not the look, the look is there again, with its ID."""
    with stage.open(SYNC) as lib, stage.open() as other:
        other.create("aab", url=stage.film, window="1,3")
        other.rename("aab", "aaa")
        copy = other.backup()

        errors = held.run(
            lambda: lib.looks.add("aaa", "uniform", url=stage.film, window="5,8"),
            lambda: other.restore_backup(copy),
        )

        assert errors == []
        aaa = other.show("aaa")
        assert [look.name for look in aaa.looks] == ["", "uniform"]
        assert [(each.look, each.remote_id) for each in aaa.bindings] == [
            ("", stage.characters[0].id), ("uniform", stage.characters[1].id),
        ]  # fmt: skip


def test_a_late_task_is_added_to_the_restored_library(stage: Stage, held: Held) -> None:
    """A generation that the copy does not have is a task again, and its film is fetched."""
    with stage.open(ASYNC) as lib, stage.open() as other:
        copy = other.backup()
        held.run(
            lambda: lib.generate("a street", params=dict([ASYNC.length])),
            lambda: other.restore_backup(copy),
        )
        other.sync()

        (task,) = other.tasks.list()
        assert (task.state, len(stage.generations)) == ("done", 1)


def test_numbers_of_the_library_before_are_not_written(stage: Stage) -> None:
    """Numbers that were read before a restore are not written after it."""
    with stage.open(SYNC) as lib, stage.open() as other:
        copy = other.backup()
        other.add("mia", "char_1")
        store = lib._session.store
        mia = store.read.characters.by_handle("default", "mia")
        assert mia is not None
        other.restore_backup(copy)
        other.add("tom", "char_2")

        with pytest.raises(Conflict, match="backup was restored"), store.write() as writer:
            writer.characters.put_away([mia.id])
        lib.add("eva", "char_3")

        assert {character.handle for character in other.list()} == {"eva", "tom"}


def test_a_second_process_waits_for_the_first(stage: Stage) -> None:
    """A run that finds another process sending takes its answer as its own."""
    with stage.open(SYNC) as lib, stage.open() as other:
        intent = orders_of(lib._session).check(Order("mia", "5,8", url=stage.film))
        with lib._session.store.settle() as writer:
            (uid,) = commit(writer, [intent])
            until = writer.now + 10**6
            assert writer.jobs.claim("binding", uid, owner="elsewhere/1/run", until=until)

        def answer(seconds: float, wake: object = None) -> None:  # noqa: ARG001
            ready = Outcome("ready", remote_id="char_1", mention="@char_1")
            with lib._session.store.settle() as writer:
                writer.jobs.record("binding", uid, ready, states=("sending",))

        other._session.clock.wait = answer  # type: ignore[method-assign] # while it waits
        result = other.sync()

        assert (result.states, result.left) == ({"ready": 1}, ())
