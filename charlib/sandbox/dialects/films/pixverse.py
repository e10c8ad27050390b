"""PixVerse: fusion of uploaded pictures that the prompt calls by the caller's own names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService
from charlib.sandbox.dialects.service import number
from charlib.sandbox.dialects.shapes import array, boolean, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import COMPLETED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

_RATIOS = ("16:9", "9:16", "4:3", "3:4", "1:1", "2:3", "3:2", "21:9")
_PICTURE = obj(
    {
        "type": one_of("subject", "background"),
        "img_id": integer(1, 2**63 - 1),
        "ref_name": text(30, like=r"[A-Za-z0-9_]+"),
    }
)
FILM = obj(
    {
        "image_references": array(_PICTURE, 1, 7),
        "prompt": text(5000),
        "model": one_of("v6", "c1", "v5.5", "v5", "v4.5"),
        "duration": integer(1, 15),
        "quality": one_of("360p", "540p", "720p", "1080p"),
    },
    {
        "aspect_ratio": one_of(*_RATIOS),
        "seed": integer(0, 2**31 - 1),
        "generate_audio_switch": boolean,
        "negative_prompt": text(2048),
        "water_mark": boolean,
    },
)
_MOST = {"v6": 7, "c1": 7}
_DONE, _FAILED, _WAITING, _MODERATED = 1, 8, 5, 7


class PixVerseRefusal(Refusal):
    """An error in PixVerse's envelope."""

    def body(self) -> dict[str, Any]:
        """A number and a sentence."""
        return {"ErrCode": int(self.code or 0), "ErrMsg": self.message, "Resp": None}


class PixVerseFusion(FilmService):
    """The routes for pictures and films."""

    name = "pixverse"
    kept: tuple[str, ...] = ("tasks", "_pictures", "_traces")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._pictures: set[int] = set()
        self._traces: dict[str, dict[str, Any]] = {}

    async def authorise(self, request: Request) -> None:
        """A key of its own header."""
        if request.headers.get("api-key") != self.simulation.settings.key:
            raise PixVerseRefusal(200, "10005", "API-KEY is invalid")

    def refusal(self, fault: Malformed) -> Refusal:
        """PixVerse's answer to a wrong body."""
        return PixVerseRefusal(200, "400017", f"invalid param: {fault}")

    def missing(self, task_id: str) -> Refusal:
        """PixVerse's answer to an unknown film."""
        return PixVerseRefusal(200, "500043", f"video {task_id} does not exist")

    async def upload(self, request: Request) -> dict[str, Any]:
        """`POST /openapi/v2/image/upload`: a picture as a form, for later films."""
        form = await self.form(request)
        if set(form) != {"image"}:
            raise Malformed("image", "is required, and nothing else")
        seen = received.picture_of(form["image"].content, "image", webp=True)
        img_id = number() >> 20
        self._pictures.add(img_id)
        self.mint(str(img_id), str(img_id), "stills", seen.sha256)
        return _good({"img_id": img_id, "img_url": f"https://media.pixverse.example/{img_id}"})

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /openapi/v2/video/fusion/generate`: a trace that came before makes no new film."""
        trace = request.headers.get("ai-trace-id", "")
        if not trace:
            raise PixVerseRefusal(200, "400011", "Ai-trace-id is required")
        if trace in self._traces:
            return self._traces[trace]
        body = await self.json(request, FILM)
        names = self._names(body)
        mentions = re.findall(r"@(\w+)", body["prompt"], re.ASCII)
        if any(not re.search(rf"@{name}(?= |$)", body["prompt"]) for name in mentions):
            raise Malformed("prompt", "a space must follow @ref_name")
        understood = list(dict.fromkeys(names[name] for name in mentions if name in names))
        task = self.start(
            request, str(number() >> 20), body["prompt"], understood,
            model=body["model"], seconds=body["duration"],
        )  # fmt: skip
        self._traces[trace] = _good({"video_id": int(task.id), "credits": 90})
        return self._traces[trace]

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /openapi/v2/video/result/{id}`: the state is a number."""
        task = self.polled(request)
        failed = _MODERATED if task.failure and task.failure.code else _FAILED
        state = self.state(task, _DONE, failed, _WAITING)
        url = self.film(request, task) if task.status == COMPLETED else ""
        return _good({"id": int(task.id), "prompt": task.prompt, "status": state, "url": url})

    def _names(self, body: dict[str, Any]) -> dict[str, str]:
        references = body["image_references"]
        if len(references) > _MOST.get(body["model"], 3):
            raise Malformed("image_references", f"too many for {body['model']}")
        names = {item["ref_name"]: str(item["img_id"]) for item in references}
        if len(names) < len(references):
            raise Malformed("image_references", "names must differ")
        unknown = [item["img_id"] for item in references if item["img_id"] not in self._pictures]
        if unknown:
            raise Malformed("image_references", f"img_id {unknown[0]} does not exist")
        return names


def _good(answer: dict[str, Any]) -> dict[str, Any]:
    return {"ErrCode": 0, "ErrMsg": "success", "Resp": answer}


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = PixVerseFusion(simulation)
    routes = [
        service.route("POST", "/openapi/v2/image/upload", service.upload),
        service.route("POST", "/openapi/v2/video/fusion/generate", service.create),
        service.route("GET", "/openapi/v2/video/result/{id}", service.get),
    ]
    return [Mount(PREFIXES["pixverse"], routes=routes)]
