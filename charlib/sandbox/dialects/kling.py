"""Kling: elements made in tasks, int64 ids, two standards of prompts, envelopes with a code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.service import ACCESS, Service, counted, number
from charlib.sandbox.dialects.shapes import (
    URL,
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
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import COMPLETED, FAILED, Progress, Task

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

PREFIX = PREFIXES["kling"]

_ELEMENT = {"element_name": text(20), "element_description": text(100)}
_MORE = {
    "element_voice_id": text(),
    "tag_list": array(obj({"tag_id": text(like=r"o_10[1-8]")})),
    "callback_url": URL,
    "external_task_id": text(),
}
PICTURES = obj(
    {
        **_ELEMENT,
        "reference_type": one_of("image_refer"),
        "element_image_list": obj(
            {
                "frontal_image": text(20_000_000),
                "refer_images": array(obj({"image_url": text(20_000_000)}), 1, 3),
            }
        ),
    },
    _MORE,
)
VIDEO = obj(
    {
        **_ELEMENT,
        "reference_type": one_of("video_refer"),
        "element_video_list": obj({"refer_videos": array(obj({"video_url": URL}), 1, 1)}),
    },
    _MORE,
)
_TEXT = obj({"type": one_of("prompt"), "text": text(2500)})
_USED = obj(
    {"type": one_of("element"), "element_id": text(like=r"\d+"), "id": text(20, like=r"\w+")}
)
_FRAME = obj({"type": one_of("first_frame", "end_frame"), "url": text(20_000_000)})
_SETTINGS = obj(
    {},
    {
        "multi_shot": boolean,
        "audio": one_of("native", "original", "off"),
        "resolution": one_of("720p", "1080p", "4k"),
        "duration": integer(3, 15),
        "aspect_ratio": one_of("16:9", "9:16", "1:1"),
    },
)
_KINDS = {"prompt": _TEXT, "element": _USED, "first_frame": _FRAME, "end_frame": _FRAME}
LEGACY = obj(
    {"model_name": one_of("kling-v3-omni", "kling-video-o1"), "prompt": text(2500)},
    {
        "element_list": array(obj({"element_id": integer(1, 2**63 - 1)}), 1, 7),
        "mode": one_of("std", "pro"),
        "duration": text(like=r"[3-9]|1[0-5]"),
        "aspect_ratio": one_of("16:9", "9:16", "1:1"),
        "external_task_id": text(),
    },
)


class KlingRefusal(Refusal):
    """An error in Kling's envelope."""

    def body(self) -> dict[str, Any]:
        """A code, a message, and the id of the request."""
        return {"code": int(self.code or 0), "message": self.message, "request_id": str(uuid4())}


@dataclass
class Element:
    """An element and the task that makes it."""

    task_id: str
    key: str
    name: str
    progress: Progress
    element_id: int
    failure: str = ""
    is_deleted: bool = False


