"""Runway: films of several vendors' models by one form, with references that are counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import Response
from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, medium
from charlib.sandbox.dialects.shapes import (
    Shape,
    array,
    boolean,
    integer,
    obj,
    one_of,
    text,
)
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

VERSION = "2024-11-06"
_SMALL = ("992:432", "864:496", "752:560", "640:640", "560:752", "496:864", "1470:630", "1280:720",
          "1112:834", "960:960", "834:1112", "720:1280")  # fmt: skip
_LARGE = ("2206:946", "1920:1080", "1664:1248", "1440:1440", "1248:1664", "1080:1920", "3840:1646",
          "3840:2160", "3840:2880", "3840:3840", "2880:3840", "2160:3840")  # fmt: skip
_WAN = ("832:480", "720:544", "624:624", "544:720", "480:832", "1280:720", "1104:832", "960:960",
        "832:1104", "720:1280", "1920:1080", "1648:1248", "1440:1440", "1248:1648", "1080:1920",
        "auto_480p", "auto_720p", "auto_1080p")  # fmt: skip
_RATIOS = ("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16")
_CLIP = obj({"type": one_of("video"), "uri": medium("video")})
_SOUND = obj({"type": one_of("audio"), "uri": medium("audio")})
_SEED = {"seed": integer(0, 2**32 - 1)}


def _film(model: str, images: int, seconds: tuple[int, int], **more: Shape) -> Shape:
    prompt = text(3500 if model.startswith("seedance") else 20_000)
    return obj(
        {"model": one_of(model), "promptText": prompt},
        {
            "duration": integer(*seconds),
            "references": array(obj({"uri": medium("image")}), 1, images),
            "referenceVideos": array(_CLIP, 1, 3),
            "referenceAudio": array(_SOUND, 1, 3),
            **more,
        },
    )


MODELS = {
    "seedance2": _film(
        "seedance2", 9, (4, 15), ratio=one_of(*_SMALL, *_LARGE), audio=boolean, **_SEED
    ),
    "seedance2_fast": _film(
        "seedance2_fast", 9, (4, 15), ratio=one_of(*_SMALL), audio=boolean, **_SEED
    ),
    "seedance2_mini": _film(
        "seedance2_mini", 9, (4, 15), ratio=one_of(*_SMALL), audio=boolean, **_SEED
    ),
    "hailuo3": _film(
        "hailuo3", 9, (4, 15), ratio=one_of(*_RATIOS), resolution=one_of("768p", "2k")
    ),
    "wan3": _film("wan3", 10, (2, 30), ratio=one_of(*_WAN), audio=boolean),
}


class RunwayRefusal(Refusal):
    """An error in Runway's form."""

    def body(self) -> dict[str, Any]:
        """A sentence."""
        return {"error": self.message}


class RunwayFilms(FilmService):
    """The routes for films."""

    name = "runway"

    async def authorise(self, request: Request) -> None:
        """A bearer key, and the version of the API in a header."""
        await super().authorise(request)
        if request.headers.get("x-runway-version") != VERSION:
            raise RunwayRefusal(400, None, "X-Runway-Version is missing or unknown")

    def unauthorised(self) -> Refusal:
        """Runway's answer to a wrong key."""
        return RunwayRefusal(401, None, "Missing or invalid Authorization header")

    def refusal(self, fault: Malformed) -> Refusal:
        """Runway's answer to a wrong body."""
        return RunwayRefusal(400, None, f"Validation of body failed: {fault}")

    def missing(self, task_id: str) -> Refusal:
        """Runway's answer to an unknown task."""
        return RunwayRefusal(404, None, f"Task {task_id} not found")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/text_to_video`."""
        body = await self.json(request, _by_model)
        listed = {
            "Image": [item["uri"] for item in body.get("references", ())],
            "Video": [item["uri"] for item in body.get("referenceVideos", ())],
            "Audio": [item["uri"] for item in body.get("referenceAudio", ())],
        }
        if body.get("ratio") == "adaptive" and not (listed["Image"] or listed["Video"]):
            raise Malformed("ratio", "adaptive is not for text only")
        understood = called(body["promptText"], r"\b(Image|Video|Audio) (\d+)", listed)
        task = self.start(
            request, str(uuid4()), body["promptText"], understood,
            model=body["model"], seconds=body.get("duration", 5),
        )  # fmt: skip
        return {"id": task.id, "estimatedCost": {"credits": 36.0 * task.seconds}}

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /v1/tasks/{id}`."""
        task = self.polled(request)
        started = datetime.fromtimestamp(task.progress.started, UTC)
        answer: dict[str, Any] = {"id": task.id, "createdAt": started.isoformat()}
        answer["status"] = self.state(task, "SUCCEEDED", "FAILED", "PENDING", "RUNNING")
        cost = {"credits": 36 * task.seconds}
        if task.status == COMPLETED:
            return answer | {"cost": cost, "output": [self.film(request, task)]}
        if task.status == FAILED:
            return answer | {"cost": {"credits": 0}, "failure": self.reason(task)}
        if answer["status"] == "RUNNING":
            answer["progress"] = task.progress.percent / 100
        return answer | {"estimatedCost": cost}

    async def delete(self, request: Request) -> Response:
        """`DELETE /v1/tasks/{id}`: a running task is cancelled; the record goes."""
        wanted = request.path_params["id"]
        self.known_task(wanted, self.missing(wanted))
        del self.tasks[wanted]
        return Response(status_code=204)

    async def organization(self, _: Request) -> dict[str, Any]:
        """`GET /v1/organization`: what is left."""
        return {"creditBalance": 1000, "tier": {"models": {}}, "usage": {"models": {}}}


def _by_model(body: dict[str, Any], place: str) -> None:
    one_of(*MODELS)(body.get("model"), "model")
    MODELS[body["model"]](body, place)


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = RunwayFilms(simulation)
    routes = [
        service.route("POST", "/v1/text_to_video", service.create),
        service.route("GET", "/v1/tasks/{id}", service.get),
        service.route("DELETE", "/v1/tasks/{id}", service.delete),
        service.route("GET", "/v1/organization", service.organization),
    ]
    return [Mount(PREFIXES["runway"], routes=routes)]
