"""Drops a connection, which no ASGI message can do.

uvicorn closes a connection whose answer stops half-way, but by then its head is sent. So the
sandbox's protocol class puts the transport where the application finds it.
"""

from __future__ import annotations

import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send

_STATE_KEY = "charlib.sandbox.transport"
# On close, discard unsent bytes and reset: struct linger, whose fields are short on Windows.
_LINGER_NOT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class DroppableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol; each request's `state` holds the connection's transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the transport for the requests of this connection."""
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, _STATE_KEY: transport}


def is_gone(scope: Scope) -> bool:
    """Whether the connection of a request was closed."""
    transport: asyncio.Transport | None = scope.get("state", {}).get(_STATE_KEY)
    return transport is not None and transport.is_closing()


async def drop(scope: Scope, receive: Receive, send: Send, *, reset: bool) -> None:
    """Close the connection of a request without an answer, or reset it."""
    transport: asyncio.Transport | None = scope.get("state", {}).get(_STATE_KEY)
    if transport is None:
        # Under another server: stop in the middle, so that it has to close the connection.
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
        )
        return
    if reset:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
