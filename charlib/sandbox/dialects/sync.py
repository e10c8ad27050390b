"""The first tutorial: creation answers with the character at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.bodies import SOURCE, Field, one_of, read_body
from charlib.sandbox.jobs import Task
from charlib.sandbox.mentions import BY_ID
from charlib.sandbox.service import Service
from charlib.sandbox.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.studio import Studio

PREFIX = "/sync/v1/sora"

CHARACTER = {"model": one_of("sora-2-character"), **SOURCE}
GENERATION = {
    "model": one_of("sora-2.0-turbo"),
    "prompt": Field(),
    "size": one_of("1280x720", "720x1280", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
    "duration": Field(int, allowed=range(1, 26)),
}


class SyncService(Service):
    """The routes of the first tutorial."""

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /characters`: extract and answer with the ID."""
        order = self.read_order(await read_body(request, CHARACTER))
        return {"character_id": self.mint(order, await self.footage(order)).id}

    async def create_generation(self, request: Request) -> dict[str, Any]:
        """`POST /generations`: start a task and answer with its ID."""
        body = await read_body(request, GENERATION)
        task = Task(
            id=f"video_{uuid4().hex}",
            model=body["model"],
            prompt=body["prompt"],
            seconds=body["duration"],
            size=body["size"],
            progress=self.progress(),
        )
        return {"id": self.start_task(request, task).id}

    async def get_generation(self, request: Request) -> dict[str, Any]:
        """`GET /generations/{id}`: how far it is, and in the end the URL of its film."""
        return self.report(request, request.path_params["id"])


def mount(studio: Studio) -> Mount:
    """The dialect under its prefix."""
    service = SyncService(studio, "sync", mention=BY_ID, window=WindowRule(min_ms=1000))
    return Mount(
        PREFIX,
        routes=[
            service.route("POST", "/characters", service.create_character),
            service.route("POST", "/generations", service.create_generation),
            service.route("GET", "/generations/{id}", service.get_generation),
        ],
    )
