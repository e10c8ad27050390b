"""The simulators of services that get media with each film: strict, each in its vendor's words."""

# ruff: noqa: E501 - tables of bodies are read by the line

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import httpx
import pytest

from charlib.sandbox import Server, Settings, running
from tests.limits import HANGS_S

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a-key-of-the-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}
PICTURE, CLIP, SOUND = (
    "https://h.example/a.jpg",
    "https://h.example/a.mp4",
    "https://h.example/a.mp3",
)
DATA = "data:image/jpeg;base64,aGVsbG8="
LEAVE_OUT = object()

Json = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """A service: how a right film is asked for, and changes that it must refuse."""

    path: str
    body: Json
    refuses: Mapping[str, tuple[str, Any]]
    """What is wrong → the place that changes, and its new value."""
    allows: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: BEARER)
    job: str = ""
    poll: str = ""
    output: str = ""
    calls: tuple[str, ...] = (PICTURE,)


def _url(kind: str, url: str = PICTURE) -> Json:
    return {"type": kind, kind: {"url": url}}


def _role(kind: str, role: str, url: str = PICTURE) -> Json:
    return {**_url(kind, url), "role": role}


_SYNTHESIS = "/api/v1/services/aigc/video-generation/video-synthesis"
_ASYNC = BEARER | {"X-DashScope-Async": "enable"}
_ELEMENT = {"type": "element", "element_id": "842250903629086785", "id": "mia"}
_TEXT = {"type": "prompt", "text": "@mia walks"}


def dashscope(model: str, given: Json, **more: Any) -> Service:
    """A film at DashScope."""
    return Service(
        _SYNTHESIS, {"model": model, "input": given, "parameters": {"duration": 5}},
        headers=_ASYNC, job="output.task_id", poll="/api/v1/tasks/{job}",
        output="output.video_url", **more,
    )  # fmt: skip


