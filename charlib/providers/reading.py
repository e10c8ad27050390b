"""TOML tables into the dataclasses of `profile`, strictly: what nothing reads is a mistake.

A misspelt key that is silently ignored would be sent to a provider as a wrong request, and paid
for; so every unknown key, missing key and wrong type is told with the place where it stands.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from charlib.domain import paths, status
from charlib.domain.compose import Reference
from charlib.errors import BadProfile
from charlib.providers import classify, engine
from charlib.providers.making import by_way
from charlib.providers.profile import (
    Answer,
    Call,
    ErrorRule,
    Http,
    Listing,
    Operation,
    Poll,
    Profile,
    Way,
)

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
    if is_dataclass(hint):
        return {key: _make(hint, one, f"{where}.{key}") for key, one in value.items()}
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
    check = _CHECKS.get(type(made))
    if check is None:
        return
    try:
        check(made)
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise _bad(where, str(error)) from error


def _check_poll(poll: Poll) -> None:
    _ask_only(poll.call.path, {"job_id"})


def _check_error(rule: ErrorRule) -> None:
    re.compile(rule.match)
    kinds = sorted({rule.kind for rule in classify.rules()})
    if rule.kind not in kinds:
        raise ValueError(f"unknown kind {rule.kind!r}; known are {', '.join(kinds)}")


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
    _ask_only([reference.first, reference.intro], _SLOT)
    _ask_only(list(reference.mention), {"remote_id", "username", "name"})
    _ask_only(list(reference.tokens.values()), {"n"})
    if not set(reference.tokens) <= {"image", "video"}:
        raise ValueError("tokens: known are image and video")
    body: dict[str, Any] = {}
    for one in reference.attach:
        try:
            paths.put(body, one.path, "")
        except ValueError as error:
            raise ValueError(f"attach: {error}") from error


_SLOT = {
    "n", "handle", "name", "look", "remote_id", "mention", "tag", "who", "ref",
    "part", "type", "clip", "image", "images", "stills", "frontal",
}  # fmt: skip


def _ask_only(template: Any, known: set[str]) -> None:
    strange = sorted(paths.fields(template) - known)
    if strange:
        raise ValueError(f"unknown field {{{strange[0]}}}; known are {', '.join(sorted(known))}")


_SAID = {
    "url", "task", "window", "name", "look", "description", "handle", "key", "prompt",
    "job_id", "remote_id", "page", "clip", "stills", "still", "frontal",
}  # fmt: skip
"""Everything that charlib can put into a call; steps add the names that they bind."""


def _rehearse(call: Call) -> None:
    """Build a body with every field, so that places which exclude each other are found now."""
    body: dict[str, Any] = {}
    for path in [*call.constants, *call.params, *(one.path for one in call.put)]:
        paths.put(body, path, {**call.constants, **call.params}.get(path, ""))
    for path in call.fields.values():
        paths.put(body, path, "")


def _check_operation(operation: Operation) -> None:
    known = {*_SAID, *(step.binds for step in operation.before)}
    for call in [*(step.call for step in operation.before), operation.call]:
        _ask_only([call.path, *(one.item for one in call.put)], known)
        strange = sorted(set(call.fields) - known)
        if strange:
            raise ValueError(f"fields: {strange[0]!r} is nothing that charlib knows")
    for name, way in operation.ways.items():
        try:
            _rehearse(by_way(operation.call, way))
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"ways.{name}: {error}") from error
        wanted = _SINGLE if operation.each else _TOGETHER
        allowed = wanted[way.needs.of]
        if not engine.uses(by_way(operation.call, way)) & allowed:
            raise ValueError(f"ways.{name}: fields says nowhere {' or '.join(sorted(allowed))} go")


_SINGLE = {"clip": {"clip"}, "stills": {"still"}}
_TOGETHER = {"clip": {"clip"}, "stills": {"stills"}}


def _check_way(way: Way) -> None:
    strange = sorted(set(way.fields) - {"clip", "stills", "still", "frontal"})
    if strange:
        raise ValueError(f"fields: {strange[0]!r} is no medium; known are clip, stills, frontal")
    needs = way.needs
    if not needs.takes:
        raise ValueError("needs: takes must name url, file, base64 or data-url")
    for one in needs.ratios:
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", one):
            raise ValueError(f"needs: ratios: {one!r} is no ratio such as 16:9")
    if needs.least > needs.most:
        raise ValueError(f"needs: least {needs.least} is more than most {needs.most}")


def _check_listing(listing: Listing) -> None:
    for places in (listing.items, listing.remote_id, listing.name, listing.key, listing.status):
        [paths.steps(path) for path in places]
    if listing.pages and "page" not in listing.call.fields:
        raise ValueError("call: fields must say where the page goes")
    if listing.pages == "token" and not listing.next:
        raise ValueError("next must say where the token of the next page stands")
    if listing.pages in {"number", "offset"} and not listing.size:
        raise ValueError("size must say how many items a full page has")


def _check_http(http: Http) -> None:
    if http.auth == "hmac" and not (http.service and http.region):
        raise ValueError("auth 'hmac' must say service and region")


def _check_profile(profile: Profile) -> None:
    calls = (profile.create, profile.generate, profile.verify, profile.listing, profile.delete)
    if any(calls) and not profile.http.base_url:
        raise ValueError("http: 'base_url' is missing")


_CHECKS: dict[type, Callable[[Any], None]] = {
    Answer: _check_answer,
    Call: _rehearse,
    ErrorRule: _check_error,
    Http: _check_http,
    Listing: _check_listing,
    Operation: _check_operation,
    Poll: _check_poll,
    Profile: _check_profile,
    Reference: _check_reference,
    Way: _check_way,
}
