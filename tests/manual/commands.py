"""The commands and options that exist, as `--help` names them."""

from __future__ import annotations

import re
from functools import cache

from tests.conftest import run_cli

RENAMED = {"tag under", "tag apart"}
"""Their old names, which the pages no longer mention."""
_NAME = re.compile(r"^  ([a-z][a-z-]*)(?:  |$)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z0-9-]*)")


@cache
def help_of(*words: str) -> str:
    """Return the help of a command; empty if there is no such command."""
    result = run_cli(*words, "--help")
    return result.out if result.code == 0 else ""


@cache
def commands() -> frozenset[str]:
    """Return every command as one types it: `search`, `tag add`."""
    names = frozenset(_NAME.findall(help_of()))
    groups = {name for name in names if is_group(name)}
    below = {f"{name} {verb}" for name in groups for verb in _NAME.findall(help_of(name))}
    return (names - groups) | below


@cache
def is_group(name: str) -> bool:
    """Tell whether a word has commands below it."""
    return " COMMAND " in help_of(name).partition("\n\n")[0]


@cache
def options_of(command: str) -> frozenset[str]:
    """Return the options of a command, short ones too."""
    options = _OPTION.findall(help_of(*command.split()))
    return frozenset(options) | {"--help"}


def command_of(words: list[str]) -> str:
    """Return the command that a command line calls."""
    longest = " ".join(words[:2])
    if longest in commands():
        return longest
    return words[0] if words else ""
