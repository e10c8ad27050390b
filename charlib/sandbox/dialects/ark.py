"""Seedance's asset library at Volcengine: signed calls, groups, reviews; films with another key."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.service import Service, counted
from charlib.sandbox.dialects.shapes import URL, array, boolean, integer, maybe, obj, one_of, text
from charlib.sandbox.dialects.volcengine import ArkRefusal, volc_signature
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import COMPLETED, FAILED, RUNNING, Progress

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.jobs import Task

PREFIX = PREFIXES["ark"]
_PROJECT = {"ProjectName": text(64)}
_PAGES = {"PageNumber": integer(1, 10_000), "PageSize": integer(1, 100), **_PROJECT}

ACTIONS = {
    "CreateAssetGroup": obj(
        {"Name": text(64)},
        {"Description": text(300), "GroupType": one_of("AIGC", "LivenessFace"), **_PROJECT},
    ),
    "CreateAsset": obj(
        {"GroupId": text(), "URL": URL, "AssetType": one_of("Image", "Video", "Audio")},
        {"Name": text(64), **_PROJECT},
    ),
    "GetAsset": obj({"Id": text()}, _PROJECT),
    "DeleteAsset": obj({"Id": text()}, _PROJECT),
    "ListAssets": obj(
        {},
        {
            **_PAGES,
            "Filter": obj(
                {}, {"GroupIds": array(text()), "Statuses": array(text()), "Name": text(64)}
            ),
        },
    ),
    "ListAssetGroups": obj(
        {}, {**_PAGES, "Filter": obj({}, {"Name": text(64), "GroupType": text()})}
    ),
}
FILM_FIELDS = {
    "safety_identifier": text(64),
    "callback_url": URL,
    "return_last_frame": boolean,
    "service_tier": one_of("default", "flex"),
    "execution_expires_after": integer(3600, 259_200),
    "priority": integer(0, 9),
    "generate_audio": boolean,
    "draft": boolean,
    "camera_fixed": boolean,
    "watermark": boolean,
    "seed": integer(-1, 2**32 - 1),
    "resolution": one_of("480p", "720p", "1080p"),
    "ratio": one_of("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"),
    "duration": integer(-1, 30),
    "frames": integer(29, 289),
    "tools": array(obj({"type": text(64)}), 0),
    "output_format": text(16),
    "omni_reference_task_type": one_of("auto", "reference", "edit", "extend"),
}
"""The optional fields of a film; the official client sends each, null where it is not set."""
_FILM = {name: maybe(shape) for name, shape in FILM_FIELDS.items()}
_UPRIGHT = ("3:4", "9:16")
_LOCATION = obj({"url": text(like=r"(asset|https?)://\S+")})
_SOUND = obj({"url": text(20_000_000, like=r"(asset|https?)://\S+|data:audio/\S+")})
CONTENT = {
    "text": obj({"type": one_of("text"), "text": text(5000)}),
    "image_url": obj(
        {"type": one_of("image_url"), "image_url": _LOCATION, "role": one_of("reference_image")}
    ),
    "video_url": obj(
        {"type": one_of("video_url"), "video_url": _LOCATION, "role": one_of("reference_video")}
    ),
    "audio_url": obj(
        {"type": one_of("audio_url"), "audio_url": _SOUND, "role": one_of("reference_audio")}
    ),
}


@dataclass
class Asset:
    """A picture or clip under review."""

    id: str
    group: str
    kind: str
    progress: Progress
    failure: str = ""
    name: str = ""


class ArkProvider(Service):
    """The routes for assets, which are signed, and for films, which need a bearer key."""

    name = "ark"
    kept: tuple[str, ...] = ("tasks", "_groups", "_assets", "_wishes", "_cancelled")
    kinds = (Asset,)

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._groups: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        self._wishes: dict[str, dict[str, Any]] = {}
        self._cancelled: set[str] = set()

    async def authorise(self, request: Request) -> None:
        """A signature on the assets' one path, a bearer key everywhere else."""
        if request.url.path != f"{PREFIX}/":
            await super().authorise(request)
            return
        wanted = await volc_signature(request, self.simulation.settings.key)
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise ArkRefusal(401, "SignatureDoesNotMatch", "The request signature does not match.")

    def refusal(self, fault: Malformed) -> Refusal:
        """Volcengine's answer to a wrong body."""
        return ArkRefusal(400, "InvalidParameter", str(fault))

    async def act(self, request: Request) -> dict[str, Any]:
        """`POST /?Action=…&Version=2024-01-01`."""
        action = request.query_params.get("Action", "")
        if action not in ACTIONS or request.query_params.get("Version") != "2024-01-01":
            raise ArkRefusal(404, "InvalidActionOrVersion", f"Could not find operation {action}")
        body = await self.json(request, ACTIONS[action])
        handlers = {
            "CreateAssetGroup": self._create_group,
            "CreateAsset": self._create_asset,
            "GetAsset": self._get_asset,
            "DeleteAsset": self._delete_asset,
            "ListAssets": self._list_assets,
            "ListAssetGroups": self._list_groups,
        }
        result = await handlers[action](request, body)
        return {"ResponseMetadata": {"RequestId": secrets.token_hex(16)}, "Result": result}

    async def _create_group(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("GroupType") == "LivenessFace":
            raise ArkRefusal(403, "LivenessRequired", "A real person has to pass the check.")
        group = f"group-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"  # noqa: TID251 - no clock here
        self._groups[group] = body["Name"]
        return {"Id": group}

    async def _create_asset(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        if body["GroupId"] not in self._groups:
            raise ArkRefusal(404, "NotFound.GroupId", "The group does not exist.")
        if body["AssetType"] == "Image":
            await self._picture(body["URL"])
        elif body["AssetType"] == "Audio":
            await self._sound(body["URL"], "URL", takes="url")
        else:
            await self._clip(body["URL"])
        failure = ordered_failure(request)
        asset = Asset(
            f"asset-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}",  # noqa: TID251 - no clock here
            body["GroupId"], body["AssetType"], self.progress(),
            failure.message if failure else "", body.get("Name", ""),
        )  # fmt: skip
        self._assets[asset.id] = asset
        self.mint(asset.id, asset.group, body["AssetType"], body["URL"])
        return {"Id": asset.id}

    async def _get_asset(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        asset = self._known(body["Id"])
        finished = asset.progress.poll()
        status = "Processing" if not finished else "Failed" if asset.failure else "Active"
        answer = {"Id": asset.id, "GroupId": asset.group, "AssetType": asset.kind, "Status": status}
        if status == "Failed":
            return answer | {"Error": {"Code": "AuditFailed", "Message": asset.failure}}
        return answer

    async def _list_assets(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        wanted = body.get("Filter", {})
        there = [
            {
                "Id": asset.id, "GroupId": asset.group, "AssetType": asset.kind,
                "Name": asset.name, "Status": _review(asset),
            }
            for asset in self._assets.values()
            if asset.group in wanted.get("GroupIds", [asset.group])
            and _review(asset) in wanted.get("Statuses", [_review(asset)])
            and wanted.get("Name", "") in asset.name
        ]  # fmt: skip
        return _page(there, body)

    async def _list_groups(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        wanted = body.get("Filter", {}).get("Name", "")
        there = [
            {"Id": group, "Name": name, "GroupType": "AIGC"}
            for group, name in self._groups.items()
            if wanted in name
        ]
        return _page(there, body)

    async def _delete_asset(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        del self._assets[self._known(body["Id"]).id]
        return {}

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /contents/generations/tasks`: words count the references of each kind."""
        body = await self.json(request, obj({"model": text(), "content": array(_content)}, _FILM))
        texts = [item["text"] for item in body["content"] if item["type"] == "text"]
        if len(texts) != 1:
            raise Malformed("content", "must have one text")
        content = body["content"]
        listed = {"Image": _urls(content, "image_url"), "Video": _urls(content, "video_url")}
        sounds = _urls(content, "audio_url")
        images, others = (30, 10) if "-2-5-" in body["model"] else (9, 3)
        if len(listed["Image"]) > images or max(len(listed["Video"]), len(sounds)) > others:
            most = f"{images} images, {others} videos and {others} sounds are the maximum"
            raise Malformed("content", most)
        await self._voices(sounds)
        for kind, urls in listed.items():
            for url in urls:
                self._check_reference(kind, url)
        words = re.findall(r"\b(Image|Video) (\d+)", texts[0])
        understood = [
            listed[kind][int(n) - 1].removeprefix("asset://")
            for kind, n in words
            if 1 <= int(n) <= len(listed[kind])
        ]
        task = self.start(
            request, f"cgt-{secrets.token_hex(8)}", texts[0], list(dict.fromkeys(understood)),
            model=body["model"], seconds=_seconds(body),
            size="720x1280" if body.get("ratio") in _UPRIGHT else "1280x720",
        )  # fmt: skip
        self._wishes[task.id] = {key: body[key] for key in FILM_FIELDS if body.get(key) is not None}
        return {"id": task.id}

    def _check_reference(self, kind: str, url: str) -> None:
        if not url.startswith("asset://"):
            return
        asset = self._known(url.removeprefix("asset://"))
        if asset.kind != kind:
            raise Malformed("content", f"{asset.id} is a {asset.kind}")
        if not asset.progress.is_finished() or asset.failure:
            raise Malformed("content", f"{asset.id} is not Active")

    async def get_film(self, request: Request) -> dict[str, Any]:
        """`GET /contents/generations/tasks/{id}`."""
        task = self._film(request)
        task.poll()
        return self._told(request, task)

    async def list_films(self, request: Request) -> dict[str, Any]:
        """`GET /contents/generations/tasks?page_num=&page_size=&filter.…=`: the newest first."""
        query = request.query_params
        page = counted(query.get("page_num", "1"), "page_num", 1, 500)
        size = counted(query.get("page_size", "20"), "page_size", 1, 500)
        listed = [self._told(request, task) for task in reversed(self.tasks.values())]
        for field in ("status", "model", "service_tier"):
            if (wanted := query.get(f"filter.{field}")) is not None:
                listed = [film for film in listed if film[field] == wanted]
        if ids := query.getlist("filter.task_ids"):
            listed = [film for film in listed if film["id"] in ids]
        first = (page - 1) * size
        return {"total": len(listed), "items": listed[first : first + size]}

    async def delete_film(self, request: Request) -> dict[str, Any]:
        """`DELETE /contents/generations/tasks/{id}`: cancel a queued one, forget an ended one."""
        task = self._film(request)
        status = self._status(task)
        if status in {"running", "cancelled"}:
            raise ArkRefusal(409, "InvalidAction", f"A {status} task cannot be deleted.")
        if status == "queued":
            self._cancelled.add(task.id)
        else:
            del self.tasks[task.id], self._wishes[task.id]
        return {}

    def _film(self, request: Request) -> Task:
        missing = ArkRefusal(404, "NotFound", "The task does not exist.")
        return self.known_task(request.path_params["id"], missing)

    def _status(self, task: Task) -> str:
        words = {COMPLETED: "succeeded", FAILED: "failed", RUNNING: "running"}
        return "cancelled" if task.id in self._cancelled else words.get(task.status, "queued")

    def _told(self, request: Request, task: Task) -> dict[str, Any]:
        """A film as the service describes it, with the values of what was not asked for."""
        status, ended = self._status(task), task.progress.ended
        answer: dict[str, Any] = {
            "id": task.id, "model": task.model, "status": status,
            "created_at": int(task.progress.started),
            "updated_at": int(ended or task.progress.started),
            "service_tier": "default", "execution_expires_after": 172_800, "seed": 7,
            "resolution": "720p", "ratio": "16:9", "framespersecond": 24,
            "generate_audio": False, "draft": False,
            **{key: self._wishes[task.id][key] for key in _TOLD if key in self._wishes[task.id]},
            "duration": task.seconds,
        }  # fmt: skip
        if status == "succeeded":
            url = self.film(request, task)
            answer["content"] = {"video_url": url}
            tokens = task.seconds * 21_600
            answer["usage"] = {"completion_tokens": tokens, "total_tokens": tokens}
        if status == "failed" and task.failure:
            answer["error"] = task.failure.outcome()
        return answer

    def _known(self, asset_id: str) -> Asset:
        asset = self._assets.get(asset_id)
        if asset is None:
            raise ArkRefusal(404, "NotFound.AssetId", f"Asset {asset_id} does not exist.")
        return asset

    async def _picture(self, url: str) -> None:
        seen = await received.picture(self.simulation.settings, url, "URL", takes="url")
        small, large = sorted((seen.width, seen.height))
        if small < 300 or large > 6000 or not 0.4 <= seen.ratio <= 2.5:
            raise Malformed("URL", f"{seen.width}x{seen.height} is not accepted")

    async def _voices(self, urls: list[str]) -> None:
        for url in urls:
            self._check_reference("Audio", url)
            if not url.startswith("asset://"):
                await self._sound(url, "content", takes="url|data-url")

    async def _sound(self, url: str, place: str, *, takes: str) -> None:
        seen = await received.sound(self.simulation.settings, url, place, takes=takes)
        received.refuse_length(seen, place, 2000, 15_000)

    async def _clip(self, url: str) -> None:
        seen = await received.clip(self.simulation.settings, url, "URL", takes="url")
        received.refuse_length(seen, "URL", 2000, 15_000)


_TOLD = (
    *("service_tier", "execution_expires_after", "seed", "resolution", "ratio", "generate_audio"),
    *("draft", "safety_identifier", "priority", "output_format", "tools"),
)


def _seconds(body: dict[str, Any]) -> int:
    """The length of a film; without a duration, or with -1, the service chooses."""
    wanted = body.get("duration")
    most = 30 if "-2-5-" in body["model"] else 15
    if wanted not in {None, -1} and not 4 <= wanted <= most:
        raise Malformed("duration", f"must be 4 to {most}, or -1")
    return wanted if wanted and wanted > 0 else 5


def _review(asset: Asset) -> str:
    if not asset.progress.is_finished():
        return "Processing"
    return "Failed" if asset.failure else "Active"


def _page(there: list[dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
    number, size = body.get("PageNumber", 1), body.get("PageSize", 10)
    return {
        "Items": there[(number - 1) * size : number * size],
        "TotalCount": len(there), "PageNumber": number, "PageSize": size,
    }  # fmt: skip


def _content(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in CONTENT:
        raise Malformed(place, f"unknown type {kind!r}")
    CONTENT[kind](value, place)


def _urls(content: list[dict[str, Any]], kind: str) -> list[str]:
    """The URLs of the references of a kind, in their order."""
    return [item[kind]["url"] for item in content if item["type"] == kind]


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = ArkProvider(simulation)
    routes = [
        service.route("POST", "/", service.act),
        service.route("POST", "/contents/generations/tasks", service.create_film),
        service.route("GET", "/contents/generations/tasks", service.list_films),
        service.route("GET", "/contents/generations/tasks/{id}", service.get_film),
        service.route("DELETE", "/contents/generations/tasks/{id}", service.delete_film),
    ]
    return [Mount(PREFIX, routes=routes)]
