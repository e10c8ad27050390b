"""The second tutorial: a creation returns a task, and polling it returns the character."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.shapes import integer, obj, one_of, text
from charlib.sandbox.dialects.sora import BY_ID, SOURCE, SoraService
from charlib.sandbox.errors import Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world.characters import Extraction
from charlib.sandbox.world.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.characters import Character, Order

CHARACTER = obj({"model": one_of("sora-2-character"), "timestamps": text()}, SOURCE)
GENERATION = obj(
    {
        "model": one_of("sora-2"),
        "prompt": text(),
        "duration": integer(1, 25),
        "resolution": one_of("480p", "720p", "1080p"),
    }
)


class QueuedService(SoraService):
    """The routes of the second tutorial."""

    kept: tuple[str, ...] = ("tasks", "_characters", "_extractions")

    def __init__(self, simulation: Simulation) -> None:
        window = WindowRule(min_ms=1000, max_ms=3000)
        super().__init__(simulation, "async", mention=BY_ID, window=window)
        self._extractions: dict[str, Extraction] = {}

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /characters`: start the extraction, which runs in the background."""
        order = self.read_order(await self.json(request, CHARACTER))
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
        result = await extraction.poll()
        if result is None:
            return {"task_id": task_id, "status": "processing"}
        if isinstance(result, Refusal):
            return {"task_id": task_id, "status": "failed", "error": result.outcome()}
        return {"task_id": task_id, "status": "completed", "character_id": result.id}

    async def create_video(self, request: Request) -> dict[str, Any]:
        """`POST /videos`: start a task and answer with its ID."""
        body = await self.json(request, GENERATION)
        return {
            "id": self.start_film(request, f"video_{uuid4()}", body, seconds=body["duration"]).id
        }

    async def get_video(self, request: Request) -> dict[str, Any]:
        """`GET /videos/{id}`: how far it is, and in the end the URL of its film."""
        return self.report(request, request.path_params["id"])

    async def _extract(self, order: Order, failure: Refusal | None) -> Character | Refusal:
        try:
            return failure or self.mint_character(order, await self.footage(order))
        except Refusal as refusal:
            return refusal


def mount(simulation: Simulation) -> Mount:
    """The dialect under its prefix."""
    service = QueuedService(simulation)
    return Mount(
        PREFIXES["async"],
        routes=[
            service.route("POST", "/characters", service.create_character),
            service.route("GET", "/characters/{task_id}", service.get_extraction),
            service.route("POST", "/videos", service.create_video),
            service.route("GET", "/videos/{id}", service.get_video),
        ],
    )
