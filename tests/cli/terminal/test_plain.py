"""Command lines that are read without Typer mean what Typer would make of them."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.cli import contents, parse, typer_app
from charlib.cli.declare import MOST, Parameter, parameters
from charlib.cli.root import root
from tests.examples import examples

PATHS = [*contents.MODULES, *contents.OLD_WORDS]
VALUES = [
    "", "0", "1", "03", "-1", "²", "x", "mia", "1.5", ".", "9999999999", "1000000001", "a b",
    "newest", "-h", "--", "-x",
]  # fmt: skip
WORDS = [
    "mia", "tag:hero", "-tag:old", "-", "red coat", "(a or b)", "--", "--limit=2", "-x", "=", "-o",
    "-1,5", "-ab", "--xyz", "", "2", "bash", "-a=home", "-h",
]  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command line, more or less sound."""
    path = draw(st.sampled_from(PATHS))
    command = contents.command(path)
    assert command is not None
    declared = parameters(command)
    line = [*draw(options(parameters(root))), *path.split()]
    arguments = sum(parameter.is_argument for parameter in declared)
    for _ in range(draw(st.integers(0, 1))):
        line += draw(options(declared))
    for _ in range(draw(st.integers(0, arguments + 1))):
        line.append(draw(st.sampled_from(WORDS)))
        line += draw(options(declared))
    return line


@st.composite
def options(draw: st.DrawFn, declared: tuple[Parameter, ...]) -> list[str]:
    """An option in one of its spellings, with or without a value; or nothing."""
    known = parse.spellings(declared)
    name = draw(st.sampled_from(["", *known]))
    if not name or name == "--version":
        return []
    good = [*known[name][0].choices, "2", "mia"]
    value = draw(st.sampled_from(VALUES) | st.sampled_from(good))
    if known[name][0].is_flag and draw(st.integers(0, 9)):
        return [name]
    return draw(st.sampled_from([[name, value], [f"{name}={value}"], [name]]))


@examples(150)
@given(line=lines(), keep=st.sampled_from(["", "0", "yes", "Off", " 1", "maybe"]))
def test_a_plain_line_means_what_typer_reads(line: list[str], keep: str) -> None:
    """The same words give the same command and the same values, or are left to Typer."""
    os.environ["CHARLIB_KEEP"] = keep
    call = parse.read(line)
    if call is not None:
        assert call == typer_app.read(line)


PLAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "search tag:hero -tag:old --limit 5": (
        "search",
        {"words": ["tag:hero", "-tag:old"], "limit": 5},
    ),
    "tag list --limit=2": ("tag list", {"limit": 2}),
    "tag under b a": ("tag nest", {"tag": "b", "parent": "a"}),
    "show mia": ("show", {"handle": "mia"}),
    "create mia -t a -t b --no-keep": ("create", {"tag": ["a", "b"], "keep": False}),
    "sandbox --latency 0.5": ("sandbox", {"latency": 0.5}),
    "undo 3": ("undo", {"steps": 3}),
    "rm --query tag:old": ("rm", {"handles": [], "query": "tag:old"}),
}


@pytest.mark.parametrize("line", PLAIN)
def test_what_is_plain_is_read_without_typer(line: str) -> None:
    """The measure works: ordinary command lines do not go the long way."""
    path, values = PLAIN[line]
    call = parse.read(line.split())
    assert call is not None
    assert call.command is contents.command(path)
    assert {name: call.values[name] for name in values} == values


@pytest.mark.parametrize("path", contents.MODULES)
def test_every_command_has_a_plain_line(path: str) -> None:
    """What each command must be given is enough."""
    command = contents.command(path)
    assert command is not None
    line = path.split()
    for parameter in parameters(command):
        if parameter.is_required:
            value = parameter.choices[0] if parameter.choices else "1"
            line += [value] if parameter.is_argument else [parameter.option, value]
    assert parse.read(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "", "--help", "search --help", "search -h", "list --colour", "list mia", "list --limit -1",
        "list --limit 1000000001", "search --sort up", "tag", "tag fly", "undo 0", "edit -yq",
        "search -- mia", "sandbox --port 65536",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    """Help, mistakes and what only Typer knows."""
    assert parse.read(line.split()) is None


def test_a_word_with_a_space_is_not_two() -> None:
    """`charlib "tag list"` is one word, and not a command."""
    assert parse.read(["tag list"]) is None


def test_a_limit_beyond_all_counts_means_all() -> None:
    """A number that the database could not hold is not a mistake."""
    call = typer_app.read(["list", "--limit", "9" * 30])
    assert isinstance(call, parse.Call)
    assert call.values["limit"] == MOST
