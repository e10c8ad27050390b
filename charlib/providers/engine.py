"""Builds requests and reads replies, for every profile alike. Pure.

values ──build──▶ Request ──(client)──▶ Reply ──read──▶ Answer
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from charlib.domain import paths, status
from charlib.domain.moment import from_text
from charlib.domain.text import printable
from charlib.errors import InvalidInput, ProviderError
from charlib.hints import Hint, argument
from charlib.providers import classify
from charlib.providers.messages import Answer, Reply, Request
from charlib.providers.profile import AnswerPlaces, Call, CallStep, Operation, Profile, Put

_LONGEST = 8_000
"""A longer text is not an id, a name or a URL."""
_LATEST_S = 1e11
"""About three thousand years in seconds: a later moment is not valid."""
_OTHER_SOURCE = Hint(
    "Try another of {}, {} and {}, or another account", *map(argument, ("url", "task", "source"))
)


def build(call: Call, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> Request:
    """Build a request of constants, then params (overridden by `extra`), then the given values.

    Raises InvalidInput for a value without a field in the call, or an extra that is not a param.
    """
    body: dict[str, Any] = {}
    for path, value in {**call.constants, **_params(call, extra or {})}.items():
        paths.put(body, path, value)
    known = uses(call)
    for name in values:
        if name not in known:
            raise InvalidInput(
                f"this provider cannot create a character from a {name}", hint=_OTHER_SOURCE
            )
    cut = {name: _cut(call, name, value) for name, value in values.items()}
    for put in call.put:
        _put_filled(body, put, cut)
    for name in values:
        if name in call.fields:
            _put_all(body, call.fields[name], cut[name])
    safe = {name: quote(str(value), safe="") for name, value in cut.items()}
    path = str(paths.fill(call.path, safe))
    return Request(call.method, path, body, call.encoding)


def uses(call: Call) -> set[str]:
    """The names of all values that a call uses."""
    return {*call.fields, *paths.fields(call.path), *paths.fields([put.item for put in call.put])}


def _cut(call: Call, name: str, value: Any) -> Any:
    longest = call.longest.get(name)
    return value[:longest].rstrip() if longest and isinstance(value, str) else value


def _put_filled(body: dict[str, Any], put: Put, values: Mapping[str, Any]) -> None:
    """Put a filled template, or one for each item of a list; nothing if a value is missing."""
    if not paths.fields(put.item) <= set(values):
        return
    for more in [{put.each: item} for item in values[put.each]] if put.each else [{}]:
        paths.put(body, put.path, paths.fill(put.item, {**values, **more}))


def _put_all(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value, or each item of a list if the path appends to a list."""
    for item in value if isinstance(value, list) and "[]" in path else [value]:
        paths.put(body, path, item)


def _params(call: Call, extra: Mapping[str, Any]) -> dict[str, Any]:
    params = dict(call.params)
    for name, value in extra.items():
        if name not in params:
            raise InvalidInput(
                f"this provider has no parameter {printable(name)!r}",
                hint=f"It has: {', '.join(params) or 'none'}",
            )
        params[name] = _as(params[name], name, value)
    return params


def _as(example: Any, name: str, value: Any) -> Any:
    """Convert a text to the type that the provider expects: the type of the default."""
    if isinstance(example, str) or not isinstance(value, str):
        return value
    try:
        converted = json.loads(value)
    except ValueError:
        converted = value
    if type(converted) is not type(example):
        kind = _TYPES.get(type(example), type(example).__name__)
        raise InvalidInput(f"invalid value {name}={printable(value)}: {kind} is expected")
    return converted


_TYPES = {int: "a whole number", float: "a number", bool: "true or false", list: "a list"}


def read_creation(profile: Profile, operation: Operation | CallStep, reply: Reply) -> Answer:
    """Read the reply to a creation or generation; raise Refused if it has no id."""
    document = parsed_reply(profile, operation.answer, reply)
    answer = read_answer(operation.answer, document)
    has_job = answer.job_id is not None and operation.poll is not None
    if answer.remote_id is not None or has_job:
        return answer
    raise without("an id", "no_id", reply)


