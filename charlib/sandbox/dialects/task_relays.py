"""Relays that make characters in tasks: by multipart form, or at one endpoint for everything."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from charlib.sandbox.dialects.job_relays import JobRelay
from charlib.sandbox.dialects.service import understood
from charlib.sandbox.dialects.shapes import URL, anything, integer, obj, one_of, text
from charlib.sandbox.dialects.sora import BY_USERNAME, find_mentions
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.jobs import COMPLETED, FAILED, Task

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

FORM_CHARACTER = obj(
    {
        "model": one_of("sora-2-character", "sora-2-pro-character"),
        "character_from_task": text(),
    },
    {"character_timestamps": text()},
)
FORM_FILM = obj(
    {"model": one_of("sora-2", "sora-2-pro"), "prompt": text()},
    {"seconds": one_of("10", "15", "25"), "size": text(), "watermark": text(), "private": text()},
)
TASK_CHARACTER = obj(
    {"model": one_of("sora-2", "sora-2-pro", "sora-2-vip"), "timestamps": text()},
    {"url": URL, "from_task": text()},
)
TASK_FILM = obj(
    {"model": one_of("sora-2", "sora-2-pro"), "prompt": text()},
    {"duration": integer(1, 25), "aspect_ratio": one_of("16:9", "9:16"), "character_url": text()},
)
EVO_CHARACTER = obj({"model": one_of("sora-character"), "video_url": URL, "timestamps": text()})


class FormRelay(JobRelay):
    """One path for films and characters, always a form; pending is a 404."""

    name = "multipart"

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos`."""
        parts = await self.form(request)
        values = {name: part.text(name) for name, part in parts.items()}
        if values.get("model", "").endswith("-character"):
            FORM_CHARACTER(values, "")
            window = values.get("character_timestamps", "0,3")
            order = self.order(window, None, values["character_from_task"])
            identity = f"{values['model']}:ch_{secrets.token_hex(16)}"
            return {"id": self.begin(request, identity, order, identity).id}
        FORM_FILM(values, "")
        names = find_mentions(values["prompt"], BY_USERNAME)
        identities = [
            character.id
            for name in names
            for character in self.characters.values()
            if character.mention == name
        ]
        seconds = values.get("seconds", "10")
        task = self.start_film(
            request, values["prompt"], identities, model=values["model"], seconds=seconds
        )
        return self._video(request, task)

    async def get(self, request: Request) -> dict[str, Any] | Response:
        """`GET /v1/videos/{id}`: a film, or a character once it has a user name."""
        wanted = request.path_params["id"]
        if wanted in self.tasks:
            self.tasks[wanted].poll()
            return self._video(request, self.tasks[wanted])
        extraction = self.extractions.get(wanted)
        if extraction is None:
            raise Refusal(400, "task_not_exist", "task_not_exist")
        result = await extraction.poll()
        if result is None:
            return JSONResponse({"code": "not_found", "message": "not ready"}, 404)
        if isinstance(result, Refusal):
            return {"id": wanted, "status": "failed", "error": result.outcome()}
        picture = base_url(request) + self.simulation.signer.sign(f"/pictures/{result.id}.jpg")
        return {"id": result.id, "username": result.mention, "profile_picture_url": picture}

    def _video(self, request: Request, task: Task) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "id": task.id, "object": "video", "model": task.model, "status": task.status,
            "progress": task.progress.percent,
        }  # fmt: skip
        if task.status == COMPLETED:
            answer["video_url"] = self.film(request, task)
        if task.status == FAILED and task.failure:
            answer["error"] = task.failure.outcome()
        return answer


