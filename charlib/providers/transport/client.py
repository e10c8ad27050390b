"""The HTTP client: sends requests, sends the key to its own host only, and classifies failures.

Whether a request arrived decides whether it may be sent again. So there are three kinds of failure:
Unreachable (it did not arrive), NoAnswer (it may have arrived), Refused (there is an answer).
"""

from __future__ import annotations

import codecs
import json
import re
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from charlib.domain.text import printable
from charlib.errors import NoAnswer, Refused, Unreachable
from charlib.hints import Hint, the_call
from charlib.providers.addresses import is_loopback
from charlib.providers.messages import Reply, Request
from charlib.providers.replies import classify
from charlib.providers.transport import attachments, auth
from charlib.providers.transport.download import Download
from charlib.providers.transport.pools import THREADS_A_POOL, ClientPools
from charlib.providers.transport.unpacking import IDENTITY, unpacked

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator, Iterator

    from charlib.config import Clock
    from charlib.providers.profile import Http

_NUMBER = re.compile(r"^\[Errno -?\d+\] ")
MAX_ANSWER = 4 * 1024 * 1024
"""The maximum size of an answer, in bytes: these services answer with a few kB."""
MAX_VIDEO = 4 * 1024**3
"""The maximum size of a downloaded result, in bytes."""
DOWNLOAD_S = 3600.0
"""The maximum duration of a download, in seconds; silence ends it much sooner."""
RESUMES = 8
"""How often an interrupted download continues, as long as it makes progress."""
CONNECT_S = 15.0
_PATIENCE = httpx.Timeout(60.0, connect=CONNECT_S)
_EXPIRED = {403, 404, 410}
_SECRET = 6
"""A shorter part of a key is a word, not a secret."""