class KlingProvider(Service):
    """The routes for elements and films."""

    name = "kling"
    kept: tuple[str, ...] = ("tasks", "_elements")
    kinds = (Element,)

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._elements: dict[str, Element] = {}

    async def authorise(self, request: Request) -> None:
        """An API key, or on the older paths a token signed with the access key's secret."""
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        key = self.simulation.settings.key
        if scheme == "Bearer" and hmac.compare_digest(shown.encode(), key.encode()):
            return
        if scheme != "Bearer" or not _is_token(shown, key):
            raise KlingRefusal(401, "1000", "Authentication failed")
        if not request.url.path.startswith(f"{PREFIX}/v1/"):
            raise KlingRefusal(401, "1002", "Authorization is invalid")

    def refusal(self, fault: Malformed) -> Refusal:
        """Kling's code for parameters."""
        return KlingRefusal(400, "1201", str(fault))

    async def create_element(self, request: Request) -> dict[str, Any]:
        """`POST …/advanced-custom-elements`: a task; no external id is accepted twice."""
        body = await self.json(request, anything)
        by_clip = body.get("reference_type") == "video_refer"
        (VIDEO if by_clip else PICTURES)(body, "")
        key = body.get("external_task_id", "")
        if key and any(element.key == key for element in self._elements.values()):
            raise Malformed("external_task_id", f"{key} exists already")
        source = await (self._clip(body) if by_clip else self._pictures(body))
        task_id, element_id = str(number()), number()
        failure = ordered_failure(request)
        self._elements[task_id] = Element(
            task_id, key, body["element_name"], self.progress(), element_id,
            failure.message if failure else "",
        )  # fmt: skip
        if not failure:
            method = "clip" if by_clip else "stills"
            self.mint(str(element_id), body["element_name"], method, source)
        return _good(self._form(self._elements[task_id], asked=False))

    async def get_element(self, request: Request) -> dict[str, Any]:
        """`GET …/{id}`: a task by its own id or by the caller's."""
        wanted = request.path_params["id"]
        for element in self._elements.values():
            if wanted in {element.task_id, element.key}:
                element.progress.poll()
                return _good(self._form(element))
        raise KlingRefusal(404, "1203", "Task not found")

    async def list_elements(self, request: Request) -> dict[str, Any]:
        """`GET …/advanced-custom-elements`: a page of the elements."""
        page = counted(request.query_params.get("pageNum", "1"), "pageNum", 1, 1000)
        size = counted(request.query_params.get("pageSize", "30"), "pageSize", 1, 500)
        there = [element for element in self._elements.values() if not element.is_deleted]
        return _good(list(map(self._form, there[(page - 1) * size : page * size])))

    async def delete_element(self, request: Request) -> dict[str, Any]:
        """`POST /v1/general/delete-elements`."""
        body = await self.json(request, obj({"element_id": text(like=r"\d+")}))
        self._element(body["element_id"]).is_deleted = True
        return _good({"task_status": "succeed"})

    async def create_omni(self, request: Request) -> dict[str, Any]:
        """The new standard: `contents`, in which each element has a name for this film."""
        shape = obj({"contents": array(_content)}, {"settings": _SETTINGS, "options": _OPTIONS})
        body = await self.json(request, shape)
        prompts = [item["text"] for item in body["contents"] if item["type"] == "prompt"]
        if len(prompts) != 1:
            raise Malformed("contents", "must have one prompt")
        used = [item for item in body["contents"] if item["type"] == "element"]
        names = {item["id"]: item["element_id"] for item in used}
        most = 3 if request.url.path.endswith("kling-3.0") else 7
        if len(names) != len(used) or len(used) > most:
            raise Malformed("contents", f"names must differ, and {most} elements are the maximum")
        for element_id in names.values():
            self._element(element_id)
        mentions = re.findall(r"@(\w+)", prompts[0])
        understood = list(dict.fromkeys(names[name] for name in mentions if name in names))
        duration = body.get("settings", {}).get("duration", 5)
        key = body.get("options", {}).get("external_task_id", "")
        self._refuse_known(key)
        model = request.url.path.rpartition("/")[2]
        task = self.start(
            request, str(number()), prompts[0], understood, model=model, seconds=duration
        )
        task.key = key
        return _good({"id": task.id, "status": "submitted", "external_id": task.key})

    async def get_tasks(self, request: Request) -> dict[str, Any]:
        """`GET /tasks?task_ids=…` or `?external_task_ids=…`: the new standard's films."""
        query = request.query_params
        if ("task_ids" in query) == ("external_task_ids" in query):
            raise Malformed("task_ids", "give one of task_ids and external_task_ids")
        ids = query.get("task_ids", "").split(",")
        keys = set(filter(None, query.get("external_task_ids", "").split(",")))
        tasks = [task for task in self.tasks.values() if task.id in ids or task.key in keys]
        if not tasks:
            raise KlingRefusal(404, "1203", "Task not found")
        return _good([self._film(request, task) for task in tasks])

    async def create_legacy(self, request: Request) -> dict[str, Any]:
        """The older standard: elements in a list, counted from 1 in the prompt."""
        body = await self.json(request, LEGACY)
        listed = [str(element["element_id"]) for element in body.get("element_list", ())]
        for element_id in listed:
            self._element(element_id)
        places = [int(n) for n in re.findall(r"<<<element_(\d+)>>>", body["prompt"])]
        if any(not 1 <= place <= len(listed) for place in places):
            raise Malformed("prompt", "refers to an element that is not in element_list")
        understood = list(dict.fromkeys(listed[place - 1] for place in places))
        key = body.get("external_task_id", "")
        self._refuse_known(key)
        task = self.start(
            request, str(number()), body["prompt"], understood,
            model=body["model_name"], seconds=body.get("duration", "5"),
        )  # fmt: skip
        task.key = key
        return _good({"task_id": task.id, "task_status": "submitted", **_info(task)})

    async def get_legacy(self, request: Request) -> dict[str, Any]:
        """`GET /v1/videos/omni-video/{id}`: by its own id or by the caller's."""
        wanted = request.path_params["id"]
        own = next((task.id for task in self.tasks.values() if task.key == wanted), wanted)
        task = self.known_task(own, KlingRefusal(404, "1203", "Task not found"))
        task.poll()
        answer: dict[str, Any] = {
            "task_id": task.id,
            "task_status": _WORDS.get(task.status, "processing"),
            **_info(task),
        }
        if task.status == COMPLETED:
            answer["task_result"] = {
                "videos": [{"id": str(number()), "url": self.film(request, task)}]
            }
            answer["final_unit_deduction"] = f"{task.seconds * 0.6:g}"
        if task.status == FAILED and task.failure:
            answer["task_status_msg"] = task.failure.message
        return _good(answer)

    def _refuse_known(self, key: str) -> None:
        """A key of the caller's is unique in an account."""
        if key and any(task.key == key for task in self.tasks.values()):
            raise Malformed("external_task_id", f"{key} exists already")

    def _film(self, request: Request, task: Task) -> dict[str, Any]:
        task.poll()
        answer: dict[str, Any] = {
            "id": task.id,
            "status": _NEW_WORDS.get(task.status, "processing"),
            "external_id": task.key,
        }
        if task.status == COMPLETED:
            answer["outputs"] = [{"type": "video", "url": self.film(request, task)}]
            answer["billing"] = [_UNITS | {"amount": f"{task.seconds * 0.6:g}"}]
        if task.status == FAILED and task.failure:
            answer["message"] = task.failure.message
        return answer

    def _form(self, element: Element, *, asked: bool = True) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "task_id": element.task_id,
            "task_status": "submitted",
            "task_info": {"external_task_id": element.key},
            "created_at": int(element.progress.started * 1000),
        }
        if not asked or not element.progress.is_finished():
            return answer | ({"task_status": "processing"} if asked else {})
        if element.failure:
            return answer | {"task_status": "failed", "task_status_msg": element.failure}
        form = {"element_id": element.element_id, "element_name": element.name}
        done = {"task_status": "succeed", "task_result": {"elements": [form]}}
        return answer | done | {"final_unit_deduction": "0"}

    def _element(self, element_id: str) -> Element:
        for element in self._elements.values():
            if str(element.element_id) == element_id and not element.is_deleted:
                return element
        raise KlingRefusal(400, "1201", "Invalid element id")

    async def _clip(self, body: dict[str, Any]) -> str:
        place = "element_video_list"
        url = str(body[place]["refer_videos"][0]["video_url"])
        seen = await received.clip(self.simulation.settings, url, place, takes="url")
        if not 3000 <= seen.duration_ms <= 8000:
            raise Malformed(
                place, f"the video is {seen.duration_ms / 1000:g} s long; 3 to 8 s are accepted"
            )
        if min(abs(seen.ratio - 16 / 9), abs(seen.ratio - 9 / 16)) > 0.02:
            raise Malformed(place, "the video must be 16:9 or 9:16")
        if min(seen.width, seen.height) < 1080:
            raise Malformed(place, "the video must be 1080p")
        return url

    async def _pictures(self, body: dict[str, Any]) -> str:
        place = "element_image_list"
        listed = body[place]
        references = [listed["frontal_image"], *(o["image_url"] for o in listed["refer_images"])]
        hashes = []
        for reference in references:
            seen = await received.picture(
                self.simulation.settings, reference, place, takes="url|base64"
            )
            if min(seen.width, seen.height) < 300 or not 0.4 <= seen.ratio <= 2.5:
                raise Malformed(place, f"{seen.width}x{seen.height} is too small, or too long")
            hashes.append(seen.sha256)
        if len(set(hashes)) < len(hashes):
            raise Malformed(place, "the images must differ")
        return " ".join(hashes)