class TaskRelay(JobRelay):
    """One endpoint; the id of the task that made a character stands for the character."""

    name = "tasks"

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos/generations`: a film if there is a prompt, else a character."""
        body = await self.json(request, anything)
        if "prompt" not in body:
            TASK_CHARACTER(body, "")
            order = self.order(body["timestamps"], body.get("url"), body.get("from_task"))
            task_id = f"task_{secrets.token_hex(12)}"
            self.begin(request, task_id, order, task_id)
            return _queued(task_id, body["model"])
        TASK_FILM(body, "")
        used = body.get("character_url")
        if used is not None and used not in self.characters:
            raise Malformed("character_url", "no such character")
        task = self.start_film(
            request, body["prompt"], [used] if used else [],
            model=body["model"], seconds=body.get("duration", 10),
        )  # fmt: skip
        return _queued(task.id, task.model)

    async def get_character(self, request: Request) -> dict[str, Any]:
        """`GET /v1/characters_tasks/{id}`."""
        extraction = self.extractions.get(request.path_params["id"])
        if extraction is None:
            raise Refusal(404, "task_not_exist", "task_not_exist")
        result = await extraction.poll()
        answer = {"id": extraction.id, "object": "generation.task"}
        if result is None:
            return answer | {"status": "in_progress"}
        if isinstance(result, Refusal):
            return answer | {"status": "failed", "error": result.outcome()}
        return answer | {"status": "completed", "result": {"name": result.mention}}

    async def get_film(self, request: Request) -> dict[str, Any]:
        """`GET /v1/tasks/{id}`."""
        missing = Refusal(404, "task_not_exist", "task_not_exist")
        task = self.known_task(request.path_params["id"], missing)
        task.poll()
        answer: dict[str, Any] = {"id": task.id, "status": task.status}
        if task.status == COMPLETED:
            answer["result"] = {"url": self.film(request, task)}
        if task.status == FAILED and task.failure:
            answer["error"] = task.failure.outcome()
        return answer


class EvoRelay(TaskRelay):
    """The same with other names, windows of up to 2 s, and ids that end in `#`."""

    name = "evolink"
    longest_ms = 2000

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos/generations`."""
        body = await self.json(request, anything)
        if "prompt" not in body:
            EVO_CHARACTER(body, "")
            order = self.order(body["timestamps"], body["video_url"], None)
            task_id = f"task-unified-{secrets.randbelow(10**10)}-{secrets.token_hex(4)}"
            self.begin(request, task_id, order, f"chr_{secrets.token_hex(4)}#")
            return _queued(task_id, body["model"]) | {"status": "pending"}
        TASK_FILM(body, "")
        identities = understood(
            body["prompt"], {f"@{identity}": identity for identity in self.characters}
        )
        task = self.start_film(
            request, body["prompt"], identities, seconds=body.get("duration", 10)
        )
        return _queued(task.id, body["model"])

    async def get_task(self, request: Request) -> dict[str, Any]:
        """`GET /v1/tasks/{id}`: a film or a character."""
        extraction = self.extractions.get(request.path_params["id"])
        if extraction is None:
            return await self.get_film(request)
        result = await extraction.poll()
        if isinstance(result, Refusal):
            return {"id": extraction.id, "status": "failed", "error": result.outcome()}
        if result is None:
            return {"id": extraction.id, "status": "processing"}
        named = {"character_name": result.id}
        return {"id": extraction.id, "status": "completed", "result_data": named}


def _queued(task_id: str, model: str) -> dict[str, Any]:
    return {
        "id": task_id, "object": "generation.task", "model": model, "status": "queued",
        "progress": 0, "metadata": {},
    }  # fmt: skip


def mounts(simulation: Simulation) -> list[Mount]:
    """The three dialects under their prefixes."""
    form, task, evo = FormRelay(simulation), TaskRelay(simulation), EvoRelay(simulation)
    return [
        Mount(
            PREFIXES["multipart"],
            routes=[
                form.route("POST", "/v1/videos", form.create),
                form.route("GET", "/v1/videos/{id}", form.get),
            ],
        ),
        Mount(
            PREFIXES["tasks"],
            routes=[
                task.route("POST", "/v1/videos/generations", task.create),
                task.route("GET", "/v1/characters_tasks/{id}", task.get_character),
                task.route("GET", "/v1/tasks/{id}", task.get_film),
            ],
        ),
        Mount(
            PREFIXES["evolink"],
            routes=[
                evo.route("POST", "/v1/videos/generations", evo.create),
                evo.route("GET", "/v1/tasks/{id}", evo.get_task),
            ],
        ),
    ]
