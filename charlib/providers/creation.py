"""Creations of one or more calls: which call is next, and what it has to know. Pure.

Every call is an intent of its own: it is recorded, sent, and its answer recorded before the next
call is sent. So an interrupted creation continues where it stopped, and pays for nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from charlib.domain import paths
from charlib.domain.footage.material import Material, request_value, shortcomings
from charlib.domain.footage.medium import Medium
from charlib.domain.prompts.reference import JOINED
from charlib.domain.windows.rules import Problem
from charlib.errors import InvalidInput
from charlib.hints import Hint, the_call
from charlib.providers import engine
from charlib.providers.messages import Answer, Request
from charlib.providers.profile import Call, CallStep, Operation, Way

_UPLOAD = Hint(
    "{}    # or use another account", the_call("account edit", "NAME", upload_s3="s3://BUCKET")
)
Rate = Callable[[Medium], float | None]
"""Reads the frames of a clip in a second; None if nothing tells it."""
KEEP = "Keep a longer clip or more stills, or use another account"


def ways(operation: Operation, material: Material, *, now: int) -> dict[str, list[Problem]]:
    """Every way to make a character from this material, each with its problems."""
    return {
        name: shortcomings(material, way.needs, now=now) for name, way in operation.ways.items()
    }


def choose(
    operation: Operation, material: Material, *, now: int, rate: Rate | None = None
) -> tuple[str, list[Problem]]:
    """The best way for this material, with its soft problems.

    `rate` reads the frames of a clip in a second, if a way that would do limits them. Raises
    InvalidInput, which names what is missing for each way, if there is none.
    """
    problems_of = ways(operation, material, now=now)
    for name, problems in problems_of.items():
        if any(problem.is_hard for problem in problems):
            continue
        clip = material.clip if operation.ways[name].needs.limits_rate else None
        fps = rate(clip) if rate and clip and clip.fps is None else None
        if clip is None or fps is None:
            return name, problems
        return choose(operation, material._replace(clip=clip._replace(fps=fps)), now=now)
    if not problems_of:
        raise InvalidInput("this provider takes no kept footage", hint=KEEP)
    missing = "; or ".join(dict.fromkeys(map(_in_words, problems_of.values())))
    raise InvalidInput(
        f"the kept footage does not meet the provider's rules: {missing}",
        hint=_UPLOAD if _needs_only_a_url(problems_of) else KEEP,
    )


def _in_words(problems: Sequence[Problem]) -> str:
    """The hard problems of one way; those of the same medium are said together."""
    by_medium: dict[str, list[str]] = {}
    for problem in problems:
        if problem.is_hard:
            medium, text = _parted(problem.text)
            by_medium.setdefault(medium, []).append(text)
    return ", ".join(medium + ", and ".join(texts) for medium, texts in by_medium.items())


def _parted(text: str) -> tuple[str, str]:
    """The medium that a problem is about, with its colon, and what is wrong with it."""
    medium, colon, rest = text.partition(": ")
    return (medium + colon, rest) if colon else ("", text)


def _needs_only_a_url(problems_of: Mapping[str, Sequence[Problem]]) -> bool:
    """Whether an upload of the media would be enough for some way."""
    hard = [
        [problem for problem in problems if problem.is_hard] for problems in problems_of.values()
    ]
    return any(all(problem.kind == "no-url" for problem in problems) for problems in hard)


def begin(
    operation: Operation,
    values: Mapping[str, Any],
    *,
    material: Material | None = None,
    way: str = "",
    now: int = 0,
) -> Request:
    """The first request of a creation. A value that no call uses is left out.

    `values` are known by their names (name, description, handle, key, url, window, …).
    """
    given = {name: value for name, value in values.items() if value not in (None, "")}
    chosen = operation.ways[way] if way else None
    items: list[dict[str, Any]] = [{}]
    if chosen and material:
        media = chosen.needs.choose(material)
        if operation.each:
            name = "still" if chosen.needs.of == "stills" else chosen.needs.of
            items = [{name: _request_value(medium, chosen, now)} for medium in media]
        else:
            items = [_together(chosen, media, now)]
    plan = {
        "at": 0,
        "way": way,
        "values": given,
        "items": items,
        "ids": [],
        "key": given.get("key"),
    }
    request = _request(operation, plan)
    return request if _has_more_calls(operation, plan) else replace(request, plan={})


def stage(operation: Operation, request: Request) -> Operation | CallStep:
    """The call that a kept request belongs to, with its answer and its poll."""
    at = int(request.plan.get("at", 0))
    return operation.before[at] if at < len(operation.before) else operation


def after(operation: Operation, request: Request, answer: Answer) -> Request | None:
    """The request that follows one whose answer has an id; None after the last one."""
    plan = {**request.plan}
    if not plan:
        return None
    step = stage(operation, request)
    if isinstance(step, CallStep):
        plan["values"] = {**plan["values"], step.binds: answer.remote_id}
    else:
        plan["ids"] = [*plan["ids"], answer.remote_id]
    plan["at"] += 1
    if plan["at"] == len(operation.before) + len(plan["items"]):
        return None
    return _request(operation, plan)


def about(operation: Operation, body: Mapping[str, Any]) -> tuple[str, ...]:
    """What a refusal of a request with this body is about, if not the video: its stills."""
    used = [way for way in operation.ways.values() if _is_by(way, body)]
    return ("stills",) if used and all(way.needs.of == "stills" for way in used) else ()


def _is_by(way: Way, body: Mapping[str, Any]) -> bool:
    """Whether a body was made by a way: it has the way's constants and its media."""
    places = [path.replace("[]", "[0]") for path in way.fields.values()]
    has_media = not places or any(paths.get(body, path) is not None for path in places)
    return has_media and all(paths.get(body, k) == v for k, v in way.constants.items())


