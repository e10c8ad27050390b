"""MiniMax H3: films by its second task API, with pictures, clips and sounds in one list."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService, called, located
from charlib.sandbox.dialects.service import counted
from charlib.sandbox.dialects.shapes import URL, array, boolean, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

_RATIOS = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive")
_ITEMS = {
    "text": obj({"type": one_of("text"), "text": text(5000)}),
    "image_url": obj(
        {
            "type": one_of("image_url"),
            "image_url": located("image"),
            "role": one_of("reference_image", "first_frame", "last_frame"),
        }
    ),
    "video_url": obj(
        {
            "type": one_of("video_url"),
            "video_url": located("video"),
            "role": one_of("reference_video"),
        }
    ),
    "audio_url": obj(
        {
            "type": one_of("audio_url"),
            "audio_url": located("audio"),
            "role": one_of("reference_audio"),
        }
    ),
}
_MOST = {"reference_image": 9, "reference_video": 3, "reference_audio": 3, "first_frame": 1,
         "last_frame": 1}  # fmt: skip
_RESOLUTIONS = {"MiniMax-H3": ("768P", "2K"), "MiniMax-H3-Max": ("480P", "768P")}


def _item(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _ITEMS:
        raise Malformed(place, f"unknown type {kind!r}")
    _ITEMS[kind](value, place)


FILM = obj(
    {"model": one_of(*_RESOLUTIONS), "content": array(_item, 1, 20)},
    {
        "resolution": one_of("480P", "768P", "2K"),
        "duration": integer(4, 15),
        "ratio": one_of(*_RATIOS),
        "aigc_watermark": boolean,
        "callback_url": URL,
    },
)


class MiniMaxRefusal(Refusal):
    """An error in MiniMax's form."""

    def body(self) -> dict[str, Any]:
        """A number and a sentence."""
        return {"base_resp": {"status_code": int(self.code or 0), "status_msg": self.message}}


class MiniMaxFilms(FilmService):
    """The routes for films."""

    name = "minimax"
    kept: tuple[str, ...] = ("tasks", "_wishes")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._wishes: dict[str, dict[str, str]] = {}

    def unauthorised(self) -> Refusal:
        """MiniMax's answer to a wrong key."""
        return MiniMaxRefusal(401, "1004", "login fail: invalid api key")

    def refusal(self, fault: Malformed) -> Refusal:
        """MiniMax's answer to a wrong body."""
        return MiniMaxRefusal(400, "2013", f"invalid params, {fault}")

    def missing(self, task_id: str) -> Refusal:
        """MiniMax's answer to an unknown task."""
        return MiniMaxRefusal(404, "2013", f"record not found: {task_id}")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v2/video_generation`."""
        body = await self.json(request, FILM)
        content = body["content"]
        texts = [item["text"] for item in content if item["type"] == "text"]
        if len(texts) != 1:
            raise Malformed("content", "must have one text")
        by_role = _by_role(content)
        _check(body, by_role)
        listed = {
            "Image": by_role.get("reference_image", []),
            "Video": by_role.get("reference_video", []),
            "Audio": by_role.get("reference_audio", []),
        }
        understood = called(texts[0], r"\b(Image|Video|Audio) (\d+)", listed)
        task = self.start(
            request, secrets.token_hex(9), texts[0], understood,
            model=body["model"], seconds=body.get("duration", 5),
        )  # fmt: skip
        self._wishes[task.id] = {
            name: body[name] for name in ("resolution", "ratio") if name in body
        }
        return {"task_id": task.id}

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /v2/query/video_generation/{id}`."""
        return {"task": self._form(request, self.polled(request))}

    async def list(self, request: Request) -> dict[str, Any]:
        """`GET /v2/query/video_generation?page_num=&page_size=`."""
        query = request.query_params
        page = counted(query.get("page_num", "1"), "page_num", 1, 10**6)
        size = counted(query.get("page_size", "10"), "page_size", 1, 100)
        tasks = list(reversed(self.tasks.values()))
        shown = tasks[(page - 1) * size : page * size]
        return {"items": [self._form(request, task) for task in shown], "total": len(tasks)}

    async def delete(self, request: Request) -> dict[str, Any]:
        """`DELETE /v2/video_generation/{id}`: the record of a task goes."""
        wanted = request.path_params["id"]
        self.known_task(wanted, self.missing(wanted))
        del self.tasks[wanted]
        return {"task_id": wanted, "status": "deleted"}

    def _form(self, request: Request, task: Task) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "id": task.id,
            "model": task.model,
            "status": self.state(task, "succeeded", "failed", "queued", "running"),
            "created_at": int(task.progress.started),
            "duration": task.seconds,
            **self._wishes.get(task.id, {}),
        }
        if task.status == COMPLETED:
            answer["content"] = {"url": self.film(request, task)}
        if task.status == FAILED:
            answer["error"] = {"code": "1026", "message": self.reason(task)}
        return answer


def _by_role(content: list[dict[str, Any]]) -> dict[str, list[str]]:
    by_role: dict[str, list[str]] = {}
    for item in content:
        if "role" in item:
            by_role.setdefault(item["role"], []).append(item[item["type"]]["url"])
    return by_role


def _check(body: dict[str, Any], by_role: dict[str, list[str]]) -> None:
    """What a list of media may be together, and what its model and ratio allow."""
    for role, urls in by_role.items():
        if len(urls) > _MOST[role]:
            raise Malformed("content", f"{_MOST[role]} of {role} are the maximum")
    kinds = {role.partition("_")[0] for role in by_role}
    if "reference" in kinds and len(kinds) > 1:
        raise Malformed("content", "references and frames exclude each other")
    if set(by_role) == {"reference_audio"}:
        raise Malformed("content", "a sound needs an image or a video")
    if body.get("ratio") == "adaptive" and not by_role:
        raise Malformed("ratio", "adaptive is not for text only")
    if body.get("resolution", "768P") not in _RESOLUTIONS[body["model"]]:
        raise Malformed("resolution", f"{body['model']} has no {body['resolution']}")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = MiniMaxFilms(simulation)
    routes = [
        service.route("POST", "/v2/video_generation", service.create),
        service.route("GET", "/v2/query/video_generation", service.list),
        service.route("GET", "/v2/query/video_generation/{id}", service.get),
        service.route("DELETE", "/v2/video_generation/{id}", service.delete),
    ]
    return [Mount(PREFIXES["minimax"], routes=routes)]