class _Signature(httpx.Auth):
    """Signs each request when its bytes are known."""

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
    """Sends requests to one account's base URL with one key. Threads may share it.

    `media` is the folder that a request's references to files are relative to.
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
        """Send a request and return the reply, with any status.

        Raises Unreachable, NoAnswer, or Refused if the answer is too large; MediaError, before
        anything is sent, if a file is missing. Redirects are not followed: nothing should be
        created at an address that the account does not have.
        """
        url = self.base_url + request.path
        with (
            _mapped(url),
            self._pools.within(self.http.timeout_s) as client,
            client.stream(**self._arguments(request, url)) as response,
        ):
            text = self._without_key(self._body(response))
            return Reply(
                response.status_code,
                response.headers.get("content-type", ""),
                text,
                _retry_after(response.headers.get("retry-after"), self._clock.now()),
                self._without_key(response.headers.get("location", "")),
            )

    def download(self, url: str, target: Path, *, limit: int | None = None) -> int:
        """Download a result into a file and return its size in bytes; follow redirects.

        The key is sent to the account's own host only. An interrupted download continues where it
        stopped if the server confirms that the film is the same. Raises Unreachable, NoAnswer,
        Refused.
        """
        deadline, film = self._clock.monotonic() + DOWNLOAD_S, Download(target, limit or MAX_VIDEO)
        for tries in range(RESUMES, -1, -1):
            before = film.size
            try:
                left = deadline - self._clock.monotonic()
                with _mapped(url), self._pools.within(left) as client:
                    self._fetch(client, url, film)
            except NoAnswer:
                may_continue = film.size > before and self._clock.monotonic() < deadline
                if not tries or not may_continue:
                    raise
            else:
                return film.size
        raise AssertionError

    def _fetch(self, client: httpx.Client, url: str, film: Download) -> None:
        """Download a film, or the missing part of it."""
        headers = {**self._headers(), **IDENTITY, **film.range_headers}
        with client.stream(
            "GET", url, headers=headers, follow_redirects=True, timeout=_PATIENCE
        ) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and film.size:
                film.restart()
                raise httpx.RemoteProtocolError("the film changed during the download")
            self._check_video(response, url)
            film.write(response, _host(url))

    def close(self) -> None:
        """Close the connections."""
        self._pools.close()

    @cached_property
    def _pools(self) -> ClientPools:
        return ClientPools(self._open, self._clock.monotonic)

    def _open(self, tls: ssl.SSLContext) -> httpx.Client:
        # A server on this machine is not reached through a proxy.
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
            "headers": {
                "Accept": "application/json",
                **IDENTITY,
                **request.headers,
                **self._headers(),
            },
        }
        if self.http.auth == "hmac":
            arguments["auth"] = _Signature(self.http, self._key, self._clock)
        if request.method == "GET":
            # httpx would replace the path's own query by an empty one.
            arguments |= {"params": request.body} if request.body else {}
        elif request.encoding == "multipart":
            arguments["files"] = {k: self._form_part(v) for k, v in request.body.items()}
        elif request.body or request.method != "DELETE":
            arguments["json"] = attachments.filled(request.body, self._media)
        return arguments

    def _form_part(self, value: Any) -> tuple[str | None, Any] | attachments.Part:
        """A part of a form. Plain values are files without names, or httpx would urlencode them."""
        return (
            attachments.part(value, self._media)
            if attachments.is_file(value)
            else (None, _form_text(value))
        )

    def _without_key(self, text: str) -> str:
        """An answer without the key: some services repeat a key that they reject."""
        headers = auth.key_headers(self.http, self._key, self._clock.now() // 1000).values()
        words = {word for text in (self._key, *headers) for word in re.split(r"[\s:,]+", text)}
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= _SECRET and word != self.http.public_key:
                text = text.replace(word, "[the key]")
        return text

    def _headers(self) -> dict[str, str]:
        key_headers = auth.key_headers(self.http, self._key, self._clock.now() // 1000)
        return {**self.http.headers, **key_headers}

    def _keep_to_host(self, request: httpx.Request) -> None:
        """Remove the key from a request to another host: httpx removes `Authorization` only."""
        if not self._is_own(str(request.url)):
            request.headers.pop(self.http.header, None)

    def _body(self, response: httpx.Response) -> str:
        body = bytearray()
        for chunk in unpacked(response):
            body += chunk
            if len(body) > MAX_ANSWER:
                raise Refused(
                    f"the answer of {_host(self.base_url)} is larger than {MAX_ANSWER:,} bytes",
                    hint=Hint("Check the base URL: {}", the_call("account show", "NAME")),
                    cause="size",
                )
            if self._pools.is_late:
                raise httpx.ReadTimeout("the answer arrives too slowly")
        return _text(body)

    def _is_own(self, url: str) -> bool:
        asked, own = httpx.URL(url), httpx.URL(self.base_url)
        return (asked.scheme, asked.host, asked.port) == (own.scheme, own.host, own.port)

    def _check_video(self, response: httpx.Response, url: str) -> None:
        if response.status_code >= 300:  # noqa: PLR2004 - redirects are followed, so this is an error
            raise classify.failure(
                f"cannot download the result from {_host(url)}: HTTP {response.status_code}",
                "expired" if response.status_code in _EXPIRED else "download",
                status=response.status_code,
            )
        if response.headers.get("content-type", "").startswith(("text/", "application/json")):
            raise classify.failure(
                f"the result at {_host(url)} is not a video but"
                f" {response.headers['content-type'].partition(';')[0]}",
                "download",
            )


def _text(body: bytes | bytearray) -> str:
    """A body as text: UTF-8, or UTF-16 and UTF-32 with a byte order mark."""
    marks = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    mark = next((mark for mark in marks if body.startswith(mark)), b"")
    encoding = {2: "utf-16", 4: "utf-32"}.get(len(mark), "utf-8")
    return body.decode(encoding, "replace")


def _form_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@contextmanager
def _mapped(url: str) -> Iterator[None]:
    """Turn httpx's failures into charlib's errors; a test covers all of httpx's classes."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise Unreachable(
            f"cannot reach {_host(url)}: {_reason(error)}",
            hint=Hint(f"Nothing was sent: {_check(url)}, then: {{}}", the_call("sync", retry=True)),
        ) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise Unreachable(
            f"invalid address {printable(url, 100)!r}: {_reason(error)}",
            hint=Hint("Nothing was sent: {}", the_call("account show", "NAME")),
            kind="invalid",
            cause="address",
            is_permanent=True,
        ) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise NoAnswer(
            f"no complete answer from {_host(url)}: {_reason(error)}",
            hint=Hint("It may have done the work: {} shows what is unfinished", the_call("sync")),
        ) from error


def _reason(error: Exception) -> str:
    """The error in words, without the system's number for it."""
    return _NUMBER.sub("", printable(str(error))) or type(error).__name__


def _check(url: str) -> str:
    """What to look at where nobody listens."""
    if is_loopback(url):
        return "start the server of this machine, or check the base URL"
    return "check the network and the base URL"


def _host(url: str) -> str:
    return printable(urlsplit(url).netloc) or printable(url)


def _retry_after(value: str | None, now: int) -> float | None:
    """Seconds to wait, from either form of the header; None if it has neither form."""
    if not value:
        return None
    if re.fullmatch(r"\s*-?[0-9]+(\.[0-9]*)?\s*", value):
        return max(0.0, float(value))
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, OSError):  # an impossible year, for example
        return None
    return max(0.0, moment - now / 1000)
