"""OpenAI's own Videos API: characters from an uploaded clip; prompts contain their names."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.service import Service, understood, video_object
from charlib.sandbox.dialects.shapes import array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world import received

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.wire.files import ServedFile
    from charlib.sandbox.world.jobs import Task

_MOST_RATIO = 2.67

VIDEO = obj(
    {"prompt": text(32_000)},
    {
        "model": one_of("sora-2", "sora-2-pro"),
        "seconds": one_of("4", "8", "12", "16", "20"),
        "size": one_of("720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
        "characters": array(obj({"id": text()}), 1, 2),
    },
)


class OfficialProvider(Service):
    """The routes of the Videos API for characters and films."""

    name = "openai"

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._characters: dict[str, dict[str, Any]] = {}

    def refusal(self, fault: Malformed) -> Refusal:
        """An error in the documented envelope."""
        return Refusal(400, None, str(fault), param=fault.place)

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos/characters`: a clip and a name, as a form; created at once."""
        parts = await self.form(request)
        if set(parts) != {"video", "name"}:
            raise Malformed(
                "", f"takes video and name, not {', '.join(sorted(parts)) or 'nothing'}"
            )
        name, video = parts["name"].content.decode(), parts["video"]
        text(80)(name, "name")
        if parts["name"].filename is not None or not video.filename:
            raise Malformed("video", "must be a file, and name a value")
        if video.content_type != "video/mp4":
            raise Malformed("video", f"unsupported file type {video.content_type}")
        seen = await received.clip_of(video.content, "video")
        if seen.ratio > _MOST_RATIO:
            raise Malformed("video", "the aspect ratio is too wide")
        identity = f"char_{secrets.token_hex(16)}"
        self._characters[identity] = {"id": identity, "name": name, "created_at": int(now())}
        self.mint(identity, name, "clip", seen.sha256)
        return self._characters[identity]

    async def get_character(self, request: Request) -> dict[str, Any]:
        """`GET /v1/videos/characters/{id}`."""
        character = self._characters.get(request.path_params["id"])
        if character is None:
            raise Refusal(404, None, "Character not found.")
        return character

    async def create_video(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos`: at most two characters, whose names must be in the prompt."""
        if request.headers.get("content-type", "").startswith("multipart/"):
            body = await self._video_form(request)
        else:
            body = await self.json(request, VIDEO)
        names: dict[str, str] = {}
        for used in body.get("characters", ()):
            if used["id"] not in self._characters:
                raise Malformed("characters", f"{used['id']} does not exist")
            names[self._characters[used["id"]]["name"]] = used["id"]
        task = self.start(
            request,
            f"video_{secrets.token_hex(24)}",
            body["prompt"],
            understood(body["prompt"], names),
            model=body.get("model", "sora-2"),
            seconds=body.get("seconds", "4"),
            size=body.get("size", "720x1280"),
        )
        return video_object(task, live_s=3600)

    async def _video_form(self, request: Request) -> dict[str, Any]:
        """The same as a form, in which the SDK writes a list as `characters[][id]`, repeated."""
        body: dict[str, Any] = {}
        for name, part in await self.parts(request):
            value = part.content.decode()
            if name == "characters[][id]":
                body.setdefault("characters", []).append({"id": value})
            elif name in body:
                raise Malformed(name, "comes twice")
            else:
                body[name] = value
        VIDEO(body, "")
        return body

    async def get_video(self, request: Request) -> dict[str, Any]:
        """`GET /v1/videos/{id}`: the video object, one poll on."""
        task = self._task(request)
        task.poll()
        return video_object(task, live_s=3600)

    async def get_content(self, request: Request) -> ServedFile:
        """`GET /v1/videos/{id}/content`: the MP4 of a completed task."""
        task = self._task(request)
        if not task.is_completed:
            raise Refusal(400, None, "The video is not ready yet.")
        return await self.content(task)

    def _task(self, request: Request) -> Task:
        return self.known_task(request.path_params["id"], Refusal(404, None, "Video not found."))


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = OfficialProvider(simulation)
    routes = [
        service.route("POST", "/v1/videos/characters", service.create_character),
        service.route("GET", "/v1/videos/characters/{id}", service.get_character),
        service.route("POST", "/v1/videos", service.create_video),
        service.route("GET", "/v1/videos/{id}", service.get_video),
        service.route("GET", "/v1/videos/{id}/content", service.get_content),
    ]
    return [Mount(PREFIXES["openai"], routes=routes)]
