"""The commands people wait for, read without Typer: it takes twice as long to load as they run.

Nothing is decided here that Typer would decide otherwise, and a test holds the two together. What
is not plain (help, mistakes, abbreviations, `--`) is left to Typer: the answer is then None.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from charlib import __version__
from charlib.cli.commands import MOST, QUICK
from charlib.cli.grammar import COMMANDS, Options

if TYPE_CHECKING:
    from charlib.cli.state import State


class _NotPlainError(Exception):
    """Typer has to look at this."""


def run(arguments: Sequence[str], state: State) -> int | None:
    """Run a command line if it is plain; its exit code, or None where Typer has to read it."""
    try:
        root, rest = _options(arguments, COMMANDS[""]["options"], is_root=True)
        if "version" in root:
            print(f"charlib {__version__}")  # noqa: T201 - the whole of the answer
            return 0
        name, rest = _name(rest)
        command = COMMANDS[name]
        said, words = _options(rest, command["options"], is_dashed=command["is_dashed"])
        values = _arguments(command["arguments"], words)
    except _NotPlainError:
        return None
    state.home, state.project = root.get("home"), root.get("project")
    state.output.as_json, state.output.quiet = bool(root.get("as_json")), bool(root.get("quiet"))
    module, function = QUICK[name]
    getattr(import_module(f"charlib.cli.{module}"), function)(state, **values, **said)
    return 0


def _name(rest: list[str]) -> tuple[str, list[str]]:
    for count in (1, 2):
        name = " ".join(rest[:count])
        if name in QUICK and len(rest) >= count:
            return name, rest[count:]
    raise _NotPlainError


def _options(
    words: Sequence[str], options: Options, *, is_root: bool = False, is_dashed: bool = False
) -> tuple[dict[str, Any], list[str]]:
    """Part words into options and the rest; the root's options end at the first word."""
    said: dict[str, Any] = {}
    rest: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, inline = word.partition("=")
        if not word.startswith("-") or word == "-":
            rest.append(word)
            if is_root:
                return said, rest + left
        elif name in options and word.startswith("--"):
            _take(said, options[name], inline if equals else None, left)
        elif word in options:
            _take(said, options[word], None, left)
        elif is_dashed and not word.startswith("--"):
            rest.append(word)
        else:
            raise _NotPlainError
    return said, rest


def _take(
    said: dict[str, Any], option: tuple[str, str, str], inline: str | None, left: list[str]
) -> None:
    name, kind, _ = option
    if kind == "flag":
        if inline is not None:
            raise _NotPlainError
        said[name] = True
        return
    if kind not in {"text", "path", "count"} or (inline is None and not left):
        raise _NotPlainError
    value = inline if inline is not None else left.pop(0)
    if kind == "count":
        said[name] = _counted(value)
        return
    said[name] = value


def _counted(value: str) -> int:
    is_plain = value.isascii() and value.isdigit() and len(value) <= len(str(MOST))
    if not is_plain or int(value) > MOST:
        raise _NotPlainError
    return int(value)


def _arguments(known: Sequence[tuple[str, str, bool]], words: list[str]) -> dict[str, Any]:
    """The words by the names of the arguments: one each, or all of them for one that takes many."""
    if len(known) == 1 and known[0][2]:
        return {known[0][0]: words}
    if len(words) != len(known):
        raise _NotPlainError
    return {name: word for (name, _, _), word in zip(known, words, strict=True)}
