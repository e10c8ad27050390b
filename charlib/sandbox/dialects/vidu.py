"""Vidu: subjects created at once; each film calls them by names that the caller chooses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.service import Service, counted, number
from charlib.sandbox.dialects.shapes import array, boolean, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import CANCELLED, COMPLETED, FAILED, RUNNING

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

CREDITS = 5
_MEDIUM = text(40_000_000)

SUBJECT = obj(
    {"name": text(64)},
    {
        "images": array(_MEDIUM, 1, 3),
        "videos": array(_MEDIUM, 1, 1),
        "voice_id": text(),
        "style": text(100),
        "description": text(2000),
    },
)
_USED = obj({"name": text(64, like=r"\w+")}, {"server_id": text(), "images": array(_MEDIUM, 1, 3)})
FILM = obj(
    {
        "model": one_of("viduq3", "viduq3-turbo", "viduq2", "viduq2-pro"),
        "prompt": text(2000),
        "subjects": array(_USED, 1, 7),
    },
    {
        "duration": integer(1, 16),
        "resolution": one_of("540p", "720p", "1080p"),
        "aspect_ratio": one_of("16:9", "9:16", "4:3", "3:4", "1:1"),
        "audio": boolean,
        "seed": integer(0, 2**31 - 1),
        "bgm": boolean,
        "off_peak": boolean,
        "watermark": boolean,
        "movement_amplitude": one_of("auto", "small", "medium", "large"),
        "payload": text(1_048_576),
        "callback_url": text(),
    },
)


class ViduRefusal(Refusal):
    """An error in Vidu's form."""

    def body(self) -> dict[str, Any]:
        """A word as the code, and a message."""
        return {"code": self.status, "reason": self.code, "message": self.message, "metadata": {}}


