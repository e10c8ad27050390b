"""Higgsfield's Kling Omni: the account's Kling elements with a reference video."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService
from charlib.sandbox.dialects.service import ACCESS
from charlib.sandbox.dialects.shapes import URL, array, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

PREFIX = PREFIXES["higgsfield-kling"]
FILM = obj(
    {"prompt": text(2500), "video_url": URL},
    {
        "image_urls": array(URL, 1, 4),
        "elements": array(text(19, like=r"\d+"), 1, 4),
        "duration": integer(3, 10),
        "aspect_ratio": one_of("16:9", "9:16", "1:1"),
    },
)


class HiggsfieldKling(FilmService):
    """The routes for films."""

    name = "higgsfield-kling"

    async def authorise(self, request: Request) -> None:
        """A key of two parts: `Key ID:SECRET`."""
        expected = f"Key {ACCESS}:{self.simulation.settings.key}"
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise HiggsfieldRefusal(401, None, "Invalid credentials")

    def refusal(self, fault: Malformed) -> Refusal:
        """Higgsfield's answer to a wrong body."""
        return HiggsfieldRefusal(422, None, str(fault), param=fault.place)

    def missing(self, task_id: str) -> Refusal:
        """Higgsfield's answer to an unknown request."""
        return HiggsfieldRefusal(404, None, f"Request {task_id} not found")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /kling-video/omni/video-reference`: elements are counted in their order."""
        body = await self.json(request, FILM)
        elements = body.get("elements", [])
        places = [int(place) for place in re.findall(r"@Element(\d+)", body["prompt"])]
        if any(not 1 <= place <= len(elements) for place in places):
            raise Malformed("prompt", "calls an element that is not there")
        understood = list(dict.fromkeys(elements[place - 1] for place in places)) or elements
        task = self.start(
            request, str(uuid4()), body["prompt"], understood,
            model="kling-omni", seconds=body.get("duration", 5),
        )  # fmt: skip
        return self._form(request, task)

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /requests/{id}/status`."""
        return self._form(request, self.polled(request))

    def _form(self, request: Request, task: Task) -> dict[str, Any]:
        url = f"{base_url(request)}{PREFIX}/requests/{task.id}"
        state = self.state(task, "completed", "failed", "queued", "in_progress")
        answer: dict[str, Any] = {
            "request_id": task.id,
            "status": state,
            "status_url": f"{url}/status",
            "cancel_url": f"{url}/cancel",
        }
        if task.status == COMPLETED:
            answer["video"] = {"url": self.film(request, task)}
        if task.status == FAILED:
            answer["error"] = self.reason(task)
        return answer


class HiggsfieldRefusal(Refusal):
    """An error in FastAPI's form."""

    def body(self) -> dict[str, Any]:
        """A sentence, or a list of details."""
        if self.param is None:
            return {"detail": self.message}
        return {"detail": [{"loc": ["body", self.param], "msg": self.message}]}


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = HiggsfieldKling(simulation)
    routes = [
        service.route("POST", "/kling-video/omni/video-reference", service.create),
        service.route("GET", "/requests/{id}/status", service.get),
    ]
    return [Mount(PREFIX, routes=routes)]