def views(operation: Operation | None, body: Mapping[str, Any]) -> int:
    """The number of stills in the request that created a character; 1 if nobody knows."""
    ways = operation.ways.values() if operation else ()
    places = [path for way in ways if _is_by(way, body) for path in way.fields.values()]
    return max(1, sum(_count(body, place) for place in places))


def _count(body: Mapping[str, Any], place: str) -> int:
    before, append, _ = place.partition("[]")
    value = paths.get(body, before)
    return len(value) if append and isinstance(value, list) else int(value is not None)


def whole_id(request: Request, answer: Answer) -> str:
    """The id of a character after its last call: the ids of all calls, joined."""
    return JOINED.join([*request.plan.get("ids", ()), answer.remote_id or ""])


def by_way(call: Call, way: Way | None) -> Call:
    """A call with the constants and fields of a way."""
    if way is None:
        return call
    return call._replace(
        constants={**call.constants, **way.constants},
        fields={**call.fields, **way.fields},
    )


def recall(operation: Operation, request: Request) -> Request | None:
    """How to ask for the answer to a lost request, by the key that the request carried.

    None if the provider cannot be asked by the key; then only a person can look.
    """
    poll = stage(operation, request).poll
    key = key_of(operation, request)
    if not operation.repeat.asks or poll is None or key is None:
        return None
    # Some have a place of its own for the key; the others take it in place of the job's id.
    return engine.build(poll.call, {"key" if "key" in poll.call.fields else "job_id": key})


def key_of(operation: Operation, request: Request) -> str | None:
    """The key by which a provider recognises a repeated request, if the request has one."""
    if operation.repeat.header in request.headers:
        return request.headers[operation.repeat.header]
    place = operation.call.fields.get("key")
    key = paths.get(request.body, place) if place else None
    return str(key) if key is not None else None


def _has_more_calls(operation: Operation, plan: Mapping[str, Any]) -> bool:
    return bool(operation.before) or len(plan["items"]) > 1


def _request(operation: Operation, plan: dict[str, Any]) -> Request:
    at, before = plan["at"], operation.before
    way = operation.ways.get(plan["way"])
    values = dict(plan["values"])
    if at < len(before):
        call = before[at].call
    else:
        call = by_way(operation.call, way)
        values |= plan["items"][at - len(before)]
    is_numbered = plan["key"] and _has_more_calls(operation, plan)
    key = f"{plan['key']}-{at}" if is_numbered else plan["key"]
    values["key"] = key
    used = engine.uses(call) & {name for name, value in values.items() if value}
    request = engine.build(call, {name: values[name] for name in values if name in used})
    header = operation.repeat.header
    return replace(request, headers={header: key} if header and key else {}, plan=plan)


def _together(way: Way, media: Sequence[Medium], now: int) -> dict[str, Any]:
    values = [_request_value(medium, way, now) for medium in media]
    if way.needs.of != "stills":
        return {way.needs.of: values[0]}
    if way.needs.frontal:
        return {"frontal": values[0], "stills": values[1:]}
    return {"stills": values}


def _request_value(medium: Medium, way: Way, now: int) -> Any:
    return request_value(medium, way.needs.takes, now)
