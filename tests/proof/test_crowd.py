"""Many processes in one library at once: nothing is lost, nothing doubled, nobody is locked out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from charlib.library import open_library
from charlib.sandbox import Server

from .conftest import ROOT
from .crowd import SHARED

pytestmark = pytest.mark.skipif("not hasattr(os, 'fork')", reason="the crowd is forked")


def gather(home: Path, server: Server, processes: int, operations: int) -> Counter[str]:
    """Let a crowd loose on a library; answers what it did, all together."""
    words = [str(home), server.file_url("mia.mp4"), str(processes), str(operations)]
    output = subprocess.run(
        [sys.executable, "-m", "tests.proof.crowd", *words],
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    assert len(lines) == processes
    assert [wrong for line in lines for wrong in line["wrong"]] == []
    done: Counter[str] = Counter()
    for line in lines:
        done.update(line["done"])
    return done


def check(home: Path, server: Server, minted: int, done: Counter[str]) -> None:
    """Hold the library to the exact counts."""
    with open_library(home, environ={"PROOF_KEY": "sandbox-key"}) as lib:
        last = lib.sync()
        assert (last.left, last.unknown, last.failed) == ((), (), ())
        cast = lib.list()
        states = Counter(binding.state for person in cast for binding in person.bindings)
        tags = {tag.name: tag.characters for tag in lib.tags.list()}
        assert lib.doctor() == []
    assert (
        len(cast) == len({character.handle for character in cast}) == done["add"] + done["create"]
    )
    assert states == {"ready": done["add"] + done["create"]}
    assert tags[SHARED] == done["add"]
    assert len({character.bindings[0].remote_id for character in cast}) == len(cast)
    assert server.ledger.minted - minted == done["create"]


def test_four_processes_share_a_library(sandbox: Server, copy: Callable[[str], Path]) -> None:
    """Four processes with forty operations each: exact counts, a whole file, no lock error."""
    home, minted = copy("crowd"), sandbox.ledger.minted

    check(home, sandbox, minted, gather(home, sandbox, 4, 40))


@pytest.mark.long
def test_eight_processes_share_a_library(sandbox: Server, copy: Callable[[str], Path]) -> None:
    """Eight processes with five hundred operations each: the same."""
    home, minted = copy("crowd"), sandbox.ledger.minted

    check(home, sandbox, minted, gather(home, sandbox, 8, 500))
