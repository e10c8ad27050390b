"""The one HTTP client: carries requests, keeps the key to its host, tells what became of them.

Whether a request arrived decides whether it may be sent again, so failures are told apart:
Unreachable (it did not), NoAnswer (it may have), Refused (there is an answer).
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from charlib.domain.text import short, shown
from charlib.errors import NoAnswer, Refused, Unreachable
from charlib.providers import auth, files
from charlib.providers.arriving import Arriving
from charlib.providers.engine import Reply, Request
from charlib.providers.wire import THREADS_A_POOL, Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator, Iterator

    from charlib.config import Clock
    from charlib.providers.profile import Http

MAX_ANSWER = 4 * 1024 * 1024
"""The most an answer may weigh, in bytes: none of these services says more than a few kB."""
MAX_VIDEO = 4 * 1024**3
"""The most a downloaded result may weigh, in bytes."""
DOWNLOAD_S = 3600.0
"""How long all of a download may take, in seconds; silence ends it much sooner."""
RESUMES = 8
"""How often a download that was cut off goes on where it was, as long as it comes forward."""
CONNECT_S = 15.0
_PATIENCE = httpx.Timeout(60.0, connect=CONNECT_S)
_EXPIRED = {403, 404, 410}
_SKIPPED = "Nothing was sent"
_SECRET = 6
"""A part of a key that is shorter than this is a word, and no secret."""


class _Signature(httpx.Auth):
    """Signs each request at the last moment, when its bytes are known."""

    requires_request_body = True

    def __init__(self, http: Http, key: str, clock: Clock) -> None:
        self._http = http
        self._key = key
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the headers of the signature."""
        content_type = request.headers.setdefault("content-type", "application/json")
        request.headers.update(
            auth.signature(
                self._http,
                self._key,
                method=request.method,
                url=str(request.url),
                body=request.content,
                content_type=content_type,
                now_s=self._clock.now() // 1000,
            )
        )
        yield request


