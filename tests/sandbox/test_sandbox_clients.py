"""The vendors' own clients against the sandbox, as strict as they can be set.

OpenAI's, Volcengine's, RunAPI's and Runway's run here. Higgsfield's is for another language: what
it sends and expects is rebuilt from its package, @higgsfield/client 0.2.6.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import av
import httpx
import openai
import pytest
import runwayml
from pydantic import TypeAdapter
from runapi.core import errors as runapi_errors
from runapi.core.http_client import HttpClient
from runapi.core.options import ClientOptions
from runapi.gemini_omni import GeminiOmniClient
from runwayml import RunwayML

from charlib.sandbox import Fault, Settings, film, running
from charlib.sandbox.world import stills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from charlib.sandbox import Server

# OpenAI's client warns at every call that the service was shut down.
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")

KEY = "sandbox-key"


@pytest.fixture(scope="module")
def server(folder) -> Iterator[Server]:
    """A sandbox whose jobs end at their second poll."""
    with running(Settings(files=folder, polls=1)) as server:
        yield server


@pytest.fixture(scope="module")
def sora(server) -> Iterator[openai.OpenAI]:
    """OpenAI's client, which checks every answer against its types."""
    url = f"{server.bases['openai']}/v1"
    with openai.OpenAI(
        api_key=KEY, base_url=url, max_retries=0, _strict_response_validation=True
    ) as client:
        yield client


@pytest.fixture(scope="module")
def clip(folder) -> bytes:
    """A two-second film."""
    film.render(folder / "short.mp4", seconds=2, width=160, height=90, fps=12)
    return (folder / "short.mp4").read_bytes()


@pytest.fixture(scope="module")
def still(folder) -> bytes:
    """A picture of 720 by 1280, as WebP."""
    film.render(folder / "still.mp4", seconds=1, width=720, height=1280, fps=2)
    with av.open(str(folder / "still.mp4")) as container:
        frame = next(container.decode(video=0))
    return stills.encoded(frame, "libwebp", "yuv420p")


@pytest.fixture(scope="module")
def finished(sora):
    """A finished film."""
    video = sora.videos.create_and_poll(prompt="rain", model="sora-2-2025-12-08", seconds="4")
    assert (video.status, video.model, video.progress) == ("completed", "sora-2-2025-12-08", 100)
    return video


def test_openai_characters(sora, clip, server):
    """Made from a file, found again, and used by name."""
    mia = sora.videos.create_character(name="Mia", video=("c.mp4", clip, "video/mp4"))
    assert sora.videos.get_character(mia.id).name == "Mia"
    sora.videos.create(prompt="Mia waves", extra_body={"characters": [{"id": mia.id}]})
    assert server.ledger.generations[-1].mentions == (mia.id,)
    with pytest.raises(openai.NotFoundError):
        sora.videos.get_character("char_0")


def test_openai_films_are_downloaded_in_all_variants(sora, finished):
    """An MP4, a thumbnail as WebP and a sheet as JPEG."""
    answer = sora.videos.download_content(finished.id)
    assert answer.response.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(answer.content)) as container:
        assert container.duration == 4 * av.time_base
    thumbnail = sora.videos.download_content(finished.id, variant="thumbnail").content
    sheet = sora.videos.download_content(finished.id, variant="spritesheet").content
    for picture, form, wide in ((thumbnail, "webp_pipe", False), (sheet, "jpeg_pipe", True)):
        with av.open(io.BytesIO(picture), format=form) as container:
            frame = next(container.decode(video=0))
        assert (frame.width > 2 * frame.height) == wide
    with pytest.raises(openai.BadRequestError):
        sora.videos.download_content(finished.id, variant="poster")


