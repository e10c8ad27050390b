"""A thousand random calls, and the undo of all of them, leave a library as it was."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.sandbox import Server
from tests.conftest import Cli

from .agent import Agent, served

CALLS = 1_000
_NAMES = [f"who_{number}" for number in range(12)]
_TAGS = ["hero", "rain", "night", "old"]
_TEXTS = ["red", "blue", "", "tall and quiet", "in a coat"]
_READING = ("search", "show", "lint", "render", "history", "open_work", "suggest_windows")


class Chance:
    """Arguments of calls, by chance: most of them mean something."""

    def __init__(self, seed: int) -> None:
        self._by = random.Random(seed)

    def call(self, agent: Agent) -> tuple[str, dict[str, Any]]:
        """A tool and its arguments."""
        kind = self._by.choice(("catalogue", "change", "bulk", "trash", "undo", "plan", "read"))
        if kind == "read":
            return self._reading()
        return getattr(self, f"_{kind}")(agent) if kind == "trash" else getattr(self, f"_{kind}")()

    def _some(self, *pairs: tuple[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in pairs if self._by.random() < 0.6}

    def _tags(self) -> list[str]:
        return self._by.sample(_TAGS, self._by.randint(1, 2))

    def _catalogue(self) -> tuple[str, dict[str, Any]]:
        texts = self._some(
            ("name", self._by.choice(_TEXTS)), ("look", self._by.choice(_TEXTS)),
            ("notes", self._by.choice(_TEXTS)), ("tags", self._tags()),
        )  # fmt: skip
        number = self._by.randint(1, 3)
        more = {"remote_id": f"id_{number}", "account": "home"} if self._by.random() < 0.2 else {}
        return "catalogue", {"handle": self._by.choice(_NAMES), **texts, **more}

    def _change(self) -> tuple[str, dict[str, Any]]:
        names = self._by.sample(_NAMES, self._by.randint(1, 3))
        return "change", {"handles": names, **self._changes()}

    def _changes(self) -> dict[str, Any]:
        return self._some(
            ("look", self._by.choice(_TEXTS)), ("notes", self._by.choice(_TEXTS)),
            ("tag", self._tags()), ("untag", self._tags()),
        )  # fmt: skip

    def _bulk(self) -> tuple[str, dict[str, Any]]:
        query = self._by.choice(["tag:hero", "red", "", "-tag:old"])
        sure = {"dry_run": False, "expect": self._by.randint(0, 12)}
        return "change", {"query": query, **self._changes(), **self._by.choice([sure, {}])}

    def _trash(self, agent: Agent) -> tuple[str, dict[str, Any]]:
        name = self._by.choice(_NAMES)
        shown = agent.result("show", {"handle": name})
        known = shown.structured_content or {"character": {"updated_at": "never"}}
        return "trash", {"handles": [name], "seen_updated_at": [known["character"]["updated_at"]]}

    def _undo(self) -> tuple[str, dict[str, Any]]:
        return "undo", self._by.choice([{}, {"entry": self._by.randint(1, 300)}])

    def _plan(self) -> tuple[str, dict[str, Any]]:
        name = self._by.choice(_NAMES)
        return "plan", self._by.choice(
            [
                {"kind": "create", "handle": name, "source": 1, "window": "5,8"},
                {"kind": "generate", "prompts": [f"@{name} walks"]},
                {"kind": "rebind", "account": "home"},
            ]
        )

    def _reading(self) -> tuple[str, dict[str, Any]]:
        name = self._by.choice(_READING)
        given = {"search": {"query": self._by.choice(_TAGS)}, "show": {"handle": "who_1"},
                 "lint": {"text": "@who_2 runs"}, "render": {"text": "@who_3 runs"}}  # fmt: skip
        return name, given.get(name, {})


def exported(lib: Library, file: Path) -> list[dict[str, Any]]:
    """What an export says, but for when each character was touched last."""
    lib.export(file)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [{key: value for key, value in row.items() if key != "updated_at"} for row in rows]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_thousand_calls_and_their_undo_change_nothing(
    at_sandbox: Library, sandbox: Server, tmp_path: Path, cli: Cli, seed: int
) -> None:
    """Nor is anything sent without a plan that was shown and approved."""
    lib, chance = at_sandbox, Chance(seed)
    for name in _NAMES[:4]:
        lib.add(name, look="grey", tags=["old"])
    lib.add(_NAMES[4], "ch_1", account="home")
    before = exported(lib, tmp_path / "before.jsonl")
    tools: dict[str, int] = {}
    changed = 0
    with served(lib, answer=None) as agent:
        for _ in range(CALLS):
            name, given = chance.call(agent)
            result = agent.result(name, given)
            tools[name] = tools.get(name, 0) + (not result.is_error)
            changed += bool((result.structured_content or {}).get("entry"))
    assert all(tools[name] > 5 for name in ("catalogue", "change", "trash", "undo", "plan"))
    assert changed > 200
    assert exported(lib, tmp_path / "between.jsonl") != before
    done = cli("undo", "--by", "agent:tester", "--yes")
    assert done.code == 0, done.err
    assert exported(lib, tmp_path / "after.jsonl") == before
    assert sandbox.ledger.received == 0
