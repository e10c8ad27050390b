"""The one engine: from what is wanted to a request, from an answer to what it means. Pure.

wanted values ──build──▶ Request ──(client)──▶ Reply ──read──▶ Reading
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from charlib.domain import paths, status
from charlib.domain.moment import from_text
from charlib.domain.text import short, shown
from charlib.errors import InvalidInput, ProviderError, Refused
from charlib.providers import classify
from charlib.providers.profile import Answer, Call, Operation, Profile, Put, Step

State = Literal["pending", "done"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: `path` is below the account's base URL.

    Files are in the body as small references (`domain.material`), which the client puts in when it
    sends. `plan` is what later steps of the same creation need to know.
    """

    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    encoding: str = "json"
    headers: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Request:
        """Read a request that was kept in the library."""
        return cls(
            form["method"],
            form["path"],
            dict(form["body"]),
            form["encoding"],
            dict(form.get("headers", {})),
            dict(form.get("plan", {})),
        )

    def to_json(self) -> dict[str, Any]:
        """What the library keeps of a request: all of it; keys are never part of one."""
        form: dict[str, Any] = {
            "method": self.method, "path": self.path, "body": self.body, "encoding": self.encoding,
        }  # fmt: skip
        more = {"headers": self.headers, "plan": self.plan}
        return form | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, as it came."""

    status: int
    content_type: str
    text: str
    retry_after: float | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply means. `pending` has a `job_id`, `done` has what was made."""

    state: State
    job_id: str | None = None
    remote_id: str | None = None
    username: str | None = None
    name: str | None = None
    avatar_url: str | None = None
    output_url: str | None = None
    expires_at: int | None = None
    status: status.Status | None = None
    word: str = ""


