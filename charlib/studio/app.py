"""The studio as an ASGI application: the page, the API, media, events, behind the guard."""

from __future__ import annotations

import json
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as WebRoute

from charlib.studio.calling import Caller, as_json, failed
from charlib.studio.events import missed
from charlib.studio.faults import Refused
from charlib.studio.guard import Gate, Guard
from charlib.studio.openapi import document
from charlib.studio.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from charlib.studio.desk import Desk
    from charlib.studio.events import Watcher

_KINDS = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
}  # fmt: skip


def create_app(desk: Desk, gate: Gate, watcher: Watcher, port: int) -> ASGIApp:
    """The application of a desk, for the port that it listens on."""
    caller, pages = Caller(desk), _Pages(desk)
    described = json.dumps(document(ROUTES)).encode()

    async def openapi(_: Request) -> Response:
        return Response(described, media_type="application/json")

    async def events(request: Request) -> Response:
        seen = request.headers.get("last-event-id", "")
        since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None  # noqa: PLR2004 - digits of a row's number
        await anyio.to_thread.run_sync(watcher.look)
        stream = desk.hub.stream(partial(missed, desk.lib, since))
        return StreamingResponse(stream, media_type="text/event-stream")

    routes = [
        *(
            WebRoute(route.path, _endpoint(caller, route), methods=[route.method])
            for route in ROUTES
        ),
        WebRoute("/api/openapi.json", openapi),
        WebRoute("/api/events", events),
        WebRoute("/", pages.index),
        WebRoute("/page/{name:path}", pages.page),
    ]
    handlers: Any = {HTTPException: _missing}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), gate, port)


def _endpoint(caller: Caller, route: Any) -> Any:
    return partial(_called, caller, route)


async def _called(caller: Caller, route: Any, request: Request) -> Response:
    return await caller(route, request)


async def _missing(_: Request, error: Exception) -> Response:
    """What Starlette refuses by itself: an unknown address, or another method."""
    status = getattr(error, "status_code", 404)
    kind = "not-found" if status == 404 else "invalid"  # noqa: PLR2004 - not found
    return failed(
        Refused("the API has no such address", hint="Load the page again", kind=kind, status=status)
    )


class _Pages:
    """The files of the page, read once. What the studio may do is written into the first."""

    def __init__(self, desk: Desk) -> None:
        self._files = dict(_files(resources.files("charlib.studio") / "page"))
        rules = {b" data-read-only": desk.read_only, b" data-no-spend": desk.no_spend}
        told = b"".join(rule for rule, is_set in rules.items() if is_set)
        index = self._files["index.html"]
        self._files["index.html"] = index.replace(b"<html", b"<html" + told, 1)

    async def index(self, _: Request) -> Response:
        """`GET /`: the page."""
        return self._answer("index.html")

    async def page(self, request: Request) -> Response:
        """`GET /page/FOLDER/NAME`: a module, a style."""
        name = request.path_params["name"]
        return self._answer(name) if name in self._files else as_json(_NONE, 404)

    def _answer(self, name: str) -> Response:
        kind = _KINDS.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
        return Response(self._files[name], media_type=kind, headers={"cache-control": "no-cache"})


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    """The files of a folder and of the folders in it, by their address."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _files(each, f"{before}{each.name}/")
        else:
            yield f"{before}{each.name}", each.read_bytes()


_NONE = {
    "error": {
        "kind": "not-found",
        "message": "the page has no such file",
        "hint": "Load the page again",
    }
}