def test_openai_films_are_listed_page_by_page(sora):
    """Newest first, each once, over several pages."""
    made = [sora.videos.create(prompt=f"list {number}").id for number in range(5)]
    listed = [video.id for video in sora.videos.list(limit=2)]
    assert listed[:5] == list(reversed(made))
    assert len(listed) == len(set(listed))
    assert [video.id for video in sora.videos.list(order="asc", limit=100)] == listed[::-1]
    page = sora.videos.list(limit=2, after=made[-1])
    assert ([video.id for video in page.data], page.has_more) == ([made[3], made[2]], True)
    for wrong in ({"limit": 101}, {"after": "video_0"}, {"order": "up"}):
        with pytest.raises(openai.BadRequestError):
            sora.videos.list(**wrong)


def test_openai_films_are_remade(sora, finished, clip):
    """Remixed, edited and extended, by id and by file."""
    remix = sora.videos.remix(finished.id, prompt="snow")
    assert (remix.remixed_from_video_id, remix.seconds) == (finished.id, "4")
    with pytest.raises(openai.BadRequestError):
        sora.videos.remix(remix.id, prompt="not ready")
    edit = sora.videos.edit(prompt="night", video=("c.mp4", clip, "video/mp4"))
    assert edit.seconds == "2"
    longer = sora.videos.extend(prompt="on", seconds="8", video=("c.mp4", clip, "video/mp4"))
    assert longer.seconds == "10"
    by_id = {"prompt": "on", "video": {"id": finished.id}}
    edited = sora.post("/videos/edits", body=by_id, cast_to=openai.types.Video)
    assert edited.remixed_from_video_id == finished.id
    extended = {**by_id, "seconds": "12"}
    more = sora.post("/videos/extensions", body=extended, cast_to=openai.types.Video)
    assert more.seconds == "16"


def test_openai_films_start_from_a_picture(sora, still):
    """As a file of the film's size; another size is refused, and is no fault of the sandbox."""
    sora.videos.create(prompt="go", input_reference=("s.webp", still, "image/webp"))
    for size, content in (("1280x720", still), ("720x1280", b"\x89PNG\xff\xfe"), ("720x1280", b"")):
        with pytest.raises(openai.BadRequestError):
            sora.videos.create(
                prompt="go", size=size, input_reference=("s.png", content, "image/png")
            )


def test_openai_films_are_deleted(sora):
    """Once they ended, and then nobody finds them."""
    video = sora.videos.create(prompt="short-lived")
    with pytest.raises(openai.BadRequestError):
        sora.videos.delete(video.id)
    sora.videos.poll(video.id)
    gone = sora.videos.delete(video.id)
    assert (gone.id, gone.deleted) == (video.id, True)
    for ask in (sora.videos.retrieve, sora.videos.delete, sora.videos.download_content):
        with pytest.raises(openai.NotFoundError):
            ask(video.id)


def test_openai_errors_have_their_classes(sora, server):
    """A wrong key, a refused field, and a job that fails."""
    with pytest.raises(openai.AuthenticationError):
        sora.with_options(api_key="wrong").videos.create(prompt="x")
    with pytest.raises(openai.BadRequestError):
        sora.videos.create(prompt="x", model="sora-9")
    server.faults.add(Fault("job_fails"))
    failed = sora.videos.create_and_poll(prompt="x")
    assert (failed.status, failed.error.code) == ("failed", "moderation_blocked")


# -- Volcengine


@pytest.fixture(scope="module")
def tasks(server):
    """The tasks of Volcengine's runtime client."""
    with warnings.catch_warnings():
        # Its package uses names that its own dependencies call old.
        warnings.simplefilter("ignore")
        from volcenginesdkarkruntime import Ark  # noqa: PLC0415 - warns while it is loaded

        client = Ark(api_key=KEY, base_url=server.bases["ark"], max_retries=0)
    with client:
        yield client.content_generation.tasks


CONTENT = [{"type": "text", "text": "rain"}]
MODEL = "doubao-seedance-2-0-260128"


def check_types(answer):
    """Every field that the sandbox sent is of the type that the client declares."""
    fields = type(answer).model_fields
    for name in answer.model_fields_set:
        assert name in fields, f"{name} is unknown to the client"
        value = getattr(answer, name)
        if hasattr(value, "model_fields_set"):
            check_types(value)
        else:
            TypeAdapter(fields[name].annotation).validate_python(value, strict=True)


