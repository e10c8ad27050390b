"""The studio as an ASGI application: the page, the API, media, events, behind the guard."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as WebRoute

from charlib.studio.calling import Caller, failed
from charlib.studio.events import missed
from charlib.studio.faults import Refused
from charlib.studio.guard import Gate, Guard
from charlib.studio.openapi import document
from charlib.studio.pages import Pages
from charlib.studio.routes import ROUTES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from charlib.studio.desk import Desk
    from charlib.studio.events import Watcher


def create_app(desk: Desk, gate: Gate, watcher: Watcher, port: int) -> ASGIApp:
    """The application of a desk, for the port that it listens on."""
    caller, pages = Caller(desk), Pages(desk)
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