def read_poll(
    profile: Profile, operation: Operation | CallStep, reply: Reply, *, wants_id: bool
) -> Answer:
    """Read the reply to a poll: `pending` until it is done; raise Refused if the job failed.

    With `wants_id`, a job is done when a character's id is there, not only the word for it.
    """
    poll = operation.poll
    if poll is None:
        raise ValueError(f"profile {profile.name} has no poll")
    if reply.status in poll.answer.pending_http:
        return Answer("pending")
    document = parsed_reply(profile, poll.answer, reply)
    answer = read_answer(poll.answer, document)
    if answer.status == "failed":
        raise _failed(profile, poll.answer, document, reply)
    present = [path for path in poll.answer.done_when if paths.get(document, path)]
    if answer.status != "done" and not present:
        return replace(answer, state="pending")
    if wants_id and answer.remote_id is None:
        raise without("an id", "no_id", reply)
    return replace(answer, state="done", status="done")


def read_answer(places: AnswerPlaces, document: Any) -> Answer:
    """The values at their places in an answer that is not an error."""
    remote_id = text_of(paths.first(document, places.remote_id))
    word = paths.first(document, places.status)
    return Answer(
        state="pending" if remote_id is None else "done",
        job_id=text_of(paths.first(document, places.job_id)),
        remote_id=remote_id,
        username=text_of(paths.first(document, places.username)),
        name=text_of(paths.first(document, places.name)),
        avatar_url=text_of(paths.first(document, places.avatar_url)),
        output_url=_url(document, places.output_url),
        expires_at=_moment(paths.first(document, places.expires_at)),
        status=None if word is None else status.normalise(word, places.statuses),
        word="" if word is None else str(word),
    )


def text_of(value: Any) -> str | None:
    """A scalar as text, because int64 ids would lose digits as numbers; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    text = str(value)
    if len(text) > _LONGEST or "\0" in text:
        return None
    return None if any("\ud800" <= char <= "\udfff" for char in text) else text


def _url(document: Any, places: tuple[str, ...]) -> str | None:
    for path in places:
        value = paths.get(document, path)
        if isinstance(value, str) and _is_web(value):
            return text_of(value)
    return None


def _is_web(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"}
    except ValueError:
        return False


def _moment(value: Any) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000) if abs(value) < _LATEST_S else None  # None for NaN, too
    try:
        return from_text(str(value)) if value is not None else None
    except ValueError:
        return None


def parsed_reply(profile: Profile, places: AnswerPlaces, reply: Reply) -> Any:
    """The JSON of a reply that is not an error; anything else raises Refused."""
    if reply.status >= 300:  # noqa: PLR2004 - redirects are not answers, and above are errors
        raise classify.refused(profile, reply)
    text = reply.text.strip().removeprefix(places.prefix).strip()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise classify.not_json(profile, reply) from None
    for path in places.json_strings:
        _parse_string(document, path)
    _check_envelope(profile, places, document, reply)
    return document


def _parse_string(document: Any, path: str) -> None:
    *before, last = paths.steps(path)
    holder = paths.walk(document, before)
    inner = paths.walk(holder, [last])
    if isinstance(inner, str):
        try:
            holder[last or 0] = json.loads(inner)
        except (ValueError, RecursionError):
            return


def _check_envelope(profile: Profile, places: AnswerPlaces, document: Any, reply: Reply) -> None:
    """Raise for a failure inside a 200: a bad code in its envelope, or an `error` and no status."""
    for path, allowed in places.ok.items():
        if paths.get(document, path) not in allowed:
            raise classify.refused(profile, reply)
    if not isinstance(document, dict):
        raise classify.refused(profile, reply)
    has_status = paths.first(document, places.status) is not None
    code = text_of(document.get("code"))
    has_bad_code = code not in {None, "0", "200", "success"} and not places.ok
    if not has_status and (document.get("error") or has_bad_code):
        raise classify.refused(profile, reply)


def _failed(profile: Profile, places: AnswerPlaces, document: Any, reply: Reply) -> ProviderError:
    reason = paths.first(document, places.error)
    if not isinstance(reason, str):
        reason = json.dumps(reason, ensure_ascii=False) if reason else ""
    return classify.failed_job(profile, reason, reply)


def without(thing: str, cause: str, reply: Reply) -> ProviderError:
    """The error for an answer that is valid, but has no such thing in it."""
    text = printable(reply.text.strip(), 200)
    return classify.failure(f"the provider answered without {thing}: {text}", cause, reply)
