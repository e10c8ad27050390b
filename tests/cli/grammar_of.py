"""Makes `charlib/cli/grammar.py` of what Typer is told: `python -m tests.cli.grammar_of`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from charlib.cli import grammar
from charlib.cli.app import build
from charlib.cli.commands import MOST

HEAD = '''"""What there is to type, as data: every command, its arguments and options.

Made from the Typer app by a tool in the tests, and held to it by a test; never edited by hand.
"""

from __future__ import annotations

from typing import TypedDict

Options = dict[str, tuple[str, str, str]]
"""Option as typed → its name in Python, what it takes, its metavar.

It takes flag or off (nothing), text, path, count (0 to a billion), number, or list
of what may be repeated.
"""


class Command(TypedDict):
    """A command: arguments as name, metavar, whether it takes many; `is_dashed` words are words."""

    help: str
    arguments: list[tuple[str, str, bool]]
    options: Options
    is_dashed: bool


COMMANDS: dict[str, Command] = '''


def kind_of(param: Any) -> str:
    """What an option takes, in the grammar's words."""
    if param.is_flag:
        return "flag"
    kind = type(param.type).__name__
    if kind == "IntRange" and (param.type.min, param.type.max) == (0, MOST):
        return "count"
    words = {"StringParamType": "text", "TyperPath": "path"}
    return words.get(kind, "number")


def command_of(command: Any, *, is_dashed: bool = False) -> dict[str, Any]:
    """The grammar of one command."""
    form: dict[str, Any] = {
        "help": (command.help or "").strip().split("\n")[0],
        "arguments": [],
        "options": {},
        "is_dashed": is_dashed,
    }
    for param in command.params:
        metavar = param.metavar or ""
        if param.param_type_name == "argument":
            form["arguments"].append((param.name, metavar, param.nargs == -1))
            continue
        for name in param.opts:
            kind = "list" if param.multiple else kind_of(param)
            form["options"][name] = (param.name, kind, metavar)
        for name in param.secondary_opts:
            form["options"][name] = (param.name, "off", metavar)
    return form


def commands_of(group: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The grammar of a group, itself first."""
    yield path, command_of(group)
    for name, command in group.commands.items():
        words = f"{path} {name}".strip()
        if hasattr(command, "commands"):
            yield from commands_of(command, words)
        else:
            is_dashed = bool(command.context_settings.get("ignore_unknown_options"))
            yield words, command_of(command, is_dashed=is_dashed)


def made() -> str:
    """The text of the module, formatted as the tree is."""
    text = HEAD + repr(dict(commands_of(typer.main.get_command(build())))) + "\n"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", "charlib/cli/grammar.py", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def path() -> Path:
    """Where the module is."""
    return Path(grammar.__file__)


if __name__ == "__main__":
    path().write_text(made(), "utf-8")
