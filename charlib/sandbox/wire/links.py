"""Links to the sandbox: its base URL, and signed links that expire, as at storage services."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from charlib.sandbox.clock import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request


def base_url(request: Request) -> str:
    """The URL at which the client reaches the sandbox, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}"


class Signer:
    """Signs paths with a key of its own; another sandbox does not accept its links."""

    def __init__(self, live_s: float) -> None:
        self._live_s = live_s
        self.key = secrets.token_hex(32)

    def sign(self, path: str) -> str:
        """The path with its expiry (`se`), permission (`sp`) and signature (`sig`)."""
        moment = datetime.fromtimestamp(now() + self._live_s, UTC)
        expiry = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"se": expiry, "sp": "r", "sig": self._signature(path, expiry)}
        return f"{path}?{urlencode(query)}"

    def accepts(self, path: str, query: Mapping[str, str]) -> bool:
        """Whether a link was signed here and has not expired."""
        expiry = query.get("se", "")
        signature = query.get("sig", "")
        if not hmac.compare_digest(signature.encode(), self._signature(path, expiry).encode()):
            return False
        return datetime.fromisoformat(expiry).timestamp() > now()

    def _signature(self, path: str, expiry: str) -> str:
        return hmac.new(self.key.encode(), f"{path}\n{expiry}".encode(), hashlib.sha256).hexdigest()
