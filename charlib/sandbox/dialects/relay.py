"""The relays as they really answer: user names, OpenAI's video object, new-api's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.routing import Mount

from charlib.sandbox.dialects.service import video_object
from charlib.sandbox.dialects.shapes import obj, one_of, text
from charlib.sandbox.dialects.sora import BY_USERNAME, SOURCE, SoraService
from charlib.sandbox.errors import ChannelRefusal, Refusal, TaskRefusal
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.links import base_url
from charlib.sandbox.world.characters import username
from charlib.sandbox.world.window import WindowRule

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.wire.files import ServedFile
    from charlib.sandbox.world.jobs import Task

GENERATION = obj(
    {
        "model": one_of("sora-2", "sora-2-pro"),
        "prompt": text(),
        "seconds": one_of("4", "8", "10", "12", "15", "16", "20", "25"),
        "size": one_of("1280x720", "720x1280", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
    }
)


class RelayService(SoraService):
    """The routes of a relay; some hosts require a model for a creation, others refuse it."""

    def __init__(self, simulation: Simulation, *, with_model: bool) -> None:
        super().__init__(
            simulation,
            "relay-model" if with_model else "relay",
            mention=BY_USERNAME,
            window=WindowRule(min_ms=1000, max_ms=3000),
        )
        self._wants_model = with_model
        model = {"model": one_of("sora-2-character")} if with_model else {}
        any_model = {} if with_model else {"model": text()}
        self._shape = obj({**model, "timestamps": text()}, {**SOURCE, **any_model})

    async def create_character(self, request: Request) -> dict[str, Any]:
        """`POST /sora/v1/characters`: extract and answer with the ID and the user name."""
        body = await self.json(request, self._shape)
        if "model" in body and not self._wants_model:
            message = (
                f"channel not found: no channel of group default serves model '{body['model']}' "
                f"(request id: {uuid4().hex})"
            )
            raise ChannelRefusal(404, "channel_not_found", message)
        order = self.read_order(body)
        character = self.mint_character(order, await self.footage(order))
        self.simulation.portraits[character.id] = character
        here = base_url(request)
        return {
            "id": character.id,
            "username": character.mention,
            "permalink": f"{here}/profile/{character.mention}",
            "profile_picture_url": here
            + self.simulation.signer.sign(f"/pictures/{character.id}.jpg"),
        }

    def identify(self) -> tuple[str, str]:
        """A relay's ID, and the user name, which is the mention."""
        return f"ch_{uuid4().hex}", username()

    def unknown_source(self, task_id: str) -> Refusal:
        """The new-api family's answer to `from_task` with an unknown task."""
        return TaskRefusal(400, "get_origin_task_failed", f"origin task {task_id} not found")

    def unfinished_source(self, task_id: str) -> Refusal:
        """The same family's answer while the task is still running."""
        return TaskRefusal(400, "task_not_completed", f"origin task {task_id} is not completed")

    async def create_video(self, request: Request) -> dict[str, Any]:
        """`POST /v1/videos`: start a task and answer with OpenAI's video object."""
        body = await self.json(request, GENERATION)
        task = self.start_film(
            request, f"video_{uuid4()}", body, seconds=body["seconds"], size=body["size"]
        )
        return self._video(task)

    async def get_video(self, request: Request) -> dict[str, Any]:
        """`GET /v1/videos/{id}`: the video object, one poll on."""
        task = self._task(request)
        task.poll()
        return self._video(task)

    async def get_content(self, request: Request) -> ServedFile:
        """`GET /v1/videos/{id}/content`: the MP4 of a completed task, until it expires."""
        task = self._task(request)
        if not task.is_completed:
            raise Refusal(400, "video_not_ready", "The video is not completed yet.", param="id")
        if self.simulation.has_expired(task):
            raise Refusal(404, "video_expired", "The video has expired.", param="id")
        return await self.content(task)

    def _task(self, request: Request) -> Task:
        missing = TaskRefusal(400, "task_not_exist", "task_not_exist")
        return self.known_task(request.path_params["id"], missing)

    def _video(self, task: Task) -> dict[str, Any]:
        return video_object(task, live_s=self.simulation.settings.links_live_s)


def mount(simulation: Simulation, *, with_model: bool) -> Mount:
    """One variant of the dialect under its prefix."""
    service = RelayService(simulation, with_model=with_model)
    return Mount(
        PREFIXES[service.name],
        routes=[
            service.route("POST", "/sora/v1/characters", service.create_character),
            service.route("POST", "/v1/videos", service.create_video),
            service.route("GET", "/v1/videos/{id}", service.get_video),
            service.route("GET", "/v1/videos/{id}/content", service.get_content),
        ],
    )
