"""Films of Veo at the Gemini API: an operation for each, whose name has slashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount

from charlib.sandbox.dialects.films.references import FilmService
from charlib.sandbox.dialects.shapes import array, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

_MODELS = ("veo-3.1-generate-001", "veo-3.1-fast-generate-001")
_IMAGE = obj(
    {
        "bytesBase64Encoded": text(20_000_000, like=r"[A-Za-z0-9+/]+={0,2}"),
        "mimeType": one_of("image/jpeg", "image/png"),
    }
)
_REFERENCE = obj({"image": _IMAGE, "referenceType": one_of("asset")})
_INSTANCE = obj(
    {"prompt": text(10_000)},
    {"referenceImages": array(_REFERENCE, 1, 3), "image": _IMAGE, "lastFrame": _IMAGE},
)
FILM = obj(
    {"instances": array(_INSTANCE, 1, 1)},
    {
        "parameters": obj(
            {},
            {
                "aspectRatio": one_of("16:9", "9:16"),
                "durationSeconds": one_of(4, 6, 8),
                "resolution": one_of("720p", "1080p", "4k"),
                "personGeneration": one_of("allow_all", "allow_adult", "dont_allow"),
            },
        )
    },
)


class GoogleRefusal(Refusal):
    """An error in Google's form."""

    def body(self) -> dict[str, Any]:
        """The HTTP status, a sentence, and a word."""
        return {"error": {"code": self.status, "message": self.message, "status": self.code}}


class VeoFilms(FilmService):
    """The routes for films."""

    name = "veo"

    async def authorise(self, request: Request) -> None:
        """Refuse a call without the key in its own header."""
        key, expected = request.headers.get("x-goog-api-key", ""), self.simulation.settings.key
        if not hmac.compare_digest(key.encode(), expected.encode()):
            raise self.unauthorised()

    def unauthorised(self) -> Refusal:
        """The vendor's answer to a wrong key."""
        message = "API key not valid. Please pass a valid API key."
        return GoogleRefusal(400, "INVALID_ARGUMENT", message)

    def refusal(self, fault: Malformed) -> Refusal:
        """The vendor's answer to a wrong body."""
        return GoogleRefusal(400, "INVALID_ARGUMENT", str(fault))

    def missing(self, task_id: str) -> Refusal:
        """The vendor's answer to an unknown operation."""
        return GoogleRefusal(404, "NOT_FOUND", f"Operation {task_id} was not found.")

    async def create(self, request: Request) -> dict[str, Any]:
        """`POST /v1beta/models/{model}:predictLongRunning`: the name of an operation."""
        model = request.path_params["model"]
        if model not in _MODELS:
            raise GoogleRefusal(404, "NOT_FOUND", f"models/{model} is not found.")
        body = await self.json(request, FILM)
        (instance,), settings = body["instances"], body.get("parameters", {})
        pictures = [each["image"] for each in instance.get("referenceImages", ())]
        seconds = settings.get("durationSeconds", 8)
        _check(instance, pictures, seconds, settings.get("resolution", "720p"))
        task = self.start(
            request, f"models/{model}/operations/{secrets.token_hex(8)}", instance["prompt"],
            list(map(_label, pictures)), model=model, seconds=seconds,
            size="720x1280" if settings.get("aspectRatio") == "9:16" else "1280x720",
        )  # fmt: skip
        return {"name": task.id}

    async def get(self, request: Request) -> dict[str, Any]:
        """`GET /v1beta/models/…/operations/…`: `done` is there when it is."""
        task = self.polled(request)
        if task.status == FAILED:
            filtered = {
                "raiMediaFilteredCount": 1, "raiMediaFilteredReasons": [self.reason(task)],
            }  # fmt: skip
            return {"name": task.id, "done": True, "response": {"generateVideoResponse": filtered}}
        if task.status != COMPLETED:
            return {"name": task.id}
        samples = [{"video": {"uri": self.film(request, task)}}]
        result = {"generateVideoResponse": {"generatedSamples": samples}}
        return {"name": task.id, "done": True, "response": result}


def _label(image: dict[str, str]) -> str:
    """What the ledger calls a picture: the hash of its content."""
    content = base64.b64decode(image["bytesBase64Encoded"])
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _check(instance: dict[str, Any], pictures: list[Any], seconds: int, resolution: str) -> None:
    """What pictures exclude, and what only a film of 8 s may have."""
    if pictures and ("image" in instance or "lastFrame" in instance):
        raise Malformed("instances[0].image", "is not allowed with referenceImages")
    if seconds != 8 and (pictures or resolution != "720p"):
        raise Malformed("parameters.durationSeconds", "must be 8")


def mounts(simulation: Simulation) -> list[Mount]:
    """The dialect under its prefix."""
    service = VeoFilms(simulation)
    routes = [
        service.route("POST", "/v1beta/models/{model}:predictLongRunning", service.create),
        service.route("GET", "/v1beta/{id:path}", service.get),
    ]
    return [Mount(PREFIXES["veo"], routes=routes)]
