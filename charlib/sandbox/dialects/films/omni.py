"""Gemini Omni characters: what kie, muapi and RunAPI share, and kie's form of it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.envelopes import EnvelopeRefusal
from charlib.sandbox.dialects.films.references import FilmService
from charlib.sandbox.dialects.shapes import URL, anything, array, integer, obj, one_of, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.world import received
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation

VOICES = (
    "achernar", "achird", "algenib", "algieba", "alnilam", "aoede", "autonoe", "callirrhoe",
    "charon", "despina", "enceladus", "erinome", "fenrir", "gacrux", "iapetus", "kore",
    "laomedeia", "leda", "orus", "puck", "pulcherrima", "rasalgethi", "sadachbia", "sadaltager",
    "schedar", "sulafat", "umbriel", "vindemiatrix", "zephyr", "zubenelgenubi",
)  # fmt: skip
SEED = integer(0, 2**31 - 1)
MOST_CHARACTERS = 3
BUDGET = 7
CREDITS = 60
_PICTURE_BYTES = 20 * 2**20
_CHARACTER = obj(
    {"descriptions": text(5000), "image_urls": array(URL, 1, 2)},
    {"audio_ids": array(text(), 0, 3), "character_name": text(100)},
)
_VOICE = obj(
    {"audio_id": one_of(*VOICES), "name": text(100)},
    {"voice_description": text(2000), "example_dialogue": text(2000)},
)
_CLIP = obj({"url": URL}, {"start": integer(0, 600), "ends": integer(0, 600)})
_INPUT = obj(
    {"prompt": text(20_000)},
    {
        "duration": one_of("4", "6", "8", "10"),
        "aspect_ratio": one_of("16:9", "9:16"),
        "resolution": one_of("720p", "1080p", "4k"),
        "character_ids": array(text(), 0, MOST_CHARACTERS),
        "audio_ids": array(text(), 0, 3),
        "image_urls": array(URL, 0, BUDGET),
        "video_list": array(_CLIP, 0, 3),
        "first_frame_url": URL,
        "last_frame_url": URL,
        "seed": SEED,
    },
)
_MODELS = ("google/gemini-omni-flash-1-1", "gemini-omni-video")
_REFERENCES = ("character_ids", "audio_ids", "image_urls", "video_list")


class OmniRelay(FilmService):
    """A relay of Gemini Omni: characters of one or two pictures, preset voices, one budget."""

    kept: tuple[str, ...] = ("tasks", "_weights", "_voices")

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation)
        self._weights: dict[str, int] = {}
        self._voices: set[str] = set()

    async def make(self, name: str, urls: list[str], voices: list[str], place: str) -> str:
        """A character of its pictures: a portrait, and perhaps the whole body."""
        self.check_voices(voices)
        hashes = []
        for url in urls:
            seen = await received.picture(self.simulation.settings, url, place, takes="url")
            if seen.bytes > _PICTURE_BYTES:
                raise Malformed(place, "20 MB are the maximum")
            hashes.append(seen.sha256)
        identity = f"character_{secrets.token_hex(8)}"
        self._weights[identity] = len(urls)
        self.mint(identity, name or identity, "stills", " ".join(hashes))
        return identity

    def voice(self) -> str:
        """A new voice."""
        identity = f"audio_{secrets.token_hex(8)}"
        self._voices.add(identity)
        return identity

    def check_voices(self, voices: list[str]) -> None:
        """Refuse a voice that nobody made here."""
        for voice in voices:
            if voice not in self._voices:
                raise Malformed("audio_ids", f"{voice} does not exist")

    def spend(self, characters: list[str], images: int, clips: int) -> list[str]:
        """The characters of a film, if it fits: images + 2 x clips + the characters' pictures."""
        for identity in characters:
            if identity not in self._weights:
                raise Malformed("character_ids", f"{identity} does not exist")
        spent = images + 2 * clips + sum(self._weights[identity] for identity in characters)
        if spent > BUDGET:
            raise Malformed("character_ids", f"the quota is {BUDGET} units, not {spent}")
        return list(dict.fromkeys(characters))


