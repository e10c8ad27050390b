"""TOML tables into the dataclasses of `profile`, strictly: what nothing reads is a mistake.

A misspelt key that is silently ignored would be sent to a provider as a wrong request, and paid
for; so every unknown key, missing key and wrong type is told with the place where it stands.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from charlib.domain import paths, status
from charlib.domain.compose import Reference
from charlib.errors import BadProfile
from charlib.providers import classify
from charlib.providers.profile import Answer, Call, ErrorRule, Poll, Profile

_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def read(table: Mapping[str, Any], where: str) -> Profile:
    """Make a profile of a TOML document; raise BadProfile with the first thing that is wrong."""
    profile: Profile = _make(Profile, table, where)
    if profile.status == "sunset" and profile.sunset_on is None:
        raise _bad(where, "a profile with status 'sunset' must say sunset_on")
    return profile


def _bad(where: str, fault: str) -> BadProfile:
    return BadProfile(f"{where}: {fault}", hint="The README's chapter on profiles lists every key")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _make(kind: Any, table: Any, where: str) -> Any:
    if not isinstance(table, Mapping):
        raise _bad(where, "must be a table")
    known = {one.name: one for one in fields(kind)}
    strange = sorted(set(table) - set(known))
    if strange:
        raise _bad(where, f"unknown key {strange[0]!r}; known are {', '.join(known)}")
    missing = [n for n, one in known.items() if n not in table and _is_needed(one)]
    if missing:
        raise _bad(where, f"{missing[0]!r} is missing")
    hints = _hints(kind)
    made = kind(**{n: _value(hints[n], value, f"{where}: {n}") for n, value in table.items()})
    _check(made, where)
    return made


def _is_needed(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _value(hint: Any, value: Any, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _value(next(arg for arg in args if arg is not type(None)), value, where)
    if origin is Literal:
        if value not in args:
            raise _bad(where, f"must be one of {', '.join(map(str, args))}")
        return value
    if origin is tuple:
        # One path is written as text, several as a list.
        items = value if isinstance(value, list) else [value]
        return tuple(_value(args[0], item, f"{where}[{i}]") for i, item in enumerate(items))
    if is_dataclass(hint):
        return _make(hint, value, where)
    if origin is not None:
        return _mapping(args[1], value, where)
    return _plain(hint, value, where)


def _mapping(hint: Any, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _bad(where, "must be a table")
    if get_origin(hint) is list:
        return {key: one if isinstance(one, list) else [one] for key, one in value.items()}
    return {key: _plain(hint, one, f"{where}.{key}") for key, one in value.items()}


def _plain(hint: Any, value: Any, where: str) -> Any:
    if hint is Any:
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise _bad(where, f"must be {_WORDS.get(hint, 'a date' if hint is date else hint)}")
    return value


def _check(made: Any, where: str) -> None:
    """What types cannot say: places must be places, templates ask for what there is."""
    try:
        if isinstance(made, Answer):
            _check_answer(made)
        elif isinstance(made, Reference):
            _check_reference(made)
        elif isinstance(made, Poll):
            _ask_only(made.call.path, {"job_id"})
        elif isinstance(made, Call):
            _rehearse(made)
        elif isinstance(made, ErrorRule):
            re.compile(made.match)
            kinds = sorted({rule.kind for rule in classify.rules()})
            if made.kind not in kinds:
                raise ValueError(f"unknown kind {made.kind!r}; known are {', '.join(kinds)}")
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise _bad(where, str(error)) from error


def _check_answer(answer: Answer) -> None:
    for one in fields(answer):
        value = getattr(answer, one.name)
        if one.name != "pending_http" and isinstance(value, tuple):
            [paths.steps(path) for path in value]
    [paths.steps(path) for path in answer.ok]
    strange = [word for word in answer.statuses.values() if status.normalise(word) is None]
    if strange:
        raise ValueError(f"statuses: {strange[0]!r} is none of queued, running, done, failed")


def _check_reference(reference: Reference) -> None:
    _ask_only([reference.template, *(one.item for one in reference.attach)], _SLOT)
    _ask_only(list(reference.mention), {"remote_id", "username"})
    body: dict[str, Any] = {}
    for one in reference.attach:
        try:
            paths.put(body, one.path, "")
        except ValueError as error:
            raise ValueError(f"attach: {error}") from error


_SLOT = {"n", "handle", "name", "look", "remote_id", "mention"}


def _ask_only(template: Any, known: set[str]) -> None:
    strange = sorted(paths.fields(template) - known)
    if strange:
        raise ValueError(f"unknown field {{{strange[0]}}}; known are {', '.join(sorted(known))}")


def _rehearse(call: Call) -> None:
    """Build a body with every field, so that places which exclude each other are found now."""
    body: dict[str, Any] = {}
    for path in [*call.constants, *call.params, *call.fields.values()]:
        paths.put(body, path, {**call.constants, **call.params}.get(path, ""))
