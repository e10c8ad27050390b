"""OpenRouter: films of many vendors' models by one form; references have no words of their own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, label, located
from charlib.sandbox.dialects.shapes import (
    URL,
    anything,
    array,
    boolean,
    integer,
    obj,
    one_of,
    text,
)
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

PREFIX = PREFIXES["openrouter"]
MODELS = {
    "bytedance/seedance-2.0": ((4, 15), ("480p", "720p")),
    "google/veo-3.1": ((4, 8), ("720p", "1080p")),
    "minimax/hailuo-3": ((5, 15), ("2K",)),
    "x-ai/grok-imagine-video-1.5": ((1, 15), ("480p", "720p", "1080p")),
}
_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21")
_KINDS = {"image_url": "image", "video_url": "video", "audio_url": "audio"}


def _reference(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise Malformed(place, f"unknown type {kind!r}")
    obj({"type": one_of(kind), kind: located(_KINDS[kind])})(value, place)


_FRAME = obj(
    {
        "type": one_of("image_url"),
        "image_url": located("image"),
        "frame_type": one_of("first_frame", "last_frame"),
    }
)
FILM = obj(
    {"model": one_of(*MODELS), "prompt": text(20_000)},
    {
        "input_references": array(_reference, 1, 16),
        "frame_images": array(_FRAME, 1, 2),
        "previous_job_id": text(100),
        "duration": integer(1, 60),
        "resolution": one_of("360p", "480p", "720p", "768p", "1080p", "1K", "2K", "4K"),
        "aspect_ratio": one_of(*_RATIOS),
        "size": text(12, like=r"\d+x\d+"),
        "generate_audio": boolean,
        "seed": integer(0, 2**31 - 1),
        "callback_url": URL,
        "provider": anything,
        "session_id": text(256),
        "user": text(256),
    },
)


class OpenRouterRefusal(Refusal):
    """An error in OpenRouter's form."""

    def body(self) -> dict[str, Any]:
        """The HTTP status again, and a sentence."""
        return {"error": {"code": self.status, "message": self.message}}


class OpenRouterFilms(FilmService):
    """The routes for films."""

    name = "openrouter"

    def unauthorised(self) -> Refusal:
        """OpenRouter's answer to a wrong key."""
        return OpenRouterRefusal(401, None, "No auth credentials found")

    def refusal(self, fault: Malformed) -> Refusal:
        """OpenRouter's answer to a wrong body."""
        return OpenRouterRefusal(400, None, str(fault))

    def missing(self, task_id: str) -> Refusal:
        """OpenRouter's answer to an unknown job."""
        return OpenRouterRefusal(404, None, f"Video job {task_id} not found")

    async def create(self, request: Request) -> Response:
        """`POST /api/v1/videos`."""
        body = await self.json(request, FILM)
        (low, high), resolutions = MODELS[body["model"]]
        seconds = body.get("duration", low)
        if not low <= seconds <= high:
            raise Malformed("duration", f"{body['model']} takes {low} to {high}")
        if body.get("resolution", resolutions[0]) not in resolutions:
            raise Malformed("resolution", f"{body['model']} takes {', '.join(resolutions)}")
        task = self.start(
            request, f"gen-vid-{secrets.token_hex(10)}", body["prompt"], _understood(body),
            model=body["model"], seconds=seconds,
        )  # fmt: skip
        return JSONResponse(self._form(request, task), 202)

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/videos/{id}`."""
        return self._form(request, self.polled(request))

    async def content_of(self, request: Request) -> Response:
        """`GET /api/v1/videos/{id}/content`."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, self.missing(wanted))
        if not task.is_completed:
            raise self.missing(wanted)
        return await self.content(task)

    async def models(self, _: Request) -> dict[str, Any]:
        """`GET /api/v1/videos/models`: what each takes."""
        return {
            "data": [
                {
                    "id": name,
                    "supported_durations": list(range(low, high + 1)),
                    "supported_resolutions": list(resolutions),
                    "supported_aspect_ratios": list(_RATIOS),
                    "allowed_passthrough_parameters": [],
                }
                for name, ((low, high), resolutions) in MODELS.items()
            ]
        }

    def _form(self, request: Request, task: Task) -> dict[str, Any]:
        url = f"{base_url(request)}{PREFIX}/api/v1/videos/{task.id}"
        state = self.state(task, "completed", "failed", "pending", "in_progress")
        answer: dict[str, Any] = {"id": task.id, "polling_url": url, "status": state}
        if task.status == COMPLETED:
            answer["unsigned_urls"] = [self.film(request, task)]
            answer["usage"] = {"cost": round(0.05 * task.seconds, 2), "is_byok": False}
        if task.status == FAILED:
            answer["error"] = self.reason(task)
        return answer


def _understood(body: dict[str, Any]) -> list[str]:
    """The references that a prompt calls; all of them if it describes them in words."""
    references = body.get("input_references", [])
    listed: dict[str, list[str]] = {"Image": [], "Video": [], "Audio": []}
    for item in references:
        listed[_KINDS[item["type"]].title()].append(item[item["type"]]["url"])
    words = called(body["prompt"], r"\b(Image|Video|Audio) (\d+)", listed)
    return words or [label(url) for urls in listed.values() for url in urls]


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = OpenRouterFilms(simulation)
    routes = [
        service.route("POST", "/api/v1/videos", service.create),
        service.route("GET", "/api/v1/videos/models", service.models),
        service.route("GET", "/api/v1/videos/{id}", service.get),
        service.route("GET", "/api/v1/videos/{id}/content", service.content_of),
    ]
    return [Mount(PREFIX, routes=routes)]
