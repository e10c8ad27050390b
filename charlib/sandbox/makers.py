"""What the relays that make characters in jobs share: a window or a clip, a job, an id."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from charlib.sandbox.characters import Character, Order, username
from charlib.sandbox.errors import Refusal
from charlib.sandbox.jobs import Progress, Task
from charlib.sandbox.provider import Provider
from charlib.sandbox.service import ordered_failure
from charlib.sandbox.shapes import Malformed
from charlib.sandbox.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.studio import Studio

_PATIENCE_S = 1.0


@dataclass
class Making:
    """A character in the making: the work runs at once, its result is told after some polls."""

    id: str
    progress: Progress
    work: asyncio.Task[Character | Refusal]

    async def result(self) -> Character | Refusal | None:
        """What became of it, one poll on; None while it is not told."""
        if not self.progress.poll():
            return None
        await asyncio.wait({self.work}, timeout=_PATIENCE_S)
        return self.work.result() if self.work.done() else None


class Maker(Provider):
    """A relay: films as tasks, and characters cut from a window of one or of a URL."""

    longest_ms: int = 3000

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.makings: dict[str, Making] = {}
        self.people: dict[str, Character] = {}

    def order(self, window: str, url: str | None, task_id: str | None) -> Order:
        """What is to be cut, or why it cannot be."""
        try:
            read = WindowRule(min_ms=1000, max_ms=self.longest_ms).read(window)
        except Refusal as refusal:
            raise Malformed("timestamps", refusal.message) from None
        if (url is None) == (task_id is None):
            raise Malformed("url", "exactly one source is needed")
        if task_id is None:
            return Order(read, url, None)
        task = self.tasks.get(task_id)
        if task is None:
            raise self.unknown_task(task_id)
        if not task.is_completed:
            raise Malformed("from_task", f"task {task_id} is not completed")
        return Order(read, None, task)

    def unknown_task(self, task_id: str) -> Refusal:
        """How this relay tells that it does not know a task."""
        return Refusal(400, "get_origin_task_failed", f"origin task {task_id} not found")

    def begin(self, request: Request, job_id: str, order: Order, identity: str) -> Making:
        """Start to make a character."""
        work = asyncio.create_task(self._make(order, identity, ordered_failure(request)))
        self.makings[job_id] = Making(job_id, self.progress(), work)
        return self.makings[job_id]

    async def _make(
        self, order: Order, identity: str, failure: Refusal | None
    ) -> Character | Refusal:
        if failure:
            return failure
        try:
            if order.task is not None:
                footage = await self.studio.films.footage(order.task)
            else:
                footage = await self.studio.shelf.footage(order.source)
            order.window.must_lie_within(footage.duration_ms)
        except Refusal as refusal:
            return refusal
        made = Character(identity, username(), order, footage)
        self.people[identity] = made
        self.studio.portraits[identity] = made
        self.mint(identity, made.mention, order.method, order.source, order.window.text)
        return made

    def relay_task(self, request: Request, prompt: str, heard: list[str], **more: Any) -> Task:
        """Start a film under an id of the relays' form."""
        return self.start(request, f"task_{secrets.token_hex(12)}", prompt, heard, **more)
