"""The parts of a request: its address, and how values get into its body. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from charlib.domain import paths
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.providers.profile import Call, Put


def address(template: str, values: Mapping[str, Any]) -> str:
    """The filled path of a call; InvalidInput for an ID that leads to another address."""
    kept = paths.path_fields(template)
    safe = {
        name: quote(str(value), safe="/" if name in kept else "") for name, value in values.items()
    }
    _refuse_dots(template, safe)
    return str(paths.fill(template, safe))


def _refuse_dots(path: str, values: Mapping[str, str]) -> None:
    """Refuse an ID that leads to another address: `.` and `..` cannot be quoted in a path."""
    kept = paths.path_fields(path)
    for name in paths.fields(path) & values.keys():
        steps = values[name].split("/") if name in kept else [values[name]]
        if {".", ".."} & {*steps} or (name in kept and "" in steps):
            raise InvalidInput(f"invalid ID {values[name]!r}", hint="Check the ID")


def wrapped(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """A body whose parts are in one object, where the call wraps them."""
    for place, names in call.wrap.items():
        inner = {name: body.pop(name) for name in names if name in body}
        if inner:
            paths.put(body, place, inner)
    return body


def cut(call: Call, name: str, value: Any) -> Any:
    """A value, as long as the provider takes it."""
    longest = call.longest.get(name)
    return value[:longest].rstrip() if longest and isinstance(value, str) else value


def put_filled(body: dict[str, Any], put: Put, values: Mapping[str, Any]) -> None:
    """Put a filled template, or one for each item of a list; nothing if a value is missing."""
    if not paths.fields(put.item) <= set(values):
        return
    for more in [{put.each: item} for item in values[put.each]] if put.each else [{}]:
        paths.put(body, put.path, paths.fill(put.item, {**values, **more}))


def put_all(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value, or each item of a list if the path appends to a list."""
    for item in value if isinstance(value, list) and "[]" in path else [value]:
        paths.put(body, path, item)
