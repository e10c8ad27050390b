"""Turns TOML tables into the records of `profile`, strictly: an unused key is a mistake.

A misspelt key that is silently ignored would be sent to a provider as a wrong request, and paid
for. So every unknown key, missing key and wrong type is reported with its place.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from charlib.errors import BadProfile
from charlib.hints import Hint, topic
from charlib.providers.profile import Profile

_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def load(table: Mapping[str, Any], where: str, *, is_trusted: bool = False) -> Profile:
    """Make a profile of a TOML document; raise BadProfile with its first mistake.

    A trusted document is one that the tests have checked: its places and templates are not checked
    again.
    """
    profile: Profile = _Loader(is_trusted=is_trusted).record(Profile, table, where)
    if profile.status == "sunset" and profile.sunset_on is None:
        raise bad(where, "a profile with status 'sunset' needs sunset_on")
    return profile


def bad(where: str, fault: str) -> BadProfile:
    """The error for a mistake in a profile, at its place."""
    return BadProfile(f"{where}: {fault}", hint=Hint("Every key: {}", topic("your-own-profile")))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class _Loader:
    """Converts values to the types of the records."""

    def __init__(self, *, is_trusted: bool) -> None:
        self._is_trusted = is_trusted

    def record(self, kind: Any, table: Any, where: str) -> Any:
        """A record of a table; raise BadProfile for unknown and missing keys."""
        if not isinstance(table, Mapping):
            raise bad(where, "must be a table")
        hints = _hints(kind)
        unknown = sorted(set(table) - set(hints))
        if unknown:
            raise bad(where, f"unknown key {unknown[0]!r}; the keys are {', '.join(hints)}")
        missing = [name for name in hints if name not in {*table, *kind._field_defaults}]
        if missing:
            raise bad(where, f"{missing[0]!r} is missing")
        values = {
            name: self._value(hints[name], v, f"{where}: {name}") for name, v in table.items()
        }
        record = kind(**values)
        if not self._is_trusted:
            _check(record, where)
        return record

    def _value(self, hint: Any, value: Any, where: str) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if origin in {Union, types.UnionType}:
            kinds = [kind for kind in args if kind is not type(None)]
            is_false = value is False and Literal[False] in kinds
            return value if is_false else self._value(kinds[0], value, where)
        if origin is Literal:
            if value not in args:
                raise bad(where, f"must be one of {', '.join(map(str, args))}")
            return value
        if origin is tuple:
            # A single path is written as text, several paths as a list.
            items = value if isinstance(value, list) else [value]
            return tuple(
                self._value(args[0], item, f"{where}[{i}]") for i, item in enumerate(items)
            )
        if _is_record(hint):
            return self.record(hint, value, where)
        if origin is not None:
            return self._mapping(args[1], value, where)
        return _plain(hint, value, where)

    def _mapping(self, hint: Any, value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise bad(where, "must be a table")
        if _is_record(hint) or get_origin(hint) in {Union, types.UnionType}:
            return {key: self._value(hint, v, f"{where}.{key}") for key, v in value.items()}
        if get_origin(hint) is list:
            return {key: v if isinstance(v, list) else [v] for key, v in value.items()}
        return {key: _plain(hint, v, f"{where}.{key}") for key, v in value.items()}


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


def _plain(hint: Any, value: Any, where: str) -> Any:
    if hint is Any:
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise bad(where, f"must be {_WORDS.get(hint, 'a date' if hint is date else hint)}")
    return value


def _check(record: Any, where: str) -> None:
    """Raise BadProfile for a mistake that types cannot express."""
    from charlib.providers.validate import mistake_in  # noqa: PLC0415 - for users' profiles only

    mistake = mistake_in(record)
    if mistake:
        raise bad(where, mistake)
