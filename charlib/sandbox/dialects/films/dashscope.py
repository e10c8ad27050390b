"""Alibaba's DashScope: films of Wan 2.6, 2.7 and 3.0 and of HappyHorse, always as tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, either, medium
from charlib.sandbox.dialects.shapes import (
    Shape,
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
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_SIZES = (
    "1280*720", "720*1280", "960*960", "1088*832", "832*1088",
    "1920*1080", "1080*1920", "1440*1440", "1632*1248", "1248*1632",
)  # fmt: skip
_SEED = integer(0, 2**31 - 1)
_LINK = medium()


def _media(kinds: dict[str, int], voiced: tuple[str, ...] = ()) -> Shape:
    """A list of media of these types, with a maximum for each."""

    def item(value: Any, place: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            raise Malformed(place, f"unknown type {kind!r}")
        link = medium("image") if kind in {"reference_image", "first_frame"} else _LINK
        voice = {"reference_voice": _LINK} if kind in voiced else {}
        obj({"type": one_of(kind), "url": link}, voice)(value, place)

    def check(value: Any, place: str) -> None:
        array(item, 1, 30)(value, place)
        for kind, most in kinds.items():
            if sum(each["type"] == kind for each in value) > most:
                raise Malformed(place, f"{most} of {kind} are the maximum")

    return check


def _tiered(tiers: tuple[str, ...], low: int, high: int, **more: Shape) -> Shape:
    return obj(
        {},
        {
            "resolution": one_of(*tiers),
            "ratio": one_of(*_RATIOS),
            "duration": integer(low, high),
            "seed": _SEED,
            "watermark": boolean,
            **more,
        },
    )


_WAN26 = (
    obj(
        {"prompt": text(1500)},
        {
            "reference_video_urls": array(_LINK, 1, 3),
            "reference_urls": array(_LINK, 1, 5),
            "negative_prompt": text(500),
        },
    ),
    obj(
        {},
        {
            "size": one_of(*_SIZES),
            "duration": integer(2, 10),
            "shot_type": one_of("single", "multi"),
            "seed": _SEED,
            "audio": boolean,
            "watermark": boolean,
            "prompt_extend": boolean,
        },
    ),
)
_WAN27 = (
    obj(
        {
            "prompt": text(5000),
            "media": _media(
                {"reference_image": 5, "reference_video": 5, "first_frame": 1},
                ("reference_image", "reference_video"),
            ),
        },
        {"negative_prompt": text(500)},
    ),
    _tiered(("720P", "1080P"), 2, 15, prompt_extend=boolean),
)
_WAN30 = (
    obj(
        {"prompt": text(20_000)},
        {
            "media": _media(
                {
                    "reference_image": 10,
                    "reference_video": 5,
                    "reference_audio": 5,
                    "first_frame": 1,
                    "last_frame": 1,
                    "file": 1,
                    "link": 1,
                },
                ("reference_image", "reference_video"),
            )
        },
    ),
    _tiered(("480P", "720P", "1080P"), 2, 30, ratio=one_of("adaptive", *_RATIOS), audio=boolean),
)
_HORSE = obj({"prompt": text(2500), "media": _media({"reference_image": 9})})
MODELS: dict[str, tuple[Shape, Shape]] = {
    "wan2.6-r2v": _WAN26,
    "wan2.6-r2v-flash": _WAN26,
    "wan2.7-r2v": _WAN27,
    "wan3.0-video": _WAN30,
    "wan3.0-video-prime": _WAN30,
    "happyhorse-1.0-r2v": (_HORSE, _tiered(("720P", "1080P"), 3, 15)),
    "happyhorse-1.1-r2v": (_HORSE, _tiered(("480P", "720P", "1080P"), 3, 15)),
}
_KINDS = {"Image": "reference_image", "Video": "reference_video", "Audio": "reference_audio"}
FILM = obj({"model": one_of(*MODELS), "input": anything}, {"parameters": anything})


class DashScopeRefusal(Refusal):
    """An error in DashScope's form."""

    def body(self) -> dict[str, Any]:
        """A word, a sentence and the request's id, all on the outside."""
        return {"code": self.code, "message": self.message, "request_id": str(uuid4())}


