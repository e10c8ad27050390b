"""Members as processes, killed by SIGKILL, with clocks an hour apart: nothing is paid twice."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from charlib.library.claiming.settling import set_budget
from charlib.sandbox import Server
from tests.library.claiming import members as team

from .conftest import ROOT

pytestmark = pytest.mark.skipif("not hasattr(os, 'fork')", reason="processes are forked")
HOURS = (0, -1, 1, 0.5, -0.5)
_PREFIXES = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The origin of an S3 server on loopback."""
    with team.s3_server() as origin:
        yield origin


@pytest.fixture(params=["folder", "bucket"])
def url(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> str:
    """The URL of an empty place of each kind."""
    if request.param == "bucket":
        return f"s3://studio/proof{next(_PREFIXES)}?endpoint={server}"
    (tmp_path / "place").mkdir()
    return str(tmp_path / "place")


Homes = Callable[[str, int], list[Path]]


@pytest.fixture
def homes(tmp_path: Path, sandbox: Server) -> Homes:
    """The homes of members who share a place."""

    def made(url: str, number: int) -> list[Path]:
        pack = team.seeded(tmp_path, sandbox)
        for lib in team.members(tmp_path, pack, url, number):
            lib.close()
        return [tmp_path / name for name in team.NAMES[:number]]

    return made


def at_once(plans: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let members work at the same moment; what those told who were not killed."""
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tests.proof.colleagues"],
        cwd=ROOT, env=environ, input=json.dumps(plans), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [json.loads(line) for line in done.splitlines()]


def plan(home: Path, number: int, names: Sequence[str], **more: Any) -> dict[str, Any]:
    """What a member does."""
    return {
        "home": str(home), "environ": team.ENVIRON, "names": names, "hours": HOURS[number], **more
    }  # fmt: skip


def test_processes_create_each_character_once(homes: Homes, url: str, sandbox: Server) -> None:
    """Five members want the same three characters at the same moment; each is paid for once."""
    names, minted = ["mia", "tom", "zoe"], sandbox.ledger.minted
    film = sandbox.file_url("mia.mp4")
    told = at_once([plan(home, n, names, url=film) for n, home in enumerate(homes(url, 5))])

    assert len(told) == 5
    assert sum(each["made"] for each in told) == len(names)
    assert {kind for each in told for kind in each["refused"]} == {"conflict"}
    assert sandbox.ledger.minted - minted == len(names)


def test_processes_spend_one_budget(homes: Homes, url: str, sandbox: Server) -> None:
    """Two members with eight films each at a team's budget of ten: ten are sent."""
    here = homes(url, 2)
    with team.joined(here[0], Path(), url, "anna") as anna:
        set_budget(anna._session, "main", "10 calls")
    billed = sandbox.ledger.billed
    films = [[f"street {n} {film}" for film in range(8)] for n in range(2)]
    told = at_once([plan(home, n, films[n], films=True) for n, home in enumerate(here)])

    assert sum(each["made"] for each in told) == 10
    assert {kind for each in told for kind in each["refused"]} == {"money"}
    assert sandbox.ledger.billed - billed == 10


def killed(here: Sequence[Path], film: str, moment: int, *, is_written: bool, again: int) -> int:
    """Kill members at an object, then let all of them carry on, so many times; the kills."""
    names = [f"mia{moment}{'after' if is_written else 'before'}"]
    plans = [plan(home, n, names, url=film) for n, home in enumerate(here)]
    deadly = {"moment": moment, "is_written": is_written}
    told = at_once([each | (deadly if n else {}) for n, each in enumerate(plans)])
    for _ in range(again):
        at_once(plans)
    return len(here) - len(told)


@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
def test_killed_processes_pay_once(
    homes: Homes, url: str, sandbox: Server, *, is_written: bool
) -> None:
    """Two members, one of which is killed at its first object, before or after it is written."""
    here, minted = homes(url, 2), sandbox.ledger.minted
    killed(here, sandbox.file_url("mia.mp4"), 1, is_written=is_written, again=1)

    assert sandbox.ledger.minted - minted <= 1


@pytest.mark.long
def test_five_processes_are_killed_at_every_object(homes: Homes, url: str, sandbox: Server) -> None:
    """Five members, four of which are killed at each object of a creation."""
    here, kills, made, film = homes(url, 5), 0, [], sandbox.file_url("mia.mp4")
    for moment in range(1, 8):
        for is_written in (False, True):
            minted = sandbox.ledger.minted
            kills += killed(here, film, moment, is_written=is_written, again=2)
            made.append(sandbox.ledger.minted - minted)
    logging.getLogger(__name__).info("%d kills, %d creations of 14", kills, sum(made))

    assert max(made) == 1
    assert kills >= 10
