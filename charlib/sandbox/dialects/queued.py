"""The second tutorial: creation answers with a task, which is polled for the character."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.bodies import SOURCE, Field, one_of, read_body
from charlib.sandbox.errors import Refusal
from charlib.sandbox.jobs import Extraction, Task
from charlib.sandbox.mentions import BY_ID
from charlib.sandbox.service import Service, ordered_failure
from charlib.sandbox.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.characters import Character, Order
    from charlib.sandbox.studio import Studio

PREFIX = "/async/sora/v1"

CHARACTER = {"model": one_of("sora-2-character"), **SOURCE}
GENERATION = {
    "model": one_of("sora-2"),
    "prompt": Field(),
    "duration": Field(int, allowed=range(1, 26)),
    "resolution": one_of("480p", "720p", "1080p"),
}
# How long a poll waits for work that is overdue, before it answers "processing" once more.
_PATIENCE_S = 1.0


class QueuedService(Service):
    """The routes of the second tutorial."""

    def __init__(self, studio: Studio) -> None:
        window = WindowRule(min_ms=1000, max_ms=3000)
        super().__init__(studio, "async", mention=BY_ID, window=window)
        self._extractions: dict[str, Extraction] = {}

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /characters`: start the extraction, which fetches and cuts by itself."""
        order = self.read_order(await read_body(request, CHARACTER))
        extraction = Extraction(
            id=f"task_{uuid4().hex}",
            progress=self.progress(),
            work=asyncio.create_task(self._extract(order, ordered_failure(request))),
        )
        self._extractions[extraction.id] = extraction
        return {"task_id": extraction.id}

    async def get_extraction(self, request: Request) -> dict[str, Any]:
        """`GET /characters/{task_id}`: processing, then the character's ID or the error."""
        task_id = request.path_params["task_id"]
        extraction = self._extractions.get(task_id)
        if extraction is None:
            raise Refusal(404, "task_not_found", f"Task '{task_id}' not found.", param="task_id")
        if not extraction.progress.poll():
            return {"task_id": task_id, "status": "processing"}
        await asyncio.wait({extraction.work}, timeout=_PATIENCE_S)
        if not extraction.work.done():
            return {"task_id": task_id, "status": "processing"}
        result = extraction.work.result()
        if isinstance(result, Refusal):
            return {"task_id": task_id, "status": "failed", "error": result.outcome()}
        return {"task_id": task_id, "status": "completed", "character_id": result.id}

    async def create_video(self, request: Request) -> dict[str, Any]:
        """`POST /videos`: start a task and answer with its ID."""
        body = await read_body(request, GENERATION)
        task = Task(
            id=f"video_{uuid4()}",
            model=body["model"],
            prompt=body["prompt"],
            seconds=body["duration"],
            size="",
            progress=self.progress(),
        )
        return {"id": self.start_task(request, task).id}

    async def get_video(self, request: Request) -> dict[str, Any]:
        """`GET /videos/{id}`: how far it is, and in the end the URL of its film."""
        return self.report(request, request.path_params["id"])

    async def _extract(self, order: Order, failure: Refusal | None) -> Character | Refusal:
        try:
            return failure or self.mint(order, await self.footage(order))
        except Refusal as refusal:
            return refusal


def mount(studio: Studio) -> Mount:
    """The dialect under its prefix."""
    service = QueuedService(studio)
    return Mount(
        PREFIX,
        routes=[
            service.route("POST", "/characters", service.create_character),
            service.route("GET", "/characters/{task_id}", service.get_extraction),
            service.route("POST", "/videos", service.create_video),
            service.route("GET", "/videos/{id}", service.get_video),
        ],
    )
