"""Gemini Omni characters at muapi and at RunAPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.films.omni import (
    BUDGET,
    MOST_CHARACTERS,
    SEED,
    VOICES,
    DetailRefusal,
    OmniRelay,
    new_id,
)
from charlib.sandbox.dialects.shapes import URL, array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world.jobs import COMPLETED, FAILED, Progress

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

_SECONDS = one_of(4, 6, 8, 10)
_RATIO = one_of("16:9", "9:16")
_RESOLUTION = one_of("360p", "720p", "1080p", "4k")
_IDS = array(text(), 0, MOST_CHARACTERS)
_MUAPI_CHARACTER = obj(
    {"images_list": array(URL, 1, 2), "descriptions": text(5000)},
    {"audio_ids": _IDS, "character_name": text(100)},
)
_MUAPI_FILM = obj(
    {"prompt": text(20_000)},
    {
        "duration": _SECONDS,
        "resolution": _RESOLUTION,
        "aspect_ratio": _RATIO,
        "audio_ids": _IDS,
        "character_ids": _IDS,
        "seed": SEED,
    },
)
_RUNAPI_CHARACTER = obj(
    {"descriptions": text(5000), "reference_image_url": URL},
    {
        "body_reference_image_url": URL,
        "audio_ids": _IDS,
        "character_name": text(100),
        "model": one_of("gemini-omni-character"),
    },
)
_RUNAPI_VOICE = obj({"audio_id": one_of(*VOICES)}, {"name": text(100)})
_FRAMES = ("first_frame_image_url", "last_frame_image_url")
_RUNAPI_FILM = obj(
    {"prompt": text(20_000)},
    {
        "model": one_of(
            "gemini-omni-flash-1-1", "gemini-omni-flash-preview", "gemini-omni-text-to-video"
        ),
        "duration_seconds": _SECONDS,
        "aspect_ratio": _RATIO,
        "output_resolution": _RESOLUTION,
        "character_ids": _IDS,
        "audio_ids": _IDS,
        "reference_image_urls": array(URL, 0, BUDGET),
        "seed": SEED,
        **dict.fromkeys(_FRAMES, URL),
    },
)


@dataclass
class Making:
    """A character that a request makes."""

    progress: Progress
    character: str
    failure: Refusal | None


class MuApi(OmniRelay):
    """Muapi: every call is a request, and every request has one path to its result."""

    name = "omni-muapi"
    kept = (*OmniRelay.kept, "_makings")
    kinds = (Making,)

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._makings: dict[str, Making] = {}

    async def authorise(self, request: Request) -> None:
        """A key in a header of its own."""
        if request.headers.get("x-api-key") != self.simulation.settings.key:
            raise DetailRefusal(401, "unauthorized", "Invalid API key")

    def refusal(self, fault: Malformed) -> Refusal:
        """The relay's answer to a wrong body."""
        return DetailRefusal(422, "validation", str(fault), param=fault.place)

    def missing(self, task_id: str) -> Refusal:
        """The relay's answer to an unknown request."""
        return DetailRefusal(404, "not_found", f"Prediction {task_id} not found")

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/gemini-omni-character`."""
        body = await self.json(request, _MUAPI_CHARACTER)
        failure, identity = ordered_failure(request), ""
        if failure is None:
            name, voices = body.get("character_name", ""), body.get("audio_ids", [])
            identity = await self.make(name, body["images_list"], voices, "images_list")
        request_id = new_id()
        self._makings[request_id] = Making(self.progress(), identity, failure)
        return {"request_id": request_id, "status": "processing"}

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/gemini-omni-text-to-video`."""
        body = await self.json(request, _MUAPI_FILM)
        self.check_voices(body.get("audio_ids", []))
        understood = self.spend(body.get("character_ids", []), 0, 0)
        task = self.start(
            request, new_id(), body["prompt"], understood,
            model="gemini-omni-text-to-video", seconds=body.get("duration", 8),
        )  # fmt: skip
        return {"request_id": task.id, "status": "processing"}

    async def result(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/predictions/{id}/result`: of a character or a film."""
        making = self._makings.get(request.path_params["id"])
        if making is not None:
            return _made(request.path_params["id"], making)
        task = self.polled(request)
        answer: dict[str, Any] = {"id": task.id, "outputs": []}
        answer["status"] = self.state(task, "completed", "failed", "queued", "processing")
        if task.status == COMPLETED:
            answer["outputs"] = [self.film(request, task)]
        if task.status == FAILED:
            answer["error"] = self.reason(task)
        return answer


