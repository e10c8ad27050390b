"""The first tutorial: a creation returns the character at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.shapes import integer, obj, one_of, text
from charlib.sandbox.dialects.sora import BY_ID, SOURCE, SoraService
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

CHARACTER = obj({"model": one_of("sora-2-character"), "timestamps": text()}, SOURCE)
GENERATION = obj(
    {
        "model": one_of("sora-2.0-turbo"),
        "prompt": text(),
        "size": one_of("1280x720", "720x1280", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
        "duration": integer(1, 25),
    }
)


class SyncService(SoraService):
    """The routes of the first tutorial."""

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /characters`: extract and answer with the ID."""
        order = self.read_order(await self.json(request, CHARACTER))
        return {"character_id": self.mint_character(order, await self.footage(order)).id}

    async def create_generation(self, request: Request) -> dict[str, Any]:
        """`POST /generations`: start a task and answer with its ID."""
        body = await self.json(request, GENERATION)
        task = self.start_film(
            request, f"video_{uuid4().hex}", body, seconds=body["duration"], size=body["size"]
        )
        return {"id": task.id}

    async def get_generation(self, request: Request) -> dict[str, Any]:
        """`GET /generations/{id}`: how far it is, and in the end the URL of its film."""
        return self.report(request, request.path_params["id"])


def mount(simulation: Simulation) -> Mount:
    """The dialect under its prefix."""
    service = SyncService(simulation, "sync", mention=BY_ID, window=WindowRule(min_ms=1000))
    return Mount(
        PREFIXES["sync"],
        routes=[
            service.route("POST", "/characters", service.create_character),
            service.route("POST", "/generations", service.create_generation),
            service.route("GET", "/generations/{id}", service.get_generation),
        ],
    )