class DashScopeFilms(FilmService):
    """The routes for films."""

    name = "dashscope"

    def unauthorised(self) -> Refusal:
        """DashScope's answer to a wrong key."""
        return DashScopeRefusal(401, "InvalidApiKey", "Invalid API-key provided.")

    def refusal(self, fault: Malformed) -> Refusal:
        """DashScope's answer to a wrong body."""
        return DashScopeRefusal(400, "InvalidParameter", str(fault))

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST …/video-synthesis`: only with the header that asks for a task."""
        if request.headers.get("x-dashscope-async") != "enable":
            message = "current user api does not support synchronous calls."
            raise DashScopeRefusal(403, "AccessDenied", message)
        body = await self.json(request, FILM)
        shape, settings = MODELS[body["model"]]
        given, parameters = body["input"], body.get("parameters", {})
        shape(given, "input")
        settings(parameters, "parameters")
        task = self.start(
            request, str(uuid4()), given["prompt"], _understood(body["model"], given),
            model=body["model"], seconds=parameters.get("duration", 5),
        )  # fmt: skip
        return self._answer({"task_id": task.id, "task_status": "PENDING"})

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/tasks/{id}`: an unknown task is one too, of an unknown state."""
        wanted = request.path_params["id"]
        if wanted not in self.tasks:
            readable = wanted.encode(errors="replace").decode()
            return self._answer({"task_id": readable, "task_status": "UNKNOWN"})
        task = self.polled(request)
        state = self.state(task, "SUCCEEDED", "FAILED", "PENDING", "RUNNING")
        output = {"task_id": task.id, "task_status": state}
        if task.status == COMPLETED:
            output |= {"video_url": self.film(request, task), "orig_prompt": task.prompt}
        if task.status == FAILED:
            output |= {"code": "DataInspectionFailed", "message": self.reason(task)}
        return self._answer(output)

    @staticmethod
    def _answer(output: dict[str, Any]) -> dict[str, Any]:
        return {"output": output, "request_id": str(uuid4())}


def _understood(model: str, given: dict[str, Any]) -> list[str]:
    """The media that a prompt calls, by the words of its model."""
    if model.startswith("wan2.6"):
        places = either(given, "reference_video_urls", "reference_urls")
        if len(places) != 1:
            raise Malformed("input", "needs reference_video_urls or reference_urls")
        return called(given["prompt"], r"(character)(\d+)", {"character": given[places[0]]})
    media = given.get("media", [])
    listed = {
        word: [item["url"] for item in media if item["type"] == kind]
        for word, kind in _KINDS.items()
    }
    if model.startswith("happyhorse"):
        return called(given["prompt"], r"(character)(\d+)", {"character": listed["Image"]})
    _check(model, media)
    return called(given["prompt"], r"\b(Image|Video|Audio) (\d+)", listed)


def _check(model: str, media: list[dict[str, Any]]) -> None:
    kinds = {item["type"] for item in media}
    framed = kinds & {"first_frame", "last_frame"}
    if model.startswith("wan3") and framed and kinds - framed:
        raise Malformed("input.media", "frames and references exclude each other")
    if {"file", "link"} <= kinds:
        raise Malformed("input.media", "file and link exclude each other")
    if model.startswith("wan2.7") and len(media) > 5:
        raise Malformed("input.media", "5 media are the maximum")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = DashScopeFilms(simulation)
    path = "/api/v1/services/aigc/video-generation/video-synthesis"
    routes = [
        service.route("POST", path, service.create),
        service.route("GET", "/api/v1/tasks/{id}", service.get),
    ]
    return [Mount(PREFIXES["dashscope"], routes=routes)]
