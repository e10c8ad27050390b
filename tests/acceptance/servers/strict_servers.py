"""A strict little server for each sora dialect, written from the documents and nothing else.

It refuses what the tutorials do not show, and records every request that it was sent.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .dialects import Answer, Dialect, Fields, Refused, as_json, check_request, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message
    from types import TracebackType

KEY = "sk-canary-7c1f0e52"
VIDEO = Path(__file__).parents[1].joinpath("film.mp4").read_bytes()
"""A film of fifteen seconds: what is no film is not taken."""
PICTURE = b"RIFF\x04\x00\x00\x00WEBP"


@dataclass(frozen=True)
class Received:
    """One request as it came in, and the status it got."""

    method: str
    path: str
    route: str
    raw: bytes
    status: int

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.raw)


@dataclass
class Job:
    """Something that takes a while: its number, and the polls left until one says it is done."""

    n: int
    polls_left: int


class Handler(BaseHTTPRequestHandler):
    """Hands every request, whatever its method, to the server and sends what it decides."""

    server: StrictServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: a delayed ACK between them would cost 40 ms

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Serve all methods alike, so that the table refuses the wrong ones."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if len(raw) < length:  # its sender was killed in the middle of it: it asks for nothing
            self.close_connection = True
            return
        answer = self.server.decide(self.command, self.path, self.headers, raw)
        self.server.take_time()
        if answer.hang_up:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()
        self.server.count_answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        """Say nothing: the server keeps its own record."""


class StrictServer(socketserver.ThreadingTCPServer):
    """A server of one dialect on a free port of loopback; run it as a context manager.

    ``pending`` is how many polls answer "not yet"; ``delay_s`` passes, in seconds, between deciding
    and answering; ``forced`` is what a route answers to a request without fault, instead of acting;
    ``unreachable`` holds the source URLs that it says it cannot read.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, dialect: Dialect, *, pending: int = 0, delay_s: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.dialect, self.pending, self.delay_s = dialect, pending, delay_s
        self.forced: dict[str, Answer] = {}
        self.unreachable: set[str] = set()
        self.received: list[Received] = []
        self.minted: dict[str, Fields] = {}
        self.jobs: dict[str, Job] = {}
        self.faults: list[BaseException | None] = []
        self._answered = 0
        self._changed = threading.Condition()
        self._closing = threading.Event()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What a person gives as ``--base-url``."""
        return self.origin + self.dialect.base

    def __enter__(self) -> Self:
        """Start to serve in a thread."""
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and tell of a fault of the server's own unless the test has failed anyway."""
        self._closing.set()
        self.shutdown()
        self.server_close()
        assert problem or not self.faults, self.faults

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Keep a fault for the end; a client that was killed or gave up is none."""
        if not isinstance(sys.exception(), ConnectionError):
            self.faults.append(sys.exception())

    def decide(self, method: str, target: str, headers: Message, raw: bytes) -> Answer:
        """Check a request, act on it, record it: what is minted is minted, heard or not."""
        route = ""
        with self._changed:
            try:
                route, job_id = self.dialect.route(method, target)
                answer = self._act(route, job_id, headers, raw)
            except Refused as refusal:
                answer = refusal.answer
            self.received.append(Received(method, target, route, raw, answer.status))
        return answer

    def take_time(self) -> None:
        """Let the server's latency pass, or less when it is closing."""
        self._closing.wait(self.delay_s)

    def count_answer(self) -> None:
        """Note that one more answer has left."""
        with self._changed:
            self._answered += 1
            self._changed.notify_all()

    def wait_for_answers(self, count: int, within_s: float) -> bool:
        """Wait until that many answers have left; False when the seconds ran out first."""
        with self._changed:
            return self._changed.wait_for(lambda: self._answered >= count, within_s)

    def bodies(self, route: str) -> list[Any]:
        """All bodies that came in on a route, refused ones too, in their order."""
        with self._changed:
            return [request.body for request in self.received if request.route == route]

    def remember(self, task_id: str) -> None:
        """Know a finished video task that was made elsewhere, so that ``from_task`` finds it."""
        self.jobs[task_id] = Job(0, 0)

    def _act(self, route: str, job_id: str, headers: Message, raw: bytes) -> Answer:
        if route == "file":
            return Answer(VIDEO, content_type="video/mp4")
        if route == "picture":
            return Answer(PICTURE, content_type="image/webp")
        if headers.get("Authorization") != f"Bearer {KEY}":
            raise Refused(401, "Incorrect API key provided")
        if route not in {"create", "generate"}:
            return self.forced.get(route) or self._look_up(route, job_id)
        body = parse(headers, raw)
        check_request(self.dialect, route, body)
        if route in self.forced:
            return self.forced[route]
        return self._create(body) if route == "create" else self._generate()

    def _create(self, body: Fields) -> Answer:
        self._check_source(body.get("url"), body.get("from_task"))
        n = len(self.minted) + 1
        payload = self._fill(self.dialect.created, n)
        if self.dialect.finished:
            self.jobs[payload["task_id"]] = Job(n, self.pending + 1)
        character = self._fill(self.dialect.finished or self.dialect.created, n)
        self.minted[character.get("character_id") or character["id"]] = body
        return as_json(payload)

    def _check_source(self, url: str | None, task_id: str | None) -> None:
        if url is not None:
            if not re.match(r"https?://[^\s/]+/\S", url) or url in self.unreachable:
                raise Refused(400, "The video URL is not accessible", "url")
            return
        job = self.jobs.get(task_id or "")
        if job is None:
            raise Refused(404, "Video task not found", "from_task")
        if job.polls_left > 0:
            raise Refused(400, "The video task is not completed", "from_task")

    def _generate(self) -> Answer:
        n = len(self.jobs) + 1
        payload = self._fill(self.dialect.generated, n)
        self.jobs[payload["id"]] = Job(n, self.pending + 1)
        return as_json(payload)

    def _look_up(self, route: str, job_id: str) -> Answer:
        job = self.jobs.get(job_id)
        if job is None or job_id.startswith("task_") != (route == "creation"):
            raise Refused(404, "Task not found")
        if route == "content":
            if job.polls_left > 0:
                raise Refused(400, "The video is not ready")
            return Answer(VIDEO, content_type="video/mp4")
        early, late = self.dialect.rendering, self.dialect.rendered
        if route == "creation":
            early, late = self.dialect.creating, self.dialect.finished
        job.polls_left = max(job.polls_left - 1, 0)
        return as_json(self._fill(early if job.polls_left else late, job.n, job_id))

    def _fill(self, template: Fields, n: int, job_id: str = "") -> dict[str, Any]:
        known = {"n": n, "id": job_id, "origin": self.origin}
        return {
            name: value.format(**known) if isinstance(value, str) else value
            for name, value in template.items()
        }
