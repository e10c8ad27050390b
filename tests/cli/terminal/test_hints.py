"""Every command that a hint names is one that charlib accepts."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import charlib
from charlib.cli import contents, typer_app
from charlib.cli.declare import parameters
from charlib.cli.root import root
from charlib.cli.showing.phrasing import phrased
from charlib.hints import Hint
from tests.test_hints import hinted

PACKAGE = Path(charlib.__file__).parent
_COMMAND = re.compile(r"charlib ([a-z-][^;(]*?)(?=$|\.$|,|;|  |: |`| \(| brings)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9](?![\w-])")
OPTIONS = {
    name
    for command in [root, *map(contents.command, contents.MODULES)]
    if command is not None
    for parameter in parameters(command)
    for name in (parameter.option, parameter.negation)
}


class Place(NamedTuple):
    """A text in the source that names a command, and where it is."""

    where: str
    text: str

    def __str__(self) -> str:
        """Name the place, for a test's id."""
        return self.where


def _nodes(folder: Path) -> Iterator[tuple[str, ast.AST]]:
    for file in sorted(folder.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                 for part in node.values}  # fmt: skip
        for node in ast.walk(tree):
            if id(node) not in inner and hasattr(node, "lineno"):
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node


def _text(node: ast.AST) -> str | None:
    """A string as it is printed, with X for what is filled in; None for other nodes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "X" for part in node.values)
    return None


def sentences() -> list[Place]:
    """The sentences of the command line that name a command."""
    texts = [(where, _text(node)) for where, node in _nodes(PACKAGE / "cli")]
    return [
        Place(where, match)
        for where, text in texts
        if text is not None and "\n" not in text and not where.startswith("cli/shells")
        for match in _COMMAND.findall(text)
    ]


def calls() -> list[Place]:
    """The hints of the whole package that are data, as the command line prints them."""
    printed = [(where, phrased(Hint("{}", part))) for where, part in hinted()]
    return [Place(where, text.removeprefix("charlib ")) for where, text in printed]


@pytest.mark.parametrize("place", [*sentences(), *calls()], ids=str)
def test_a_command_in_a_hint_is_accepted(place: Place) -> None:
    """It exists, with its arguments and options, as Typer reads it."""
    words = shlex.split(place.text)
    if words == ["X", "--help"]:  # of the command or group whose name was typed
        return
    if words[-1:] == ["--help"]:
        assert contents.is_path(" ".join(words[:-1])) or words == ["--help"]
        return
    assert isinstance(typer_app.read(words), typer_app.Call)


def test_every_option_in_a_sentence_exists() -> None:
    """An option that stands alone (`or --query QUERY`) is one of some command."""
    for where, node in _nodes(PACKAGE / "cli"):
        unknown = set(_OPTION.findall(_text(node) or "")) - OPTIONS - {"--help"}
        assert unknown == set(), where


def test_every_argument_in_a_hint_exists() -> None:
    """`argument("window")` is an option or an argument of some command."""
    named = [
        _text(node.args[0])
        for _, node in _nodes(PACKAGE)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "argument"
        and node.args
    ]
    options = {f"--{name.replace('_', '-')}" for name in named if name and name.islower()}
    assert len(options) > 10
    assert options <= OPTIONS


def test_the_reader_has_found_hints() -> None:
    """A test without places would pass too."""
    assert len(sentences()) > 20
    assert len(calls()) > 50
