"""Runs that are cut short, and runs that meet: what is left, and how sync ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from charlib.domain.character.batch import Order, Row
from charlib.domain.jobs import Job
from charlib.library import Library
from charlib.sync.decide import LEASE_MS
from tests.clocks import Hurried
from tests.limits import HANGS_S

from .stage import KEY_VARIABLE, SANDBOX, SYNC, Dialect, Stage

ROWS = 24
WINDOWS = {f"extra_{n:02}": f"{n / 10:g},{n / 10 + 2:g}" for n in range(ROWS)}
TEXTS = [f"street number {n}" for n in range(8)]
SHORT = dict([SYNC.length])
two_dialects = pytest.mark.parametrize("dialect", [SYNC, SANDBOX], ids=str)


class Finger:
    """A watcher that presses Ctrl-C when the jobs have come forward so often, and maybe again."""

    def __init__(self, after: int, *, presses: int = 1) -> None:
        self._after = after
        self._presses = presses

    def __call__(self, job: Job, state: str) -> None:  # noqa: ARG002
        """Count one step."""
        self._after -= 1
        if self._after <= 0 < self._presses:
            self._presses -= 1
            raise KeyboardInterrupt


class Trap(Hurried):
    """A clock that presses Ctrl-C when the main thread looks at it for the nth time."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def _look(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._after -= 1
            if self._after == 0:
                raise KeyboardInterrupt

    def now(self) -> int:
        """The present, if nobody presses Ctrl-C."""
        self._look()
        return super().now()

    def monotonic(self) -> float:
        """Seconds that never run backwards, if nobody presses Ctrl-C."""
        self._look()
        return super().monotonic()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Skip the wait, if nobody presses Ctrl-C."""
        self._look()
        super().wait(seconds, wake)


def make(stage: Stage, lib: Library, rows: int = ROWS, **heard: Any) -> None:
    """Make a batch, each row from a window of its own."""
    windows = list(WINDOWS.items())[:rows]
    orders = (Order(handle, window, url=stage.film) for handle, window in windows)
    lib.create_many(
        [Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)], **heard
    )


def states(lib: Library) -> Counter[str]:
    """How many bindings of the cast are in which state; each character has one."""
    cast = lib.list()
    assert all(len(character.bindings) == 1 for character in cast)
    return Counter(character.bindings[0].state for character in cast)


@two_dialects
@pytest.mark.parametrize("after", [1, 2, 9, ROWS - 1, ROWS])
def test_ctrl_c_leaves_a_batch_that_sync_finishes(
    stage: Stage, dialect: Dialect, after: int
) -> None:
    """Ctrl-C hears what is on its way and sends no more; sync makes the rest, each row once."""
    with stage.open(dialect) as lib:
        with pytest.raises(KeyboardInterrupt):
            make(stage, lib, watch=Finger(after))
        left = states(lib)
        sent = len(stage.requests("POST"))
    with stage.open() as lib:
        synced = lib.sync()

        assert states(lib) == {"ready": ROWS}
    assert left.total() == ROWS
    assert left.keys() <= {"planned", "processing", "ready"}
    assert left["planned"] == ROWS - sent
    assert (synced.left, synced.unknown) == ((), ())
    assert len(stage.requests("POST")) == len(stage.characters) == ROWS
    assert {character.window for character in stage.characters} == set(WINDOWS.values())


@two_dialects
def test_second_ctrl_c_leaves_at_once(stage: Stage, dialect: Dialect) -> None:
    """What nobody waited for any more is unknown, told as such, and never sent again."""
    hand = Finger(3, presses=2)
    with stage.open(dialect) as lib, pytest.raises(KeyboardInterrupt):
        make(stage, lib, watch=hand)
    stage.clock.wait(LEASE_MS / 1000)
    with stage.open() as lib:
        synced = lib.sync()
        lib.sync(retry=True)
        ended = states(lib)

    assert ended.keys() <= {"ready", "unknown"}
    assert ended.total() == ROWS
    assert len(synced.unknown) == ended["unknown"] < 4
    whole = (
        request.body for request in stage.requests("POST") if request.body
    )  # others were cut on the way
    asked = Counter(body["timestamps"] for body in whole)
    assert set(asked.values()) == {1}
    assert len(asked) >= ended["ready"]


@pytest.mark.parametrize("moment", range(1, 19))
def test_ctrl_c_at_any_moment_of_a_sync(stage: Stage, moment: int) -> None:
    """Whenever a sync is cut short the next one ends it: what was not sent is never unknown."""
    with stage.open(SYNC) as lib, pytest.raises(KeyboardInterrupt):
        make(stage, lib, rows=5, watch=Finger(1), workers=1)
    patient, stage.clock = stage.clock, Trap(moment)
    with stage.open() as lib, suppress(KeyboardInterrupt):
        lib.sync(workers=2)
    stage.clock = patient
    with stage.open() as lib:
        synced = lib.sync()

        assert (synced.unknown, states(lib)) == ((), {"ready": 5})
    assert len(stage.requests("POST")) == 5


@pytest.mark.parametrize("after", [1, 6, 20])
def test_ctrl_c_leaves_generations_that_sync_finishes(stage: Stage, after: int) -> None:
    """Prompts that were not sent are sent by sync, those that were are not; all films come."""
    with stage.open(SYNC) as lib, pytest.raises(KeyboardInterrupt):
        lib.generate_many(TEXTS, params=SHORT, watch=Finger(after))
    with stage.open() as lib:
        lib.sync()
        tasks = lib.tasks.list()

    assert [task.prompt for task in reversed(tasks)] == TEXTS
    assert all(task.state == "done" and task.output for task in tasks)
    assert sorted(generation.prompt for generation in stage.generations) == TEXTS


def test_run_in_the_same_process_leaves_another_one_alone(stage: Stage) -> None:
    """What one thread of a program is sending is not given up by a sync in another one."""
    met: list[dict[str, int]] = []

    def meet(job: Job, state: str) -> None:  # noqa: ARG001
        if not met:
            with stage.open() as other:
                met.append(other.sync().states)

    stage.strike("latency", "POST", "/characters", times=6, skip=1, seconds=0.2)
    with stage.open(SYNC) as lib:
        make(stage, lib, watch=meet)

        assert states(lib) == {"ready": ROWS}
    assert all(states_seen.keys() <= {"ready"} for states_seen in met)
    assert len(stage.requests("POST")) == ROWS


def sync_twice(stage: Stage) -> list[tuple[int, str, str]]:
    """Run `charlib sync` in two processes at once: exit code, stdout and stderr of each."""
    command = [sys.executable, "-m", "charlib", "--home", str(stage.home), "sync"]
    processes = [
        subprocess.Popen(
            command,
            env={**os.environ, KEY_VARIABLE: "sandbox-key"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=HANGS_S) for process in processes]
    return [(process.returncode, *words) for process, words in zip(processes, outputs, strict=True)]


@two_dialects
def test_two_syncs_at_once_make_each_character_once(stage: Stage, dialect: Dialect) -> None:
    """Two processes share the open rows between them: none is sent twice, none is left."""
    with stage.open(dialect) as lib, pytest.raises(KeyboardInterrupt):
        make(stage, lib, watch=Finger(1), workers=1)
    stage.strike("latency", "POST", "/characters", times=0, seconds=0.05)

    results = sync_twice(stage)

    assert [(code, err) for code, _, err in results] == [(0, "")] * 2
    with stage.open() as lib:
        assert states(lib) == {"ready": ROWS}
        assert lib.sync().states == {}
    assert len(stage.requests("POST")) == len(stage.characters) == ROWS
    assert {character.window for character in stage.characters} == set(WINDOWS.values())


def test_two_syncs_at_once_bill_each_generation_once(stage: Stage) -> None:
    """Two processes send each planned prompt once, and each film is there once."""
    with stage.open(SANDBOX) as lib, pytest.raises(KeyboardInterrupt):
        lib.generate_many(TEXTS, params=SHORT, watch=Finger(1), workers=1)
    stage.strike("latency", "POST", "/videos", times=0, seconds=0.05)

    results = sync_twice(stage)

    assert [(code, err) for code, _, err in results] == [(0, "")] * 2
    with stage.open() as lib:
        lib.sync()
        assert [task.state for task in lib.tasks.list()] == ["done"] * len(TEXTS)
        assert len(lib.sources.list()) == len(TEXTS)
    assert sorted(generation.prompt for generation in stage.generations) == TEXTS
