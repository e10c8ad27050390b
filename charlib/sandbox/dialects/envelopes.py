"""Services that answer always with 200 and an envelope: kie's jobs, and grsai."""

from __future__ import annotations

import asyncio
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Mount

from charlib.sandbox.dialects.job_relays import JobRelay
from charlib.sandbox.dialects.shapes import (
    URL,
    Shape,
    anything,
    array,
    boolean,
    integer,
    obj,
    one_of,
    text,
)
from charlib.sandbox.dialects.sora import BY_ID, find_mentions
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world import received
from charlib.sandbox.world.characters import Character, Extraction, Order, username
from charlib.sandbox.world.footage import Footage
from charlib.sandbox.world.jobs import COMPLETED, FAILED, Task
from charlib.sandbox.world.window import Window

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

_CREDITS = 30
_INPUTS: dict[str, Shape] = {
    "sora-2-characters": obj(
        {"character_file_url": array(URL, 1, 1)},
        {"character_prompt": text(5000), "safety_instruction": text(5000)},
    ),
    "sora-2-characters-pro": obj(
        {"origin_task_id": text(), "timestamps": text(), "character_prompt": text(5000)},
        {"character_user_name": text(40), "safety_instruction": text(5000)},
    ),
    "sora-2-text-to-video": obj(
        {"prompt": text(10_000)},
        {
            "aspect_ratio": one_of("landscape", "portrait"),
            "n_frames": one_of("10", "15"),
            "character_id_list": array(text(), 1, 5),
        },
    ),
}
UPLOAD = obj(
    {"url": text(40_000_000), "timestamps": text()},
    {"webHook": one_of("-1"), "shutProgress": boolean},
)
GRSAI_FILM = obj(
    {"model": one_of("sora-2"), "prompt": text()},
    {
        "duration": integer(1, 15),
        "aspectRatio": one_of("16:9", "9:16"),
        "webHook": one_of("-1"),
        "shutProgress": boolean,
    },
)


