"""A real HTTP server on loopback that answers as a test says, and remembers what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered on a path.

    `claims` is a Content-Length that need not be true; `hangs_up` closes without a word; `waits`
    holds the answer back until the server stops.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claims: int | None = None
    hangs_up: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came; names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Loopback(ThreadingHTTPServer):
    """The server; `answers` maps paths to what is answered, `received` is what came in."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.received: list[Received] = []
        self.closing = threading.Event()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        """Start to serve in a thread."""
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and let go of whatever still waits."""
        self.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault of the server's."""


class _Handler(BaseHTTPRequestHandler):
    server: Loopback
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: a delayed ACK between them would cost 40 ms

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append(Received(self.command, self.path, headers, body))
        answer = self.server.answers.get(self.path.partition("?")[0], Answer(b"", 404))
        if answer.waits:
            self.server.closing.wait()
        if answer.waits or answer.hangs_up:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        claimed = len(answer.body) if answer.claims is None else answer.claims
        self.send_header("Content-Length", str(claimed))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()
        self.close_connection = claimed != len(answer.body)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the server keeps its own record."""
