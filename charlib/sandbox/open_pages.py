"""The routes without a key: the index, served files, films, pictures and profile pages."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

import anyio.to_thread
import av.error
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from charlib.sandbox.errors import Refusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.files import ServedFile, served
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.footage import picture

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.characters import Character
    from charlib.sandbox.world.footage import Footage

_WINDOWS = {
    "sync": "windows of at least 1 s",
    "async": "windows of 1 to 3 s",
    "relay": "windows of 1 to 3 s; creation without a model",
    "relay-model": "the same; creation names the model sora-2-character",
    "openai": "a clip as a form, prompts say the name (profile openai-videos)",
    "multipart": "from a task, by form, windows of 1 to 3 s (videos-multipart)",
    "tasks": "windows of 1 to 3 s (generations-task)",
    "evolink": "windows of 1 to 2 s (generations-task:evolink)",
    "kie": "a clip of 1 to 4 s, or a window of a task (kie)",
    "grsai": "windows of 1 to 3 s (grsai)",
    "kling": "stills, or a clip of 3 to 8 s (kling-elements)",
    "vidu": "stills, or a clip of up to 5 s (vidu-subjects)",
    "ark": "stills, or a clip of 2 to 15 s; signed (seedance-assets)",
    "fal": "stills (fal-assets)",
    "higgsfield": "stills (higgsfield-soul)",
    "higgsfield-kling": "Kling elements with a reference video (higgsfield-kling)",
    "omni-kie": "one or two stills (gemini-omni)",
    "omni-muapi": "a still (gemini-omni:muapi)",
    "omni-runapi": "one or two stills (gemini-omni:runapi)",
    "comfy": "films of Kling 4.0 with elements (comfy-router)",
    "minimax": "films of H3 with stills, clips and sounds (minimax:h3)",
    "xai": "films with up to 7 stills (xai)",
    "dashscope": "films of Wan and HappyHorse (wan, happyhorse)",
    "pixverse": "films with uploaded pictures (pixverse)",
    "openrouter": "films of many models (openrouter)",
    "runway": "films of Seedance 2, Hailuo 3 and Wan 3 (runway:seedance2)",
    "vidu-q4": "films of Q4 with stills and sounds (vidu-subjects:q4)",
    "veo": "films of Veo with up to 3 stills (veo)",
}


class OpenPages:
    """The routes that need no key."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/", self.index),
            Route("/files/{name}", self.file),
            Route("/outputs/{name}", self.output),
            Route("/pictures/{id}.jpg", self.picture),
            Route("/profile/{username}", self.profile),
        ]

    async def index(self, request: Request) -> Response:
        """`GET /`: a description for people."""
        here, settings = base_url(request), self._simulation.settings
        bases = "\n".join(
            f"  {name:<16} {here}{prefix}\n  {'':<16} {_WINDOWS[name]}"
            for name, prefix in PREFIXES.items()
        )
        files = f"\nFiles are at {here}/files/NAME.\n" if settings.files else ""
        return PlainTextResponse(
            "charlib sandbox: a simulator of character services.\n"
            "It keeps nothing, costs nothing, and renders its films itself.\n\n"
            f"Bases:\n{bases}\n\n"
            f"Key: Authorization: Bearer {settings.key}\n"
            "Key of two parts, for tokens, signatures and higgsfield:"
            f" sandbox:{settings.key}\n"
            "Windows are 'start,end' in seconds, at most three decimals, inside the video.\n"
            f"{files}\n"
            f"What it minted and billed: GET {here}/_sandbox/ledger\n"
            f"Faults: POST, GET or DELETE {here}/_sandbox/faults\n"
        )

    async def file(self, request: Request) -> Response:
        """`GET /files/NAME`: a file of the folder, with Range."""
        name = request.path_params["name"]
        folder = self._simulation.settings.files
        path = await anyio.to_thread.run_sync(served, folder, name) if folder else None
        if path is None:
            raise _not_found(request)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return ServedFile(path, media_type=kind)

    async def output(self, request: Request) -> Response:
        """`GET /outputs/NAME`: the film of a completed task, until its link expires."""
        task = self._simulation.released.get(request.path_params["name"])
        if task is None:
            raise _not_found(request)
        if self._simulation.has_expired(task):
            raise Refusal(403, "link_expired", "This link has expired.")
        footage = await self._simulation.films.footage(task)
        return ServedFile(footage.path, media_type="video/mp4")

    async def picture(self, request: Request) -> Response:
        """`GET /pictures/ID.jpg`: a frame from the character's own window, by signed link."""
        if not self._simulation.signer.accepts(request.url.path, request.query_params):
            raise Refusal(403, "link_expired", "This link has expired, or its signature is wrong.")
        character = self._simulation.portraits.get(request.path_params["id"])
        if character is None:
            raise _not_found(request)
        middle = (character.order.window.start_ms + character.order.window.end_ms) // 2
        try:
            footage = await self._footage(character)
            jpeg = await anyio.to_thread.run_sync(picture, footage.path, middle)
        except (OSError, av.error.FFmpegError, Refusal):
            # The sandbox keeps only the footage that was used last.
            raise _not_found(request) from None
        return Response(jpeg, media_type="image/jpeg")

    async def _footage(self, character: Character) -> Footage:
        """The footage of a character; an earlier run of the sandbox may have had it last."""
        if character.footage.path.exists():
            return character.footage
        if character.order.task is not None:
            return await self._simulation.films.footage(character.order.task)
        return await self._simulation.shelf.footage(character.order.source)

    async def profile(self, request: Request) -> Response:
        """`GET /profile/USERNAME`: the page behind a permalink."""
        username = request.path_params["username"]
        for character in self._simulation.portraits.values():
            if character.mention == username:
                return PlainTextResponse(_profile(character))
        raise _not_found(request)


def _profile(character: Character) -> str:
    order = character.order
    return f"@{character.mention} ({character.id})\ncut from {order.source}, {order.window.text}\n"


def _not_found(request: Request) -> Refusal:
    return Refusal(404, "not_found", f"There is nothing at {request.url.path}.")