def build(call: Call, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> Request:
    """Build a request: constants, then params (with `extra` over them), then the given values.

    Raises InvalidInput for a value the call has no field for, or an extra it has no param for.
    """
    body: dict[str, Any] = {}
    for path, value in {**call.constants, **_params(call, extra or {})}.items():
        paths.put(body, path, value)
    known = uses(call)
    for name in values:
        if name not in known:
            raise InvalidInput(f"this provider cannot make one from a {name}", hint=_METHODS)
    said = {name: _cut(call, name, value) for name, value in values.items()}
    for one in call.put:
        _put_filled(body, one, said)
    for name in values:
        if name in call.fields:
            _put_all(body, call.fields[name], said[name])
    safe = {name: quote(str(value), safe="") for name, value in said.items()}
    path = str(paths.fill(call.path, safe))
    return Request(call.method, path, body, call.encoding)


def uses(call: Call) -> set[str]:
    """The names of all values that a call has a place for."""
    return {*call.fields, *paths.fields(call.path), *paths.fields([one.item for one in call.put])}


def _cut(call: Call, name: str, value: Any) -> Any:
    longest = call.longest.get(name)
    return value[:longest].rstrip() if longest and isinstance(value, str) else value


def _put_filled(body: dict[str, Any], put: Put, said: Mapping[str, Any]) -> None:
    """Put a filled template, or one for each of a list's; nothing where a value is not given."""
    if not paths.fields(put.item) <= set(said):
        return
    for more in [{put.each: item} for item in said[put.each]] if put.each else [{}]:
        paths.put(body, put.path, paths.fill(put.item, {**said, **more}))


def _put_all(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value, or each of a list's where the path goes into a list."""
    for one in value if isinstance(value, list) and "[]" in path else [value]:
        paths.put(body, path, one)


_METHODS = "Try another of --url, --task and --source, or another account"


def _params(call: Call, extra: Mapping[str, Any]) -> dict[str, Any]:
    params = dict(call.params)
    for name, value in extra.items():
        if name not in params:
            raise InvalidInput(
                f"this provider has no parameter {shown(name)!r}",
                hint=f"It has: {', '.join(params) or 'none'}",
            )
        params[name] = _as(params[name], name, value)
    return params


def _as(example: Any, name: str, value: Any) -> Any:
    """Give a typed text the type that the provider wants, which is the default's."""
    if isinstance(example, str) or not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        read = value
    if type(read) is not type(example):
        raise InvalidInput(f"{name}={shown(value)} is no {type(example).__name__}")
    return read


def read_made(profile: Profile, operation: Operation | Step, reply: Reply) -> Reading:
    """Read the answer to a creation or generation; raise Refused for anything else."""
    document = opened(profile, operation.answer, reply)
    reading = read_answer(operation.answer, document)
    if reading.remote_id is not None:
        return reading
    if reading.job_id is not None and operation.poll is not None:
        return reading
    raise _no_id(reply)


def read_poll(
    profile: Profile, operation: Operation | Step, reply: Reply, *, wants_id: bool
) -> Reading:
    """Read the answer to a poll: `pending` while it is not done; raise Refused when it failed.

    `wants_id`: done means that a character's id is there, not only the word for it.
    """
    poll = operation.poll
    if poll is None:
        raise ValueError(f"profile {profile.name} polls nothing")
    if reply.status in poll.answer.pending_http:
        return Reading("pending")
    document = opened(profile, poll.answer, reply)
    reading = read_answer(poll.answer, document)
    if reading.status == "failed":
        raise _failed(profile, poll.answer, document, reply)
    present = [path for path in poll.answer.done_when if paths.get(document, path)]
    if reading.status != "done" and not present:
        return replace(reading, state="pending")
    if wants_id and reading.remote_id is None:
        raise _no_id(reply)
    return replace(reading, state="done", status="done")


def read_answer(answer: Answer, document: Any) -> Reading:
    """What stands where in an answer that is no error."""
    remote_id = text_of(paths.first(document, answer.remote_id))
    word = paths.first(document, answer.status)
    return Reading(
        state="pending" if remote_id is None else "done",
        job_id=text_of(paths.first(document, answer.job_id)),
        remote_id=remote_id,
        username=text_of(paths.first(document, answer.username)),
        name=text_of(paths.first(document, answer.name)),
        avatar_url=text_of(paths.first(document, answer.avatar_url)),
        output_url=_url(document, answer.output_url),
        expires_at=_moment(paths.first(document, answer.expires_at)),
        status=None if word is None else status.normalise(word, answer.statuses),
        word="" if word is None else str(word),
    )


def text_of(value: Any) -> str | None:
    """An id as text: int64 ids lose digits elsewhere. What is no scalar is no id."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    text = str(value)
    if len(text) > _LONGEST or "\0" in text:
        return None
    return None if any("\ud800" <= char <= "\udfff" for char in text) else text


_LONGEST = 8_000
"""What is longer is no id, name or URL."""


def _url(document: Any, places: tuple[str, ...]) -> str | None:
    for place in places:
        value = paths.get(document, place)
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
        return int(value * 1000) if abs(value) < _SOON_S else None  # false for NaN, too
    try:
        return from_text(str(value)) if value is not None else None
    except ValueError:
        return None


_SOON_S = 1e11
"""Some three thousand years, in seconds: what is later is no moment."""


def opened(profile: Profile, answer: Answer, reply: Reply) -> Any:
    """The JSON of a reply that is no error; everything else raises Refused."""
    if reply.status >= 300:  # noqa: PLR2004 - a redirect is no answer, and above are errors
        raise classify.refused(profile, reply)
    text = reply.text.strip().removeprefix(answer.prefix).strip()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise classify.not_json(profile, reply) from None
    for place in answer.json_strings:
        _open_string(document, place)
    _check_envelope(profile, answer, document, reply)
    return document


def _open_string(document: Any, place: str) -> None:
    *way, last = paths.steps(place)
    holder = paths.walk(document, way)
    inner = paths.walk(holder, [last])
    if isinstance(inner, str):
        try:
            holder[last or 0] = json.loads(inner)
        except (ValueError, RecursionError):
            return


def _check_envelope(profile: Profile, answer: Answer, document: Any, reply: Reply) -> None:
    """Find a failure inside a 200: an envelope that says so, or an `error` and no status word."""
    for place, wanted in answer.ok.items():
        if paths.get(document, place) not in wanted:
            raise classify.refused(profile, reply)
    if not isinstance(document, dict):
        raise classify.refused(profile, reply)
    names_status = paths.first(document, answer.status) is not None
    code = text_of(document.get("code"))
    fails = code not in {None, "0", "200", "success"} and not answer.ok
    if not names_status and (document.get("error") or fails):
        raise classify.refused(profile, reply)


def _failed(profile: Profile, answer: Answer, document: Any, reply: Reply) -> ProviderError:
    said = paths.first(document, answer.error)
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False) if said else ""
    return classify.failed_job(profile, text, reply)


def _no_id(reply: Reply) -> Refused:
    return Refused(
        f"the provider answered without an id: {short(shown(reply.text.strip()), 200)}",
        hint="Its answer is kept; compare the profile with the provider's pages",
        kind="no_id",
        status=reply.status,
        raw=reply.text,
    )


def no_list(reply: Reply) -> Refused:
    """The error for an answer in which no list stands where it should."""
    return Refused(
        f"the provider answered without a list: {short(shown(reply.text.strip()), 200)}",
        hint="Compare the profile with the provider's pages",
        kind="not_json",
        status=reply.status,
        raw=reply.text,
    )
