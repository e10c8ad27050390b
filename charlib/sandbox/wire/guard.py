"""Keeps web pages out: a sandbox answers only calls that name it, from no page of another site.

A page that a browser shows may send requests to this machine, and may give its own host name the
address of this machine (DNS rebinding). The browser says so: in Host, Origin and Sec-Fetch-Site.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from charlib.sandbox.errors import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK_NAMES = ("localhost", "localhost.localdomain")
_HTTP_PORT = 80
_LARGEST_PORT_DIGITS = 5


class Guard:
    """The first ASGI layer. `bound` is the host that the sandbox listens on."""

    def __init__(self, app: ASGIApp, *, bound: str) -> None:
        self._app = app
        self._bound = bound.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await JSONResponse(refusal.body(), refusal.status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        hosts, origins, sites = (
            [value.decode("latin-1") for key, value in scope["headers"] if key == name]
            for name in (b"host", b"origin", b"sec-fetch-site")
        )
        port = (scope.get("server") or ("", None))[1] or _HTTP_PORT
        if len(hosts) != 1:
            return Refusal(400, "invalid_host", "The request needs one Host header.")
        if not self._is_here(hosts[0], port):
            return Refusal(403, "foreign_host", "The Host header does not name this sandbox.")
        if any(not self._is_own_origin(origin, port) for origin in origins):
            return Refusal(403, "foreign_origin", "Web pages of other sites are refused.")
        if "cross-site" in (site.strip().lower() for site in sites):
            return Refusal(403, "foreign_origin", "Web pages of other sites are refused.")
        return None

    def _is_own_origin(self, origin: str, port: int) -> bool:
        scheme, _, host = origin.partition("://")
        return scheme == "http" and self._is_here(host, port)

    def _is_here(self, header: str, port: int) -> bool:
        """Whether `HOST[:PORT]` is an address of this sandbox."""
        host, given = _split(header.lower())
        if given != port:
            return False
        if host in _LOOPBACK_NAMES or host == self._bound:
            return True
        try:
            address = ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return False
        # On every address of the machine a client may use any; a page cannot rebind a number.
        return address.is_loopback or self._bound in ANY_HOST


def _split(header: str) -> tuple[str, int | None]:
    """The host and port of a header; the port is None if it is not a number."""
    host, colon, port = header.rpartition(":")
    if not colon or port.endswith("]"):
        return header, _HTTP_PORT
    is_number = port.isascii() and port.isdigit() and len(port) <= _LARGEST_PORT_DIGITS
    return host, int(port) if is_number else None


ANY_HOST = ("", "0.0.0.0", "::")  # noqa: S104 - recognised here, never chosen
"""The names of all addresses of a machine."""
