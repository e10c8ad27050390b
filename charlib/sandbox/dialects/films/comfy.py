"""Comfy Router: Kling 4.0 in Kling's own words, queued: submit, ask for the state, collect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, medium
from charlib.sandbox.dialects.shapes import array, boolean, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

PREFIX = PREFIXES["comfy"]
_ID = text(64, like=r"\w+")
_PICTURES = ("first_frame", "middle_frame", "last_frame", "refer_image")
_CLIPS = ("feature_video", "base_video")
_NAMED = {"id": _ID}
_ITEMS = {
    "prompt": obj({"type": one_of("prompt"), "text": text(26_000)}),
    "element": obj({"type": one_of("element"), "element_id": text(like=r"\d+"), **_NAMED}),
    "voice": obj({"type": one_of("voice"), "voice_id": text(100), **_NAMED}),
    **{kind: obj({"type": one_of(kind), "url": medium("image")}, _NAMED) for kind in _PICTURES},
    **{kind: obj({"type": one_of(kind), "url": medium()}, _NAMED) for kind in _CLIPS},
}


def _item(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _ITEMS:
        raise Malformed(place, f"unknown type {kind!r}")
    _ITEMS[kind](value, place)


def _film(resolutions: tuple[str, ...], longest: int, **more: Any) -> Any:
    settings = obj(
        {"duration": integer(3, longest), "resolution": one_of(*resolutions)},
        {"aspect_ratio": one_of("21:9", "16:9", "9:16", "1:1", "4:3", "3:4"), **more},
    )
    options = obj({}, {"watermark_info": obj({"enabled": boolean})})
    return obj({"contents": array(_item, 1, 16), "settings": settings}, {"options": options})


FILMS = {
    "kling-4.0": _film(("720p", "1080p"), 30, audio=one_of("native", "off")),
    "kling-4.0-flash": _film(("720p",), 20),
}


class ComfyRefusal(Refusal):
    """An error in the router's form."""

    def body(self) -> dict[str, Any]:
        """A list of details, and the kind."""
        loc = ["body", self.param or ""]
        detail = [{"loc": loc, "msg": self.message, "type": self.code}]
        return {"detail": detail, "error_type": self.code}


class ComfyRouter(FilmService):
    """The routes for one vendor's models."""

    name = "comfy"
    kept: tuple[str, ...] = ("tasks", "_by_key")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._by_key: dict[str, Task] = {}

    async def authorise(self, request: Request) -> None:
        """A key in `X-API-Key`, or as a bearer."""
        if request.headers.get("x-api-key") != self.simulation.settings.key:
            await super().authorise(request)

    def unauthorised(self) -> Refusal:
        """The router's answer to a wrong key."""
        return ComfyRefusal(401, "unauthorized", "Invalid API key")

    def refusal(self, fault: Malformed) -> Refusal:
        """The router's own check, before the vendor sees the body."""
        return ComfyRefusal(422, "invalid_input", str(fault), param=fault.place)

    def missing(self, task_id: str) -> Refusal:
        """The router's answer to an unknown request."""
        return ComfyRefusal(404, "not_found", f"No request {task_id} of this model")

    async def submit(self, request: Request) -> Response:
        """`POST /v2/models/kling/{model}/requests`; a repeated key returns the same request."""
        model = request.path_params["model"]
        if model not in FILMS:
            raise ComfyRefusal(404, "model_not_found", f"No model kling/{model}")
        key = request.headers.get("idempotency-key", "")
        task = self._by_key.get(key) if key else None
        if task is None:
            task = self._start(request, model, await self.json(request, FILMS[model]))
            self._by_key[key] = task
        url = f"{base_url(request)}{PREFIX}/v2/models/kling/{model}/requests/{task.id}"
        answer = {"request_id": task.id, "status_url": f"{url}/status", "response_url": url}
        return JSONResponse(answer | {"cancel_url": f"{url}/cancel"}, 201)

    async def status(self, request: Request) -> dict[str, Any]:
        """`GET …/requests/{id}/status`: three states; a failure is an `error_type` of the last."""
        task = self.polled(request)
        state = self.state(task, "COMPLETED", "COMPLETED", "IN_QUEUE", "IN_PROGRESS")
        answer = {"request_id": task.id, "status": state}
        return answer | ({"error_type": "content_policy"} if task.status == FAILED else {})

    async def collect(self, request: Request) -> dict[str, Any]:
        """`GET …/requests/{id}`: the vendor's own answer, once there is one."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, self.missing(wanted))
        if task.status == FAILED:
            raise ComfyRefusal(422, "content_policy", self.reason(task))
        if task.status != COMPLETED:
            raise ComfyRefusal(409, "not_completed", "The request has not completed.")
        film = [{"type": "video", "url": self.film(request, task)}]
        data = [{"id": str(uuid4()), "status": "succeeded", "outputs": film}]
        return {"code": 0, "message": "SUCCEED", "request_id": task.id, "data": data}

    async def cancel(self, request: Request) -> Response:
        """`PUT …/requests/{id}/cancel`: 202, or 409 at the end of a request."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, self.missing(wanted))
        if task.progress.ended is not None:
            return JSONResponse({"status": "ALREADY_COMPLETED"}, 409)
        task.failure = ComfyRefusal(200, "cancelled", "The request was cancelled.")
        task.progress.ended = task.progress.started
        return JSONResponse({"status": "CANCELLATION_REQUESTED"}, 202)

    def _start(self, request: Request, model: str, body: dict[str, Any]) -> Task:
        contents = body["contents"]
        prompts = [item["text"] for item in contents if item["type"] == "prompt"]
        if len(prompts) != 1:
            raise Malformed("contents", "must have one prompt")
        names = _names(contents)
        mentions = re.findall(r"@(\w+)", prompts[0])
        understood = list(dict.fromkeys(names[name] for name in mentions if name in names))
        seconds = body["settings"]["duration"]
        return self.start(
            request, str(uuid4()), prompts[0], understood, model=model, seconds=seconds
        )


def _names(contents: list[dict[str, Any]]) -> dict[str, str]:
    """The ids of elements and voices by the caller's names; refuses too many, and a name twice."""
    kinds = [item["type"] for item in contents]
    counts = {
        "images": (sum(kind in _PICTURES for kind in kinds), 10),
        "videos": (sum(kind in _CLIPS for kind in kinds), 5),
        "base videos": (kinds.count("base_video"), 1),
        "elements": (kinds.count("element"), 7),
        "voices": (kinds.count("voice"), 3),
    }
    for what, (count, most) in counts.items():
        if count > most:
            raise Malformed("contents", f"{most} {what} are the maximum")
    named = [item for item in contents if "id" in item]
    names = {item["id"]: item.get("element_id", item.get("voice_id", "")) for item in named}
    if len(names) < len(named):
        raise Malformed("contents", "every id must be unique")
    return names


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = ComfyRouter(simulation)
    path = "/v2/models/kling/{model}/requests"
    routes = [
        service.route("POST", path, service.submit),
        service.route("GET", f"{path}/{{id}}", service.collect),
        service.route("GET", f"{path}/{{id}}/status", service.status),
        service.route("PUT", f"{path}/{{id}}/cancel", service.cancel),
    ]
    return [Mount(PREFIX, routes=routes)]
