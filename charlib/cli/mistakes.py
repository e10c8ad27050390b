"""Mistakes of a command line, in the words of charlib's other errors instead of Typer's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

_Wording: TypeAlias = Callable[[re.Match[str]], str]
_OF = r"Invalid value for '([^']+)'(?: / '[^']+')*: "
"""How Typer names the parameter of a value."""


def worded(message: str, metavar: str = "") -> str:
    """Typer's sentence with its subject first; `metavar` is what a missing option is given.

    A sentence that is not known stays as it is.
    """
    for pattern, wording in _SENTENCES:
        if found := pattern.fullmatch(message):
            return wording(found)
    if found := _MISSING_OPTION.fullmatch(message):
        return f"{found[1]} {metavar}".rstrip() + " is missing."
    return message


def command_of(arguments: Sequence[str], is_command: Callable[[str], bool]) -> str:
    """The command in a command line, as people type it; `charlib` if there is none."""
    words = [word for word in arguments if not word.startswith("-")]
    for at in range(len(words)):
        for count in (2, 1):
            path = " ".join(words[at : at + count])
            if is_command(path):
                return f"charlib {path}"
    return "charlib"


def _choice(found: re.Match[str]) -> str:
    """One of several words; the empty one, which takes a value away, is not offered."""
    *others, last = filter(None, re.findall(r"'([^']*)'", found[3]))
    return f"{found[1]} must be {', '.join(others)} or {last}, not {found[2]}."


def _range(found: re.Match[str]) -> str:
    ends = re.fullmatch(r"(?:(\S+?)<=)?x(?:<=(\S+))?(?:>=(\S+))?", found[3])
    least, most = (ends[1] or ends[3], ends[2]) if ends else ("", "")
    if least and most:
        limits = f"from {least} to {most}"
    else:
        limits = f"{least} or more" if least else f"at most {most}"
    return f"{found[1]} must be {limits}, not {found[2]}."


_MISSING_OPTION = re.compile(r"Missing option '([^']+)'.*")
_SENTENCES: tuple[tuple[re.Pattern[str], _Wording], ...] = (
    (re.compile(r"Missing argument '([^']+)'\..*"), lambda found: f"{found[1]} is missing."),
    (
        re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", re.DOTALL),
        lambda found: f"Unexpected words: {found[1]}",
    ),
    (
        re.compile(r"Option '(.+)' requires an argument\."),
        lambda found: f"{found[1]} needs a value.",
    ),
    (
        re.compile(rf"{_OF}('.*') is not a valid int(?:eger)?(?: range)?\.", re.DOTALL),
        lambda found: f"{found[1]} must be a whole number, not {found[2]}.",
    ),
    (
        re.compile(rf"{_OF}('.*') is not a valid float(?: range)?\.", re.DOTALL),
        lambda found: f"{found[1]} must be a number, not {found[2]}.",
    ),
    (re.compile(rf"{_OF}(\S+) is not in the range (\S+?)\."), _range),
    (re.compile(rf"{_OF}('.*') is not one of ('.*')\.", re.DOTALL), _choice),
)
