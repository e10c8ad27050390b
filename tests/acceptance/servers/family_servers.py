"""Strict little servers of Kling, Vidu and the official shape, written from the documents alone.

Bodies are held to JSON Schemas in which nothing unknown is allowed; every request is recorded.
"""

# ruff: noqa: E501 - schemas are read by the line

from __future__ import annotations

import json
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

import jsonschema

if TYPE_CHECKING:
    from types import TracebackType

KEY = "sk-canary-5be1"
Schema = dict[str, Any]


def closed(needed: Schema, other: Schema | None = None) -> Schema:
    """An object with exactly these keys."""
    return {
        "type": "object",
        "properties": {**needed, **(other or {})},
        "required": list(needed),
        "additionalProperties": False,
    }


def text(longest: int, least: int = 1, **more: Any) -> Schema:
    """A string of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": longest, **more}


URL = text(8000, pattern=r"^https?://[^\s/]+/\S+$")
PICTURE = {"anyOf": [URL, text(20_000_000, 40, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]}
DATA = {
    "anyOf": [
        URL,
        text(30_000_000, 40, pattern=r"^data:(image|video)/[a-z0-9]+;base64,[A-Za-z0-9+/]+={0,2}$"),
    ]
}
ELEMENT = {
    "element_name": text(20),
    "element_description": text(100),
    "reference_type": {"enum": ["image_refer", "video_refer"]},
}
KLING: Schema = {
    "POST /v1/general/advanced-custom-elements": {
        "oneOf": [
            closed(
                {**ELEMENT, "reference_type": {"const": "image_refer"},
                 "element_image_list": closed({
                     "frontal_image": PICTURE,
                     "refer_images": {"type": "array", "minItems": 1, "maxItems": 3,
                                      "items": closed({"image_url": PICTURE})},
                 })},
                {"external_task_id": text(200)},
            ),
            closed(
                {**ELEMENT, "reference_type": {"const": "video_refer"},
                 "element_video_list": closed({
                     "refer_videos": {"type": "array", "minItems": 1, "maxItems": 1,
                                      "items": closed({"video_url": URL})},
                 })},
                {"external_task_id": text(200)},
            ),
        ]
    },
    "POST /omni-video/kling-3.0-omni": closed(
        {"contents": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"oneOf": [
            closed({"type": {"const": "prompt"}, "text": text(2500)}),
            closed({"type": {"const": "element"}, "element_id": text(19, pattern=r"^\d+$"),
                    "id": text(20, pattern=r"^\w+$")}),
        ]}}},
        {"settings": closed({}, {
            "audio": {"enum": ["native", "off"]},
            "resolution": {"enum": ["720p", "1080p", "4k"]},
            "aspect_ratio": {"enum": ["16:9", "9:16", "1:1"]},
            "duration": {"type": "integer", "minimum": 3, "maximum": 15},
        }), "options": closed({}, {"external_task_id": text(64, pattern=r"^\w+$")})},
    ),
    "POST /v1/videos/omni-video": closed(
        {"model_name": {"enum": ["kling-v3-omni", "kling-video-o1"]}, "prompt": text(2500)},
        {
            "element_list": {"type": "array", "minItems": 1, "maxItems": 7,
                             "items": closed({"element_id": {"type": "integer", "minimum": 1}})},
            "mode": {"enum": ["std", "pro"]},
            "duration": {"type": "string", "pattern": r"^\d+$"},
            "aspect_ratio": {"enum": ["16:9", "9:16", "1:1"]},
            "external_task_id": text(64, pattern=r"^\w+$"),
        },
    ),
}  # fmt: skip
VIDU: Schema = {
    "POST /ent/v2/subjects": {
        "oneOf": [
            closed({"name": text(64), "images": {"type": "array", "minItems": 1, "maxItems": 3, "items": DATA}}),
            closed({"name": text(64), "videos": {"type": "array", "minItems": 1, "maxItems": 1, "items": DATA}}),
        ]
    },
    "POST /ent/v2/reference2video": closed(
        {
            "model": {"enum": ["viduq3", "viduq2-pro"]},
            "prompt": text(2000),
            "subjects": {"type": "array", "minItems": 1, "maxItems": 7, "uniqueItems": True, "items": {"oneOf": [
                closed({"name": text(64, pattern=r"^\w+$"), "server_id": text(64)}),
                closed({"name": text(64, pattern=r"^\w+$"),
                        "images": {"type": "array", "minItems": 1, "maxItems": 3, "items": DATA}}),
            ]}},
        },
        {"duration": {"type": "integer", "minimum": 1, "maximum": 16}},
    ),
}  # fmt: skip
OFFICIAL: Schema = {
    "POST /v1/videos/characters": closed({"video": {"const": "video/mp4"}, "name": text(80)}),
    "POST /v1/videos": closed(
        {"prompt": text(32_000)},
        {
            "model": {"enum": ["sora-2", "sora-2-pro"]},
            "seconds": {"enum": ["4", "8", "12", "16", "20"]},
            "size": {"enum": ["720x1280", "1280x720", "1024x1792", "1792x1024"]},
            "characters": {"type": "array", "minItems": 1, "maxItems": 2,
                           "items": closed({"id": text(64, pattern="^char_")})},
        },
    ),
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "POST /v1/general/advanced-custom-elements": lambda n, _: {"code": 0, "data": {"task_id": f"8{n}", "task_status": "submitted"}},
    "POST /omni-video/kling-3.0-omni": lambda n, _: {"code": 0, "data": {"id": f"7{n}", "status": "submitted"}},
    "POST /v1/videos/omni-video": lambda n, _: {"code": 0, "data": {"task_id": f"7{n}", "task_status": "submitted"}},
    "POST /ent/v2/subjects": lambda n, body: {"id": f"{2**53 + n}", "name": body["name"], "credits": 5},
    "POST /ent/v2/reference2video": lambda n, _: {"task_id": f"6{n}", "state": "created"},
    "POST /v1/videos/characters": lambda n, body: {"id": f"char_{n:032x}", "name": body["name"], "created_at": 1},
    "POST /v1/videos": lambda n, _: {"id": f"video_{n:048x}", "object": "video", "status": "queued"},
}  # fmt: skip


def form(content_type: str, raw: bytes) -> dict[str, str]:
    """A multipart form: values as text, files as their type; ValueError for what is none."""
    if not content_type.startswith("multipart/form-data; boundary="):
        raise ValueError("not a form")
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw
    )
    fields: dict[str, str] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if name in fields or not content:
            raise ValueError(f"{name} comes twice or is empty")
        fields[name] = part.get_content_type() if part.get_filename() else content.decode()
    return fields


class FamilyServer(ThreadingHTTPServer):
    """A strict server; `bodies` are those it took, `refused` what it did not and why."""

    daemon_threads = True

    def __init__(self, schemas: Schema, scheme: str = "Bearer") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.schemas, self.scheme = schemas, scheme
        self.bodies: list[tuple[str, Any]] = []
        self.refused: list[str] = []

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        """Start to serve in a thread."""
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop."""
        self.shutdown()
        self.server_close()

    def take(self, route: str, headers: Any, raw: bytes) -> tuple[int, dict[str, Any]]:
        """Check a request and answer it."""
        try:
            if headers.get("Authorization") != f"{self.scheme} {KEY}":
                raise ValueError("wrong key or scheme")
            if route.startswith("GET "):
                return 200, self.poll(route)
            kind = headers.get("Content-Type", "")
            body = form(kind, raw) if route.endswith("/characters") else json.loads(raw)
            if not route.endswith("/characters") and kind != "application/json":
                raise ValueError(f"content type {kind}")
            jsonschema.validate(body, self.schemas[route])
        except (ValueError, KeyError, jsonschema.ValidationError) as fault:
            self.refused.append(f"{route}: {fault}")
            return 400, {"error": {"message": str(fault)[:200], "type": "invalid_request_error"}}
        self.bodies.append((route, body))
        return 200, ANSWERS[route](len(self.bodies), body)

    @staticmethod
    def poll(route: str) -> dict[str, Any]:
        """The answer to any poll of Kling's elements: it is there."""
        number = int(route.rpartition("/")[2])
        element = {"element_id": 2**53 + 2 * number + 1, "element_name": "mia"}
        return {
            "code": 0,
            "data": {"task_status": "succeed", "task_result": {"elements": [element]}},
        }


class _Handler(BaseHTTPRequestHandler):
    server: FamilyServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self.server.take(f"{self.command} {self.path}", self.headers, raw)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""