class EnvelopeRefusal(Refusal):
    """An error inside a 200: the code is what the HTTP status would have been."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(200, str(code), message)

    def body(self) -> dict[str, Any]:
        """`code`, `msg`, and no data."""
        return {"code": int(self.code or 0), "msg": self.message, "data": None}


class KieJobs(JobRelay):
    """kie.ai: one path to create, one to poll, and the result as JSON inside a string."""

    name = "kie"
    longest_ms = 4000

    def unauthorised(self) -> Refusal:
        """Kie's answer to a wrong key."""
        return EnvelopeRefusal(401, "You do not have access permissions")

    def refusal(self, fault: Malformed) -> Refusal:
        """Kie's answer to a wrong body."""
        return EnvelopeRefusal(422, str(fault))

    def unknown_task(self, task_id: str) -> Refusal:
        """Kie's answer to an unknown origin."""
        return EnvelopeRefusal(422, f"origin task {task_id} does not exist")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/jobs/createTask`."""
        shape = obj({"model": one_of(*_INPUTS), "input": anything}, {"callBackUrl": URL})
        body = await self.json(request, shape)
        model, given = body["model"], body["input"]
        _INPUTS[model](given, "input")
        job_id = f"task_{model}_{secrets.randbelow(10**13)}"
        if model == "sora-2-characters":
            await self._from_clip(request, job_id, given["character_file_url"][0])
        elif model == "sora-2-characters-pro":
            order = self.order(given["timestamps"], None, given["origin_task_id"])
            self.begin(request, job_id, order, f"char_{secrets.token_hex(8)}")
        else:
            understood = list(filter(self._known, given.get("character_id_list", ())))
            seconds = given.get("n_frames", "10")
            self.start(request, job_id, given["prompt"], understood, model=model, seconds=seconds)
        return {"code": 200, "msg": "success", "data": {"taskId": job_id}}

    async def record(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/jobs/recordInfo?taskId=…`."""
        wanted = request.query_params.get("taskId", "")
        answer: dict[str, Any] = {"taskId": wanted, "state": "waiting", "resultJson": ""}
        answer |= {"failCode": "", "failMsg": ""}
        task, extraction = self.tasks.get(wanted), self.extractions.get(wanted)
        if task is not None:
            self._add_film(request, task, answer)
        elif extraction is not None:
            self._add_character(await extraction.poll(), answer)
        else:
            raise EnvelopeRefusal(404, "record not found: task does not exist")
        return {"code": 200, "msg": "success", "data": answer}

    def _add_film(self, request: Request, task: Task, answer: dict[str, Any]) -> None:
        task.poll()
        if task.status == COMPLETED:
            result = json.dumps({"resultUrls": [self.film(request, task)]})
            answer |= {"state": "success", "resultJson": result, "creditsConsumed": _CREDITS}
        if task.status == FAILED and task.failure:
            answer |= {"state": "fail", "failCode": "400", "failMsg": task.failure.message}

    @staticmethod
    def _add_character(result: Character | Refusal | None, answer: dict[str, Any]) -> None:
        if isinstance(result, Refusal):
            answer |= {"state": "fail", "failCode": "400", "failMsg": result.message}
        elif result is not None:
            text_ = json.dumps({"resultObject": {"character_id": result.id}})
            answer |= {"state": "success", "resultJson": text_}

    async def _from_clip(self, request: Request, job_id: str, url: str) -> None:
        seen = await received.clip(self.simulation.settings, url, "character_file_url", takes="url")
        if not 1000 <= seen.duration_ms <= 4000 or seen.bytes > 10 * 2**20:
            raise Malformed("character_file_url", "must be 1 to 4 s long, and at most 10 MB")
        order = Order(Window(0, seen.duration_ms, f"0,{seen.duration_ms / 1000:g}"), url, None)
        self.begin(request, job_id, order, f"char_{secrets.token_hex(8)}")

    def _known(self, identity: str) -> bool:
        if identity not in self.characters:
            raise Malformed("input.character_id_list", f"{identity} does not exist")
        return True


class Grsai(JobRelay):
    """grsai: polled by POST, errors inside a 200, and answers in the form of a stream."""

    name = "grsai"

    def unauthorised(self) -> Refusal:
        """Grsai's answer to a wrong key."""
        return EnvelopeRefusal(401, "apikey error")

    def refusal(self, fault: Malformed) -> Refusal:
        """Grsai's answer to a wrong body."""
        return EnvelopeRefusal(-1, str(fault))

    async def upload(self, request: Request) -> Response:
        """`POST /v1/video/sora-upload-character`: a URL, or a clip as bare base64."""
        body = await self.json(request, UPLOAD)
        job_id, identity = secrets.token_hex(12), f"char_{secrets.token_hex(8)}"
        if body["url"].startswith(("http://", "https://")):
            self.begin(request, job_id, self.order(body["timestamps"], body["url"], None), identity)
        else:
            settings = self.simulation.settings
            seen = await received.clip(settings, body["url"], "url", takes="base64")
            order = self.order(body["timestamps"], f"sha256:{seen.sha256}", None)
            order.window.must_lie_within(seen.duration_ms)
            self._make_of_text(request, job_id, order, identity)
        return _stream({"code": 0, "msg": "success", "data": {"id": job_id}})

    async def create_film(self, request: Request) -> Response:
        """`POST /v1/video/sora-video`."""
        body = await self.json(request, GRSAI_FILM)
        names = find_mentions(body["prompt"], BY_ID)
        understood = [name for name in names if name in self.characters]
        task = self.start(
            request, secrets.token_hex(12), body["prompt"], understood,
            model=body["model"], seconds=body.get("duration", 10),
        )  # fmt: skip
        return _stream({"code": 0, "msg": "success", "data": {"id": task.id}})

    async def result(self, request: Request) -> dict[str, Any]:
        """`POST /v1/draw/result`: a film or a character."""
        body = await self.json(request, obj({"id": text()}))
        wanted = body["id"]
        answer: dict[str, Any] = {"id": wanted, "status": "running", "progress": 50, "results": []}
        answer |= {"failure_reason": "", "error": ""}
        task, extraction = self.tasks.get(wanted), self.extractions.get(wanted)
        if task is not None:
            self._add_film(request, task, answer)
        elif extraction is not None:
            self._add_character(await extraction.poll(), answer)
        else:
            raise EnvelopeRefusal(-22, "task does not exist or has expired")
        return {"code": 0, "msg": "success", "data": answer}

    def _add_film(self, request: Request, task: Task, answer: dict[str, Any]) -> None:
        task.poll()
        if task.status == COMPLETED:
            url = self.film(request, task)
            answer |= {"status": "succeeded", "results": [{"url": url, "pid": f"s_{task.id}"}]}
        if task.status == FAILED and task.failure:
            answer |= {"status": "failed", "failure_reason": task.failure.message}

    @staticmethod
    def _add_character(result: Character | Refusal | None, answer: dict[str, Any]) -> None:
        if isinstance(result, Refusal):
            answer |= {"status": "failed", "failure_reason": result.message}
        elif result is not None:
            answer |= {"status": "succeeded", "results": [{"character_id": result.id}]}

    def _make_of_text(self, request: Request, job_id: str, order: Order, identity: str) -> None:
        """Make a character of a clip that came as text, so that nothing has to be fetched."""
        failure = ordered_failure(request)

        async def done() -> Character | Refusal:
            if failure:
                return failure
            character = Character(identity, username(), order, Footage(Path(), 0))
            self.characters[identity] = character
            self.mint(identity, identity, "clip", order.source, order.window.text)
            return character

        self.extractions[job_id] = Extraction(job_id, self.progress(), asyncio.create_task(done()))


def _stream(answer: dict[str, Any]) -> Response:
    """An answer in the form of a stream with one event."""
    return Response(f"data: {json.dumps(answer)}\n\n", media_type="text/event-stream")


def mounts(simulation: Simulation) -> list[Mount]:
    """Both services under their prefixes."""
    kie, grsai = KieJobs(simulation), Grsai(simulation)
    return [
        Mount(
            PREFIXES["kie"],
            routes=[
                kie.route("POST", "/api/v1/jobs/createTask", kie.create),
                kie.route("GET", "/api/v1/jobs/recordInfo", kie.record),
            ],
        ),
        Mount(
            PREFIXES["grsai"],
            routes=[
                grsai.route("POST", "/v1/video/sora-upload-character", grsai.upload),
                grsai.route("POST", "/v1/video/sora-video", grsai.create_film),
                grsai.route("POST", "/v1/draw/result", grsai.result),
            ],
        ),
    ]
