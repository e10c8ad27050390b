"""OpenAI's own Videos API: characters from an uploaded clip; prompts contain their names."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.service import Service, counted, understood, video_object
from charlib.sandbox.dialects.shapes import array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world import received, stills

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.requests import Request

    from charlib.sandbox.dialects.service import Part
    from charlib.sandbox.dialects.shapes import Shape
    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

_MOST_RATIO = 2.67
_MODELS = one_of(
    "sora-2", "sora-2-pro", "sora-2-2025-10-06", "sora-2-pro-2025-10-06", "sora-2-2025-12-08"
)
_SECONDS = one_of("4", "8", "12", "16", "20")
_LONGEST_S = 120
_POLL_AFTER_MS = "100"
"""What the SDK waits between two polls; the service says 10 to 20 seconds."""

VIDEO = obj(
    {"prompt": text(32_000)},
    {
        "model": _MODELS,
        "seconds": _SECONDS,
        "size": one_of("720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
        "characters": array(obj({"id": text()}), 1, 2),
        "input_reference": obj({}, {"image_url": text(20_971_520), "file_id": text()}),
    },
)
_SOURCE = {"prompt": text(32_000), "video": obj({"id": text()})}
REMIX = obj({"prompt": text(32_000)})
EDIT = obj(_SOURCE)
EXTENSION = obj({**_SOURCE, "seconds": _SECONDS})
_UPLOADED = obj({"prompt": text(32_000)}, {"model": _MODELS, "seconds": _SECONDS})


class OfficialProvider(Service):
    """The routes of the Videos API for characters and films."""

    name = "openai"
    kept: tuple[str, ...] = ("tasks", "_characters")

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
        name, video = parts["name"].text("name"), parts["video"]
        text(80)(name, "name")
        if not video.filename:
            raise Malformed("video", "must be a file")
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

    async def create_video(self, request: Request) -> Response:
        """`POST /v1/videos`: at most two characters, whose names must be in the prompt."""
        if request.headers.get("content-type", "").startswith("multipart/"):
            body = await self._video_form(request)
        else:
            body = await self.json(request, VIDEO)
            await self._check_reference(body)
        names: dict[str, str] = {}
        for used in body.get("characters", ()):
            if used["id"] not in self._characters:
                raise Malformed("characters", f"{used['id']} does not exist")
            names[self._characters[used["id"]]["name"]] = used["id"]
        return self._started(
            request,
            body["prompt"],
            understood(body["prompt"], names),
            model=body.get("model", "sora-2"),
            seconds=body.get("seconds", "4"),
            size=body.get("size", "720x1280"),
        )

    def _started(
        self, request: Request, prompt: str, characters: list[str], **more: Any
    ) -> Response:
        """Start a job and answer with it."""
        task = self.start(request, f"video_{secrets.token_hex(24)}", prompt, characters, **more)
        return _video(task)

    async def _video_form(self, request: Request) -> dict[str, Any]:
        """The same as a form, in which the SDK writes a list as `characters[][id]`, repeated."""
        body: dict[str, Any] = {}
        pictures: list[Part] = []
        for name, part in await self.parts(request):
            if name == "characters[][id]":
                body.setdefault("characters", []).append({"id": part.text(name)})
            elif name == "input_reference" and part.filename is not None:
                pictures.append(part)
            elif name.startswith("input_reference["):
                key = name.removeprefix("input_reference[").removesuffix("]")
                body.setdefault("input_reference", {})[key] = part.text(name)
            elif name in body or name in _BRACKETED:
                raise Malformed(name, "comes twice, or without brackets")
            else:
                body[name] = part.text(name)
        VIDEO(body, "")
        if len(pictures) + ("input_reference" in body) > 1:
            raise Malformed("input_reference", "comes twice")
        await self._check_reference(body)
        for picture in pictures:
            _must_match(received.picture_of(picture.content, "input_reference", webp=True), body)
        return body

    async def _check_reference(self, body: dict[str, Any]) -> None:
        """Refuse a first frame that cannot be read or is not of the film's size."""
        place = "input_reference"
        reference = body.get(place)
        if reference is None:
            return
        if len(reference) != 1:
            raise Malformed(place, "needs image_url or file_id, and not both")
        if "file_id" in reference:
            raise Malformed(place, f"no file {reference['file_id'][:60]}")
        seen = await received.picture(
            self.simulation.settings, reference["image_url"], place, takes="url|data-url"
        )
        _must_match(seen, body)

    async def list_videos(self, request: Request) -> dict[str, Any]:
        """`GET /v1/videos?limit=&after=&order=`: a page, the newest first."""
        query = request.query_params
        limit = counted(query.get("limit", "20"), "limit", 0, _MOST_LISTED)
        order = query.get("order", "desc")
        if order not in {"asc", "desc"}:
            raise Malformed("order", "must be asc or desc")
        ids = list(self.tasks) if order == "asc" else list(reversed(self.tasks))
        if after := query.get("after"):
            if after not in self.tasks:
                raise Malformed("after", "no such video")
            ids = ids[ids.index(after) + 1 :]
        page = ids[:limit]
        return {
            "object": "list",
            "data": [video_object(self.tasks[id_], live_s=3600) for id_ in page],
            "first_id": page[0] if page else None,
            "last_id": page[-1] if page else None,
            "has_more": len(page) < len(ids),
        }

    async def delete_video(self, request: Request) -> dict[str, Any]:
        """`DELETE /v1/videos/{id}`: a completed or failed task."""
        task = self._task(request)
        if task.progress.ended is None:
            raise Refusal(400, None, "Only completed or failed videos can be deleted.")
        del self.tasks[task.id]
        return {"id": task.id, "object": "video.deleted", "deleted": True}

    async def remix(self, request: Request) -> Response:
        """`POST /v1/videos/{id}/remix`: a new film of a completed one."""
        source = self._finished(self._task(request))
        if request.headers.get("content-type", "").startswith("multipart/"):
            body = await self.fields(request, REMIX)
        else:
            body = await self.json(request, REMIX)
        return self._remade(request, source, body["prompt"], source.seconds)

    async def edit(self, request: Request) -> Response:
        """`POST /v1/videos/edits`: the same, with the source in the body, or uploaded."""
        return await self._change(request, EDIT)

    async def extend(self, request: Request) -> Response:
        """`POST /v1/videos/extensions`: a longer film; `seconds` are added."""
        return await self._change(request, EXTENSION)

    async def _change(self, request: Request, shape: Shape) -> Response:
        is_extension = shape is EXTENSION
        if not request.headers.get("content-type", "").startswith("multipart/"):
            body = await self.json(request, shape)
        else:
            parts = await self.form(request)
            video = parts.get("video")
            if video is not None and video.filename is not None:
                return await self._change_upload(request, parts, is_extension=is_extension)
            body = {name: part.text(name) for name, part in parts.items()}
            if "video[id]" in body:
                body["video"] = {"id": body.pop("video[id]")}
            shape(body, "")
        missing = Refusal(404, None, "Video not found.")
        source = self._finished(self.known_task(body["video"]["id"], missing))
        seconds = source.seconds + (int(body["seconds"]) if is_extension else 0)
        return self._remade(request, source, body["prompt"], seconds)

    async def _change_upload(
        self, request: Request, parts: dict[str, Part], *, is_extension: bool
    ) -> Response:
        video = parts.pop("video")
        body = {name: part.text(name) for name, part in parts.items()}
        _UPLOADED(body, "")
        if is_extension != ("seconds" in body):
            raise Malformed("seconds", "is required to extend, and only then")
        seen = await received.clip_of(video.content, "video")
        seconds = max(1, round(seen.duration_ms / 1000)) + int(body.get("seconds", "0"))
        _must_be_short(seconds)
        size = "1280x720" if seen.ratio > 1 else "720x1280"
        model = body.get("model", "sora-2")
        return self._started(request, body["prompt"], [], model=model, seconds=seconds, size=size)

    def _remade(self, request: Request, source: Task, prompt: str, seconds: int) -> Response:
        _must_be_short(seconds)
        more = {"model": source.model, "seconds": seconds, "size": source.size}
        return self._started(request, prompt, [], remixed_from=source.id, **more)

    async def get_video(self, request: Request) -> Response:
        """`GET /v1/videos/{id}`: the video object, one poll on."""
        task = self._task(request)
        task.poll()
        return _video(task)

    async def get_content(self, request: Request) -> Response:
        """`GET /v1/videos/{id}/content?variant=`: the MP4, or a picture of it."""
        task = self._finished(self._task(request))
        variant = request.query_params.get("variant", "video")
        if variant == "video":
            return await self.content(task)
        if variant not in _PICTURES:
            raise Malformed("variant", "must be video, thumbnail or spritesheet")
        draw, kind = _PICTURES[variant]
        footage = await self.simulation.films.footage(task)
        return Response(await anyio.to_thread.run_sync(draw, footage.path), media_type=kind)

    @staticmethod
    def _finished(task: Task) -> Task:
        if not task.is_completed:
            raise Refusal(400, None, "The video is not ready yet.")
        return task

    def _task(self, request: Request) -> Task:
        return self.known_task(request.path_params["id"], Refusal(404, None, "Video not found."))


