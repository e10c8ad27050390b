"""The outermost layer: every call is recorded, and perhaps struck by a fault, before the answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import anyio
from starlette.responses import JSONResponse

from charlib.sandbox.clock import now
from charlib.sandbox.errors import Refusal
from charlib.sandbox.wire.connection import drop
from charlib.sandbox.wire.ledger import MOST_BODY, SeenRequest
from charlib.sandbox.wire.strikes import GoodAnswer, bad_answer
from charlib.sandbox.world.fetch import USER_AGENT

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from charlib.sandbox.wire.faults import Fault, Faults
    from charlib.sandbox.wire.ledger import Ledger

_FAULT_KEY = "charlib.sandbox.fault"
"""The key of a scope for the fault that struck the call."""

_OWN_PATHS = "/_sandbox/"
_OWN_AGENT = USER_AGENT.encode()
_MOST_BYTES = 2**20
_MEDIA_BYTES = 48 * 2**20
_WITHOUT_MEDIA = ("/sync/", "/async/", "/relay/", "/relay-model/", _OWN_PATHS)


class Front:
    """The outermost ASGI layer: writes the ledger, and applies the faults."""

    def __init__(self, app: ASGIApp, *, ledger: Ledger, faults: Faults) -> None:
        self._app = app
        self._ledger = ledger
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Only the newer families receive media; Sora's received URLs.
        most = _MOST_BYTES if scope["path"].startswith(_WITHOUT_MEDIA) else _MEDIA_BYTES
        body = await _read(receive, most)
        if body is None:
            refusal = Refusal(
                413, "request_too_large", f"The body is larger than {most // 2**20} MB."
            )
            await JSONResponse(refusal.body(), refusal.status)(scope, receive, send)
            return
        if _is_own(scope):
            await self._app(scope, _replay(body, receive), send)
            return
        fault = self._faults.take(scope["method"], scope["path"], body)
        self._ledger.record(_seen(scope, body, fault))
        receive = _replay(body, receive)
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await self._strike(fault, scope, receive, send)

    async def _strike(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "latency":
            await anyio.sleep(fault.seconds or 0)
        scope[_FAULT_KEY] = fault
        good = GoodAnswer()
        if fault.is_processed:
            await self._app(scope, receive, good.take)
        if fault.kind in {"reset_before", "lost_answer"}:
            await drop(scope, receive, send, reset=fault.kind == "reset_before")
        else:
            await bad_answer(fault, good)(scope, receive, send)


def ordered_failure(request: Request) -> Refusal | None:
    """The failure that a `job_fails` fault orders for this job."""
    fault = request.scope.get(_FAULT_KEY)
    if fault is None or fault.kind != "job_fails":
        return None
    return Refusal(
        400,
        fault.code or "moderation_blocked",
        fault.message or "Your request was blocked by our moderation system.",
    )


def _is_own(scope: Scope) -> bool:
    """Whether a call is about the sandbox itself, or its own fetch of a source video."""
    path: str = scope["path"]
    return path.startswith(_OWN_PATHS) or (b"user-agent", _OWN_AGENT) in scope["headers"]


async def _read(receive: Receive, most: int) -> bytes | None:
    """The body of a request, or None if it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that returns the body that was read already, then continues."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


def _seen(scope: Scope, body: bytes, fault: Fault | None) -> SeenRequest:
    decode = partial(bytes.decode, encoding="latin-1")
    return SeenRequest(
        method=scope["method"],
        path=scope["path"],
        query=decode(scope["query_string"]),
        headers={decode(name): decode(value) for name, value in scope["headers"]},
        raw=body[:MOST_BODY],
        length=len(body),
        fault=fault.kind if fault else None,
        at=now(),
    )
