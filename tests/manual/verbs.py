"""`python -m tests.manual.verbs [--write]`: the arguments of each verb in the page about Python.

The page lists the verbs and says what each does. This puts their arguments between the parentheses,
from the functions themselves.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from typing import Any

import charlib
from tests.pages import fill, part

from .pages import MANUAL

PAGE, PART = MANUAL / "python.md", "verbs"
_HEADING = re.compile(r"### .*`lib(?:\.(\w+))?`")
_VERB = re.compile(r"- `(\w+)\(.*?\)`")


def documented() -> dict[str, list[str]]:
    """Return the verbs of each object in the page; `""` is the library itself."""
    verbs: dict[str, list[str]] = {}
    noun = ""
    for line in part(PAGE, PART).splitlines():
        if heading := _HEADING.fullmatch(line):
            noun = heading[1] or ""
        elif verb := _VERB.match(line):
            verbs.setdefault(noun, []).append(verb[1])
    return verbs


def written(lib: Any) -> str:
    """Return the part of the page with the arguments that the verbs have now."""
    lines: list[str] = []
    noun = ""
    for line in part(PAGE, PART).splitlines():
        if heading := _HEADING.fullmatch(line):
            noun = heading[1] or ""
        lines.append(_with_arguments(line, getattr(lib, noun) if noun else lib))
    return "\n".join(lines)


def _with_arguments(line: str, owner: Any) -> str:
    """Return a line with the arguments of the verb that it is about, if it is about one."""
    verb = _VERB.match(line)
    if verb is None:
        return line
    return f"- `{verb[1]}({_arguments(getattr(owner, verb[1]))})`{line[verb.end() :]}"


def _arguments(verb: Any) -> str:
    """Return the parameters of a verb with the defaults that say something."""
    words: list[str] = []
    keywords_only = False
    for parameter in inspect.signature(verb).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keywords_only:
            words.append("*")
        keywords_only |= parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL}
        words.append(_argument(parameter))
    return ", ".join(words)


def _argument(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_POSITIONAL:
        return f"*{parameter.name}"
    if parameter.default is parameter.empty:
        return parameter.name
    says_little = not isinstance(parameter.default, bool | int | str | type(None) | tuple)
    return (
        f"{parameter.name}=…"
        if says_little
        else f"{parameter.name}={parameter.default!r}".replace("'", '"')
    )


def main() -> None:
    """Print the part, and with `--write` put it into the page."""
    with tempfile.TemporaryDirectory() as folder, charlib.open(folder) as lib:
        text = written(lib)
    sys.stdout.write(text + "\n")
    if "--write" in sys.argv:
        fill(PAGE, PART, text)


if __name__ == "__main__":
    main()
