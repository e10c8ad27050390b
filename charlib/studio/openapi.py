"""The document of the API, derived from the declarations of its routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from charlib import __version__
from charlib.doors.shapes import SHAPES, ref
from charlib.studio.declare import Route

_REFUSED = "The error, with what helps."


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The OpenAPI document of some routes."""
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "charlib studio",
            "version": __version__,
            "summary": "The verbs of the library for one page on this machine.",
        },
        "paths": dict(paths),
        "components": {"schemas": SHAPES},
    }


def _operation(route: Route) -> dict[str, Any]:
    summary, _, more = route.about.partition("\n")
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{_called(route.path)}",
        "summary": summary,
        "description": more.strip() or summary,
        "x-verb": route.verb,
        "x-changes": route.changes,
        "x-spends": route.spends,
        "responses": {
            "200": {"description": "The answer.", "content": _content(route)},
            "default": {
                "description": _REFUSED,
                "content": {"application/json": {"schema": ref("Error")}},
            },
        },
    }
    parameters = [_parameter(name, field) for name, field in _outside(route)]
    if parameters:
        operation["parameters"] = parameters
    if route.takes_file:
        operation["requestBody"] = {"content": {"application/octet-stream": {}}, "required": True}
    elif route.method != "GET":
        operation["requestBody"] = _body(route)
    return operation


def _called(path: str) -> str:
    words = path.replace("{", "").replace("}", "").replace(".", "_").split("/")
    return "".join(f"_{word}" for word in words if word)


def _content(route: Route) -> dict[str, Any]:
    if isinstance(route.answer, str):
        return {route.answer: {}}
    return {"application/json": {"schema": dict(route.answer)}}


def _outside(route: Route) -> list[tuple[str, Any]]:
    return [(name, field) for name, field in route.takes.items() if field.place != "body"]


def _parameter(name: str, field: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": field.place,
        "required": field.is_required,
        "description": field.about,
        "schema": field.schema(),
    }


def _body(route: Route) -> dict[str, Any]:
    inside = {name: field for name, field in route.takes.items() if field.place == "body"}
    values = {name: field.schema() | {"description": field.about} for name, field in inside.items()}
    schema = {
        "type": "object",
        "properties": values,
        "required": [name for name, field in inside.items() if field.is_required],
        "additionalProperties": False,
    }
    return {"content": {"application/json": {"schema": schema}}}
