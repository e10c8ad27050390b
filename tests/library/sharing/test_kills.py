"""The command itself, killed by SIGKILL at any moment of a push, a pull or a snapshot."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import charlib
from charlib.library import Library
from charlib.library.session import ignore
from charlib.library.sharing import pushing, share_names
from charlib.objects.opening import open_place
from charlib.store.shared.values import KINDS
from tests.store.shared.team import Member

pytestmark = [pytest.mark.long, pytest.mark.skipif("os.name == 'nt'", reason="needs SIGKILL")]
NAMES = ("anna", "tom", "zoe")
_DEAD = -9


class Team:
    """Members whose pushes and pulls are processes, killed after some part of their usual time."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.url = url
        self.homes = [folder / name for name in NAMES]
        self.killed = {"push": 0, "pull": 0}
        self._usual = {"push": 1.0, "pull": 1.0}
        self._number = 0
        for name, home in zip(NAMES, self.homes, strict=True):
            self.within(home, lambda lib, name=name: lib.share.init(url, name=name))
        for verb in self.killed:  # how long that takes on this machine
            self.run(self.homes[0], verb, may_die=False)

    @staticmethod
    def within(home: Path, act: Callable[[Library], object]) -> None:
        """Do something in a library, in this process."""
        with charlib.open(home=home) as lib:
            act(lib)

    def work(self, home: Path) -> None:
        """Add somebody with a portrait, and edit, remove or merge others."""

        def act(lib: Library) -> None:
            self._number += 1
            name = f"{home.name}_{self._number}"
            still = home.parent / f"{name}.png"
            shade = np.random.default_rng(self._number).integers(0, 255, (400, 400, 3), np.uint8)
            cv2.imwrite(str(still), shade)
            lib.add(name, name=f"Name {self._number}", tags=["cast"])
            lib.keep(name, still=still)
            there = [each.handle for each in lib.list()]
            self.random.shuffle(there)
            lib.edit(there[0], notes=f"note {self._number}")
            if len(there) > 4:
                lib.merge(there[1], there[2])
                lib.remove(there[3])

        self.within(home, act)

    def run(self, home: Path, verb: str, *, may_die: bool) -> int:
        """Push or pull with the command; return its exit code, which a kill makes -9."""
        words = ["--json", "--home", str(home), "share", verb]
        words += ["--media", "all"] if verb == "pull" else []
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "charlib", *words], env={**os.environ, "PYTHONWARNINGS": ""},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        # Starting takes half of the time, and nothing happens in it.
        moment = self._usual[verb] * self.random.uniform(0.4, 1.1) if may_die else 60
        try:
            _, told = process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.killed[verb] += process.returncode == _DEAD
            return process.returncode
        assert process.returncode == 0, told
        self._usual[verb] = time.monotonic() - began
        return 0

    def end(self) -> None:
        """Let all tell and hear all."""
        for _ in range(3):
            for verb in ("push", "pull"):
                for home in self.homes:
                    self.run(home, verb, may_die=False)

    def check(self) -> None:
        """All have the same, with every file, and each object is what its name says."""
        shown = [_shown(home) for home in self.homes]
        assert [each == shown[0] for each in shown] == [True] * len(shown)
        exports = [_exported(home) for home in self.homes]
        assert exports[0]
        assert [each == exports[0] for each in exports] == [True] * len(exports)
        for home in self.homes:
            self.within(home, _is_sound)
            for path in (home / "media" / "kept").rglob("*.png"):
                assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
        self.check_objects()

    def check_objects(self) -> dict[str, int]:
        """The number of objects of each kind; none is a part of one."""
        place, counts = open_place(self.url, os.environ), {}
        for prefix in (share_names.LOG, share_names.SNAPSHOTS, share_names.MEDIA):
            names = [*place.list(prefix)]
            counts[prefix] = len(names)
            for name in names:
                part = self.homes[0].parent / "object"
                place.get_file(name, part, 1 << 30)
                digest = hashlib.sha256(part.read_bytes()).hexdigest()
                part.unlink()
                assert name.endswith(digest), name
        return counts


def _shown(home: Path) -> dict[str, Any]:
    member = Member(home)
    try:
        shown = member.shown()
        return {kind: shown[kind] for kind in KINDS if kind != "account"}
    finally:
        member.close()


def _exported(home: Path) -> list[dict[str, Any]]:
    """The lines of an export, without the times and the order in which a library took things."""
    file = home.parent / "export.jsonl"
    Team.within(home, lambda lib: lib.export(file))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    for each in lines:
        each.pop("updated_at")
        for look in each["looks"]:
            look["kept"].sort(key=str)
    return sorted(lines, key=lambda each: str(each.get("uid") or each))


def _is_sound(lib: Library) -> None:
    assert [each for each in lib.doctor() if not each.is_note] == []
    assert (lib.share.push(warn=ignore).objects, lib.share.pull(warn=ignore).objects) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_members_killed_at_any_moment_end_with_the_same_cast(
    tmp_path: Path, url: str, seed: int
) -> None:
    """Most pushes and pulls are killed somewhere; afterwards all have everything."""
    team = Team(tmp_path, url, seed)
    for number in range(24):
        home = team.random.choice(team.homes)
        team.work(home)
        team.run(home, "push", may_die=number > 2)
        team.run(team.random.choice(team.homes), "pull", may_die=number > 2)
    team.end()
    team.check()
    assert all(team.killed.values()), team.killed


def test_a_snapshot_that_is_killed_is_none(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is added by a later push, and a newcomer who reads it has all."""
    team = Team(tmp_path, url, 1)
    monkeypatch.setattr(pushing, "SNAPSHOT_OBJECTS", 10**9)  # in this process only
    first = team.homes[0]

    def many(lib: Library) -> None:
        for number in range(pushing_default() + 5):
            lib.add(f"m{number}", look="text " * 200)
            lib.share.push(warn=ignore)

    team.within(first, many)
    while not team.check_objects()[share_names.SNAPSHOTS]:
        team.work(first)
        team.run(first, "push", may_die=sum(team.killed.values()) < 8)
    assert team.killed["push"]
    team.end()
    team.check()


def pushing_default() -> int:
    """How many objects the command waits for before it adds a snapshot."""
    code = "from charlib.library.sharing import pushing; print(pushing.SNAPSHOT_OBJECTS)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(told.stdout)