class Client:
    """Speaks to one account's base URL with one key. Threads may share it.

    `media` is the folder in which a request's references to files begin.
    """

    def __init__(
        self, base_url: str, http: Http, key: str, clock: Clock, media: Path = Path()
    ) -> None:
        self.base_url = base_url
        self.http = http
        self._key = key
        self._clock = clock
        self._media = media

    def send(self, request: Request) -> Reply:
        """Send a request and answer what came back, whatever its status.

        Raises Unreachable, NoAnswer, or Refused when the answer is too large; MediaError, before
        anything is sent, for a file that is not there. Redirects are not followed: what is created
        somewhere else was not asked for.
        """
        deadline = self._clock.monotonic() + self.http.timeout_s
        url = self.base_url + request.path
        with (
            _mapped(url),
            self._wire.until(deadline) as client,
            client.stream(**self._arguments(request, url)) as response,
        ):
            text = self._without_key(self._body(response, deadline))
            return Reply(
                response.status_code,
                response.headers.get("content-type", ""),
                text,
                _retry_after(response.headers.get("retry-after"), self._clock.now()),
                self._without_key(response.headers.get("location", "")),
            )

    def download(self, url: str, target: Path, *, limit: int | None = None) -> int:
        """Fetch a result to a file and answer its size in bytes; follow redirects.

        The key goes along to the account's own host only. What is cut off goes on where it was,
        if the server says that it is still the same film. Raises Unreachable, NoAnswer, Refused.
        """
        deadline, film = self._clock.monotonic() + DOWNLOAD_S, Arriving(target, limit or MAX_VIDEO)
        for tries in range(RESUMES, -1, -1):
            before = film.size
            try:
                with _mapped(url), self._wire.until(deadline) as client:
                    self._fetch(client, url, film)
            except NoAnswer:
                may_go_on = film.size > before and self._clock.monotonic() < deadline
                if not tries or not may_go_on:
                    raise
            else:
                return film.size
        raise AssertionError

    def _fetch(self, client: httpx.Client, url: str, film: Arriving) -> None:
        """Fetch a film, or what is missing of it."""
        headers = {**self._headers(), "Accept-Encoding": "identity", **film.wants}
        with client.stream(
            "GET", url, headers=headers, follow_redirects=True, timeout=_PATIENCE
        ) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and film.size:
                film.forget()
                raise httpx.RemoteProtocolError("the film has changed while it was fetched")
            self._check_video(response, url)
            film.take(response, _host(url))

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self._open, self._clock.monotonic)

    def _open(self, tls: ssl.SSLContext) -> httpx.Client:
        # A proxy of the environment has nothing to do with a server on this machine.
        return httpx.Client(
            verify=tls,
            timeout=httpx.Timeout(self.http.timeout_s, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=THREADS_A_POOL),
            trust_env=not is_loopback(self.base_url),
            event_hooks={"request": [self._keep_to_host]},
        )

    def _arguments(self, request: Request, url: str) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": url,
            "headers": {"Accept": "application/json", **request.headers, **self._headers()},
        }
        if self.http.auth == "hmac":
            arguments["auth"] = _Signature(self.http, self._key, self._clock)
        if request.method == "GET":
            # httpx would take the path's own query away for an empty one.
            arguments |= {"params": request.body} if request.body else {}
        elif request.encoding == "multipart":
            arguments["files"] = {k: self._form_part(v) for k, v in request.body.items()}
        elif request.body or request.method != "DELETE":
            arguments["json"] = files.filled(request.body, self._media)
        return arguments

    def _form_part(self, value: Any) -> tuple[str | None, Any] | files.Part:
        """A part of a form: plain values too as files without names, or httpx would urlencode."""
        return files.part(value, self._media) if files.is_file(value) else (None, _form_text(value))

    def _without_key(self, text: str) -> str:
        """An answer as it may be kept: some services repeat the key that they do not accept."""
        shown_key = auth.shown_key(self.http, self._key, self._clock.now() // 1000).values()
        said = {word for one in (self._key, *shown_key) for word in re.split(r"[\s:,]+", one)}
        for word in sorted(said, key=len, reverse=True):
            if len(word) >= _SECRET and word != self.http.public_key:
                text = text.replace(word, "[the key]")
        return text

    def _headers(self) -> dict[str, str]:
        shown_key = auth.shown_key(self.http, self._key, self._clock.now() // 1000)
        return {**self.http.headers, **shown_key}

    def _keep_to_host(self, request: httpx.Request) -> None:
        """Take the key off a request to another host: httpx itself drops `Authorization` only."""
        if not self._is_own(str(request.url)):
            request.headers.pop(self.http.header, None)

    def _body(self, response: httpx.Response, deadline: float) -> str:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER:
                raise Refused(
                    f"{_host(self.base_url)} answers with more than {MAX_ANSWER:,} bytes",
                    hint="That is no answer of such a service: charlib account show NAME",
                    kind="size",
                )
            if self._clock.monotonic() > deadline:
                raise httpx.ReadTimeout("the answer drips in too slowly")
        return body.decode("utf-8", "replace")

    def _is_own(self, url: str) -> bool:
        one, other = httpx.URL(url), httpx.URL(self.base_url)
        return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)

    def _check_video(self, response: httpx.Response, url: str) -> None:
        if response.status_code >= 300:  # noqa: PLR2004 - redirects are followed, so this is an error
            raise Refused(
                f"the result cannot be fetched from {_host(url)}: HTTP {response.status_code}",
                hint="Results expire: within an hour at some services",
                kind="expired" if response.status_code in _EXPIRED else "download",
                status=response.status_code,
                is_permanent=response.status_code in _EXPIRED,
            )
        if response.headers.get("content-type", "").startswith(("text/", "application/json")):
            raise Refused(
                f"the result at {_host(url)} is no video but"
                f" {response.headers['content-type'].partition(';')[0]}",
                hint="Perhaps it is not there yet: charlib sync tries again",
                kind="download",
            )


def _form_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@contextmanager
def _mapped(url: str) -> Iterator[None]:
    """Tell httpx's failures in charlib's words; a test holds this to all of httpx's classes."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise Unreachable(
            f"{_host(url)} cannot be reached: {_reason(error)}",
            hint=f"{_SKIPPED}: check the network and the base URL, then: charlib sync --retry",
            kind="unreachable",
        ) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise Unreachable(
            f"{short(shown(url), 100)!r} is no address to send to: {_reason(error)}",
            hint=f"{_SKIPPED}: charlib account show NAME",
            kind="address",
            is_permanent=True,
        ) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise NoAnswer(
            f"{_host(url)} was asked and gave no whole answer: {_reason(error)}",
            hint="It may have done what it was asked: charlib sync tells what is open",
            kind="no_answer",
        ) from error


def _reason(error: Exception) -> str:
    return shown(str(error)) or type(error).__name__


def _host(url: str) -> str:
    return shown(urlsplit(url).netloc) or shown(url)


def is_loopback(url: str) -> bool:
    """Whether a URL is of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _retry_after(value: str | None, now: int) -> float | None:
    """Seconds to wait, from either form of the header; None for anything else."""
    if not value:
        return None
    try:
        seconds = float(value)
        return None if math.isnan(seconds) else max(0.0, seconds)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, OSError):  # no year of any calendar, say
        return None
    return max(0.0, moment - now / 1000)
