"""Short ways to say a profile, a request and a reply."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from charlib.domain.prompts import asks
from charlib.domain.prompts.compose import Composition
from charlib.providers import asking
from charlib.providers.engine import build
from charlib.providers.filming import PlannedFilm, film
from charlib.providers.load import load
from charlib.providers.messages import Reply
from charlib.providers.profile import Call, Operation, Profile
from charlib.providers.profiles import Profiles

PLAIN = """
name = "plain"
[http]
base_url = "https://host.example/v1"
[create.call]
path = "/characters"
fields = { url = "url", task = "from_task", window = "timestamps" }
[create.answer]
job_id = "task_id"
remote_id = "character_id"
[create.poll.call]
method = "GET"
path = "/characters/{job_id}"
[create.poll.answer]
status = "status"
remote_id = "character_id"
error = ["error.message", "error", "message"]
"""
"""A small profile: creation answers with an id at once, or with a job that is polled."""


def profile(toml: str = PLAIN) -> Profile:
    """A profile from the text of its TOML."""
    return load(tomllib.loads(toml), "profile test")


def bundled(name: str) -> Profile:
    """One of the profiles that come with charlib."""
    return Profiles(Path("/nowhere")).load(name)


def making(operation: Operation | None) -> Operation:
    """An operation that a profile must have."""
    assert operation is not None
    return operation


def sent(call: Call, **values: Any) -> tuple[str, str, dict[str, Any]]:
    """What a call sends: method, path and body."""
    request = build(call, values)
    return request.method, request.path, request.body


def filmed(
    of: Profile,
    prompt: str = "a street",
    fragment: dict[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    key: str = "KEY",
    **wishes: Any,
) -> PlannedFilm:
    """A film of a prompt as it would be sent, with the wishes of a person."""
    asked = asks.read(wishes)
    model = asking.model_of(of, asked.model)
    composition = Composition("main", of.name, prompt, prompt, fragment or {}, (), (), model)
    return film(of, composition, asks=asked, params=params or {}, key=key)


def reply(body: object, status: int = 200) -> Reply:
    """A reply with a JSON document, or with a text as it is."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Reply(status, "application/json", text)
