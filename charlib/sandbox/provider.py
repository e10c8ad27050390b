"""A provider of another family than Sora's: what the routes of each of them share."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anyio
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from charlib.sandbox.errors import Refusal
from charlib.sandbox.jobs import Progress, Task
from charlib.sandbox.ledger import BilledGeneration, MintedCharacter, now
from charlib.sandbox.service import base_url, ordered_failure
from charlib.sandbox.shapes import Malformed, Shape

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.studio import Studio

Handler = Callable[["Request"], Awaitable[dict[str, Any] | Response]]
ACCESS = "sandbox"
"""The access key of services that want two parts; its secret is the sandbox's key."""


class Part:
    """A part of a multipart form: a plain value, or a file with its name and type."""

    def __init__(self, filename: str | None, content_type: str, content: bytes) -> None:
        self.filename = filename
        self.content_type = content_type
        self.content = content


class Provider:
    """One dialect at work; nothing that it remembers is known to another."""

    name = ""
    scheme = "Bearer"

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.tasks: dict[str, Task] = {}

    def route(self, method: str, path: str, handler: Handler) -> Route:
        """A route whose handler runs only for the right key, after the set latency."""

        async def endpoint(request: Request) -> Response:
            await self.authorise(request)
            await anyio.sleep(self.studio.settings.latency_s)
            try:
                answer = await handler(request)
            except Malformed as fault:
                raise self.refusal(fault) from None
            return answer if isinstance(answer, Response) else JSONResponse(answer)

        return Route(path, endpoint, methods=[method])

    async def authorise(self, request: Request) -> None:
        """Refuse a call without the sandbox's key, under this service's scheme."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        expected = self.studio.settings.key
        if scheme != self.scheme or not hmac.compare_digest(key.encode(), expected.encode()):
            raise self.unauthorised()

    def unauthorised(self) -> Refusal:
        """How this service answers a wrong key."""
        return Refusal(401, "invalid_api_key", "Incorrect API key provided.")

    def refusal(self, fault: Malformed) -> Refusal:
        """How this service answers a body that is not as documented."""
        return Refusal(400, "invalid_parameter", str(fault), param=fault.place)

    async def json(self, request: Request, shape: Shape) -> dict[str, Any]:
        """The JSON body of a request, of exactly this shape."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Malformed("Content-Type", "must be application/json")
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise Malformed("", "is not valid JSON") from None
        shape(body, "")
        return dict(body)

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
            raise Malformed("Content-Type", "must be multipart/form-data")
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        parts: list[tuple[str, Part]] = []
        for one in BytesParser(policy=HTTP).parsebytes(head + await request.body()).iter_parts():
            name = str(one.get_param("name", "", "content-disposition"))
            if not name:
                raise Malformed("", "a part has no name")
            content = one.get_payload(decode=True)
            part = Part(one.get_filename(), one.get_content_type(), bytes(content or b""))
            parts.append((name, part))
        return parts

    async def fields(self, request: Request, shape: Shape) -> dict[str, Any]:
        """The plain values of a multipart form, of exactly this shape."""
        values = {name: part.content.decode() for name, part in (await self.form(request)).items()}
        shape(values, "")
        return values

    def mint(self, identity: str, mention: str, method: str, source: str, window: str = "") -> None:
        """Enter a character in the ledger."""
        self.studio.ledger.record(
            MintedCharacter(identity, self.name, mention, method, source, window, now())
        )

    def start(
        self, request: Request, task_id: str, prompt: str, understood: list[str], **more: Any
    ) -> Task:
        """Accept and bill a film; `understood` are the characters that the prompt refers to."""
        seconds = int(more.get("seconds", 5))
        model = str(more.get("model", ""))
        size = str(more.get("size", ""))
        task = Task(task_id, model, prompt, seconds, size, self.progress())
        task.failure = ordered_failure(request)
        self.tasks[task_id] = task
        self.studio.ledger.record(
            BilledGeneration(task_id, self.name, prompt, tuple(understood), seconds, model, now())
        )
        return task

    def film(self, request: Request, task: Task) -> str:
        """The open address of a finished film."""
        self.studio.released[task.film_name] = task
        return f"{base_url(request)}/outputs/{task.film_name}"

    def progress(self) -> Progress:
        """A job that starts now."""
        return Progress(self.studio.settings)


def number() -> int:
    """A new id of the int64 kind: too large for a double to hold exactly."""
    return 9_007_199_254_740_993 + (uuid4().int >> 76) * 2


def understood(prompt: str, words: Mapping[str, str]) -> list[str]:
    """The ids whose words stand in a prompt, each once, in the order of first appearance."""
    found = sorted((prompt.find(word), one) for word, one in words.items() if word in prompt)
    return list(dict.fromkeys(one for _, one in found))
