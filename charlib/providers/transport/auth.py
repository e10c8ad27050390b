"""How a key is sent: as it is, as a short-lived token, or as a signature of the request. Pure.

Tokens: RFC 7519 with HS256, for Kling's older paths. Signatures: the scheme HMAC-SHA256 of
Volcengine and BytePlus (their page "signature method"), tested with the vector on that page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

if TYPE_CHECKING:
    from charlib.providers.profile import Http

_LIVES_S = 1800
_SKEW_S = 5


_PARTS = "ACCESS:SECRET"


def form(http: Http) -> str:
    """The form of a key of two parts, such as ACCESS:SECRET; empty if the key is one text."""
    return http.key_parts or ("" if http.auth == "key" else _PARTS)


def parts(key: str, form: str = _PARTS) -> tuple[str, str]:
    """The access key and the secret of a key of two parts; ValueError if it has not two parts."""
    access, _, secret = key.partition(":")
    if not access or not secret:
        raise ValueError(f"it must have two parts: {form}")
    return access, secret


def key_headers(http: Http, key: str, now_s: int) -> dict[str, str]:
    """The header with the key; none for a scheme that signs each request."""
    if not key or http.auth == "hmac":
        return {}
    value = token(*parts(key), now_s) if http.auth == "jwt" else key
    return {http.header: f"{http.scheme} {value}".strip()}


def token(access: str, secret: str, now_s: int) -> str:
    """A token of an access key: valid from five seconds ago, for half an hour."""
    head = {"alg": "HS256", "typ": "JWT"}
    claims = {"iss": access, "exp": now_s + _LIVES_S, "nbf": now_s - _SKEW_S}
    encoded = [json.dumps(part, separators=(",", ":")).encode() for part in (head, claims)]
    text = ".".join(map(_part, encoded))
    return f"{text}.{_part(_hmac(secret.encode(), text))}"


def signature(
    http: Http,
    key: str,
    *,
    method: str,
    url: str,
    body: bytes,
    content_type: str,
    now_s: int,
) -> Mapping[str, str]:
    """The headers that sign a request for the profile's service and region."""
    access, secret = parts(key)
    split = urlsplit(url)
    moment = datetime.fromtimestamp(now_s, UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": content_type,
        "host": split.netloc,
        "x-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-date": moment,
    }
    names = ";".join(headers)
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(parse_qsl(split.query, keep_blank_values=True))
    )
    lines = "".join(f"{name}:{value.strip()}\n" for name, value in headers.items())
    request = "\n".join(
        [method, split.path or "/", query, lines, names, headers["x-content-sha256"]]
    )
    scope = [moment[:8], http.region, http.service, "request"]
    digest = hashlib.sha256(request.encode()).hexdigest()
    signing = secret.encode()
    for step in scope:
        signing = _hmac(signing, step)
    signed = _hmac(signing, "\n".join(["HMAC-SHA256", moment, "/".join(scope), digest])).hex()
    credential = "/".join([access, *scope])
    return {
        "X-Date": moment,
        "X-Content-Sha256": headers["x-content-sha256"],
        http.header: f"HMAC-SHA256 Credential={credential}, SignedHeaders={names},"
        f" Signature={signed}",
    }


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
