"""A service: one dialect's accounts of characters and tasks, and the rules its routes share."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import anyio
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from charlib.sandbox.characters import Character, Order, character_id
from charlib.sandbox.errors import Refusal, bad_field
from charlib.sandbox.front import FAULT_KEY
from charlib.sandbox.jobs import COMPLETED, FAILED, Progress, Task
from charlib.sandbox.ledger import BilledGeneration, MintedCharacter, now
from charlib.sandbox.mentions import find_mentions

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from starlette.requests import Request

    from charlib.sandbox.footage import Footage
    from charlib.sandbox.studio import Studio
    from charlib.sandbox.window import WindowRule

Handler = Callable[["Request"], Awaitable[dict[str, Any] | Response]]


class Service:
    """One dialect at work; nothing that it remembers is known to another."""

    def __init__(
        self, studio: Studio, name: str, *, mention: re.Pattern[str], window: WindowRule
    ) -> None:
        self.studio = studio
        self.name = name
        self._mention = mention
        self._window = window
        self._characters: dict[str, Character] = {}
        self._tasks: dict[str, Task] = {}

    def route(self, method: str, path: str, handler: Handler) -> Route:
        """A route whose handler runs only for the right key, after the set latency."""

        async def endpoint(request: Request) -> Response:
            self._authorise(request.headers)
            await anyio.sleep(self.studio.settings.latency_s)
            answer = await handler(request)
            return answer if isinstance(answer, Response) else JSONResponse(answer)

        return Route(path, endpoint, methods=[method])

    def _authorise(self, headers: Mapping[str, str]) -> None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        expected = self.studio.settings.key
        if scheme != "Bearer" or not hmac.compare_digest(key.encode(), expected.encode()):
            raise Refusal(401, "invalid_api_key", "Incorrect API key provided.")

    def read_order(self, body: dict[str, Any]) -> Order:
        """What a creation asks for; refuses a bad window and a task that cannot be cut from."""
        url, task_id = body.get("url"), body.get("from_task")
        if (url is None) == (task_id is None):
            how = "one of them is required" if url is None else "not both"
            raise bad_field("invalid_source", "url", f"Pass either 'url' or 'from_task': {how}.")
        window = self._window.read(body["timestamps"])
        if task_id is None:
            return Order(window, url, None)
        task = self.find_task(task_id)
        if task is None:
            raise self.unknown_source(task_id)
        if not task.is_completed:
            raise self.unfinished_source(task_id)
        return Order(window, None, task)

    def unknown_source(self, task_id: str) -> Refusal:
        """How this dialect refuses `from_task` with a task it does not know."""
        return Refusal(404, "task_not_found", f"Task '{task_id}' not found.", param="from_task")

    def unfinished_source(self, task_id: str) -> Refusal:
        """How this dialect refuses `from_task` with a task that has no film yet."""
        message = f"Task '{task_id}' is not completed: wait for its video before extracting."
        return Refusal(400, "task_not_completed", message, param="from_task")

    async def footage(self, order: Order) -> Footage:
        """The measured footage of an order; refuses a window that is not inside it."""
        if order.task is not None:
            footage = await self.studio.films.footage(order.task)
        else:
            footage = await self.studio.shelf.footage(order.source)
        order.window.must_lie_within(footage.duration_ms)
        return footage

    def mint(self, order: Order, footage: Footage) -> Character:
        """Make the character, remember it, and enter it in the ledger."""
        identity, mention = self.identify()
        character = Character(identity, mention, order, footage)
        self._characters[mention] = character
        self.studio.ledger.record(
            MintedCharacter(
                id=identity,
                dialect=self.name,
                mention=mention,
                method=order.method,
                source=order.source,
                window=order.window.text,
                at=now(),
            )
        )
        return character

    def identify(self) -> tuple[str, str]:
        """A new ID, and what prompts mention: in the tutorials the ID itself."""
        identity = character_id()
        return identity, identity

    def start_task(self, request: Request, task: Task) -> Task:
        """Accept and bill a generation; refuses a prompt that mentions unknown characters."""
        mentions = find_mentions(task.prompt, self._mention)
        for mention in mentions:
            if mention not in self._characters:
                message = f"The prompt mentions @{mention}, which does not have a cameo."
                raise bad_field("cameo_not_found", "prompt", message)
        task.failure = ordered_failure(request)
        self._tasks[task.id] = task
        self.studio.ledger.record(
            BilledGeneration(
                id=task.id,
                dialect=self.name,
                prompt=task.prompt,
                mentions=tuple(self._characters[mention].id for mention in mentions),
                seconds=task.seconds,
                model=task.model,
                at=now(),
            )
        )
        return task

    def progress(self) -> Progress:
        """A job that starts now."""
        return Progress(self.studio.settings)

    def find_task(self, task_id: str) -> Task | None:
        """A task this dialect knows, or None."""
        return self._tasks.get(task_id)

    def report(self, request: Request, task_id: str) -> dict[str, Any]:
        """One poll of a task, as both tutorials tell it; in the end with the URL of its film."""
        task = self.find_task(task_id)
        if task is None:
            raise Refusal(404, "task_not_found", f"Task '{task_id}' not found.", param="id")
        status = task.poll()
        answer = {"id": task.id, "status": status, "progress": task.progress.percent}
        if status == COMPLETED:
            # Open to anyone, but under a name that nobody can guess.
            self.studio.released[task.film_name] = task
            return answer | {"video_url": f"{base_url(request)}/outputs/{task.film_name}"}
        if status == FAILED and task.failure:
            return answer | {"error": task.failure.outcome()}
        return answer


def base_url(request: Request) -> str:
    """Where the client reaches the sandbox, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}"


def ordered_failure(request: Request) -> Refusal | None:
    """The failure that a `job_fails` fault ordered for this job."""
    fault = request.scope.get(FAULT_KEY)
    if fault is None or fault.kind != "job_fails":
        return None
    return Refusal(
        400,
        fault.code or "moderation_blocked",
        fault.message or "Your request was blocked by our moderation system.",
    )
