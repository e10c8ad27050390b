"""Every command line in the README and the manual exists as it is written."""

from __future__ import annotations

import re

import pytest

from . import commands
from .pages import README, Line, command_lines, without_globals

LINES = command_lines()


def test_there_are_many() -> None:
    """The pages show commands, and `--help` lists them: neither reader has gone blind."""
    assert len(LINES) > 90
    assert len(commands.commands()) > 55


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_command_line_is_accepted(line: Line) -> None:
    """Its command exists, and so does each of its options."""
    words = without_globals(line.words)
    if not words:
        return
    command = commands.command_of(words)
    assert command in commands.commands(), f"no command {words[0]!r}"
    options = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    given = [option for option in options if not option.startswith("-tag")]  # a word of a query
    assert set(given) <= commands.options_of(command)


def named() -> set[str]:
    """Return the commands that the README names: `charlib tag add`, and `list` after it."""
    names: set[str] = set()
    for line in README.read_text("utf-8").splitlines():
        group: str | None = None
        for words in map(str.split, re.findall(r"`([^`]+)`", line)):
            if words[0] == "charlib" and len(words) > 1:
                command = commands.command_of(words[1:])
                names.add(command)
                group = command.rpartition(" ")[0]
            elif group is not None:
                names.add(f"{group} {words[0]}".strip())
    return names


def test_the_readme_names_every_command() -> None:
    """A command that exists is in the README, as one types it."""
    assert commands.commands() - commands.RENAMED - named() == set()


def test_no_page_names_an_old_word() -> None:
    """The old names of renamed commands are for old scripts only."""
    used = {commands.command_of(without_globals(line.words)) for line in LINES}
    assert not used & commands.RENAMED
