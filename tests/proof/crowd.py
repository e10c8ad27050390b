"""`python -m tests.proof.crowd HOME URL PROCESSES OPERATIONS`: many charlibs at once.

Each process catalogues, tags, creates, syncs and searches, and tells what it did and what went
wrong, as a line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import charlib.store.schema.upgrade
import charlib.store.write.transaction
import charlib.sync.run  # noqa: F401 - loaded before forking, so that no process has to
from charlib.errors import CharlibError
from charlib.library import Library, open_library

from .zygote import KEY_VARIABLE

SHARED = "everyone"
TURNS = ("add", "tag", "search", "add", "list", "create", "tag", "sync", "count", "edit")


class Member:
    """One process of the crowd."""

    def __init__(self, lib: Library, number: int, url: str) -> None:
        self._lib = lib
        self._number = number
        self._url = url
        self._mine: list[str] = []
        self.done: Counter[str] = Counter()

    def act(self, turn: int) -> None:
        """One operation."""
        what = TURNS[turn % len(TURNS)]
        getattr(self, what)(turn)
        self.done[what] += 1

    def add(self, turn: int) -> None:
        """Catalogue somebody."""
        handle = f"p{self._number}_{turn}"
        self._lib.add(handle, f"ch_{handle}", account="main", look="a red coat", tags=[SHARED])
        self._mine.append(handle)

    def tag(self, turn: int) -> None:
        """Give the newest a tag that all processes give."""
        self._lib.tags.add(f"turn{turn % 5}", [self._mine[-1]])

    def search(self, turn: int) -> None:  # noqa: ARG002 - as all operations
        """Search for everybody of one's own; all that were catalogued are found."""
        handles = {character.handle for character in self._lib.search("red coat")}
        assert {*self._mine} <= handles

    def list(self, turn: int) -> None:
        """List, and look one up."""
        assert self._lib.show(self._mine[turn % len(self._mine)]).look == "a red coat"

    def create(self, turn: int) -> None:
        """Make somebody at the provider, and leave it to whoever syncs first."""
        handle = f"c{self._number}_{turn}"
        start = (turn % 50) / 10
        self._lib.create(
            handle, url=self._url, window=f"{start:g},{start + 2:g}", account="main", wait=False
        )

    def sync(self, turn: int) -> None:  # noqa: ARG002 - as all operations
        """Finish what is open, whoever began it."""
        self._lib.sync()

    def count(self, turn: int) -> None:  # noqa: ARG002 - as all operations
        """Count what is tagged; nothing of one's own is missing."""
        assert self._lib.count(f"tag:{SHARED}") >= len(self._mine)

    def edit(self, turn: int) -> None:
        """Change what is said of one's newest."""
        self._lib.edit(self._mine[-1], notes=f"turn {turn}")


def take_part(home: Path, url: str, number: int, operations: int) -> dict[str, Any]:
    """Be one process of the crowd."""
    wrong: list[str] = []
    with open_library(home, environ={KEY_VARIABLE: "sandbox-key"}) as lib:
        member = Member(lib, number, url)
        for turn in range(operations):
            try:
                member.act(turn)
            except CharlibError as error:
                wrong.append(f"{type(error).__name__}: {error}")
            except Exception:  # noqa: BLE001 - told to the test, which fails
                wrong.append(traceback.format_exc())
    return {"done": member.done, "wrong": wrong}


def main() -> None:
    """Fork the crowd, and wait for all of it."""
    home, url, processes, operations = sys.argv[1:]
    children = []
    for number in range(int(processes)):
        child = os.fork()
        if child == 0:
            report = take_part(Path(home), url, number, int(operations))
            os.write(1, json.dumps(report).encode() + b"\n")
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
