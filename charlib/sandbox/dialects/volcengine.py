"""Volcengine's gateway: how a call is signed, and the form of its errors."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.service import ACCESS
from charlib.sandbox.errors import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

REGION, SERVICE = "cn-beijing", "ark"
_HEADERS = ["content-type", "host", "x-content-sha256", "x-date"]
_SKEW_S = 900


class ArkRefusal(Refusal):
    """An error in the form of Volcengine's gateway."""

    def body(self) -> dict[str, Any]:
        """The error inside the answer's metadata."""
        error = {"Code": self.code, "Message": self.message}
        return {"ResponseMetadata": {"RequestId": secrets.token_hex(16), "Error": error}}


async def volc_signature(request: Request, secret: str) -> str:
    """The expected header, computed from the request."""
    headers, body = request.headers, await request.body()
    moment = headers.get("x-date", "")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise ArkRefusal(401, "InvalidTimestamp", "X-Date is missing or wrong.") from None
    if abs(now() - at) > _SKEW_S:
        raise ArkRefusal(401, "InvalidTimestamp", "The request has expired.")
    if headers.get("x-content-sha256") != hashlib.sha256(body).hexdigest():
        raise ArkRefusal(401, "SignatureDoesNotMatch", "The body is not the one that was signed.")
    pairs = [pair.partition("=") for pair in request.url.query.split("&") if pair]
    query = "&".join(
        f"{quote(unquote(name), safe='-_.~')}={quote(unquote(value), safe='-_.~')}"
        for name, _, value in sorted(pairs)
    )
    lines = [f"{name}:{headers.get(name, '').strip()}" for name in _HEADERS]
    canonical = [
        request.method, request.url.path, query, *lines, "", ";".join(_HEADERS),
        headers["x-content-sha256"],
    ]  # fmt: skip
    scope = f"{moment[:8]}/{REGION}/{SERVICE}/request"
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    key = secret.encode()
    for word in scope.split("/"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    signed = f"HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    signature = hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
    return (
        f"HMAC-SHA256 Credential={ACCESS}/{scope}, SignedHeaders={';'.join(_HEADERS)},"
        f" Signature={signature}"
    )
