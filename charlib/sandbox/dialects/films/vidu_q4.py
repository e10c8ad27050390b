"""Vidu Q4: pictures and sounds with each film, and no subjects; the prompt counts the pictures."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, medium
from charlib.sandbox.dialects.service import number
from charlib.sandbox.dialects.shapes import array, boolean, integer, obj, one_of, text
from charlib.sandbox.dialects.vidu import ViduRefusal
from charlib.sandbox.errors import Malformed
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.jobs import CANCELLED, COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.errors import Refusal
    from charlib.sandbox.simulation import Simulation

CREDITS = 80
FILM = obj(
    {
        "model": one_of("viduq4-preview"),
        "prompt": text(20_000),
        "images": array(medium("image"), 1, 15),
    },
    {
        "sounds": array(medium("audio"), 1, 3),
        "duration": integer(3, 16),
        "resolution": one_of("540p", "720p", "1080p", "2K", "4K"),
        "aspect_ratio": one_of("16:9", "9:16", "4:3", "3:4", "1:1"),
        "audio": boolean,
        "watermark": boolean,
        "seed": integer(0, 2**31 - 1),
    },
)


class ViduQ4(FilmService):
    """The routes for films."""

    name = "vidu-q4"

    async def authorise(self, request: Request) -> None:
        """The key after `Token`, or after `Bearer`: Vidu's page says one, a client the other."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        expected = self.simulation.settings.key.encode()
        if scheme not in {"Token", "Bearer"} or not hmac.compare_digest(key.encode(), expected):
            raise ViduRefusal(401, "Unauthorized", "token is invalid")

    def refusal(self, fault: Malformed) -> Refusal:
        """Vidu's answer to a wrong body."""
        return ViduRefusal(400, "BadRequest", str(fault))

    def missing(self, task_id: str) -> Refusal:
        """Vidu's answer to an unknown task."""
        return ViduRefusal(404, "NotFound", f"task {task_id} not found")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /reference2video`."""
        body = await self.json(request, FILM)
        listed = {
            "[@reference_image_": body["images"],
            "参考图": body["images"],
            "[@reference_audio_": body.get("sounds", []),
            "参考音频": body.get("sounds", []),
        }
        words = r"(\[@reference_image_|\[@reference_audio_|参考图|参考音频)(\d+)"
        if "sounds" in body and not body.get("audio", True):
            raise Malformed("sounds", "need audio")
        understood = called(body["prompt"], words, listed)
        task = self.start(
            request, str(number()), body["prompt"], understood,
            model=body["model"], seconds=body.get("duration", 5),
        )  # fmt: skip
        return {"task_id": task.id, "state": "created", "model": task.model, "credits": CREDITS}

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /tasks/{id}/creations`."""
        task = self.polled(request)
        creations = []
        if task.status == COMPLETED:
            creations = [{"id": str(uuid4()), "url": self.film(request, task)}]
        state = self.state(task, "success", "failed", "queueing", "processing")
        errors = {FAILED: self.reason(task), CANCELLED: "TaskCancelled"}
        return {
            "id": task.id,
            "state": "failed" if task.status == CANCELLED else state,
            "err_code": errors.get(task.status, ""),
            "credits": CREDITS,
            "creations": creations,
        }

    async def cancel(self, request: Request) -> dict[str, Any]:
        """`POST /tasks/{id}/cancel`: a task that has not ended ends without a film."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, self.missing(wanted))
        await self.json(request, obj({"id": one_of(wanted)}))
        if task.status in {COMPLETED, FAILED}:
            raise ViduRefusal(400, "TaskStateInvalid", "the task has ended")
        task.is_cancelled = True
        return {}

    async def credits(self, _: Request) -> dict[str, Any]:
        """`GET /credits`: what is left."""
        return {"remains": [{"type": "test", "credit_remain": 1000}], "packages": []}


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = ViduQ4(simulation)
    routes = [
        service.route("POST", "/reference2video", service.create),
        service.route("GET", "/tasks/{id}/creations", service.get),
        service.route("POST", "/tasks/{id}/cancel", service.cancel),
        service.route("GET", "/credits", service.credits),
    ]
    return [Mount(PREFIXES["vidu-q4"], routes=routes)]
