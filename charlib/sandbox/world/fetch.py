"""Fetching a source video as a service would: http or https only, capped in size and in time."""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from charlib.sandbox.errors import bad_field

if TYPE_CHECKING:
    from email.message import Message
    from http.client import HTTPResponse
    from pathlib import Path

    from charlib.sandbox.errors import Refusal

USER_AGENT = "charlib-sandbox"
"""The sandbox's own user agent; sandboxes neither record nor strike such calls."""

_CHUNK = 256 * 1024
# The longest a server may be silent; it bounds how long a fetch can outlive the sandbox.
_SILENCE_S = 5.0
_LOOPBACK = ("localhost", "::1")


@dataclass(frozen=True)
class Validators:
    """What a server says about the version of a file."""

    etag: str | None
    last_modified: str | None
    length: str | None

    @property
    def can_tell(self) -> bool:
        """Whether equal validators mean an unchanged file; a length alone proves nothing."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched: its hash and the validators it came with."""

    sha256: str
    validators: Validators


def fetch(url: str, target: Path, *, max_bytes: int, within_s: float) -> Fetched:
    """Download a URL into a file, or raise the refusal that a service would answer."""
    deadline = time.monotonic() + within_s
    digest, size = hashlib.sha256(), 0
    try:
        with _open(url, "GET", within_s) as answer, target.open("wb") as file:
            while chunk := answer.read(_CHUNK):
                size += len(chunk)
                if size > max_bytes:
                    raise too_large(url, max_bytes)
                if time.monotonic() > deadline:
                    raise unreachable(url, f"it took longer than {within_s:g} s")
                digest.update(chunk)
                file.write(chunk)
            return Fetched(digest.hexdigest(), _validators(answer.headers))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise unreachable(url, _reason(error)) from None


def ask(url: str, *, within_s: float) -> Validators | None:
    """The validators in the answer to a HEAD request; None if there is none."""
    try:
        with _open(url, "HEAD", within_s) as answer:
            return _validators(answer.headers)
    except (OSError, http.client.HTTPException, ValueError):
        return None


def unreachable(url: str, reason: str) -> Refusal:
    """The refusal of a URL that cannot be read."""
    message = f"The video at {url} could not be fetched: {reason}."
    return bad_field("video_unreachable", "url", message)


def too_large(url: str, max_bytes: int) -> Refusal:
    """The refusal of a video beyond the size limit."""
    message = f"The video at {url} is larger than {max_bytes // 2**20} MB."
    return bad_field("video_too_large", "url", message)


def _open(url: str, method: str, timeout_s: float) -> HTTPResponse:
    """Open a URL. Only http and https are allowed, for redirects too."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("only http and https URLs can be fetched")
    opener = urllib.request.OpenerDirector()
    for handler in (
        # A proxy would not reach the servers of this machine.
        urllib.request.ProxyHandler({} if _is_loopback(parts.hostname) else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        quote(url, safe="%/:=&?~#+!$,;'@()*[]"), method=method, headers={"User-Agent": USER_AGENT}
    )
    answer: HTTPResponse = opener.open(request, timeout=min(timeout_s, _SILENCE_S))
    if answer.status != HTTPStatus.OK:
        answer.close()
        raise ValueError(f"the server answered {answer.status}")
    return answer


def _is_loopback(host: str) -> bool:
    return host in _LOOPBACK or host.startswith("127.")


def _validators(headers: Message) -> Validators:
    return Validators(headers["ETag"], headers["Last-Modified"], headers["Content-Length"])


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server answered {error.code}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__