def test_ark_films(tasks):
    """Every field as null, then every field with a value, and polled to the end."""
    task = tasks.get(task_id=tasks.create(model=MODEL, content=CONTENT).id)
    assert (task.status, task.duration, task.ratio) == ("queued", 5, "16:9")
    check_types(task)
    wishes = {
        "safety_identifier": "s", "callback_url": "https://a.example/", "return_last_frame": True,
        "service_tier": "flex", "execution_expires_after": 3600, "priority": 1,
        "generate_audio": True, "draft": False, "camera_fixed": True, "watermark": False,
        "seed": 3, "resolution": "480p", "ratio": "9:16", "duration": 4, "frames": 29,
        "tools": [{"type": "web_search"}], "output_format": "mp4",
        "omni_reference_task_type": "auto",
    }  # fmt: skip
    identity = tasks.create(model=MODEL, content=CONTENT, **wishes).id
    while (task := tasks.get(task_id=identity)).status != "succeeded":
        assert task.status in {"queued", "running"}
    check_types(task)
    assert (task.ratio, task.duration, task.seed, task.service_tier) == ("9:16", 4, 3, "flex")
    content = httpx.get(task.content.video_url).content
    with av.open(io.BytesIO(content)) as container:
        stream = container.streams.video[0]
        assert stream.height > stream.width


def test_ark_films_are_listed(tasks):
    """With filters, page by page."""
    ids = [tasks.create(model="other", content=CONTENT).id for _ in range(3)]
    listed = tasks.list(model="other", page_size=2)
    assert (listed.total, [task.id for task in listed.items]) == (3, [ids[2], ids[1]])
    for task in listed.items:
        check_types(task)
    assert [task.id for task in tasks.list(task_ids=[ids[0]]).items] == ids[:1]
    second = tasks.list(model="other", page_size=2, page_num=2)
    assert [task.id for task in second.items] == ids[:1]
    assert tasks.list(model="other", status="succeeded").total == 0


def test_ark_films_are_deleted(tasks):
    """A queued one is cancelled, an ended one is forgotten."""
    from volcenginesdkarkruntime import _exceptions  # noqa: PLC0415 - see `tasks`

    queued, ended = (tasks.create(model=MODEL, content=CONTENT).id for _ in range(2))
    tasks.delete(queued)
    assert tasks.get(task_id=queued).status == "cancelled"
    while tasks.get(task_id=ended).status != "succeeded":
        pass
    tasks.delete(ended)
    with pytest.raises(_exceptions.ArkNotFoundError):
        tasks.get(task_id=ended)
    with pytest.raises(_exceptions.ArkBadRequestError):
        tasks.create(model=MODEL, content=CONTENT, duration=99)


# -- Higgsfield


@pytest.fixture(scope="module")
def portrait(server, folder) -> str:
    """The URL of a picture."""
    (folder / "mia.jpg").write_bytes(stills.spritesheet(folder / "mia.mp4"))
    return server.file_url("mia.jpg")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Key sandbox:{KEY}"},
        {"hf-api-key": "sandbox", "hf-secret": KEY},
    ],
)
def test_higgsfield_references(server, portrait, headers):
    """Created without a model version, polled to the end, and listed."""
    base = server.bases["higgsfield"]
    image = {"type": "image_url", "image_url": portrait}
    with httpx.Client(headers=headers) as client:
        body = {"name": "Mia", "input_images": [image]}
        made = client.post(f"{base}/v1/custom-references", json=body).json()
        words = []
        while not words or words[-1] not in {"completed", "failed"}:
            answer = client.get(f"{base}/v1/custom-references/{made['id']}").json()
            words.append(answer["status"])
        assert set(words) <= {"not_ready", "queued", "in_progress", "completed"}
        listed = client.get(
            f"{base}/v1/custom-references/list", params={"page": 1, "page_size": 1}
        ).json()
    assert set(listed) == {"total", "page", "page_size", "total_pages", "items"}
    assert listed["total_pages"] == listed["total"]
    assert listed["items"] == [{"id": made["id"], "name": "Mia", "status": "completed"}]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": f"Key {KEY}"},
        {"Authorization": f"Bearer sandbox:{KEY}"},
        {"Authorization": f"Key other:{KEY}"},
        {"hf-api-key": "sandbox", "hf-secret": "wrong"},
        {"hf-secret": f"sandbox:{KEY}"},
    ],
)
def test_higgsfield_refuses_other_keys(server, headers):
    """In the form whose one field the clients read."""
    url = f"{server.bases['higgsfield']}/v1/custom-references/list"
    answer = httpx.get(url, headers=headers)
    assert (answer.status_code, list(answer.json())) == (401, ["detail"])