class ViduProvider(Service):
    """The routes for subjects and films."""

    name = "vidu"
    scheme = "Token"
    kept: tuple[str, ...] = ("tasks", "_subjects")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._subjects: dict[str, dict[str, Any]] = {}

    def unauthorised(self) -> Refusal:
        """Vidu's answer to a wrong key."""
        return ViduRefusal(401, "Unauthorized", "token is invalid")

    def refusal(self, fault: Malformed) -> Refusal:
        """Vidu's answer to a wrong body."""
        return ViduRefusal(400, "BadRequest", str(fault))

    async def create_subject(self, request: Request) -> dict[str, Any]:
        """`POST /subjects`: pictures or a clip; with both, the clip counts."""
        body = await self.json(request, SUBJECT)
        if "images" not in body and "videos" not in body:
            raise Malformed("images", "images or videos are required")
        if "videos" in body:
            seen = await received.clip(
                self.simulation.settings, body["videos"][0], "videos", takes="url|data-url"
            )
            if seen.duration_ms > 5000:
                raise Malformed("videos", f"{seen.duration_ms / 1000:g} s; the maximum is 5 s")
            media, method = [seen], "clip"
        else:
            media, method = [await self._picture(image) for image in body["images"]], "stills"
        identity = str(number())
        kept = {key: body.get(key, [] if key in {"images", "videos"} else "") for key in _KEPT}
        shown = [f"https://files.vidu.example/{identity}/{i}" for i in range(len(media))]
        kept["videos" if method == "clip" else "images"] = shown
        self._subjects[identity] = {"id": identity, **kept, "credits": CREDITS}
        self.mint(identity, body["name"], method, " ".join(seen.sha256 for seen in media))
        return self._subjects[identity]

    async def list_subjects(self, request: Request) -> dict[str, Any]:
        """`GET /subjects?ownership=private`: a page, and the token of the next."""
        query = request.query_params
        if query.get("ownership") not in {"private", "system"}:
            raise Malformed("ownership", "must be private or system")
        count = counted(query.get("count", "20"), "count", 1, 100)
        first = counted(query.get("next_page_token") or "0", "next_page_token", 0, 10**9)
        page = list(self._subjects.values())[first : first + count]
        later = first + len(page)
        token = str(later) if later < len(self._subjects) else ""
        return {"subjects": page, "next_page_token": token}

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /reference2video`: the prompt calls the subjects by their names in this request."""
        body = await self.json(request, FILM)
        names: dict[str, str] = {}
        clips = 0
        for subject in body["subjects"]:
            name = subject["name"]
            if name in names or ("server_id" in subject) == ("images" in subject):
                raise Malformed("subjects", "names must differ; each has a server_id or images")
            if "server_id" in subject and subject["server_id"] not in self._subjects:
                raise Malformed("subjects", f"no subject {subject['server_id']}")
            if "server_id" in subject and self._subjects[subject["server_id"]]["videos"]:
                clips += 1
            for picture in subject.get("images", ()):
                await self._picture(picture)
            names[name] = subject.get("server_id", f"inline:{name}")
        _check_subjects(body["model"], clips, len(body["subjects"]) - clips)
        mentions = re.findall(r"@(\w+)", body["prompt"])
        understood = list(dict.fromkeys(names[name] for name in mentions if name in names))
        task = self.start(
            request, str(number()), body["prompt"], understood,
            model=body["model"], seconds=body.get("duration", 5),
        )  # fmt: skip
        return {"task_id": task.id, "state": "created", "model": task.model, "credits": 40}

    async def cancel_film(self, request: Request) -> dict[str, Any]:
        """`POST /tasks/{id}/cancel`: a task that waits, or runs, ends without a film."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, ViduRefusal(404, "NotFound", "task not found"))
        await self.json(request, obj({"id": one_of(wanted)}))
        if task.status in {COMPLETED, FAILED}:
            raise ViduRefusal(400, "TaskStateInvalid", "the task has ended")
        task.is_cancelled = True
        return {}

    async def credits(self, _: Request) -> dict[str, Any]:
        """`GET /credits`: what is left."""
        return {"remains": [{"type": "test", "credit_remain": 1000}], "packages": []}

    async def get_film(self, request: Request) -> dict[str, Any]:
        """`GET /tasks/{id}/creations`."""
        missing = ViduRefusal(404, "NotFound", "task not found")
        task = self.known_task(request.path_params["id"], missing)
        task.poll()
        state = {COMPLETED: "success", FAILED: "failed", RUNNING: "processing"}
        state[CANCELLED] = "failed"
        answer: dict[str, Any] = {
            "id": task.id, "state": state.get(task.status, "queueing"), "err_code": "",
            "credits": 40, "payload": "", "creations": [],
        }  # fmt: skip
        if task.status == COMPLETED:
            answer["creations"] = [{"id": str(uuid4()), "url": self.film(request, task)}]
        if task.status == CANCELLED:
            answer["err_code"] = "TaskCancelled"
        if task.status == FAILED and task.failure:
            answer["err_code"] = task.failure.code or task.failure.message
        return answer

    async def _picture(self, reference: str) -> received.Seen:
        seen = await received.picture(
            self.simulation.settings, reference, "images", takes="url|data-url"
        )
        if min(seen.width, seen.height) < 128:
            raise Malformed("images", "each side needs at least 128 pixels")
        return seen


def _check_subjects(model: str, clips: int, others: int) -> None:
    """viduq2-pro alone takes subjects that were made from a clip: two of them, and four others."""
    if clips and model != "viduq2-pro":
        raise Malformed("subjects", f"{model} takes no video subject")
    if model == "viduq2-pro" and (clips > 2 or others > 4):
        raise Malformed("subjects", "4 image subjects and 2 video subjects are the maximum")


_KEPT = ("name", "images", "videos", "voice_id", "style", "description")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = ViduProvider(simulation)
    routes = [
        service.route("POST", "/subjects", service.create_subject),
        service.route("GET", "/subjects", service.list_subjects),
        service.route("POST", "/reference2video", service.create_film),
        service.route("GET", "/tasks/{id}/creations", service.get_film),
        service.route("POST", "/tasks/{id}/cancel", service.cancel_film),
        service.route("GET", "/credits", service.credits),
    ]
    return [Mount(PREFIXES["vidu"], routes=routes)]
