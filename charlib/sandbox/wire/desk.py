"""The routes under `/_sandbox`: the ledger and the faults as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from charlib.sandbox.errors import Refusal
from charlib.sandbox.wire.faults import Fault

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.wire.faults import Faults
    from charlib.sandbox.wire.ledger import Ledger


class Desk:
    """For tests that run in another process than the sandbox."""

    def __init__(self, ledger: Ledger, faults: Faults) -> None:
        self._ledger = ledger
        self._faults = faults

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/_sandbox/ledger", self.ledger),
            Route("/_sandbox/faults", self.faults, methods=["GET"]),
            Route("/_sandbox/faults", self.add_faults, methods=["POST"]),
            Route("/_sandbox/faults", self.clear_faults, methods=["DELETE"]),
        ]

    async def ledger(self, request: Request) -> Response:
        """`GET ledger?limit=N`: counts, and the last N entries of each list (all without N)."""
        limit = request.query_params.get("limit", "0")
        if not re.fullmatch("[0-9]{1,9}", limit):
            raise Refusal(400, "invalid_value", "limit must be a whole number.", param="limit")
        # In a thread: a long ledger takes time to write, and other calls must not wait.
        text = await anyio.to_thread.run_sync(self._write, int(limit))
        return Response(text, media_type="application/json")

    def _write(self, limit: int) -> str:
        return json.dumps(self._ledger.summary(limit))

    async def faults(self, _: Request) -> Response:
        """`GET faults`: the active rules, and the number of calls struck so far."""
        faults = self._faults
        rules = [fault.as_json() for fault in faults.pending]
        return JSONResponse({"faults": rules, "struck": faults.strikes})

    async def add_faults(self, request: Request) -> Response:
        """`POST faults`: add one rule, or a list of rules."""
        try:
            body = json.loads(await request.body())
            # Only what an answer can contain: no NaN, no lone surrogate.
            json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
            added = [Fault.read(rule) for rule in (body if isinstance(body, list) else [body])]
        except (TypeError, ValueError, RecursionError) as error:
            raise Refusal(400, "invalid_fault", str(error)) from None
        self._faults.add(*added)
        return JSONResponse({"added": len(added)})

    async def clear_faults(self, _: Request) -> Response:
        """`DELETE faults`: remove every rule."""
        self._faults.clear()
        return JSONResponse({"cleared": True})
