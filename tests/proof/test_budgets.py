"""A budget holds across processes and kills: what is sent never exceeds it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from charlib.library import open_library
from charlib.sandbox import Server

from .conftest import ROOT, Forked
from .zygote import KEY_VARIABLE, ROWS, TEXTS

pytestmark = pytest.mark.skipif("not hasattr(os, 'fork')", reason="processes are forked")
MOST = 10
PROCESSES, FILMS = 2, 8
Copy = Callable[[str], Path]


def limited(home: Path, budget: str) -> Path:
    """The library, whose account has a budget."""
    with open_library(home, environ={}) as lib:
        lib.accounts.edit("main", budget=budget)
    return home


def left(home: Path) -> tuple[int, int]:
    """The calls that count against the budget, and how many requests are unknown."""
    with open_library(home, environ={KEY_VARIABLE: "sandbox-key"}) as lib:
        spent = lib.accounts.spent("main")
        assert spent is not None
        return int(spent.amount), len(lib.unsettled())


def test_two_processes_never_send_an_eleventh(sandbox: Server, copy: Copy) -> None:
    """Both start at the same moment with eight films each, one at a time: ten are sent."""
    home, billed = limited(copy("race"), f"{MOST} calls"), len(sandbox.ledger.generations)
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    words = [sys.executable, "-m", "tests.proof.spenders", str(home), str(PROCESSES), str(FILMS)]
    done = subprocess.run(
        words, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    ).stdout
    reports = [json.loads(line) for line in done.splitlines()]

    assert len(reports) == PROCESSES
    assert sum(report["sent"] for report in reports) == MOST
    assert {kind for report in reports for kind in report["refused"]} == {"money"}
    assert len(sandbox.ledger.generations) - billed == MOST
    assert left(home) == (MOST, 0)


def test_a_batch_that_does_not_fit_is_refused_whole(sandbox: Server, copy: Copy) -> None:
    """Of the story's rows and films the rows fit, and of the films none is sent."""
    home, minted = limited(copy("whole"), f"{ROWS + 1} calls"), sandbox.ledger.minted
    billed = len(sandbox.ledger.generations)
    with open_library(home, environ={KEY_VARIABLE: "sandbox-key"}) as lib:
        for n in range(ROWS):
            window = f"{n / 10:g},{n / 10 + 2:g}"
            lib.create(f"extra_{n}", url=sandbox.file_url("mia.mp4"), window=window)
        with pytest.raises(Exception, match=r"refuses 3 calls.* of 7 calls has 1 left") as caught:
            lib.generate_many(TEXTS, params={"duration": "2"})

    assert caught.value.kind == "money"  # type: ignore[attr-defined] # it is one of ours
    assert sandbox.ledger.minted - minted == ROWS
    assert len(sandbox.ledger.generations) == billed


def test_kills_leave_the_sums_correct_after_sync(
    sandbox: Server, forked: Forked, copy: Copy
) -> None:
    """Killed at any moment, then synced: the calls are those that were planned, and no more."""
    order = {"url": sandbox.file_url("mia.mp4"), "story": "make"}
    names = forked(home=str(copy("rehearsal")), moment=0, **order)["names"]
    kills, step = 0, len(names) / 12
    for number in range(12):
        home = limited(copy(f"kill-{number}"), f"{ROWS + len(TEXTS)} calls")
        before = sandbox.ledger.minted + len(sandbox.ledger.generations)
        kills += forked(home=str(home), moment=1 + int(number * step), **order)["killed"]
        synced = forked(home=str(home), moment=0, url=order["url"], story="sync")
        assert "fault" not in synced, synced["fault"]
        calls, unknown = left(home)
        sent = sandbox.ledger.minted + len(sandbox.ledger.generations) - before
        assert calls in {0, ROWS, ROWS + len(TEXTS)}
        assert calls - unknown <= sent <= calls

    assert kills >= 10