class KieOmni(OmniRelay):
    """Kie: characters and voices at once, films by its jobs."""

    name = "omni-kie"

    def unauthorised(self) -> Refusal:
        """Kie's answer to a wrong key."""
        return EnvelopeRefusal(401, "You do not have access permissions")

    def refusal(self, fault: Malformed) -> Refusal:
        """Kie's answer to a wrong body."""
        return EnvelopeRefusal(422, str(fault))

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/omni/character/create`: free, and at once."""
        body = await self.json(request, _CHARACTER)
        name, voices = body.get("character_name", ""), body.get("audio_ids", [])
        identity = await self.make(name, body["image_urls"], voices, "image_urls")
        return _good({"characterId": identity})

    async def create_voice(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/omni/audio/create`: one of the preset voices under a name."""
        body = await self.json(request, _VOICE)
        identity = self.voice()
        return _good({"audioId": identity, "kieAudioId": identity, "name": body["name"]})

    async def create_film(self, request: Request) -> dict[str, Any]:
        """`POST /api/v1/jobs/createTask`."""
        shape = obj({"model": one_of(*_MODELS), "input": anything}, {"callBackUrl": URL})
        body = await self.json(request, shape)
        given = body["input"]
        _INPUT(given, "input")
        self.check_voices(given.get("audio_ids", []))
        used = [name for name in _REFERENCES if given.get(name)]
        if used and "first_frame_url" in given:
            raise Malformed("input.first_frame_url", f"excludes {used[0]}")
        if "last_frame_url" in given and "first_frame_url" not in given:
            raise Malformed("input.last_frame_url", "needs first_frame_url")
        images, clips = len(given.get("image_urls", [])), len(given.get("video_list", []))
        understood = self.spend(given.get("character_ids", []), images, clips)
        task = self.start(
            request, f"task_omni_{secrets.randbelow(10**13)}", given["prompt"], understood,
            model=body["model"], seconds=given.get("duration", "8"),
        )  # fmt: skip
        return _good({"taskId": task.id})

    async def get_film(self, request: Request) -> dict[str, Any]:
        """`GET /api/v1/jobs/recordInfo?taskId=…`: the result is JSON inside a text."""
        wanted = request.query_params.get("taskId", "")
        task = self.known_task(wanted, EnvelopeRefusal(404, "record not found"))
        task.poll()
        answer: dict[str, Any] = {"taskId": task.id, "model": task.model, "resultJson": ""}
        answer["state"] = self.state(task, "success", "fail", "waiting", "generating")
        if task.status == COMPLETED:
            answer["resultJson"] = json.dumps({"resultUrls": [self.film(request, task)]})
        if task.status == FAILED:
            answer |= {"failCode": "400", "failMsg": self.reason(task)}
        if task.status in {COMPLETED, FAILED}:
            answer["creditsConsumed"] = CREDITS if task.status == COMPLETED else 0
        return _good(answer)


class DetailRefusal(Refusal):
    """An error in FastAPI's form."""

    def body(self) -> dict[str, Any]:
        """A list of details, or a sentence."""
        if self.param is None:
            return {"detail": self.message}
        detail = {"loc": ["body", self.param], "msg": self.message, "type": "value_error"}
        return {"detail": [detail]}


def _good(answer: dict[str, Any]) -> dict[str, Any]:
    return {"code": 200, "msg": "success", "data": answer}


def new_id() -> str:
    """The id of a request."""
    return str(uuid4())


def mounts(simulation: Simulation) -> list[Mount]:
    """Kie's form under its prefix."""
    kie = KieOmni(simulation)
    routes = [
        kie.route("POST", "/api/v1/omni/character/create", kie.create_character),
        kie.route("POST", "/api/v1/omni/audio/create", kie.create_voice),
        kie.route("POST", "/api/v1/jobs/createTask", kie.create_film),
        kie.route("GET", "/api/v1/jobs/recordInfo", kie.get_film),
    ]
    return [Mount(PREFIXES["omni-kie"], routes=routes)]
