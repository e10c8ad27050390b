"""Answers of every profile, made of its own places, and every way in which a gateway wraps them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from charlib.domain import paths
from charlib.providers.profile import AnswerPlaces, Profile
from charlib.providers.profiles import Profiles

WRAPPERS = {"data", "result", "output", "Result"}
NAMES = Profiles(Path("/nowhere")).names()
LOADED = {name: Profiles(Path("/nowhere")).load(name) for name in NAMES}
CREATING = {name: profile for name, profile in LOADED.items() if profile.create}
FILMING = {name: profile for name, profile in LOADED.items() if profile.generate}
LISTING = {name: profile for name, profile in LOADED.items() if profile.listing}
VERIFYING = {name: profile for name, profile in LOADED.items() if profile.verify}

Wrap = Callable[[Any], Any]
WRAPPINGS: dict[str, Wrap] = {
    "as it is": lambda answer: answer,
    "data": lambda answer: {"data": answer},
    "data[0]": lambda answer: {"data": [answer]},
    "result": lambda answer: {"result": answer},
    # Of a job that is called so itself, the wrapper's own id could not be told apart.
    "output": lambda answer: (
        {"output": answer}
        | ({} if isinstance(answer, dict) and "request_id" in answer else {"request_id": "r-1"})
    ),
    "response": lambda answer: {"response": answer},
    "new-api": lambda answer: {"code": "success", "message": "", "data": answer},
    "code and msg": lambda answer: {"code": 200, "msg": "ok", "data": answer, "id": "r-1"},
    "JSend": lambda answer: {"status": "success", "data": answer},
    "success": lambda answer: {"success": True, "error": None, "result": answer},
    "an empty error": lambda answer: {"error": {"code": "", "message": ""}, "data": answer},
    "a list of one": lambda answer: [answer],
    "JSON in data": lambda answer: {"code": 0, "data": json.dumps(answer)},
    "JSON in a text": lambda answer: json.dumps(json.dumps(answer)),
    "a byte order mark": lambda answer: "\ufeff" + json.dumps(answer),
    "lines around it": lambda answer: f"\r\n\ufeff \n{json.dumps(answer)}\n\n",
}


def answer(places: AnswerPlaces, **values: Any) -> dict[str, Any]:
    """An answer of a profile: each value at the first of its places, in the profile's envelope."""
    document: dict[str, Any] = {}
    for path, allowed in places.ok.items():
        put(document, path, allowed[0])
    for name, value in values.items():
        if getattr(places, name):
            put(document, getattr(places, name)[0], value)
    for path in places.json_strings:
        *before, last = paths.steps(path)
        holder = paths.walk(document, before)
        if isinstance(holder, dict) and last in holder:
            holder[last] = json.dumps(holder[last])
    return document


def put(document: Any, path: str, value: Any) -> None:
    """Put a value at a place that may have indexes."""
    *before, last = paths.steps(path)
    for step, following in zip(before, [*before, last][1:], strict=True):
        fresh: Any = {} if isinstance(following, str) else []
        if isinstance(step, str):
            document = document.setdefault(step, fresh)
        else:
            document = document[0] if document else (document.append(fresh), document[0])[1]
    if isinstance(last, str):
        document[last] = value
    else:
        document.append(value)


def unwrapped(document: dict[str, Any]) -> Any:
    """The answer without the wrapper that the profile expects; None if it expects none."""
    inner = next((document[key] for key in document if key in WRAPPERS), None)
    inner = inner[0] if isinstance(inner, list) and inner else inner
    return inner if isinstance(inner, dict) else None


def text(document: Any) -> str:
    """A wrapped answer as it is sent."""
    return document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)


def places_of(profile: Profile, call: str) -> AnswerPlaces:
    """The places of an answer: `create`, `create.poll`, `generate` or `generate.poll`."""
    name, _, poll = call.partition(".")
    operation = getattr(profile, name)
    places: AnswerPlaces = operation.poll.answer if poll else operation.answer
    return places
