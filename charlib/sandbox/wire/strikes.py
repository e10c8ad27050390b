"""The answer of each fault: it replaces the good answer to a call by a bad one."""

from __future__ import annotations

import asyncio
import json
import math
import re
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)

from charlib.sandbox.clock import now
from charlib.sandbox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from starlette.types import Message

    from charlib.sandbox.wire.faults import Fault

_PAGE = (
    "<!DOCTYPE html><html><head><title>{status} Bad gateway</title></head>"
    "<body><center><h1>{status}</h1><p>The web server reported a bad gateway.</p></center></body>"
    "</html>\n"
)
_MESSAGES = {
    401: ("invalid_api_key", "Incorrect API key provided."),
    402: ("credit_balance_exhausted", "Your credit balance is exhausted."),
    404: ("not_found", "Not found."),
    429: ("rate_limit_exceeded", "Rate limit reached. Please try again later."),
    503: ("overloaded", "The service is overloaded. Please try again later."),
}
_ANY_ERROR = ("server_error", "The server had an error while processing your request.")
_MONEY_KIND, _PACE_KIND = "insufficient_quota", "requests"
_TOO_MANY = 429
_FILL = b" " * 65536


@dataclass
class GoodAnswer:
    """The whole answer of the application, which the client has not received."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        """Collect one ASGI message, in place of `send`."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in message["headers"]}
        else:
            self.body += message.get("body", b"")

    def headers_without(self, *names: str) -> dict[str, str]:
        """The headers without those that are no longer true."""
        return {name: value for name, value in self.headers.items() if name not in names}


def bad_answer(fault: Fault, good: GoodAnswer) -> Response:
    """The answer of a fault; a kind without one returns the good answer."""
    return _ANSWERS.get(fault.kind, _pass_on)(fault, good)


def fault_refusal(fault: Fault, default_status: int) -> Refusal:
    """The error that a fault reports, in the form of the dialects."""
    status = fault.status or default_status
    code, message = _MESSAGES.get(status, _ANY_ERROR)
    code, message = fault.code or code, fault.message or message
    is_money = "exhausted" in code or ("limit_exceeded" in code and code != "rate_limit_exceeded")
    kind = _MONEY_KIND if is_money else _PACE_KIND if status == _TOO_MANY else None
    return Refusal(status, code, message, kind=kind)


def _pass_on(_: Fault, good: GoodAnswer) -> Response:
    return Response(good.body, good.status, good.headers)


def _status(fault: Fault, _: GoodAnswer) -> Response:
    refusal = fault_refusal(fault, 500)
    return JSONResponse(refusal.body() if fault.body is None else fault.body, refusal.status)


def _rate_limit(fault: Fault, _: GoodAnswer) -> Response:
    wait = 1.0 if fault.seconds is None else fault.seconds
    # A date has whole seconds, and must not be too early.
    after = formatdate(math.ceil(now() + wait), usegmt=True) if fault.as_date else f"{wait:g}"
    return JSONResponse(fault_refusal(fault, 429).body(), 429, {"Retry-After": after})


def _html_error(fault: Fault, _: GoodAnswer) -> Response:
    status = fault.status or 502
    return HTMLResponse(_PAGE.format(status=status), status)


def _error_in_200(fault: Fault, _: GoodAnswer) -> Response:
    return JSONResponse(fault_refusal(fault, 500).body() if fault.body is None else fault.body)


def _redirect(fault: Fault, _: GoodAnswer) -> Response:
    return Response(status_code=fault.status or 307, headers={"Location": fault.url})


def _truncated_json(_: Fault, good: GoodAnswer) -> Response:
    half = good.body[: len(good.body) // 2]
    return Response(half, good.status, good.headers_without("content-length"))


def _wrong_type(fault: Fault, _: GoodAnswer) -> Response:
    return PlainTextResponse(fault.message or "Welcome to the gateway. All systems are normal.")


def _null_id(fault: Fault, good: GoodAnswer) -> Response:
    try:
        answer = json.loads(good.body)
    except ValueError:
        return _pass_on(fault, good)
    return JSONResponse(_without_ids(answer), good.status)


def _slow_drip(fault: Fault, good: GoodAnswer) -> Response:
    pause = 0.05 if fault.seconds is None else fault.seconds

    async def drops() -> AsyncIterator[bytes]:
        for byte in good.body:
            yield bytes((byte,))
            await asyncio.sleep(pause)

    return StreamingResponse(drops(), good.status, good.headers)


def _endless(_: Fault, good: GoodAnswer) -> Response:
    async def flood() -> AsyncIterator[bytes]:
        yield good.body
        while True:
            yield _FILL
            # Without a pause, the other connections would get no time.
            await asyncio.sleep(0)

    return StreamingResponse(flood(), good.status, good.headers_without("content-length"))


_IS_ID = re.compile(r"^[iI]d$|_id$|[a-z]Id$")
"""Keys with IDs, in the spellings of the dialects: `id`, `task_id`, `Id`, `characterId`."""


def _without_ids(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {
            name: None if _IS_ID.search(name) else _without_ids(value)
            for name, value in answer.items()
        }
    return answer


_ANSWERS: Mapping[str, Callable[[Fault, GoodAnswer], Response]] = {
    "status": _status,
    "rate_limit": _rate_limit,
    "html_error": _html_error,
    "error_in_200": _error_in_200,
    "redirect": _redirect,
    "truncated_json": _truncated_json,
    "wrong_type": _wrong_type,
    "null_id": _null_id,
    "slow_drip": _slow_drip,
    "endless": _endless,
}
