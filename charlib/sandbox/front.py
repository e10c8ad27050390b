"""The front of the sandbox: every call is recorded, and perhaps struck, before it is answered."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from starlette.responses import JSONResponse

from charlib.sandbox.connection import drop
from charlib.sandbox.errors import Refusal
from charlib.sandbox.fetch import USER_AGENT
from charlib.sandbox.ledger import SeenRequest, now
from charlib.sandbox.strikes import GoodAnswer, bad_answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from charlib.sandbox.faults import Fault, Faults
    from charlib.sandbox.ledger import Ledger

FAULT_KEY = "charlib.sandbox.fault"
"""Where a scope holds the fault that struck its call, for handlers of jobs."""

_OWN_PATHS = "/_sandbox/"
_OWN_AGENT = USER_AGENT.encode()
_MOST_BYTES = 2**20
_MEDIA_BYTES = 48 * 2**20
_SORA = ("/sync/", "/async/", "/relay/", "/relay-model/")
_KEPT_CHARS = 100_000


class Front:
    """Outermost ASGI layer: the ledger's ear and the hand of the faults."""

    def __init__(self, app: ASGIApp, *, ledger: Ledger, faults: Faults) -> None:
        self._app = app
        self._ledger = ledger
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http" or _is_own(scope):
            await self._app(scope, receive, send)
            return
        # Only the newer families are sent media; Sora's were sent addresses.
        most = _MOST_BYTES if scope["path"].startswith(_SORA) else _MEDIA_BYTES
        body = await _read(receive, most)
        if body is None:
            refusal = Refusal(
                413, "request_too_large", f"The body is larger than {most // 2**20} MB."
            )
            await JSONResponse(refusal.body(), refusal.status)(scope, receive, send)
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
        scope[FAULT_KEY] = fault
        good = GoodAnswer()
        if fault.is_processed:
            await self._app(scope, receive, good.take)
        if fault.kind in {"reset_before", "lost_answer"}:
            await drop(scope, receive, send, reset=fault.kind == "reset_before")
        else:
            await bad_answer(fault, good)(scope, receive, send)


def _is_own(scope: Scope) -> bool:
    """Whether a call is about the sandbox itself, or a sandbox's own fetch of a source video."""
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
    """A `receive` that tells the body that was read already, then goes on as before."""
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
        body=_json_or_text(body),
        fault=fault.kind if fault else None,
        at=now(),
    )


def _json_or_text(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body[:_KEPT_CHARS].decode(errors="replace")
