"""What every command owes its caller: the exit code, the two streams, no traceback, no key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Protocol

from .strict_servers import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_VAR = "CHARLIB_ACCEPTANCE_KEY"
CLIP = "https://clips.example.com/episode-1.mp4"
WINDOW = ("--window", "5,8")
UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
CHARACTER: Mapping[str, type] = {
    "handle": str,
    "name": str,
    "project": str,
    "look": str,
    "tags": list,
    "bindings": list,
    "created_at": str,
    "updated_at": str,
}
BINDING = frozenset(
    {"account", "profile", "remote_id", "mention", "state"}
    | {"method", "source", "window", "created_at", "error"}
)


class Result(Protocol):
    """What the fixture ``cli`` returns."""

    @property
    def code(self) -> int:
        """The exit code."""

    @property
    def out(self) -> str:
        """All of stdout."""

    @property
    def err(self) -> str:
        """All of stderr."""

    @property
    def json(self) -> Any:
        """Stdout as one JSON document."""


class Cli(Protocol):
    """The fixture ``cli``: one run of the command line against a library of the test's own."""

    def __call__(
        self, *argv: str, stdin: str | None = None, env: dict[str, str] | None = None
    ) -> Result:
        """Run one command."""


def _nothing_leaks(result: Result) -> None:
    assert "Traceback" not in result.err
    assert KEY not in result.out + result.err


def done(result: Result) -> Result:
    """Expect success and hand the result on."""
    _nothing_leaks(result)
    assert result.code == 0, result.err
    return result


def two_lines(result: Result) -> str:
    """Expect nothing on stdout and an error of exactly two lines, which is returned."""
    _nothing_leaks(result)
    assert result.out == ""
    assert len([line for line in result.err.splitlines() if line.strip()]) == 2, result.err
    return result.err


def refused(result: Result, *codes: int) -> str:
    """Expect one of these exit codes and an error of two lines, which is returned."""
    assert result.code in codes, (result.code, result.err)
    return two_lines(result)


def character(document: Any) -> dict[str, Any]:
    """Expect a character in the design's form and hand it on."""
    assert isinstance(document, dict)
    assert {name: type(document.get(name)) for name in CHARACTER} == CHARACTER
    for binding in document["bindings"]:
        assert binding.keys() >= BINDING
    for name in ("created_at", "updated_at"):
        assert UTC_TIME.fullmatch(document[name]), document[name]
    return document


def shown(run: Cli, handle: str, *options: str) -> dict[str, Any]:
    """Show one character."""
    return character(done(run(*options, "--json", "show", handle)).json)


def binding(run: Cli, handle: str) -> dict[str, Any]:
    """Show the only binding of a character."""
    (only,) = shown(run, handle)["bindings"]
    assert isinstance(only, dict)
    return only


def listed(run: Cli, *options: str) -> list[dict[str, Any]]:
    """List all characters, ordered by project and handle."""
    document = done(run(*options, "--json", "list", "--limit", "0")).json
    return sorted(
        map(character, document), key=lambda character: (character["project"], character["handle"])
    )


def handles(result: Result) -> list[str]:
    """Give the handles of a list or a search, sorted."""
    return sorted(row["handle"] for row in map(character, done(result).json))


def prompted(run: Cli, text: str, account: str = "main") -> dict[str, Any]:
    """Render a prompt and give the whole answer."""
    document = done(run("--json", "prompt", text, "--account", account)).json
    wanted = {"account", "profile", "template", "prompt", "request", "characters", "warnings"}
    assert wanted <= document.keys()
    assert isinstance(document, dict)
    return document


def lines(*rows: object) -> str:
    """Write rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
