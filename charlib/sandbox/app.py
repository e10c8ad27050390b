"""The sandbox as an ASGI application."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

from charlib.sandbox.dialects import mounts
from charlib.sandbox.errors import Refusal
from charlib.sandbox.open_pages import OpenPages
from charlib.sandbox.simulation import Simulation
from charlib.sandbox.state import StateError
from charlib.sandbox.wire.desk import Desk
from charlib.sandbox.wire.front import Front
from charlib.sandbox.wire.guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from charlib.sandbox.settings import Settings

_log = logging.getLogger("charlib.sandbox")


def create_app(settings: Settings) -> Starlette:
    """A sandbox; its `state.simulation` holds the ledger and the faults.

    Raises `StateError` if the state file of the settings cannot be used.
    """
    simulation = Simulation(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        simulation.close()

    app = Starlette(
        routes=[
            *mounts(simulation),
            *OpenPages(simulation).routes(),
            *Desk(simulation.ledger, simulation.faults).routes(),
        ],
        middleware=[
            Middleware(Guard, bound=settings.host),
            Middleware(Front, ledger=simulation.ledger, faults=simulation.faults),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _no_route, Exception: _broken},
        lifespan=lifespan,
    )
    app.state.simulation = simulation
    try:
        simulation.restore()
    except StateError:
        simulation.close()
        raise
    return app


async def _refused(_: Request, error: Exception) -> Response:
    refusal = cast("Refusal", error)
    return JSONResponse(refusal.body(), refusal.status)


async def _no_route(request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    message = f"Invalid URL ({request.method} {request.url.path})"
    return JSONResponse(Refusal(status, None, message).body(), status)


async def _broken(request: Request, error: Exception) -> Response:
    """A mistake of the sandbox itself: uvicorn is quiet, so it is logged here."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return JSONResponse(Refusal(500, "server_error", "The sandbox itself failed.").body(), 500)
