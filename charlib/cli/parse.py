"""Reads plain command lines without Typer, which takes longer to load than most commands run.

Nothing is decided here that Typer would decide otherwise, and a test holds the two together. What
is not plain (help, mistakes, abbreviations, `--`) is left to Typer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.cli import contents
from charlib.cli.declare import REQUIRED, Parameter, parameters
from charlib.cli.root import root, version

if TYPE_CHECKING:
    from charlib.cli.declare import Command
    from charlib.cli.state import State

_YES_NO = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n", "off"), False),
}


class Call(NamedTuple):
    """What a command line asks for: the root's options, and a command with all its values."""

    options: dict[str, Any]
    command: Command
    values: dict[str, Any]

    def run(self, state: State) -> None:
        """Run the command."""
        root(state, **self.options)
        self.command(state, **self.values)


class NotPlainError(Exception):
    """Typer has to read this command line."""


def read(arguments: Sequence[str]) -> Call | None:
    """Read a command line if it is plain; None where Typer has to."""
    try:
        options, rest = _read(parameters(root), arguments, stops_at_word=True)
        if options["version"]:
            return Call(options, version, {})
        return Call(options, *_called(rest))
    except NotPlainError:
        return None


def _called(words: Sequence[str]) -> tuple[Command, dict[str, Any]]:
    """The command that words call, and all its values."""
    for count in (1, 2):
        called = words[:count]
        is_path = len(called) == count and not any(" " in word for word in called)
        command = contents.command(" ".join(called)) if is_path else None
        if command is not None:
            return command, _values(parameters(command), words[count:])
    raise NotPlainError


def _values(declared: Sequence[Parameter], words: Sequence[str]) -> dict[str, Any]:
    values, rest = _read(declared, words)
    for parameter in declared:
        if not parameter.is_argument:
            continue
        if parameter.is_many:
            taken, rest = rest, []
        else:
            taken, rest = rest[:1], rest[1:]
        if taken:
            read = [_value(parameter, word) for word in taken]
            values[parameter.name] = read if parameter.is_many else read[0]
        elif parameter.is_required:
            raise NotPlainError
    if rest:
        raise NotPlainError
    return values


def _read(
    declared: Sequence[Parameter], words: Sequence[str], *, stops_at_word: bool = False
) -> tuple[dict[str, Any], list[str]]:
    """Divide words into the values of options, defaults included, and the rest."""
    values = {parameter.name: _default(parameter) for parameter in declared}
    known = spellings(declared)
    takes_dashes = any(parameter.takes_dashes for parameter in declared)
    rest: list[str] = []
    left = list(words)
    while left and not (stops_at_word and rest):
        word = left.pop(0)
        name, equals, inline = word.partition("=")
        if word in known:
            parameter, meaning = known[word]
            _note(values, parameter, meaning if parameter.is_flag else _next(left))
        elif equals and name.startswith("--") and name in known and not known[name][0].is_flag:
            _note(values, known[name][0], inline)
        elif not word.startswith("-") or word == "-" or (takes_dashes and is_dashed(word)):
            rest.append(word)
        else:
            raise NotPlainError
    if any(
        not parameter.is_argument and values[parameter.name] is REQUIRED for parameter in declared
    ):
        raise NotPlainError
    return values, rest + left


def spellings(declared: Sequence[Parameter]) -> dict[str, tuple[Parameter, bool]]:
    """Every option as typed, with what a flag of this spelling means."""
    known: dict[str, tuple[Parameter, bool]] = {}
    for parameter in declared:
        if not parameter.is_argument:
            known[parameter.option] = (parameter, True)
            known |= {name: (parameter, True) for name in [parameter.short] if name}
            known |= {name: (parameter, False) for name in [parameter.negation] if name}
    return known


def is_dashed(word: str) -> bool:
    """Whether a word such as `-tag:old` can be an argument's: all with one dash but `-h`."""
    return word[:1] == "-" and word[1:2] not in {"", "-"} and word != "-h"


def _next(left: list[str]) -> str:
    if not left:
        raise NotPlainError
    return left.pop(0)


def _note(values: dict[str, Any], parameter: Parameter, given: Any) -> None:
    """Note the value of an option; of several, the last counts."""
    value = given if parameter.is_flag else _value(parameter, given)
    values[parameter.name] = [*values[parameter.name], value] if parameter.is_many else value


def _value(parameter: Parameter, word: str) -> Any:
    """A word as the parameter's kind."""
    if parameter.choices and word not in parameter.choices:
        raise NotPlainError
    if parameter.kind == "Path":
        if not word:  # it would be the folder one is in
            raise NotPlainError
        from pathlib import Path

        return Path(word)
    if parameter.kind in {"int", "float"}:
        return _number(parameter, word)
    return word


def _number(parameter: Parameter, word: str) -> float:
    digits = word if parameter.kind == "int" else word.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or len(word) > len("1000000000"):
        raise NotPlainError
    number = int(word) if parameter.kind == "int" else float(word)
    is_small = parameter.least is not None and number < parameter.least
    if is_small or (parameter.most is not None and number > parameter.most):
        raise NotPlainError
    return number


def _default(parameter: Parameter) -> Any:
    if parameter.is_many and parameter.default is not None and not parameter.is_required:
        return list(parameter.default)
    value = os.environ.get(parameter.variable) if parameter.variable else None
    if not value:
        return parameter.default
    if value.lower() not in _YES_NO:
        raise NotPlainError
    return _YES_NO[value.lower()]
