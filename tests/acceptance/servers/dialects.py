"""The three sora dialects as tables, with the checks that a strict server of each would make.

Paths, constants and answers are those of the two tutorials and of the relays, nothing more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message

Fields = Mapping[str, Any]

TIMESTAMPS = re.compile(r"\d+(\.\d{1,3})?,\d+(\.\d{1,3})?", re.ASCII)
JSON_TYPE = re.compile(r"application/json(;\s*charset=utf-8)?", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What goes back over the socket; ``hang_up`` closes it without a word."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False


def as_json(payload: object, status: int = 200) -> Answer:
    """Answer with a JSON document."""
    return Answer(json.dumps(payload).encode(), status)


def error(status: int, message: str, param: str | None = None, code: str | None = None) -> Answer:
    """Answer with the error envelope that the Videos API and its relays used."""
    kind = "invalid_request_error"
    envelope = {"message": message, "type": kind, "param": param, "code": code}
    return as_json({"error": envelope}, status)


class Refused(Exception):
    """A request that the documents do not allow; carries the answer to it."""

    def __init__(self, status: int, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.answer = error(status, message, param)


@dataclass(frozen=True)
class Dialect:
    """One dialect: its paths, constants and answers; ``{n}``, ``{id}``, ``{origin}`` get filled in.

    ``created`` answers a creation; where that is only a task, ``creating`` and ``finished`` answer
    its polls. ``generated``, ``rendering`` and ``rendered`` do the same for videos.
    """

    profile: str
    base: str
    routes: Mapping[str, str]
    creation: Fields
    generation: Fields
    created: Fields
    generated: Fields
    rendering: Fields
    rendered: Fields
    creating: Fields = field(default_factory=dict)
    finished: Fields = field(default_factory=dict)
    longest_ms: int | None = 3000

    def route(self, method: str, target: str) -> tuple[str, str]:
        """Name the route and the id in its path; an unknown path, query or method is a 404."""
        for line, name in self.routes.items():
            before, slot, after = line.partition("{id}")
            pattern = re.escape(before) + ("([^/?]+)" if slot else "()") + re.escape(after)
            if match := re.fullmatch(pattern, f"{method} {target}"):
                return name, match[1]
        raise Refused(404, f"Invalid URL ({method} {target})")


FILES: Mapping[str, str] = {"GET /out.mp4": "file", "GET /picture.webp": "picture"}

SORA_SYNC = Dialect(
    profile="sora-sync",
    base="/v1/sora",
    routes={
        "POST /v1/sora/characters": "create",
        "POST /v1/sora/generations": "generate",
        "GET /v1/sora/generations/{id}": "generation",
        **FILES,
    },
    creation={"model": "sora-2-character"},
    generation={"model": "sora-2.0-turbo", "size": "1280x720", "duration": 10},
    created={"character_id": "char_{n:012x}"},
    generated={"id": "video_{n:032x}"},
    rendering={"id": "{id}", "status": "processing"},
    rendered={"id": "{id}", "status": "completed", "video_url": "{origin}/out.mp4"},
    longest_ms=None,
)
SORA_ASYNC = Dialect(
    profile="sora-async",
    base="/sora/v1",
    routes={
        "POST /sora/v1/characters": "create",
        "GET /sora/v1/characters/{id}": "creation",
        "POST /sora/v1/videos": "generate",
        "GET /sora/v1/videos/{id}": "generation",
        **FILES,
    },
    creation={"model": "sora-2-character"},
    generation={"model": "sora-2", "duration": 8, "resolution": "1080p"},
    created={"task_id": "task_{n:012x}"},
    creating={"status": "processing"},
    finished={"status": "completed", "character_id": "char_{n:012x}"},
    generated={"id": "video_00000000-0000-4000-8000-{n:012x}", "status": "queued"},
    rendering={"id": "{id}", "status": "processing"},
    rendered={"id": "{id}", "status": "completed", "video_url": "{origin}/out.mp4"},
)
SORA_RELAY = Dialect(
    profile="sora-relay",
    base="",
    routes={
        "POST /sora/v1/characters": "create",
        "POST /v1/videos": "generate",
        "GET /v1/videos/{id}": "generation",
        "GET /v1/videos/{id}/content": "content",
        **FILES,
    },
    creation={},
    generation={"model": "sora-2", "seconds": "8", "size": "1280x720"},
    created={
        "id": "ch_{n:032x}",
        "username": "hfsp{n:05d}.mooflapand",
        "permalink": "https://sora.chatgpt.com/profile/hfsp{n:05d}.mooflapand",
        "profile_picture_url": "{origin}/picture.webp",
    },
    generated={"id": "video_{n:048x}", "object": "video", "status": "queued", "progress": 0},
    rendering={"id": "{id}", "object": "video", "status": "in_progress", "progress": 50},
    rendered={"id": "{id}", "object": "video", "status": "completed", "progress": 100},
)
SORA_RELAY_MODEL = replace(SORA_RELAY, profile="sora-relay:model", creation=SORA_SYNC.creation)
DIALECTS = (SORA_SYNC, SORA_ASYNC, SORA_RELAY, SORA_RELAY_MODEL)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Refused(400, "The same field is given twice")
    return dict(pairs)


def parse(headers: Message, raw: bytes) -> dict[str, Any]:
    """Read a request's body: a JSON object under its content type, or 415 and 400."""
    if not JSON_TYPE.fullmatch(headers.get("Content-Type", "")):
        raise Refused(415, "Content-Type must be application/json")
    try:
        body = json.loads(raw, object_pairs_hook=_object)
    except ValueError as problem:
        raise Refused(400, f"Invalid JSON body: {problem}") from problem
    if not isinstance(body, dict):
        raise Refused(400, "The body must be an object")
    return body


def check_fields(body: Fields, constants: Fields, texts: set[str]) -> None:
    """Refuse any field but these, any constant of another value or type, any empty text."""
    for name in sorted(body.keys() ^ (constants.keys() | texts)):
        raise Refused(400, f"Unknown or missing parameter: {name}", name)
    for name, wanted in constants.items():
        # True == 1 and 8.0 == 8 in Python, but not on the wire
        if type(body[name]) is not type(wanted) or body[name] != wanted:
            raise Refused(400, f"Invalid {name} parameter", name)
    for name in sorted(texts):
        if not isinstance(body[name], str) or not body[name].strip():
            raise Refused(400, f"{name} must be a non-empty string", name)


def check_window(text: str, longest_ms: int | None) -> None:
    """Refuse a window that is badly printed, shorter than 1 s or longer than the dialect's most."""
    if not TIMESTAMPS.fullmatch(text):
        raise Refused(400, "Invalid timestamps parameter", "timestamps")
    start, end = (round(float(second) * 1000) for second in text.split(","))
    if end - start < 1000 or (longest_ms and end - start > longest_ms):
        raise Refused(400, "Invalid timestamps parameter: out of range", "timestamps")


def check_request(dialect: Dialect, route: str, body: Fields) -> None:
    """Refuse a creation or generation that differs from the dialect's table in anything."""
    if route == "generate":
        check_fields(body, dialect.generation, {"prompt"})
        return
    given = body.keys() & {"url", "from_task"}
    if len(given) != 1:
        raise Refused(400, "Give exactly one of url and from_task")
    check_fields(body, dialect.creation, given | {"timestamps"})
    check_window(body["timestamps"], dialect.longest_ms)
