"""Hints as people type them: a call is a command line, an argument is an option."""

from __future__ import annotations

from shlex import quote

from charlib.hints import Argument, Hint, Part, Topic


def phrased(hint: Hint | str) -> str:
    """A hint as a sentence for a terminal."""
    return hint.phrased(_phrase) if isinstance(hint, Hint) else hint


def _phrase(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        return _option(part.name, part.value or True)
    if isinstance(part, Topic):
        return f"charlib help {part.name}"
    options = [_option(name, value) for name, value in part.options if name != "home"]
    first = [_option(name, value) for name, value in part.options if name == "home"]
    return " ".join(["charlib", *first, part.verb, *map(quote, part.words), *options])


def _option(name: str, value: str | bool) -> str:  # noqa: FBT001 - as an option has it
    option = "--" + name.replace("_", "-")
    return option if value is True else f"{option} {quote(str(value))}"