def _made(request_id: str, making: Making) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": request_id, "status": "processing", "outputs": []}
    if not making.progress.poll():
        return answer
    if making.failure:
        return answer | {"status": "failed", "error": making.failure.message}
    return answer | {"status": "completed", "character_id": making.character}


class RunApiRefusal(Refusal):
    """An error in RunAPI's form."""

    def body(self) -> dict[str, Any]:
        """A code and a sentence."""
        return {"error": {"code": self.code, "message": self.message}}


class RunApi(OmniRelay):
    """RunAPI: characters and voices at once; a repeated key makes no second one."""

    name = "omni-runapi"
    kept = (*OmniRelay.kept, "_by_key")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._by_key: dict[str, dict[str, Any]] = {}

    def unauthorised(self) -> Refusal:
        """RunAPI's answer to a wrong key."""
        return RunApiRefusal(401, "unauthorized", "Unauthorized")

    def refusal(self, fault: Malformed) -> Refusal:
        """RunAPI's answer to a wrong body."""
        return RunApiRefusal(422, "validation_error", str(fault))

    def missing(self, task_id: str) -> Refusal:
        """RunAPI's answer to an unknown task."""
        return RunApiRefusal(404, "not_found", f"Task {task_id} not found")

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/gemini_omni/create_character`."""
        key = request.headers.get("idempotency-key", "")
        if key in self._by_key:
            return self._by_key[key]
        body = await self.json(request, _RUNAPI_CHARACTER)
        urls = [body["reference_image_url"]]
        urls += [body["body_reference_image_url"]] if "body_reference_image_url" in body else []
        name = body.get("character_name", "")
        voices = body.get("audio_ids", [])
        identity = await self.make(name, urls, voices, "reference_image_url")
        character = {"id": identity, "name": name, "images": [{"url": url} for url in urls]}
        answer = {"id": new_id(), "status": "completed", "character": character}
        if key:
            self._by_key[key] = answer
        return answer

    async def create_voice(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/gemini_omni/create_audio`."""
        body = await self.json(request, _RUNAPI_VOICE)
        audio = {"id": self.voice(), "name": body.get("name", "")}
        return {"id": new_id(), "status": "completed", "audio": audio}

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/gemini_omni/text_to_video`."""
        body = await self.json(request, _RUNAPI_FILM)
        self.check_voices(body.get("audio_ids", []))
        used = [body.get(name) for name in ("character_ids", "audio_ids", "reference_image_urls")]
        if "first_frame_image_url" in body and any(used):
            raise Malformed("first_frame_image_url", "excludes references")
        if "last_frame_image_url" in body and "first_frame_image_url" not in body:
            raise Malformed("last_frame_image_url", "needs first_frame_image_url")
        images = len(body.get("reference_image_urls", []))
        understood = self.spend(body.get("character_ids", []), images, 0)
        task = self.start(
            request, new_id(), body["prompt"], understood,
            model=body.get("model", ""), seconds=body.get("duration_seconds", 8),
        )  # fmt: skip
        return self._form(request, task)

    async def get_film(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/gemini_omni/text_to_video/{id}`."""
        return self._form(request, self.polled(request))

    def _form(self, request: Request, task: Task) -> dict[str, Any]:
        state = self.state(task, "completed", "failed", "pending", "processing")
        answer: dict[str, Any] = {"id": task.id, "status": state}
        if task.status == COMPLETED:
            answer["videos"] = [{"url": self.film(request, task)}]
        if task.status == FAILED:
            answer["error"] = self.reason(task)
        return answer


def mounts(simulation: Simulation) -> list[Mount]:
    """Both relays under their prefixes."""
    muapi, runapi = MuApi(simulation), RunApi(simulation)
    path = "/api/v1/gemini_omni"
    return [
        Mount(
            PREFIXES["omni-muapi"],
            routes=[
                muapi.route("POST", "/gemini-omni-character", muapi.create_character),
                muapi.route("POST", "/gemini-omni-text-to-video", muapi.create_film),
                muapi.route("GET", "/predictions/{id}/result", muapi.result),
            ],
        ),
        Mount(
            PREFIXES["omni-runapi"],
            routes=[
                runapi.route("POST", f"{path}/create_character", runapi.create_character),
                runapi.route("POST", f"{path}/create_audio", runapi.create_voice),
                runapi.route("POST", f"{path}/text_to_video", runapi.create_film),
                runapi.route("GET", f"{path}/text_to_video/{{id}}", runapi.get_film),
            ],
        ),
    ]