@pytest.fixture(scope="module")
def omni(server) -> Iterator[Callable[[str], GeminiOmniClient]]:
    """RunAPI's client of Gemini Omni, with a key."""
    with httpx.HTTPTransport() as transport:

        def client(key: str) -> GeminiOmniClient:
            options = ClientOptions(
                api_key=key, base_url=server.bases["omni-runapi"], max_retries=0
            )
            http = HttpClient(options, transport=transport)
            return GeminiOmniClient(api_key=key, http_client=http)

        yield client


def test_runway_films(server):
    """Its own client films with references, waits for the end, and shows what is refused."""
    with RunwayML(api_key=KEY, base_url=server.bases["runway"], max_retries=0) as client:
        task = client.text_to_video.create(
            model="seedance2", prompt_text="Image 1 walks", ratio="720:1280", duration=5,
            references=[{"uri": "https://h.example/mia.jpg"}],
        )  # fmt: skip
        states = [client.tasks.retrieve(task.id) for _ in range(2)]
        assert [state.status for state in states] == ["PENDING", "SUCCEEDED"]
        assert "/outputs/" in states[-1].output[0]
        assert server.ledger.generations[-1].mentions == ("https://h.example/mia.jpg",)
        with pytest.raises(runwayml.BadRequestError, match="ratio"):
            client.text_to_video.create(model="seedance2", prompt_text="x", ratio="9:16")
        client.tasks.delete(task.id)
        with pytest.raises(runwayml.NotFoundError):
            client.tasks.retrieve(task.id)


def test_runapi_characters_and_films(omni, server, folder):
    """Its own client makes a voice, a character of portrait and body, and a film of them."""
    for name in ("portrait.jpg", "body.jpg"):
        (folder / name).write_bytes(_jpeg(folder / "mia.mp4") + name.encode())
    client = omni(KEY)
    voice = client.create_audio.run(audio_id="kore", name="Narrator")
    mia = client.create_character.run(
        descriptions="short hair",
        reference_image_url=server.file_url("portrait.jpg"),
        body_reference_image_url=server.file_url("body.jpg"),
        audio_ids=[voice.audio.id],
    )
    task = client.text_to_video.create(
        model="gemini-omni-flash-1-1", prompt="Mia waves", duration_seconds=6,
        aspect_ratio="9:16", output_resolution="720p", character_ids=[mia.character.id],
    )  # fmt: skip
    states = [client.text_to_video.get(task.id) for _ in range(2)]

    assert [state.status for state in states] == ["pending", "completed"]
    assert "/outputs/" in states[-1].videos[0].url
    assert server.ledger.generations[-1].mentions == (mia.character.id,)
    with pytest.raises(runapi_errors.ValidationError, match="duration_seconds"):
        client.text_to_video.create(prompt="x", duration_seconds=7)
    with pytest.raises(runapi_errors.AuthenticationError):
        omni("wrong").create_audio.run(audio_id="kore")


def _jpeg(path: Path) -> bytes:
    """A picture of 640 by 360."""
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0)).reformat(640, 360)
    return stills.encoded(frame, "mjpeg", "yuvj420p")
