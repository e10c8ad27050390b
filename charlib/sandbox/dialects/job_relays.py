"""What the relays that make characters in jobs share: orders, extractions, films."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from charlib.sandbox.dialects.service import Service
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world.characters import Character, Extraction, Order, username
from charlib.sandbox.world.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task


class JobRelay(Service):
    """A relay with films as tasks, and characters cut from a window of a film or of a URL."""

    kept: tuple[str, ...] = ("tasks", "extractions", "characters")

    longest_ms: int = 3000

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self.extractions: dict[str, Extraction] = {}
        self.characters: dict[str, Character] = {}

    def order(self, window: str, url: str | None, task_id: str | None) -> Order:
        """The order of a creation; raises for a bad window, and for a task without a film."""
        try:
            parsed = WindowRule(min_ms=1000, max_ms=self.longest_ms).read(window)
        except Refusal as refusal:
            raise Malformed("timestamps", refusal.message) from None
        if (url is None) == (task_id is None):
            raise Malformed("url", "exactly one source is needed")
        if task_id is None:
            return Order(parsed, url, None)
        task = self.known_task(task_id, self.unknown_task(task_id))
        if not task.is_completed:
            raise Malformed("from_task", f"task {task_id} is not completed")
        return Order(parsed, None, task)

    def unknown_task(self, task_id: str) -> Refusal:
        """This relay's answer to an unknown task."""
        return Refusal(400, "get_origin_task_failed", f"origin task {task_id} not found")

    def begin(self, request: Request, job_id: str, order: Order, identity: str) -> Extraction:
        """Start the extraction of a character."""
        work = asyncio.create_task(self._make(order, identity, ordered_failure(request)))
        self.extractions[job_id] = Extraction(job_id, self.progress(), work)
        return self.extractions[job_id]

    async def _make(
        self, order: Order, identity: str, failure: Refusal | None
    ) -> Character | Refusal:
        if failure:
            return failure
        try:
            footage = await self.footage(order)
        except Refusal as refusal:
            return refusal
        character = Character(identity, username(), order, footage)
        self.characters[identity] = character
        self.simulation.portraits[identity] = character
        self.mint(identity, character.mention, order.method, order.source, order.window.text)
        return character

    def start_film(self, request: Request, prompt: str, understood: list[str], **more: Any) -> Task:
        """Start a film under an id of the relays' form."""
        return self.start(request, f"task_{secrets.token_hex(12)}", prompt, understood, **more)
