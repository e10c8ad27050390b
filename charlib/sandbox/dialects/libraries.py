"""Libraries of pictures: fal's assets, and Higgsfield's trained references."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.service import ACCESS, Service, counted
from charlib.sandbox.dialects.shapes import URL, array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.front import ordered_failure
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import Progress

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

ASSET = obj(
    {"name": text(), "identifier": text(like=r"\w+"), "reference_images": array(URL)},
    {"description": text()},
)
REFERENCE = obj(
    {
        "name": text(100),
        "input_images": array(obj({"type": one_of("image_url"), "image_url": URL}), 1, 100),
    },
    {"model_version": one_of("v1", "v2", "cinema")},
)

_MOST_LISTED = 100


class FalAssets(Service):
    """fal's characters: created at once; a repeated key returns the first answer."""

    name = "fal"
    scheme = "Key"
    kept: tuple[str, ...] = ("tasks", "_assets", "_by_key")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._assets: dict[str, dict[str, Any]] = {}
        self._by_key: dict[str, str] = {}

    def refusal(self, fault: Malformed) -> Refusal:
        """FastAPI's form."""
        return FalRefusal(422, None, str(fault), param=fault.place)

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /assets/characters`."""
        key = request.headers.get("idempotency-key", "")
        if key in self._by_key:
            return self._assets[self._by_key[key]]
        body = await self.json(request, ASSET)
        for url in body["reference_images"]:
            await received.picture(self.simulation.settings, url, "reference_images", takes="url")
        identity = secrets.token_hex(10)
        self._assets[identity] = {
            "id": identity,
            "type": "character",
            "name": body["name"],
            "character_identifier": body["identifier"],
            "reference_images": [{"url": url} for url in body["reference_images"]],
        }
        if key:
            self._by_key[key] = identity
        sources = " ".join(body["reference_images"])
        self.mint(identity, body["identifier"], "stills", sources)
        return self._assets[identity]

    async def list(self, request: Request) -> dict[str, Any]:
        """`GET /assets/characters?limit=&offset=`."""
        query = request.query_params
        limit = counted(query.get("limit", "20"), "limit", 1, _MOST_LISTED)
        offset = counted(query.get("offset", "0"), "offset", 0, 10**9)
        there = list(self._assets.values())[offset:]
        return {"characters": there[:limit], "total": len(self._assets)}


class FalRefusal(Refusal):
    """An error in FastAPI's form."""

    def body(self) -> dict[str, Any]:
        """A list of details."""
        return {
            "detail": [{"loc": ["body", self.param], "msg": self.message, "type": "value_error"}]
        }


class SoulRefusal(Refusal):
    """An error in Higgsfield's form."""

    def body(self) -> dict[str, Any]:
        """The one field that its clients read."""
        return {"detail": self.message}


@dataclass
class Training:
    """A reference that is being trained."""

    id: str
    name: str
    progress: Progress
    failure: Refusal | None

    def as_json(self) -> dict[str, Any]:
        """The training as the service describes it."""
        status = "queued" if self.progress.seen <= 1 else "in_progress"
        if self.progress.is_finished():
            status = "failed" if self.failure else "completed"
        return {"id": self.id, "name": self.name, "status": status}


class SoulProvider(Service):
    """Higgsfield's references: ready after some time of training."""

    name = "higgsfield"
    scheme = "Key"
    kept: tuple[str, ...] = ("tasks", "_trainings")
    kinds = (Training,)

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._trainings: dict[str, Training] = {}

    async def authorise(self, request: Request) -> None:
        """A key of two parts: `Key ID:SECRET`, or the two headers of the older client."""
        scheme, _, both = request.headers.get("authorization", "").partition(" ")
        if scheme != self.scheme:
            headers = request.headers
            both = f"{headers.get('hf-api-key', '')}:{headers.get('hf-secret', '')}"
        wanted = f"{ACCESS}:{self.simulation.settings.key}"
        if not hmac.compare_digest(both.encode(), wanted.encode()):
            raise SoulRefusal(401, None, "Invalid API credentials")

    def refusal(self, fault: Malformed) -> Refusal:
        """FastAPI's status for a body that is not as documented."""
        return SoulRefusal(422, None, str(fault))

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1/custom-references`."""
        body = await self.json(request, REFERENCE)
        urls = [image["image_url"] for image in body["input_images"]]
        for url in urls:
            await received.picture(self.simulation.settings, url, "input_images", takes="url")
        training = Training(
            secrets.token_hex(16), body["name"], self.progress(), ordered_failure(request)
        )
        self._trainings[training.id] = training
        if training.failure is None:
            self.mint(training.id, body["name"], "stills", " ".join(urls))
        return {"id": training.id, "name": training.name, "status": "not_ready"}

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /v1/custom-references/{id}`."""
        training = self._trainings.get(request.path_params["id"])
        if training is None:
            raise SoulRefusal(404, None, "Custom reference not found.")
        training.progress.poll()
        answer = training.as_json()
        if answer["status"] == "failed" and training.failure:
            answer["error"] = training.failure.message
        return answer

    async def list(self, request: Request) -> dict[str, Any]:
        """`GET /v1/custom-references/list?page=&page_size=`: a page, the newest first."""
        query = request.query_params
        page = counted(query.get("page", "1"), "page", 1, 10**6)
        size = counted(query.get("page_size", "20"), "page_size", 1, _MOST_LISTED)
        trainings = list(reversed(self._trainings.values()))
        shown = trainings[(page - 1) * size : page * size]
        return {
            "total": len(trainings),
            "page": page,
            "page_size": size,
            "total_pages": -(-len(trainings) // size),
            "items": [training.as_json() for training in shown],
        }


def mounts(simulation: Simulation) -> list[Mount]:
    """Both libraries under their prefixes."""
    fal, soul = FalAssets(simulation), SoulProvider(simulation)
    return [
        Mount(
            PREFIXES["fal"],
            routes=[
                fal.route("POST", "/assets/characters", fal.create),
                fal.route("GET", "/assets/characters", fal.list),
            ],
        ),
        Mount(
            PREFIXES["higgsfield"],
            routes=[
                soul.route("POST", "/v1/custom-references", soul.create),
                soul.route("GET", "/v1/custom-references/list", soul.list),
                soul.route("GET", "/v1/custom-references/{id}", soul.get),
            ],
        ),
    ]
