"""Creations of more than one call: which call is next, and what it has to know. Pure.

Every step is an intent of its own: it is written down, sent, and its answer written down before
the next one is. So a creation that is cut short goes on where it stood, and pays for nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from charlib.domain import paths
from charlib.domain.compose import JOINED
from charlib.domain.material import NO_URL, Material, Medium, Needs, shortcomings, written
from charlib.domain.rules import Problem
from charlib.errors import InvalidInput
from charlib.providers import engine
from charlib.providers.engine import Reading, Request
from charlib.providers.profile import Call, Operation, Step, Way


def ways(operation: Operation, material: Material, *, now: int) -> dict[str, list[Problem]]:
    """Every way to make a character from this material, and what stands against each."""
    return {
        name: shortcomings(material, way.needs, now=now) for name, way in operation.ways.items()
    }


_UPLOAD = "charlib account edit NAME --upload-s3 s3://BUCKET, or use another account"
_KEEP = "Keep a longer clip or more stills of it, or use another account"


def _lacks_a_url(found: Mapping[str, Sequence[Problem]]) -> bool:
    """Whether nothing but a place to fetch the media from stands against some way."""
    hard = [[one for one in problems if one.is_hard] for problems in found.values()]
    return any(all(NO_URL in one.text for one in problems) for problems in hard)


def choose(operation: Operation, material: Material, *, now: int) -> tuple[str, list[Problem]]:
    """The best way for this material, with its soft problems.

    Raises InvalidInput, which names what is missing in each way, where there is none.
    """
    found = ways(operation, material, now=now)
    for name, problems in found.items():
        if not any(problem.is_hard for problem in problems):
            return name, problems
    missing = "; ".join(
        f"from its {name}: {', '.join(one.text for one in problems if one.is_hard)}"
        for name, problems in found.items()
    )
    raise InvalidInput(
        f"the material does not suffice: {missing}" if missing else "it takes no kept media",
        hint=_UPLOAD if _lacks_a_url(found) else _KEEP,
    )


def begin(
    operation: Operation,
    values: Mapping[str, Any],
    *,
    material: Material | None = None,
    way: str = "",
    now: int = 0,
) -> Request:
    """The first request of a creation; what no call has a place for is left out.

    `values` are the things known by name (name, description, handle, key, url, window, …).
    """
    said = {name: value for name, value in values.items() if value not in (None, "")}
    chosen = operation.ways[way] if way else None
    items: list[dict[str, Any]] = [{}]
    if chosen and material:
        media = chosen.needs.choose(material)
        if operation.each:
            items = [{_singular(chosen.needs): _written(one, chosen, now)} for one in media]
        else:
            items = [_together(chosen, media, now)]
    plan = {"at": 0, "way": way, "values": said, "items": items, "ids": [], "key": said.get("key")}
    request = _request(operation, plan)
    return request if _goes_on(operation, plan) else replace(request, plan={})


def stage(operation: Operation, request: Request) -> Operation | Step:
    """The step that a kept request is of: it has the answer, and the poll."""
    at = int(request.plan.get("at", 0))
    return operation.before[at] if at < len(operation.before) else operation


def after(operation: Operation, request: Request, reading: Reading) -> Request | None:
    """The request that follows one whose answer has an id; None where it was the last."""
    plan = {**request.plan}
    if not plan:
        return None
    step = stage(operation, request)
    if isinstance(step, Step):
        plan["values"] = {**plan["values"], step.binds: reading.remote_id}
    else:
        plan["ids"] = [*plan["ids"], reading.remote_id]
    plan["at"] += 1
    if plan["at"] == len(operation.before) + len(plan["items"]):
        return None
    return _request(operation, plan)


def whole_id(request: Request, reading: Reading) -> str:
    """The id of a character when its last call is answered: all ids, joined."""
    return JOINED.join([*request.plan.get("ids", ()), reading.remote_id or ""])


def by_way(call: Call, way: Way | None) -> Call:
    """A call with what a way lays over it."""
    if way is None:
        return call
    return replace(
        call,
        constants={**call.constants, **way.constants},
        fields={**call.fields, **way.fields},
    )


def recall(operation: Operation, request: Request) -> Request | None:
    """How to ask for the answer to a request that was lost: by the key that it carried.

    None where the provider cannot be asked by it; then only a person can look.
    """
    poll = stage(operation, request).poll
    key = key_of(operation, request)
    if not operation.repeat.asks or poll is None or key is None:
        return None
    return engine.build(poll.call, {"job_id": key})


def key_of(operation: Operation, request: Request) -> str | None:
    """The key by which a provider knows a repeated request, if it was sent one."""
    if operation.repeat.header in request.headers:
        return request.headers[operation.repeat.header]
    place = operation.call.fields.get("key")
    found = paths.get(request.body, place) if place else None
    return str(found) if found is not None else None


def may_repeat(operation: Operation, request: Request) -> bool:
    """Whether sending a creation again can neither make nor bill it twice."""
    return operation.repeat.harmless or key_of(operation, request) is not None


def _goes_on(operation: Operation, plan: Mapping[str, Any]) -> bool:
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
    numbered = plan["key"] and _goes_on(operation, plan)
    key = f"{plan['key']}-{at}" if numbered else plan["key"]
    values["key"] = key
    known = engine.uses(call) & {name for name, value in values.items() if value}
    request = engine.build(call, {name: values[name] for name in values if name in known})
    header = operation.repeat.header
    return replace(request, headers={header: key} if header and key else {}, plan=plan)


def _together(way: Way, media: Sequence[Medium], now: int) -> dict[str, Any]:
    sent = [_written(one, way, now) for one in media]
    if way.needs.of == "clip":
        return {"clip": sent[0]}
    if way.needs.frontal:
        return {"frontal": sent[0], "stills": sent[1:]}
    return {"stills": sent}


def _singular(needs: Needs) -> str:
    return "clip" if needs.of == "clip" else "still"


def _written(medium: Medium, way: Way, now: int) -> Any:
    return written(medium, way.needs.takes, now)