_MOST_LISTED = 100
_BRACKETED = ("characters", "input_reference")
_PICTURES: Mapping[str, tuple[Callable[[Path], bytes], str]] = {
    "thumbnail": (stills.thumbnail, "image/webp"),
    "spritesheet": (stills.spritesheet, "image/jpeg"),
}


def _video(task: Task) -> Response:
    body = video_object(task, live_s=3600)
    return JSONResponse(body, headers={"openai-poll-after-ms": _POLL_AFTER_MS})


def _must_match(seen: received.Seen, body: dict[str, Any]) -> None:
    size = body.get("size", "720x1280")
    if f"{seen.width}x{seen.height}" != size:
        raise Malformed("input_reference", f"the image must be {size}, like the film")


def _must_be_short(seconds: int) -> None:
    if seconds > _LONGEST_S:
        raise Malformed("seconds", f"{seconds} s in all; the maximum is {_LONGEST_S} s")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = OfficialProvider(simulation)
    routes = [
        service.route("POST", "/v1/videos/characters", service.create_character),
        service.route("GET", "/v1/videos/characters/{id}", service.get_character),
        service.route("POST", "/v1/videos", service.create_video),
        service.route("GET", "/v1/videos", service.list_videos),
        service.route("POST", "/v1/videos/edits", service.edit),
        service.route("POST", "/v1/videos/extensions", service.extend),
        service.route("GET", "/v1/videos/{id}", service.get_video),
        service.route("DELETE", "/v1/videos/{id}", service.delete_video),
        service.route("POST", "/v1/videos/{id}/remix", service.remix),
        service.route("GET", "/v1/videos/{id}/content", service.get_content),
    ]
    return [Mount(PREFIXES["openai"], routes=routes)]
