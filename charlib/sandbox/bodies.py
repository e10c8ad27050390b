"""Strict request bodies: a table says which fields there are, and everything else is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from charlib.sandbox.errors import Refusal, bad_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_TYPE_NAMES = {str: "a string", int: "an integer"}


@dataclass(frozen=True)
class Field:
    """One field of a JSON body: its type, whether it must be there, and the values it may take."""

    kind: type[str | int] = str
    required: bool = True
    allowed: frozenset[str] | range | None = None

    def check(self, name: str, value: object) -> None:
        """Refuse a value of the wrong JSON type or outside the allowed ones."""
        # `type() is`, because to isinstance True is an integer.
        if type(value) is not self.kind:
            raise bad_field(
                "invalid_type",
                name,
                f"Invalid type for '{name}': expected {_TYPE_NAMES[self.kind]}.",
            )
        if isinstance(value, str) and not _is_text(value):
            raise bad_field("invalid_value", name, f"Invalid value for '{name}': empty or no text.")
        if self.allowed is not None and value not in self.allowed:
            raise bad_field("invalid_value", name, f"Invalid value for '{name}': {value!r}.")


def one_of(*values: str) -> Field:
    """A string field that takes one of some values."""
    return Field(allowed=frozenset(values))


SOURCE: Mapping[str, Field] = {
    "url": Field(required=False),
    "from_task": Field(required=False),
    "timestamps": Field(),
}
"""What every creation takes: a window, and one of two kinds of source."""


async def read_body(request: Request, fields: Mapping[str, Field]) -> dict[str, Any]:
    """The JSON object of a request, every field of it checked against the table."""
    body = _parse(request.headers.get("content-type", ""), await request.body())
    for name in body:
        if name not in fields:
            raise bad_field("unknown_parameter", name, f"Unknown parameter: '{name}'.")
    for name, field in fields.items():
        if name in body:
            field.check(name, body[name])
        elif field.required:
            message = f"Missing required parameter: '{name}'."
            raise bad_field("missing_required_parameter", name, message)
    return body


def _parse(content_type: str, raw: bytes) -> dict[str, Any]:
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "unsupported_media_type", "The body must be application/json.")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "invalid_json", "The body must be a JSON object.")
    return body


def _is_text(value: str) -> bool:
    """Whether a string has something in it and no lone surrogate, which UTF-8 cannot carry."""
    try:
        return bool(value.strip()) and bool(value.encode())
    except UnicodeEncodeError:
        return False
