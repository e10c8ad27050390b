"""Seedance's asset library at Volcengine: signed calls, groups, reviews; films with another key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from starlette.routing import Mount

from charlib.sandbox.clock import now
from charlib.sandbox.dialects.service import ACCESS, Service
from charlib.sandbox.dialects.shapes import URL, array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import COMPLETED, FAILED, RUNNING, Progress

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

PREFIX = PREFIXES["ark"]
REGION, SERVICE = "cn-beijing", "ark"
_HEADERS = ["content-type", "host", "x-content-sha256", "x-date"]
_SKEW_S = 900
_PROJECT = {"ProjectName": text(64)}

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
}
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


class ArkRefusal(Refusal):
    """An error in the form of Volcengine's gateway."""

    def body(self) -> dict[str, Any]:
        """The error inside the answer's metadata."""
        error = {"Code": self.code, "Message": self.message}
        return {"ResponseMetadata": {"RequestId": secrets.token_hex(16), "Error": error}}


@dataclass
class Asset:
    """A picture or clip under review."""

    id: str
    group: str
    kind: str
    progress: Progress
    failure: str = ""


class ArkProvider(Service):
    """The routes for assets, which are signed, and for films, which need a bearer key."""

    name = "ark"

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._groups: set[str] = set()
        self._assets: dict[str, Asset] = {}

    async def authorise(self, request: Request) -> None:
        """A signature on the assets' one path, a bearer key everywhere else."""
        if request.url.path != f"{PREFIX}/":
            await super().authorise(request)
            return
        wanted = await _signature(request, self.simulation.settings.key)
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
        }
        result = await handlers[action](request, body)
        return {"ResponseMetadata": {"RequestId": secrets.token_hex(16)}, "Result": result}

    async def _create_group(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("GroupType") == "LivenessFace":
            raise ArkRefusal(403, "LivenessRequired", "A real person has to pass the check.")
        group = f"group-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"  # noqa: TID251 - no clock here
        self._groups.add(group)
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
            failure.message if failure else "",
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

    async def _delete_asset(self, _: Request, body: dict[str, Any]) -> dict[str, Any]:
        del self._assets[self._known(body["Id"]).id]
        return {}

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /contents/generations/tasks`: words count the references of each kind."""
        body = await self.json(request, obj({"model": text(), "content": array(_content)}))
        texts = [item["text"] for item in body["content"] if item["type"] == "text"]
        if len(texts) != 1:
            raise Malformed("content", "must have one text")
        content = body["content"]
        listed = {"Image": _urls(content, "image_url"), "Video": _urls(content, "video_url")}
        voices = _urls(content, "audio_url")
        if len(listed["Image"]) > 9 or len(listed["Video"]) > 3 or len(voices) > 3:
            raise Malformed("content", "9 images, 3 videos and 3 audios are the maximum")
        if voices and not listed["Image"] + listed["Video"]:
            raise Malformed("content", "an audio needs an image or a video beside it")
        for voice in voices:
            self._check_reference("Audio", voice)
            if not voice.startswith("asset://"):
                await self._sound(voice, "content", takes="url|data-url")
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
            model=body["model"],
        )  # fmt: skip
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
        missing = ArkRefusal(404, "NotFound", "The task does not exist.")
        task = self.known_task(request.path_params["id"], missing)
        task.poll()
        words = {COMPLETED: "succeeded", FAILED: "failed", RUNNING: "running"}
        answer: dict[str, Any] = {"id": task.id, "status": words.get(task.status, "queued")}
        if task.status == COMPLETED:
            answer["content"] = {"video_url": self.film(request, task)}
        if task.status == FAILED and task.failure:
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

    async def _sound(self, url: str, place: str, *, takes: str) -> None:
        seen = await received.sound(self.simulation.settings, url, place, takes=takes)
        if not 2000 <= seen.duration_ms <= 15_000:
            raise Malformed(place, f"{seen.duration_ms / 1000:g} s; 2 to 15 s are accepted")

    async def _clip(self, url: str) -> None:
        seen = await received.clip(self.simulation.settings, url, "URL", takes="url")
        if not 2000 <= seen.duration_ms <= 15_000:
            raise Malformed("URL", f"{seen.duration_ms / 1000:g} s; 2 to 15 s are accepted")


def _content(value: Any, place: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in CONTENT:
        raise Malformed(place, f"unknown type {kind!r}")
    CONTENT[kind](value, place)


async def _signature(request: Request, secret: str) -> str:
    """The expected header, computed from the request."""
    headers, body = request.headers, await request.body()
    moment = headers.get("x-date", "")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise ArkRefusal(401, "InvalidTimestamp", "X-Date is missing or wrong.") from None
    if abs(now() - at) > _SKEW_S:
        raise ArkRefusal(401, "InvalidTimestamp", "The request has expired.")
    if headers.get("x-content-sha256") != hashlib.sha256(body).hexdigest():
        raise ArkRefusal(401, "SignatureDoesNotMatch", "The body is not the one that was signed.")
    pairs = [pair.partition("=") for pair in request.url.query.split("&") if pair]
    query = "&".join(
        f"{quote(unquote(name), safe='-_.~')}={quote(unquote(value), safe='-_.~')}"
        for name, _, value in sorted(pairs)
    )
    lines = [f"{name}:{headers.get(name, '').strip()}" for name in _HEADERS]
    canonical = [
        request.method, request.url.path, query, *lines, "", ";".join(_HEADERS),
        headers["x-content-sha256"],
    ]  # fmt: skip
    scope = f"{moment[:8]}/{REGION}/{SERVICE}/request"
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    key = secret.encode()
    for word in scope.split("/"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    signed = f"HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    signature = hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
    return (
        f"HMAC-SHA256 Credential={ACCESS}/{scope}, SignedHeaders={';'.join(_HEADERS)},"
        f" Signature={signature}"
    )


def _urls(content: list[dict[str, Any]], kind: str) -> list[str]:
    """The URLs of the references of a kind, in their order."""
    return [item[kind]["url"] for item in content if item["type"] == kind]


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = ArkProvider(simulation)
    routes = [
        service.route("POST", "/", service.act),
        service.route("POST", "/contents/generations/tasks", service.create_film),
        service.route("GET", "/contents/generations/tasks/{id}", service.get_film),
    ]
    return [Mount(PREFIX, routes=routes)]
