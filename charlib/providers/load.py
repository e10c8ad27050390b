"""Turns TOML tables into the records of `profile`, strictly: an unused key is a mistake.

A misspelt key that is silently ignored would be sent to a provider as a wrong request, and paid
for. So every unknown key, missing key and wrong type is reported with its place.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from charlib.errors import BadProfile
from charlib.hints import Hint, topic
from charlib.providers.profile import Profile

_BROKEN: Any = object()
"""Stands for what could not be converted."""
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def load(table: Mapping[str, Any], where: str, *, is_trusted: bool = False) -> Profile:
    """Make a profile of a TOML document; raise BadProfile with its mistakes, the first as its text.

    A trusted document is one that the tests have checked: its places and templates are not checked
    again.
    """
    loader = _Loader(is_trusted=is_trusted)
    profile: Profile = loader.record(Profile, table, where)
    if profile is not _BROKEN and profile.status == "sunset" and profile.sunset_on is None:
        loader.note(where, "a profile with status 'sunset' needs sunset_on")
    if loader.mistakes:
        raise bad(loader.mistakes)
    return profile


def bad(mistakes: Sequence[str], text: str = "") -> BadProfile:
    """The error for the mistakes in a profile, each at its place; its text is the first."""
    hint = Hint("Every key: {}", topic("your-own-profile"))
    error = BadProfile(text or mistakes[0], hint=hint)
    error.mistakes = tuple(mistakes)
    return error


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class _Loader:
    """Converts values to the types of the records, and notes every mistake.

    What cannot be converted is broken, and so is each record that has it: nothing more is said of
    those.
    """

    def __init__(self, *, is_trusted: bool) -> None:
        self._is_trusted = is_trusted
        self.mistakes: list[str] = []

    def note(self, where: str, fault: str) -> Any:
        """Note a mistake at its place; what is there is broken."""
        self.mistakes.append(f"{where}: {fault}")
        return _BROKEN

    def record(self, kind: Any, table: Any, where: str) -> Any:
        """A record of a table; unknown and missing keys are mistakes."""
        if not isinstance(table, Mapping):
            return self.note(where, "must be a table")
        hints = _hints(kind)
        for name in sorted(set(table) - set(hints)):
            self.note(where, f"unknown key {name!r}; the keys are {', '.join(hints)}")
        missing = [name for name in hints if name not in {*table, *kind._field_defaults}]
        for name in missing:
            self.note(where, f"{name!r} is missing")
        values = {
            name: self._value(hints[name], v, f"{where}: {name}")
            for name, v in table.items()
            if name in hints
        }
        if missing or _has_broken(values.values()):
            return _BROKEN
        record = kind(**values)
        for mistake in () if self._is_trusted else _mistakes(record):
            self.note(where, mistake)
        return record

    def _value(self, hint: Any, value: Any, where: str) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if origin in {Union, types.UnionType}:
            kinds = [kind for kind in args if kind is not type(None)]
            is_false = value is False and Literal[False] in kinds
            return value if is_false else self._value(kinds[0], value, where)
        if origin is Literal:
            is_known = value in args
            return value if is_known else self.note(where, f"must be one of {_listed(args)}")
        if origin is tuple:
            return self._several(args[0], value, where)
        if _is_record(hint):
            return self.record(hint, value, where)
        if origin is not None:
            return self._mapping(args[1], value, where)
        return self._plain(hint, value, where)

    def _several(self, hint: Any, value: Any, where: str) -> Any:
        """Several values: a single path is written as text, several paths as a list."""
        items = value if isinstance(value, list) else [value]
        values = [self._value(hint, item, f"{where}[{i}]") for i, item in enumerate(items)]
        return _BROKEN if _has_broken(values) else tuple(values)

    def _mapping(self, hint: Any, value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            return self.note(where, "must be a table")
        if get_origin(hint) is list:
            return {key: v if isinstance(v, list) else [v] for key, v in value.items()}
        is_deep = _is_record(hint) or get_origin(hint) in {Union, types.UnionType}
        convert = self._value if is_deep else self._plain
        values = {key: convert(hint, v, f"{where}.{key}") for key, v in value.items()}
        return _BROKEN if _has_broken(values.values()) else values

    def _plain(self, hint: Any, value: Any, where: str) -> Any:
        if hint is Any:
            return value
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
            return self.note(
                where, f"must be {_WORDS.get(hint, 'a date' if hint is date else hint)}"
            )
        return value


def _listed(words: Iterable[Any]) -> str:
    return ", ".join(map(str, words))


def _has_broken(values: Iterable[Any]) -> bool:
    return any(value is _BROKEN for value in values)


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


def _mistakes(record: Any) -> list[str]:
    """The mistakes in a record that types cannot express."""
    from charlib.providers.validate import mistakes_in  # noqa: PLC0415 - for users' profiles only

    return mistakes_in(record)
