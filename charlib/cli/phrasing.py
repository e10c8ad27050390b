"""Hints as people type them: a call is a command line, an argument is an option."""

from __future__ import annotations

from charlib.hints import Argument, Hint, Part


def phrased(hint: Hint | str) -> str:
    """A hint as a sentence for a terminal."""
    return hint.phrased(_phrase) if isinstance(hint, Hint) else hint


def _phrase(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        return _option(part.name, part.value or True)
    options = [_option(name, value) for name, value in part.options]
    return " ".join(["charlib", part.verb, *map(_quoted, part.words), *options])


def _option(name: str, value: str | bool) -> str:
    option = "--" + name.replace("_", "-")
    return option if value is True else f"{option} {_quoted(str(value))}"


def _quoted(word: str) -> str:
    """A word that the shell takes as one; placeholders such as START,END need no quotes."""
    from shlex import quote

    return word if word.replace(",", "").replace("…", "").isupper() else quote(word)
