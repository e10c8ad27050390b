"""Who may ask: a program on this machine that names this studio, its own page, with its cookie.

A page that a browser shows may send requests to this machine, and may give its own host name the
address of this machine (DNS rebinding). The browser says so, in Host, Origin and Sec-Fetch-Site;
these only ever refuse. What lets a call in is the cookie, which a token gave that worked once.
"""

from __future__ import annotations

import json
import os
import secrets
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from charlib.files import replacing
from charlib.studio.faults import Refused, form_of, status_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_READING = {"GET", "HEAD"}
_OWN = {b"same-origin", b"none"}
_HEADERS = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; "
    b"img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'none'; "
    b"base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-frame-options": b"DENY",
}
_PLAIN = b"<!doctype html><meta charset=utf-8><title>charlib studio</title><p>{}</p>"


class Gate:
    """Lets browsers in: a token works once, and the file in the home folder has the next one.

    The file is for its owner alone: whoever can read it can read the library too.
    """

    def __init__(self, file: Path, port: int) -> None:
        self._file, self._origin = file, f"http://{HOST}:{port}"
        self.cookie = f"charlib-studio-{port}"
        self._secret = secrets.token_urlsafe(32)
        self.url = ""
        self.renew()

    def renew(self) -> None:
        """Make another token, and write its address into the file."""
        self._token = secrets.token_urlsafe(32)
        self.url = f"{self._origin}/?token={self._token}"
        with replacing(self._file) as part:
            part.write_text(json.dumps({"url": self.url, "pid": os.getpid()}) + "\n", "utf-8")

    def close(self) -> None:
        """Remove the file."""
        self._file.unlink(missing_ok=True)

    def enter(self, token: str) -> str | None:
        """The cookie for a token, which is used up; None for any other."""
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self.renew()
        return f"{self.cookie}={self._secret}; HttpOnly; SameSite=Strict; Path=/"

    def knows(self, header: bytes) -> bool:
        """Whether a Cookie header has the cookie."""
        try:
            morsel = SimpleCookie(header.decode("latin-1")).get(self.cookie)
        except CookieError:
            return False
        given = morsel.value if morsel else ""
        return secrets.compare_digest(given.encode(), self._secret.encode())


class Guard:
    """The first ASGI layer."""

    def __init__(self, app: ASGIApp, gate: Gate, port: int) -> None:
        self._app, self._gate = app, gate
        self._hosts = {f"{name}:{port}".encode() for name in _NAMES}
        self._origins = {b"http://" + host for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, let a browser in, or refuse it."""
        if scope["type"] != "http":
            return
        guarded = _with_headers(send)
        headers = _Headers(scope["headers"])
        try:
            self._refuse_foreign(scope["method"], headers)
            cookie = self._entering(scope)
            if cookie is not None:
                where = (b"location", b"/"), (b"set-cookie", cookie.encode())
                await _answer(guarded, 303, b"", *where)
                return
            if not self._gate.knows(headers.one(b"cookie")):
                raise Refused(
                    "this browser has not come in by the address of the studio",
                    hint="Open the address that charlib studio shows in its terminal",
                    status=401,
                )
        except Refused as error:
            await _refuse(guarded, error, is_page=scope["path"] == "/")
            return
        await self._app(scope, receive, guarded)

    def _refuse_foreign(self, method: str, headers: _Headers) -> None:
        """Raise Refused for a call of another page, or one that does not name this studio."""
        if headers.all(b"host") not in [[host] for host in self._hosts]:
            raise Refused(
                "the Host header does not name this studio",
                hint="Open the address that charlib studio shows in its terminal",
                status=421,
            )
        site, origins = headers.one(b"sec-fetch-site"), headers.all(b"origin")
        is_foreign = any(origin not in self._origins for origin in origins)
        if method not in _READING:
            is_foreign |= site not in _OWN if site else not origins
        elif site and headers.one(b"sec-fetch-mode") != b"navigate":
            is_foreign |= site not in _OWN
        if is_foreign:
            raise Refused("another page asked for this", hint="Use the page of the studio")

    def _entering(self, scope: Scope) -> str | None:
        """The cookie for a browser that comes with the token."""
        if scope["path"] != "/" or scope["method"] != "GET":
            return None
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return self._gate.enter(tokens[0]) if len(tokens) == 1 else None


class _Headers:
    """The headers of a request by their names."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def all(self, name: bytes) -> list[bytes]:
        """All values of a header, in small letters where that changes nothing."""
        return [
            value if name == b"cookie" else value.lower() for k, value in self._raw if k == name
        ]

    def one(self, name: bytes) -> bytes:
        """The values of a header as one."""
        return b"; ".join(self.all(name))


def _with_headers(send: Send) -> Send:
    """Send with the headers that every answer has; what has no rule for caches is not stored."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message.get("headers", ()) if pair[0] not in _HEADERS]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*headers, *_HEADERS.items()]}
        await send(message)

    return guarded


async def _refuse(send: Send, error: Refused, *, is_page: bool) -> None:
    form = form_of(error)
    if is_page:  # a person reads it
        text = f"{form['error']['message'].capitalize()}. {form['error']['hint']}."
        content, kind = _PLAIN.replace(b"{}", text.encode()), b"text/html; charset=utf-8"
    else:
        content, kind = json.dumps(form).encode(), b"application/json"
    await _answer(send, status_of(error), content, (b"content-type", kind))


async def _answer(send: Send, status: int, content: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": content})
