"""What the routes of every dialect share: keys, bodies, the ledger, films."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anyio
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.shapes import Shape
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.wire.files import ServedFile
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.wire.ledger import BilledGeneration, MintedCharacter
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.jobs import FAILED, Progress, Task

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.characters import Order
    from charlib.sandbox.world.footage import Footage

Handler = Callable[["Request"], Awaitable[dict[str, Any] | Response]]
ACCESS = "sandbox"
"""The access key for keys of two parts; the secret is the sandbox's key."""


class Part:
    """A part of a multipart form: a plain value, or a file with its name and type."""

    def __init__(self, filename: str | None, content_type: str, content: bytes) -> None:
        self.filename = filename
        self.content_type = content_type
        self.content = content

    def text(self, name: str) -> str:
        """The plain value of a part; refuses a file, and what is not UTF-8."""
        if self.filename is not None:
            raise Malformed(name, "must be a value, not a file")
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            raise Malformed(name, "is not text in UTF-8") from None


class Service:
    """A running dialect. Its tasks and characters are unknown to other dialects."""

    name = ""
    scheme = "Bearer"
    kept: tuple[str, ...] = ("tasks",)
    """The attributes that a state file keeps."""
    kinds: tuple[type, ...] = ()
    """The classes of this dialect that are found in them."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        simulation.services.append(self)
        self.tasks: dict[str, Task] = {}

    def route(self, method: str, path: str, handler: Handler) -> Route:
        """A route that checks the key and waits for the set latency before its handler runs."""

        async def endpoint(request: Request) -> Response:
            await self.authorise(request)
            await anyio.sleep(self.simulation.settings.latency_s)
            try:
                answer = await handler(request)
            except Malformed as fault:
                raise self.refusal(fault) from None
            finally:
                # Before the answer, so that what a client knows outlives this process.
                self.simulation.keep()
            return answer if isinstance(answer, Response) else JSONResponse(answer)

        return Route(path, endpoint, methods=[method])

    async def authorise(self, request: Request) -> None:
        """Refuse a call without the sandbox's key in this service's scheme."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        expected = self.simulation.settings.key
        if scheme != self.scheme or not hmac.compare_digest(key.encode(), expected.encode()):
            raise self.unauthorised()

    def unauthorised(self) -> Refusal:
        """This service's answer to a wrong key."""
        return Refusal(401, "invalid_api_key", "Incorrect API key provided.")

    def refusal(self, fault: Malformed) -> Refusal:
        """This service's answer to a body that is not as documented."""
        return Refusal(400, "invalid_parameter", str(fault), param=fault.place)

    async def json(self, request: Request, shape: Shape) -> dict[str, Any]:
        """The JSON body of a request, of exactly this shape."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Malformed("", "must be JSON", code="unsupported_media_type", status=415)
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise Malformed("", "is not valid JSON", code="invalid_json") from None
        if not isinstance(body, dict):
            raise Malformed("", "must be a JSON object", code="invalid_json")
        shape(body, "")
        return body

    async def form(self, request: Request) -> dict[str, Part]:
        """The parts of a multipart form; a part that comes twice is refused."""
        parts: dict[str, Part] = {}
        for name, part in await self.parts(request):
            if name in parts:
                raise Malformed(name, "comes twice")
            parts[name] = part
        return parts

    async def parts(self, request: Request) -> list[tuple[str, Part]]:
        """The parts of a multipart form, in their order."""
        kind = request.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data"):
            raise Malformed("", "must be multipart/form-data")
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        parts: list[tuple[str, Part]] = []
        form = BytesParser(policy=HTTP).parsebytes(head + await request.body())
        for message in form.iter_parts():
            name = str(message.get_param("name", "", "content-disposition"))
            if not name:
                raise Malformed("", "a part has no name")
            content = message.get_payload(decode=True)
            part = Part(message.get_filename(), message.get_content_type(), bytes(content or b""))
            parts.append((name, part))
        return parts

    async def fields(self, request: Request, shape: Shape) -> dict[str, Any]:
        """The plain values of a multipart form, of exactly this shape."""
        values = {name: part.text(name) for name, part in (await self.form(request)).items()}
        shape(values, "")
        return values

    def mint(self, identity: str, mention: str, method: str, source: str, window: str = "") -> None:
        """Enter a character in the ledger."""
        self.simulation.ledger.record(
            MintedCharacter(identity, self.name, mention, method, source, window, now())
        )

    def start(
        self, request: Request, task_id: str, prompt: str, understood: list[str], **more: Any
    ) -> Task:
        """Accept and bill a film; `understood` are the characters that the prompt mentions."""
        seconds = int(more.get("seconds", 5))
        model = str(more.get("model", ""))
        size = str(more.get("size", ""))
        task = Task(task_id, model, prompt, seconds, size, self.progress())
        task.failure = ordered_failure(request)
        task.remixed_from = more.get("remixed_from")
        self.tasks[task_id] = task
        self.simulation.ledger.record(
            BilledGeneration(task_id, self.name, prompt, tuple(understood), seconds, model, now())
        )
        return task

    def known_task(self, task_id: str, missing: Refusal) -> Task:
        """The task of an id; raises `missing` where there is none."""
        task = self.tasks.get(task_id)
        if task is None:
            raise missing
        return task

    async def content(self, task: Task) -> ServedFile:
        """The MP4 of a finished film."""
        footage = await self.simulation.films.footage(task)
        return ServedFile(footage.path, media_type="video/mp4")

    async def footage(self, order: Order) -> Footage:
        """The measured footage of an order; refuses a window that is not inside it."""
        if order.task is not None:
            footage = await self.simulation.films.footage(order.task)
        else:
            footage = await self.simulation.shelf.footage(order.source)
        order.window.must_lie_within(footage.duration_ms)
        return footage

    def film(self, request: Request, task: Task) -> str:
        """The public URL of a finished film, under a name that cannot be guessed."""
        self.simulation.released[task.film_name] = task
        return f"{base_url(request)}/outputs/{task.film_name}"

    def progress(self) -> Progress:
        """A job that starts now."""
        return Progress(self.simulation.settings)


def video_object(task: Task, *, live_s: float) -> dict[str, Any]:
    """A film as OpenAI's Videos API describes it; `live_s` is how long its link works."""
    failure = task.failure if task.status == FAILED else None
    ended = None if failure else task.progress.ended
    return {
        "id": task.id,
        "object": "video",
        "model": task.model,
        "status": task.status,
        "progress": task.progress.percent,
        "created_at": int(task.progress.started),
        "completed_at": int(ended) if ended else None,
        "expires_at": int(ended + live_s) if ended else None,
        "prompt": task.prompt,
        "size": task.size,
        "seconds": str(task.seconds),
        "remixed_from_video_id": task.remixed_from,
        "error": failure.outcome() if failure else None,
    }


def counted(text: str, place: str, low: int, high: int) -> int:
    """A whole number of a query, within bounds; refuses every other text."""
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
    if not low <= number <= high:
        raise Malformed(place, f"must be a whole number from {low} to {high}")
    return number


def number() -> int:
    """A new int64 id, too large for a double to hold exactly."""
    return 9_007_199_254_740_993 + (uuid4().int >> 76) * 2


def understood(prompt: str, words: Mapping[str, str]) -> list[str]:
    """The ids whose words are in a prompt, each once, in the order of first appearance."""
    places = sorted((prompt.find(word), id_) for word, id_ in words.items() if word in prompt)
    return list(dict.fromkeys(id_ for _, id_ in places))
