"""Films at xAI of Grok Imagine, with pictures that the prompt counts from 0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, medium
from charlib.sandbox.dialects.shapes import array, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

_OLDER = "grok-imagine-video"
_MODELS = (_OLDER, "grok-imagine-video-1.5", "grok-imagine-video-1.5-lite")
_RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3")
_LONGEST_WITH_REFERENCES_S = 10
_TICKS = 800_000_000  # a second, in ten-billionths of a dollar
_PICTURE = obj({}, {"url": medium("image"), "file_id": text(200, like=r"file-\w+")})
FILM = obj(
    {"model": one_of(*_MODELS), "prompt": text(4096)},
    {
        "image": _PICTURE,
        "reference_images": array(_PICTURE, 1, 7),
        "reference_audios": array(obj({"voice_id": text(100)}), 1, 3),
        "duration": integer(1, 15),
        "aspect_ratio": one_of(*_RATIOS),
        "resolution": one_of("480p", "720p", "1080p"),
        "user": text(200),
    },
)


class XaiRefusal(Refusal):
    """An error in xAI's form."""

    def body(self) -> dict[str, Any]:
        """A sentence as the code, and another as the error."""
        return {"code": self.code, "error": self.message}


class XaiFilms(FilmService):
    """The routes for films."""

    name = "xai"

    def unauthorised(self) -> Refusal:
        """The vendor's answer to a wrong key."""
        message = "Incorrect API key provided."
        return XaiRefusal(400, "Client specified an invalid argument", message)

    def refusal(self, fault: Malformed) -> Refusal:
        """The vendor's answer to a wrong body."""
        return XaiRefusal(400, "Client specified an invalid argument", str(fault))

    def missing(self, task_id: str) -> Refusal:
        """The vendor's answer to an unknown task."""
        return XaiRefusal(404, "Some requested entity was not found", f"request {task_id}")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos/generations`: accepted at once."""
        body = await self.json(request, FILM)
        pictures = [_picture(item) for item in body.get("reference_images", ())]
        _check(body, pictures)
        voices = [item["voice_id"] for item in body.get("reference_audios", ())]
        listed = {"IMAGE": pictures, "AUDIO": voices}
        understood = called(body["prompt"], r"<(IMAGE|AUDIO)_(\d+)>", listed, base=0)
        task = self.start(
            request, str(uuid4()), body["prompt"], understood,
            model=body["model"], seconds=body.get("duration", 8),
        )  # fmt: skip
        return {"request_id": task.id}

    async def get(self, request: Request) -> dict[str, Any] | Response:
        """`GET /v1/videos/{id}`: 202 until it is done."""
        task = self.polled(request)
        if task.status == FAILED:
            error = {"code": "moderation", "message": self.reason(task)}
            return {"status": "failed", "error": error}
        if task.status != COMPLETED:
            return JSONResponse({"status": "pending", "progress": task.progress.percent}, 202)
        film = {"url": self.film(request, task), "duration": task.seconds}
        video = {**film, "respect_moderation": True}
        usage = {"cost_in_usd_ticks": _TICKS * task.seconds}
        done = {"status": "done", "model": task.model, "progress": 100}
        return {**done, "video": video, "usage": usage}


def _picture(item: dict[str, str]) -> str:
    if len(item) != 1:
        raise Malformed("reference_images", "each has a url or a file_id")
    return next(iter(item.values()))


def _check(body: dict[str, Any], pictures: list[str]) -> None:
    """What references exclude, and what one of the models does not have."""
    resolution = body.get("resolution", "480p")
    if resolution == "1080p" and (pictures or body["model"] == _OLDER):
        raise Malformed("resolution", "1080p is not for references, nor for the older model")
    if not pictures:
        if "reference_audios" in body or re.search(r"<IMAGE_\d+>", body["prompt"]):
            raise Malformed("reference_images", "are required")
        return
    if "image" in body:
        raise Malformed("image", "is not allowed with reference_images")
    if body.get("duration", 8) > _LONGEST_WITH_REFERENCES_S:
        raise Malformed("duration", "10 s are the maximum with references")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = XaiFilms(simulation)
    routes = [
        service.route("POST", "/v1/videos/generations", service.create),
        service.route("GET", "/v1/videos/{id}", service.get),
    ]
    return [Mount(PREFIXES["xai"], routes=routes)]
