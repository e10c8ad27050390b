"""Commands that are read without Typer do what Typer would have made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charlib.cli import app, quick
from charlib.cli.commands import QUICK
from charlib.cli.grammar import COMMANDS
from charlib.cli.output import Output
from charlib.cli.state import State
from charlib.errors import CharlibError
from charlib.library import Library

pytestmark = pytest.mark.usefixtures("cast")

VALUES = [
    "",
    "0",
    "1",
    "03",
    "-1",
    "²",
    "x",
    "mia",
    "noir",
    "newest",
    "handle",
    "csv",
    "jsonl",
    "a b",
]
WORDS = ["mia", "tag:hero", "-tag:old", "-", "red coat", "(a or b)", "--", "--limit=2", "-x", "="]


@pytest.fixture
def cast(lib: Library) -> Library:
    """A library with a few characters."""
    lib.accounts.add("home", profile="sandbox")
    lib.projects.add("noir")
    lib.add("mia", "ch_1", tags=["hero"], look="a red coat")
    lib.add("tom", "ch_2", tags=["old", "hero"])
    lib.close()
    return lib


def done(call: Callable[[State], int | None]) -> tuple[object, str, str]:
    """The exit code, or the error, and what was printed."""
    out, err, state = io.StringIO(), io.StringIO(), State(Output())
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code: object = call(state)
        except CharlibError as error:
            code = repr(error)
        finally:
            state.close()
    return code, out.getvalue(), err.getvalue()


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command line of a quick command, more or less sound."""
    name = draw(st.sampled_from([*QUICK]))
    line = [*_options(draw, ""), *name.split()]
    for _ in range(draw(st.integers(0, 3))):
        line += draw(st.sampled_from([[one] for one in WORDS])) if draw(st.booleans()) else []
        line += _options(draw, name)
    return line


def _options(draw: st.DrawFn, name: str) -> list[str]:
    known = COMMANDS[name]["options"]
    option = draw(st.sampled_from(["", *known]))
    if option in {"", "--home", "--version", "--save", "--prune"}:
        return []
    if known[option][1] == "flag":
        return [option]
    value = draw(st.sampled_from(VALUES))
    return draw(st.sampled_from([[option, value], [f"{option}={value}"], [option]]))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(line=lines())
def test_a_quick_command_does_what_typer_does(line: list[str]) -> None:
    """The same words give the same answer, exit code and error, or are left to Typer."""
    found = done(lambda state: quick.run(line, state))
    if found[0] is not None:
        assert found == done(lambda state: app.run(line, state))


@pytest.mark.parametrize(
    "line", ["search tag:hero --limit 5", "--json list", "tag list --limit=2", "show mia"]
)
def test_what_is_plain_is_quick(line: str) -> None:
    """The measure works: ordinary command lines do not go the long way."""
    assert done(lambda state: quick.run(line.split(), state))[0] == 0


@pytest.mark.parametrize(
    "line",
    ["", "--help", "search --help", "list --colour", "list mia", "list --limit -1", "history"],
)
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    """Help, mistakes, and commands that nobody waits for."""
    assert done(lambda state: quick.run(line.split(), state))[0] is None
