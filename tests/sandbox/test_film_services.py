"""The simulators of services that get media with each film: strict, each in its vendor's words."""

# ruff: noqa: E501 - tables of bodies are read by the line

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import httpx
import pytest

from charlib.sandbox import Server, Settings, running
from charlib.sandbox.app import create_app
from tests.limits import HANGS_S
from tests.sandbox.film_services import BEARER, CLIP, KEY, LEAVE_OUT, SERVICES, Json

if TYPE_CHECKING:
    from pathlib import Path


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
    "runway": ("error", "Validation of body failed: colour: unknown parameter"),
    "comfy": ("error_type", "invalid_input"),
    "vidu q4": ("reason", "BadRequest"),
    "veo": ("error.status", "INVALID_ARGUMENT"),
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


def test_every_dialect_keeps_all_that_it_has() -> None:
    """What a dialect holds is in the state file, so that a sandbox goes on where it ended."""
    simulation = create_app(Settings(key=KEY)).state.simulation
    held = {
        service.name: {
            name for name, value in vars(service).items() if isinstance(value, dict | set)
        }
        for service in simulation.services
    }
    kept = {service.name: set(service.kept) for service in simulation.services}
    simulation.close()

    assert {name: names - kept[name] for name, names in held.items() if names - kept[name]} == {}
    assert {"omni-kie", "comfy", "pixverse"} < held.keys()


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
        return client.post(f"{base}/{path}", json=fields, headers=key)

    def result(answer: httpx.Response) -> Json:
        url = f"{base}/predictions/{answer.json()['request_id']}/result"
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
    assert client.post(f"{base}/gemini-omni-character", json={}, headers=BEARER).status_code == 401


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