SERVICES: dict[str, tuple[str, Service]] = {
    "minimax": ("minimax", Service(
        "/v2/video_generation",
        {"model": "MiniMax-H3", "resolution": "768P", "duration": 5, "ratio": "16:9",
         "content": [{"type": "text", "text": "Image 1 speaks as Audio 1"}, _role("image_url", "reference_image"), _role("audio_url", "reference_audio", SOUND)]},
        {
            "Runway's shape": ("references", [{"uri": PICTURE}]), "text as seconds": ("duration", "5"), "16 s": ("duration", 16),
            "lower case": ("resolution", "768p"), "a tier of another model": ("resolution", "480P"), "an unknown ratio": ("ratio", "2:1"),
            "no role": ("content.1.role", LEAVE_OUT), "a frame beside references": ("content.1.role", "first_frame"), "no prompt": ("content.0", _role("image_url", "reference_image")),
            "a number without a picture": ("content.0.text", "Image 2 walks"), "a file": ("content.1.image_url.url", "a.jpg"),
            "ten pictures": ("content", [{"type": "text", "text": "x"}, *[_role("image_url", "reference_image")] * 10]),
            "adaptive for text only": ("", {"model": "MiniMax-H3", "content": [{"type": "text", "text": "x"}], "ratio": "adaptive"}),
            "a sound alone": ("content", [{"type": "text", "text": "x"}, _role("audio_url", "reference_audio", SOUND)]),
        },
        {"data URL": ("content.1.image_url.url", DATA), "adaptive": ("ratio", "adaptive"), "text only": ("content", [{"type": "text", "text": "x"}])},
        job="task_id", poll="/v2/query/video_generation/{job}", output="task.content.url", calls=(PICTURE, SOUND),
    )),
    "xai": ("xai", Service(
        "/v1/videos/generations",
        {"model": "grok-imagine-video-1.5", "prompt": "<IMAGE_0> walks", "reference_images": [{"url": PICTURE}], "duration": 8, "aspect_ratio": "9:16", "resolution": "720p"},
        {
            "1080p with references": ("resolution", "1080p"), "15 s with references": ("duration", 15), "text as seconds": ("duration", "8"),
            "a frame too": ("image", {"url": PICTURE}), "a number without a picture": ("prompt", "<IMAGE_1> walks"), "eight": ("reference_images", [{"url": PICTURE}] * 8),
            "both forms": ("reference_images.0.file_id", "file-1"), "neither form": ("reference_images.0.url", LEAVE_OUT), "4 voices": ("reference_audios", [{"voice_id": "eve"}] * 4),
            "an unknown ratio": ("aspect_ratio", "21:9"), "a long prompt": ("prompt", "x" * 4097), "an unknown key": ("size", "1280x720"), "a voice without a picture": ("", {"model": "grok-imagine-video", "prompt": "x", "reference_audios": [{"voice_id": "eve"}]}),
        },
        {"a file": ("reference_images", [{"file_id": "file-1"}]), "data URL": ("reference_images.0.url", DATA), "voices": ("reference_audios", [{"voice_id": "eve"}])},
        job="request_id", poll="/v1/videos/{job}", output="video.url",
    )),
    "wan 2.6": ("dashscope", dashscope(
        "wan2.6-r2v", {"prompt": "character1 sings", "reference_video_urls": [CLIP]}, calls=(CLIP,),
        refuses={
            "media of 2.7": ("input", {"prompt": "x", "media": [{"type": "reference_video", "url": CLIP}]}), "four clips": ("input.reference_video_urls", [CLIP] * 4), "a ratio": ("parameters.ratio", "16:9"),
            "both lists": ("input.reference_urls", [CLIP]), "no list": ("input.reference_video_urls", LEAVE_OUT), "a number without a clip": ("input.prompt", "character2 sings"), "a size": ("parameters.size", "1280x720"),
        },
        allows={"the other list": ("input", {"prompt": "character1", "reference_urls": [PICTURE]}), "size": ("parameters.size", "720*1280")},
    )),
    "wan 2.7": ("dashscope", dashscope(
        "wan2.7-r2v", {"prompt": "Image 1 meets Video 1", "media": [{"type": "reference_image", "url": PICTURE}, {"type": "reference_video", "url": CLIP, "reference_voice": SOUND}]}, calls=(PICTURE, CLIP),
        refuses={
            "480P": ("parameters.resolution", "480P"), "six": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 6), "adaptive": ("parameters.ratio", "adaptive"), "text as seconds": ("parameters.duration", "5"),
            "an unknown type": ("input.media.0.type", "image"), "a sound as a medium": ("input.media.0", {"type": "reference_audio", "url": SOUND}), "lower case": ("parameters.resolution", "720p"),
        },
    )),
    "wan 3.0": ("dashscope", dashscope(
        "wan3.0-video", {"prompt": "Image 1 walks", "media": [{"type": "reference_image", "url": PICTURE}]},
        refuses={
            "a frame too": ("input.media.1", {"type": "first_frame", "url": PICTURE}), "31 s": ("parameters.duration", 31), "negative_prompt": ("input.negative_prompt", "x"), "eleven": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 11),
            "clip as data": ("input.media.1", {"type": "reference_video", "url": "data:video/mp4;base64,aGVsbG8="}), "file and link": ("input.media", [{"type": "file", "url": PICTURE}, {"type": "link", "url": PICTURE}]),
        },
        allows={"480P": ("parameters.resolution", "480P"), "adaptive": ("parameters.ratio", "adaptive"), "30 s": ("parameters.duration", 30), "sound off": ("parameters.audio", False), "text only": ("input", {"prompt": "a boat"}), "picture as data": ("input.media.0.url", DATA)},
    )),
    "happyhorse": ("dashscope", dashscope(
        "happyhorse-1.0-r2v", {"prompt": "character1 walks", "media": [{"type": "reference_image", "url": PICTURE}]},
        refuses={"a clip": ("input.media.0", {"type": "reference_video", "url": CLIP}), "ten": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 10), "no media": ("input.media", LEAVE_OUT), "480P of 1.1": ("parameters.resolution", "480P"), "an unknown model": ("model", "happyhorse-1.0")},
        allows={"1.1": ("model", "happyhorse-1.1-r2v")},
    )),
    "openrouter": ("openrouter", Service(
        "/api/v1/videos",
        {"model": "bytedance/seedance-2.0", "prompt": "Image 1 walks", "input_references": [_url("image_url")], "duration": 5, "resolution": "720p", "aspect_ratio": "9:16"},
        {
            "an unknown model": ("model", "openai/sora-2"), "20 s": ("duration", 20), "a resolution of another model": ("resolution", "2K"), "lower case": ("resolution", "4k"), "a role": ("input_references.0.role", "reference_image"),
            "a bare URL": ("input_references", [PICTURE]), "a frame without its kind": ("frame_images", [_url("image_url")]), "an unknown key": ("seconds", 5), "text as seconds": ("duration", "5"),
        },
        {"a clip": ("input_references.1", _url("video_url", CLIP)), "a sound": ("input_references.1", _url("audio_url", SOUND)), "prose": ("prompt", "Mia walks")},
        job="id", poll="/api/v1/videos/{job}", output="unsigned_urls.0",
    )),
    "comfy": ("comfy", Service(
        "/v2/models/kling/kling-4.0/requests",
        {"contents": [_TEXT, _ELEMENT], "settings": {"duration": 5, "resolution": "720p", "aspect_ratio": "9:16"}},
        {
            "a key of the caller's": ("options", {"external_task_id": "x"}), "a callback": ("options", {"callback_url": PICTURE}), "31 s": ("settings.duration", 31), "no length": ("settings.duration", LEAVE_OUT), "4k": ("settings.resolution", "4k"),
            "no id": ("contents.1.id", LEAVE_OUT), "an id twice": ("contents", [_TEXT, _ELEMENT, _ELEMENT]), "a number as the element": ("contents.1.element_id", 5), "a prompt outside": ("prompt", "x"),
            "eight elements": ("contents", [_TEXT, *[{**_ELEMENT, "id": f"e{n}"} for n in range(8)]]), "four voices": ("contents", [_TEXT, *[{"type": "voice", "voice_id": "v", "id": f"v{n}"} for n in range(4)]]),
            "two base videos": ("contents", [_TEXT, *[{"type": "base_video", "url": CLIP}] * 2]), "an unknown kind": ("contents.1.type", "character"),
        },
        {"a voice": ("contents.2", {"type": "voice", "voice_id": "v1", "id": "v"}), "30 s": ("settings.duration", 30), "X-API-Key": ("settings.audio", "off")},
        job="request_id", poll="/v2/models/kling/kling-4.0/requests/{job}/status", output="", calls=("842250903629086785",),
    )),
    "vidu q4": ("vidu-q4", Service(
        "/reference2video",
        {"model": "viduq4-preview", "prompt": "[@reference_image_1] walks", "images": [PICTURE], "sounds": [SOUND], "duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "audio": True, "seed": 7},
        {
            "subjects": ("subjects", [{"name": "mia", "server_id": "1"}]), "16 pictures": ("images", [PICTURE] * 16), "4 sounds": ("sounds", [SOUND] * 4), "2 s": ("duration", 2), "17 s": ("duration", 17), "an older model": ("model", "viduq3"),
            "a number without a picture": ("prompt", "[@reference_image_2] walks"), "bare base64": ("images", ["aGVsbG8="]), "a long prompt": ("prompt", "x" * 20_001),
        },
        {"the other word": ("prompt", "参考图1 走"), "4K": ("resolution", "4K"), "data URL": ("images", [DATA])},
        headers={"Authorization": f"Token {KEY}"}, job="task_id", poll="/tasks/{job}/creations", output="creations.0.url",
    )),
    "higgsfield-kling": ("higgsfield-kling", Service(
        "/kling-video/omni/video-reference",
        {"prompt": "@Element1 walks", "video_url": CLIP, "elements": ["842250903629086785"], "duration": 5},
        {"no video": ("video_url", LEAVE_OUT), "a number": ("elements", [842250903629086785]), "five elements": ("elements", ["1"] * 5), "11 s": ("duration", 11), "five pictures": ("image_urls", [PICTURE] * 5), "a number without an element": ("prompt", "@Element2 walks")},
        headers={"Authorization": f"Key sandbox:{KEY}"}, job="request_id", poll="/requests/{job}/status", output="video.url", calls=("842250903629086785",),
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Server]:
    """One sandbox for all services, with two pictures to fetch."""
    files = tmp_path_factory.mktemp("pictures")
    with av.open(str(folder / "mia.mp4")) as container:
        frame = next(iter(container.decode(video=0))).reformat(640, 360, "yuvj420p")
    coder = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = 640, 360, "yuvj420p"
    coder.time_base = frame.time_base = Fraction(1, 25)
    frame.pts = 0
    jpeg = b"".join(map(bytes, [*coder.encode(frame), *coder.encode(None)]))
    for name in ("face.jpg", "body.jpg"):
        (files / name).write_bytes(jpeg + name.encode())
    with running(Settings(key=KEY, files=files, polls=1)) as server:
        yield server


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client without a key of its own."""
    with httpx.Client(timeout=HANGS_S) as client:
        yield client


def changed(body: Json, place: str, value: Any) -> Json:
    """A copy of a body with another value at a place; an item behind a list's end is appended."""
    if not place:
        return dict(value)
    new: Any = copy.deepcopy(body)
    *before, last = [int(step) if step.isdecimal() else step for step in place.split(".")]
    holder = new
    for step in before:
        holder = holder[step]
    if value is LEAVE_OUT:
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return dict(new)


def at(answer: Any, place: str) -> Any:
    """The value at a place of an answer."""
    for step in place.split("."):
        answer = answer[int(step) if step.isdecimal() else step]
    return answer


@pytest.mark.parametrize("name", SERVICES)
def test_a_film_is_made_and_its_references_are_understood(
    shared: Server, client: httpx.Client, name: str
) -> None:
    """A right body is billed once with what its prompt calls, and its film has a link in the end."""
    dialect, service = SERVICES[name]
    base = shared.bases[dialect]
    answer = client.post(base + service.path, json=service.body, headers=service.headers)
    assert answer.is_success, answer.text
    job = at(answer.json(), service.job)
    polls = [
        client.get(base + service.poll.format(job=job), headers=service.headers) for _ in range(2)
    ]

    billed = shared.ledger.generations[-1]
    assert (billed.id, billed.dialect, billed.mentions) == (job, dialect, service.calls)
    assert all(poll.is_success for poll in polls)
    assert "/outputs/" not in polls[0].text
    if service.output:
        assert "/outputs/" in at(polls[-1].json(), service.output)


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_does_not_document_is_refused(
    shared: Server, client: httpx.Client, name: str
) -> None:
    """Each wrong body is a 4xx of the vendor's that names the place, and nothing is billed."""
    dialect, service = SERVICES[name]
    url, before = shared.bases[dialect] + service.path, shared.ledger.billed
    answers = {
        what: client.post(url, json=changed(service.body, *change), headers=service.headers)
        for what, change in {**service.refuses, "an unknown key at the top": ("colour", 1)}.items()
    }

    assert {
        what: a.status_code for what, a in answers.items() if a.status_code not in {400, 422}
    } == {}
    assert shared.ledger.billed == before
    for what, change in service.allows.items():
        body = changed(service.body, *change)
        answer = client.post(url, json=body, headers=service.headers)
        assert answer.is_success, (what, answer.text)
    assert shared.ledger.billed == before + len(service.allows)


REFUSALS = {
    "minimax": ("base_resp.status_code", 2013),
    "xai": ("code", "Client specified an invalid argument"),
    "wan 3.0": ("code", "InvalidParameter"),
    "openrouter": ("error.code", 400),
    "comfy": ("error_type", "invalid_input"),
    "vidu q4": ("reason", "BadRequest"),
    "higgsfield-kling": ("detail.0.loc.0", "body"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_each_vendor_refuses_in_its_own_form(
    shared: Server, client: httpx.Client, name: str
) -> None:
    """A wrong body, a wrong key and an unknown task are answered as the vendor would."""
    dialect, service = SERVICES[name]
    url, (place, expected) = shared.bases[dialect] + service.path, REFUSALS[name]
    wrong = client.post(url, json={**service.body, "colour": 1}, headers=service.headers)
    poll = shared.bases[dialect] + service.poll.format(job="nothing")
    unknown = client.get(poll, headers=service.headers)
    keyless = client.post(url, json=service.body, headers={"X-DashScope-Async": "enable"})

    assert at(wrong.json(), place) == expected
    assert "colour" in wrong.text
    assert keyless.status_code in {400, 401}
    if name == "wan 3.0":
        assert at(unknown.json(), "output.task_status") == "UNKNOWN"
    else:
        assert unknown.status_code == 404


def test_dashscope_films_in_tasks_only(shared: Server, client: httpx.Client) -> None:
    """Without the header that asks for a task, nothing is made."""
    dialect, service = SERVICES["wan 3.0"]
    answer = client.post(shared.bases[dialect] + service.path, json=service.body, headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")


def test_xai_answers_202_until_it_is_done(shared: Server, client: httpx.Client) -> None:
    """The first poll is a 202 without a film."""
    dialect, service = SERVICES["xai"]
    base = shared.bases[dialect]
    job = client.post(base + service.path, json=service.body, headers=BEARER).json()["request_id"]
    polls = [client.get(f"{base}/v1/videos/{job}", headers=BEARER) for _ in range(2)]

    assert [(poll.status_code, poll.json()["status"]) for poll in polls] == [
        (202, "pending"),
        (200, "done"),
    ]


def test_minimax_lists_and_deletes(shared: Server, client: httpx.Client) -> None:
    """The newest film is first in the list; a deleted one is in it no more."""
    dialect, service = SERVICES["minimax"]
    base = shared.bases[dialect]
    jobs = [
        client.post(base + service.path, json=service.body, headers=BEARER).json()["task_id"]
        for _ in range(2)
    ]
    page = client.get(
        f"{base}/v2/query/video_generation?page_num=1&page_size=2", headers=BEARER
    ).json()
    gone = client.delete(f"{base}/v2/video_generation/{jobs[1]}", headers=BEARER).json()
    later = client.get(f"{base}/v2/query/video_generation", headers=BEARER).json()

    assert [item["id"] for item in page["items"]] == jobs[::-1]
    assert gone == {"task_id": jobs[1], "status": "deleted"}
    assert later["total"] == page["total"] - 1


def test_comfy_queues_by_key_and_hands_out_the_vendors_answer(
    shared: Server, client: httpx.Client
) -> None:
    """A repeated key is the same request; its result is there after its end, and as Kling has it."""
    dialect, service = SERVICES["comfy"]
    url, headers = shared.bases[dialect] + service.path, {"X-API-Key": KEY, "Idempotency-Key": "k1"}
    first, second = (client.post(url, json=service.body, headers=headers).json() for _ in range(2))
    early = client.get(first["response_url"], headers=BEARER)
    states = [client.get(first["status_url"], headers=BEARER).json()["status"] for _ in range(2)]
    result = client.get(first["response_url"], headers=BEARER).json()
    late = client.put(first["cancel_url"], headers=BEARER)

    assert (first["request_id"], early.status_code) == (second["request_id"], 409)
    assert states == ["IN_QUEUE", "COMPLETED"]
    assert "/outputs/" in result["data"][0]["outputs"][0]["url"]
    assert late.status_code == 409


def test_pixverse_names_uploaded_pictures(shared: Server, client: httpx.Client) -> None:
    """A picture is uploaded once and named in each film; a trace that came before films nothing."""
    base, key = shared.bases["pixverse"], {"API-KEY": KEY}
    picture = client.get(shared.file_url("face.jpg")).content
    form = {"image": ("face.jpg", picture, "image/jpeg")}
    answer = client.post(f"{base}/openapi/v2/image/upload", files=form, headers=key).json()
    img_id, before = answer["Resp"]["img_id"], shared.ledger.billed
    right = {
        "image_references": [{"type": "subject", "img_id": img_id, "ref_name": "mia"}],
        "prompt": "@mia walks",
        "model": "v6",
        "duration": 5,
        "quality": "720p",
    }

    def make(trace: str, **changes: Any) -> Json:
        headers = key | ({"Ai-trace-id": trace} if trace else {})
        url = f"{base}/openapi/v2/video/fusion/generate"
        return dict(client.post(url, json={**right, **changes}, headers=headers).json())

    films = [make("t1"), make("t1"), make("t2")]
    wrong = [
        make(""), make("w1", prompt="@mia, walks"), make("w2", duration=16), make("w3", quality="4k"),
        make("w4", image_references=[{"type": "subject", "img_id": 5, "ref_name": "mia"}]),
        make("w5", image_references=right["image_references"] * 2), make("w6", colour=1), make("w7", model="v4.5", image_references=[{**right["image_references"][0], "ref_name": f"m{n}"} for n in range(4)]),
    ]  # fmt: skip
    ids = [film["Resp"]["video_id"] for film in films]
    states = [
        client.get(f"{base}/openapi/v2/video/result/{ids[0]}", headers=key).json()["Resp"]["status"]
        for _ in range(2)
    ]

    assert (ids[0] == ids[1], ids[0] == ids[2], shared.ledger.billed - before) == (True, False, 2)
    assert shared.ledger.generations[-1].mentions == (str(img_id),)
    assert states == [5, 1]
    assert all(answer["ErrCode"] and answer["Resp"] is None for answer in wrong)


def kie_film(**given: Any) -> Json:
    """A film at kie."""
    return {
        "model": "google/gemini-omni-flash-1-1",
        "input": {"prompt": "Mia walks", "duration": "8", **given},
    }


def test_kie_keeps_characters_and_counts_their_pictures(
    shared: Server, client: httpx.Client
) -> None:
    """A character is free and there at once; one of portrait and body costs two of seven units."""
    base, face, body = (
        shared.bases["omni-kie"],
        shared.file_url("face.jpg"),
        shared.file_url("body.jpg"),
    )

    def post(path: str, **fields: Any) -> Json:
        return dict(client.post(base + path, json=fields, headers=BEARER).json())

    def make(*urls: str, **more: Any) -> Json:
        return post(
            "/api/v1/omni/character/create", descriptions="red coat", image_urls=list(urls), **more
        )

    one, two, other = (
        make(*urls)["data"]["characterId"] for urls in ([face], [face, body], [body, face])
    )
    voice = post("/api/v1/omni/audio/create", audio_id="kore", name="Narrator")["data"]["audioId"]
    spoken = make(face, audio_ids=[voice], character_name="Mia")
    images = [face] * 3
    good = [
        kie_film(character_ids=[one]), kie_film(), kie_film(first_frame_url=face), kie_film(audio_ids=[voice]),
        kie_film(character_ids=[two, other], image_urls=images), kie_film(character_ids=[one, two], video_list=[{"url": CLIP}] * 2),
    ]  # fmt: skip
    bad = [
        kie_film(duration=8), kie_film(duration="5"), kie_film(character_ids=[one, two, other, one]), kie_film(character_ids=["character_0"]),
        kie_film(character_ids=[two, other], image_urls=[*images, face]), kie_film(character_ids=[two, other], video_list=[{"url": CLIP}] * 2),
        kie_film(character_ids=[one], first_frame_url=face), kie_film(audio_ids=["audio_0"]), kie_film(aspect_ratio="1:1"), kie_film(colour=1), {**kie_film(), "model": "sora-2-text-to-video"},
    ]  # fmt: skip
    films = [post("/api/v1/jobs/createTask", **film) for film in good]
    refused = [post("/api/v1/jobs/createTask", **film)["code"] for film in bad]
    wrong = [
        make(),
        make(face, body, face),
        make(shared.file_url("nothing.jpg")),
        post("/api/v1/omni/character/create", description="x", image_urls=[face]),
        post("/api/v1/omni/audio/create", audio_id="mia", name="x"),
        make(face, audio_ids=["a"]),
    ]
    polls = [
        client.get(
            f"{base}/api/v1/jobs/recordInfo",
            params={"taskId": films[0]["data"]["taskId"]},
            headers=BEARER,
        ).json()["data"]
        for _ in range(2)
    ]

    assert spoken["code"] == 200
    assert [film["code"] for film in films] == [200] * len(good)
    assert refused == [422] * len(bad)
    assert [answer["code"] for answer in wrong] == [422] * len(wrong)
    assert [poll["state"] for poll in polls] == ["waiting", "success"]
    assert "/outputs/" in polls[-1]["resultJson"]


def test_muapi_makes_characters_in_requests(shared: Server, client: httpx.Client) -> None:
    """Every call is a request; its result has the character, or the film of it."""
    base, key, face = shared.bases["omni-muapi"], {"x-api-key": KEY}, shared.file_url("face.jpg")

    def post(path: str, **fields: Any) -> httpx.Response:
        return client.post(f"{base}/api/v1/{path}", json=fields, headers=key)

    def result(answer: httpx.Response) -> Json:
        url = f"{base}/api/v1/predictions/{answer.json()['request_id']}/result"
        return dict([client.get(url, headers=key).json() for _ in range(2)][-1])

    made = result(post("gemini-omni-character", images_list=[face], descriptions="red coat"))
    film = result(
        post(
            "gemini-omni-text-to-video",
            prompt="Mia walks",
            duration=8,
            character_ids=[made["character_id"]],
        )
    )
    wrong = [
        post("gemini-omni-text-to-video", prompt="x", duration="8"), post("gemini-omni-text-to-video", prompt="x", character_ids=["c"]), post("gemini-omni-text-to-video", prompt="x", model="m"),
        post("gemini-omni-character", image_urls=[face], descriptions="x"), post("gemini-omni-character", images_list=[face]),
    ]  # fmt: skip

    assert (made["status"], film["status"]) == ("completed", "completed")
    assert "/outputs/" in film["outputs"][0]
    assert [answer.status_code for answer in wrong] == [422] * len(wrong)
    assert (
        client.post(f"{base}/api/v1/gemini-omni-character", json={}, headers=BEARER).status_code
        == 401
    )


def test_runapi_makes_characters_at_once(shared: Server, client: httpx.Client) -> None:
    """A character has its own id beside the request's, and a repeated key makes no second one."""
    base, face = f"{shared.bases['omni-runapi']}/api/v1/gemini_omni", shared.file_url("face.jpg")
    body, before = {"descriptions": "red coat", "reference_image_url": face}, shared.ledger.minted
    keyed = BEARER | {"Idempotency-Key": "k1"}
    first, second = (
        client.post(f"{base}/create_character", json=body, headers=keyed).json() for _ in range(2)
    )
    right = {
        "prompt": "Mia walks",
        "duration_seconds": 6,
        "character_ids": [first["character"]["id"]],
    }
    film = client.post(f"{base}/text_to_video", json=right, headers=BEARER).json()
    polls = [
        client.get(f"{base}/text_to_video/{film['id']}", headers=BEARER).json() for _ in range(2)
    ]
    wrong = [
        client.post(f"{base}/text_to_video", json={**right, **change}, headers=BEARER)
        for change in (
            {"duration_seconds": 5},
            {"duration": 6},
            {"first_frame_image_url": face},
            {"last_frame_image_url": face, "character_ids": []},
            {"character_ids": ["c"]},
        )
    ]

    assert (first, shared.ledger.minted - before) == (second, 1)
    assert "/outputs/" in polls[-1]["videos"][0]["url"]
    assert [answer.status_code for answer in wrong] == [422] * len(wrong)