_OPTIONS = obj(
    {},
    {
        "external_task_id": text(),
        "callback_url": URL,
        "watermark_info": obj({"enabled": boolean}),
    },
)
_UNITS = {"charge_type": "unit", "package_type": "video"}
_WORDS = {COMPLETED: "succeed", FAILED: "failed"}
_NEW_WORDS = {COMPLETED: "succeeded", FAILED: "failed"}


def _info(task: Task) -> dict[str, Any]:
    return {"task_info": {"external_task_id": task.key}}


def _content(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise Malformed(place, f"unknown type {kind!r}")
    _KINDS[kind](value, place)


def _good(data: Any) -> dict[str, Any]:
    return {"code": 0, "message": "SUCCEED", "request_id": str(uuid4()), "data": data}


def _is_token(token: str, secret: str) -> bool:
    """Whether a JSON web token was signed for the access key, and has not expired."""
    try:
        head, claims, signature = token.split(".")
        signed = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        header, values = (json.loads(_decoded(part)) for part in (head, claims))
        is_signed = hmac.compare_digest(_decoded(signature), signed)
        return (
            is_signed
            and header == {"alg": "HS256", "typ": "JWT"}
            and values["iss"] == ACCESS
            and values["nbf"] <= now() < values["exp"] <= now() + 1801
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _decoded(text_: str) -> bytes:
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = KlingProvider(simulation)
    elements = "/v1/general/advanced-custom-elements"
    routes = [
        service.route("POST", elements, service.create_element),
        service.route("GET", elements, service.list_elements),
        service.route("GET", f"{elements}/{{id}}", service.get_element),
        service.route("POST", "/v1/general/delete-elements", service.delete_element),
        service.route("POST", "/v1/general/delete-advanced-elements", service.delete_element),
        service.route("POST", "/omni-video/kling-3.0-omni", service.create_omni),
        service.route("POST", "/omni-video/kling-o1", service.create_omni),
        service.route("POST", "/image-to-video/kling-3.0", service.create_omni),
        service.route("GET", "/tasks", service.get_tasks),
        service.route("POST", "/v1/videos/omni-video", service.create_legacy),
        service.route("GET", "/v1/videos/omni-video/{id}", service.get_legacy),
    ]
    return [Mount(PREFIX, routes=routes)]
