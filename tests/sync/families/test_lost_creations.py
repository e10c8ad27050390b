"""Characters whose answers were lost are found again, paid for once, and never mistaken."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from charlib.errors import ProviderError
from charlib.library import Library, open_library
from charlib.sandbox import Fault, Server
from tests.clocks import Hurried
from tests.limits import HANGS_S

from .cast import KLING, KLING_LEGACY, SEEDANCE, SOUL, VIDU, Family, join, material
from .test_create_to_film import make
from .victim import CREATING, FILMING

LOST = ("lost_answer", "truncated_json", "null_id")
PATHS = ("/custom-references", "-elements", "/subjects", "/omni-video", "/generations/")
"""Where Higgsfield, Kling (in two dialects), Vidu and Ark make characters and films."""
ROOT = Path(__file__).parents[3]


def create(lib: Library, server: Server, folder: Path, family: Family, handle: str, n: int) -> None:
    """Create a character, and find its answer again if it was lost."""
    with suppress(ProviderError):
        make(lib, server, folder, family, handle, n)
    lib.sync()


@pytest.mark.parametrize("family", [SOUL, KLING, KLING_LEGACY, VIDU, SEEDANCE], ids=str)
@pytest.mark.parametrize("kind", LOST)
def test_a_lost_character_is_found_again(
    lib: Library, server: Server, folder: Path, family: Family, kind: str
) -> None:
    """However the answer was lost, the provider made one character, and that one is adopted."""
    join(lib, server, family)
    before = len(server.ledger.characters)
    server.faults.add(Fault(kind, method="POST"))
    handle = f"ann{family.base}{LOST.index(kind)}"

    create(lib, server, folder, family, handle, LOST.index(kind))

    minted = server.ledger.characters[before:]
    (binding,) = lib.show(handle).bindings
    assert (binding.state, binding.remote_id) == ("ready", "+".join(each.id for each in minted))
    assert len(minted) == (4 if family is SEEDANCE else 1)


@pytest.mark.parametrize("family", [SOUL, KLING, VIDU, SEEDANCE], ids=str)
def test_a_stranger_of_the_same_name_is_not_adopted(
    lib: Library, server: Server, folder: Path, tmp_path: Path, family: Family
) -> None:
    """Another library made one of that name, and this request never arrived."""
    handle = f"dora_{family.base}"
    with open_library(tmp_path / "stranger", clock=Hurried(moves_day=False)) as other:
        join(other, server, family)
        theirs = make(other, server, folder, family, handle, 0)
    join(lib, server, family)
    server.faults.add(Fault("reset_before", method="POST"))

    create(lib, server, folder, family, handle, 1)

    (binding,) = lib.show(handle).bindings
    if family is KLING:  # it knows no such request, so that it is sent
        assert (binding.state, binding.remote_id != theirs) == ("ready", True)
        return
    assert (binding.state, binding.remote_id) == ("unknown", None)
    assert "the provider's list does not have its name" in str(binding.error)


NO_KEY = """
extends = "higgsfield-soul"
[create.call]
fields = { name = "name" }
[[create.call.put]]
path = "input_images[]"
item = { type = "image_url", image_url = "{stills}" }
each = "stills"
"""
"""Names that are not unique: a list cannot tell two of them apart."""


def test_of_two_lost_ones_of_a_name_none_is_adopted(
    lib: Library, server: Server, folder: Path
) -> None:
    """Only one arrived, and which it was cannot be told: both stay unknown, and it is told."""
    lib.home.profiles.mkdir(parents=True)
    (lib.home.profiles / "own.toml").write_text(NO_KEY)
    join(lib, server, replace(SOUL, profile="own"))
    before = len(server.ledger.characters)
    for kind, handle in (("reset_before", "kim"), ("lost_answer", "lee")):
        server.faults.add(Fault(kind, method="POST"))
        kept = material(folder, server, SOUL)
        with suppress(ProviderError):
            lib.create(
                handle, url=server.file_url("clip.mp4"), window="0,4", keep=False, name="Two",
                material=kept,
            )  # fmt: skip
    lib.sync()

    bindings = [lib.show(handle).bindings[0] for handle in ("kim", "lee")]
    assert [(each.state, each.remote_id) for each in bindings] == [("unknown", None)] * 2
    (minted,) = server.ledger.characters[before:]
    assert f"has one of its name ({minted.id}), which @kim may be as well" in str(bindings[1].error)
    lib.resolve("kim", lost=True)
    assert lib.resolve("lee", adopt=minted.id).handle == "lee"  # type: ignore[union-attr]


def test_an_adopted_name_is_without_the_key(
    lib: Library, server: Server, folder: Path, tmp_path: Path
) -> None:
    """Vidu's name of a subject ends in the key of its request; a character's name does not."""
    with open_library(tmp_path / "stranger", clock=Hurried(moves_day=False)) as other:
        join(other, server, VIDU)
        theirs = make(other, server, folder, VIDU, "kim", 0)
    join(lib, server, VIDU)

    (listed,) = (each for each in lib.accounts.clean("main") if each.remote_id == theirs)
    assert listed.name.startswith("Kim Wong ")
    assert lib.accounts.adopt("main", theirs, "kim").name == "Kim Wong"


def wait_for(has_happened: Callable[[], bool]) -> None:
    """Wait until something has happened at the simulator."""
    until = time.monotonic() + HANGS_S
    while not has_happened():
        assert time.monotonic() < until
        threading.Event().wait(0.02)


def test_a_kill_between_request_and_answer_loses_nothing(
    lib: Library, server: Server, folder: Path, home: Path
) -> None:
    """Five creations and three films were made, and nobody heard of it: `sync` finds each."""
    for account, family in CREATING.items():
        join(lib, server, family, account)
    made, filmed = len(server.ledger.characters), len(server.ledger.generations)
    struck = server.faults.strikes
    for path in PATHS:
        server.faults.add(Fault("slow_drip", "POST", path, times=2, seconds=60))
    server.faults.add(Fault("slow_drip", "POST", "", "GroupType", seconds=60))
    words = [str(home), str(folder), server.url]
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.sync.families.victim", *words], cwd=ROOT
    )
    try:
        wait_for(lambda: server.faults.strikes - struck == 8)
        wait_for(lambda: len(server.ledger.generations) - filmed == len(FILMING))
        wait_for(
            lambda: len(server.ledger.characters) - made == len(CREATING) - 1
        )  # Ark has a group
    finally:
        victim.kill()
        victim.wait()
    server.faults.clear()

    lib.sync()

    states = {person.handle: person.bindings[0].state for person in lib.list()}
    assert states == dict.fromkeys((f"of_{account}" for account in CREATING), "ready")
    assert [task.state for task in lib.tasks.list()] == ["done"] * len(FILMING)
    minted = server.ledger.characters[made:]
    known = [part for p in lib.list() for part in str(p.bindings[0].remote_id).split("+")]
    assert sorted(known) == sorted(each.id for each in minted)
    assert len(server.ledger.generations) - filmed == len(FILMING)
