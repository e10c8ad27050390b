"""The simulators of the newer families: right bodies pass, wrong ones are refused in their words."""

# ruff: noqa: E501 - tables of bodies are read by the line

from __future__ import annotations

import base64
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from charlib.sandbox import Server

KEY = "a-key-of-the-tests"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def jpeg(folder: Path) -> bytes:
    """A picture of 640 by 360 pixels."""
    with av.open(str(folder / "mia.mp4")) as container:
        frame = next(iter(container.decode(video=0))).reformat(640, 360, "yuvj420p")
    coder = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = 640, 360, "yuvj420p"
    coder.time_base = Fraction(1, 25)
    frame.pts, frame.time_base = 0, coder.time_base
    return b"".join(map(bytes, [*coder.encode(frame), *coder.encode(None)]))


@pytest.fixture
def other(jpeg: bytes) -> str:
    """The same picture as base64, but for a comment at its end: it counts as different."""
    return base64.b64encode(jpeg + b"\xff\xfe\x00\x04ab").decode()


@pytest.fixture
def still(jpeg: bytes) -> str:
    """The picture as base64."""
    return base64.b64encode(jpeg).decode()


ELEMENTS = "/v1/general/advanced-custom-elements"


def element(still: str, other: str, **changes: Any) -> Json:
    """A right creation at Kling, with changes; None takes a key away."""
    body = {
        "element_name": "Mia", "element_description": "short hair", "reference_type": "image_refer",
        "element_image_list": {"frontal_image": still, "refer_images": [{"image_url": other}]},
        **changes,
    }  # fmt: skip
    return {key: value for key, value in body.items() if value is not None}


WRONG_ELEMENTS: dict[str, Callable[[str, str], Json]] = {
    "a long name": lambda a, b: element(a, b, element_name="x" * 21),
    "no description": lambda a, b: element(a, b, element_description=None),
    "a long description": lambda a, b: element(a, b, element_description="x" * 101),
    "an unknown key": lambda a, b: element(a, b, colour="red"),
    "no others": lambda a, b: element(
        a, b, element_image_list={"frontal_image": a, "refer_images": []}
    ),
    "the same twice": lambda a, _: element(a, a),
    "no picture": lambda a, _: element(a, base64.b64encode(b"text").decode()),
    "no base64": lambda a, _: element(a, "###"),
    "an unknown tag": lambda a, b: element(a, b, tag_list=[{"tag_id": "o_999"}]),
    "another kind": lambda a, b: element(a, b, reference_type="voice_refer"),
    "a data URL": lambda a, b: element(a, f"data:image/jpeg;base64,{b}"),
}


@pytest.mark.parametrize("wrong", WRONG_ELEMENTS.values(), ids=WRONG_ELEMENTS.keys())
def test_kling_refuses_wrong_elements(
    server: Server, client: httpx.Client, still: str, other: str, wrong: Callable[[str, str], Json]
) -> None:
    """Each fault of a creation is refused with Kling's code, and nothing is minted."""
    before = server.ledger.minted
    answer = client.post(server.bases["kling"] + ELEMENTS, json=wrong(still, other))

    assert (answer.status_code, answer.json()["code"]) == (400, 1201)
    assert server.ledger.minted == before


def test_kling_makes_an_element_in_a_task(
    server: Server, client: httpx.Client, still: str, other: str
) -> None:
    """A creation is a task; its id is a number beyond a double's reach, found by the caller's id, too."""
    url = server.bases["kling"] + ELEMENTS
    created = client.post(url, json=element(still, other, external_task_id="mine-1")).json()
    answers = [client.get(f"{url}/mine-1").json()["data"] for _ in range(3)]

    (minted,) = answers[-1]["task_result"]["elements"]
    assert created["data"]["task_status"] == "submitted"
    assert [answer["task_status"] for answer in answers] == ["processing", "processing", "succeed"]
    assert minted["element_id"] > 2**53
    assert (
        client.post(url, json=element(still, other, external_task_id="mine-1")).status_code == 400
    )


def test_kling_knows_its_own_elements_only(server: Server, client: httpx.Client) -> None:
    """An id that nobody minted is refused in both standards, as are places that are not there."""
    base = server.bases["kling"]
    new = {
        "contents": [
            {"type": "prompt", "text": "@a runs"},
            {"type": "element", "element_id": "5", "id": "a"},
        ]
    }
    old = {"model_name": "kling-v3-omni", "prompt": "<<<element_2>>>", "element_list": []}

    assert (
        client.post(f"{base}/omni-video/kling-3.0-omni", json=new).json()["message"]
        == "Invalid element id"
    )
    assert client.post(f"{base}/v1/videos/omni-video", json=old).status_code == 400
    assert (
        client.post(
            f"{base}/v1/videos/omni-video", json={**old, "element_list": [{"element_id": "5"}]}
        ).status_code
        == 400
    )


def test_vidu_answers_at_once(server: Server, still: str) -> None:
    """A subject is there with its id as text; the key stands behind `Token`, and bare base64 is refused."""
    url, right = server.bases["vidu"] + "/subjects", {"Authorization": f"Token {KEY}"}
    body = {"name": "mia", "images": [f"data:image/jpeg;base64,{still}"]}
    with httpx.Client(headers=right) as client:
        created = client.post(url, json=body)
        wrong = [
            {**body, "images": [still]},
            {**body, "images": body["images"] * 4},
            {"name": "mia"},
            {**body, "name": "x" * 65},
        ]
        refused = [client.post(url, json=body).status_code for body in wrong]
        listed = client.get(url, params={"ownership": "private"}).json()

    assert created.json()["id"].isdecimal()
    assert refused == [400] * 4
    assert created.json()["id"] in [subject["id"] for subject in listed["subjects"]]
    assert httpx.post(url, json=body, headers={"Authorization": f"Bearer {KEY}"}).status_code == 401


def test_the_official_shape_wants_a_file(
    server: Server, client: httpx.Client, folder: Path
) -> None:
    """A character is made of a file and a name; everything else is refused."""
    url = server.bases["openai"] + "/v1/videos/characters"
    film = ("clip.mp4", (folder / "mia.mp4").read_bytes(), "video/mp4")
    created = client.post(url, files={"video": film}, data={"name": "Mossy"})
    wrong = [
        client.post(url, files={"video": film}),
        client.post(url, files={"video": film}, data={"name": "x" * 81}),
        client.post(url, files={"video": film}, data={"name": "Mossy", "model": "sora-2"}),
        client.post(url, files={"video": ("a.txt", b"text", "text/plain")}, data={"name": "M"}),
        client.post(url, files={"video": ("a.mp4", b"text", "video/mp4")}, data={"name": "M"}),
        client.post(url, json={"video": "x", "name": "Mossy"}),
    ]

    assert set(created.json()) == {"id", "name", "created_at"}
    assert [answer.status_code for answer in wrong] == [400] * 6
    assert client.get(f"{url}/{created.json()['id']}").json() == created.json()
    three = {"prompt": "x", "characters": [{"id": created.json()["id"]}] * 3}
    assert client.post(f"{server.bases['openai']}/v1/videos", json=three).status_code == 400
    assert (
        client.post(
            f"{server.bases['openai']}/v1/videos", json={"prompt": "x", "seconds": 8}
        ).status_code
        == 400
    )


def test_kie_tells_everything_in_a_200(server: Server, client: httpx.Client) -> None:
    """Faults of keys, bodies and tasks are codes in an envelope, and results are JSON in a string."""
    base = server.bases["kie"] + "/api/v1/jobs"
    body = {"model": "sora-2-text-to-video", "input": {"prompt": "a street", "n_frames": "10"}}
    created = client.post(f"{base}/createTask", json=body).json()
    answers = [
        client.get(f"{base}/recordInfo", params=created["data"]).json()["data"] for _ in range(3)
    ]

    assert [answer["state"] for answer in answers] == ["waiting", "waiting", "success"]
    assert isinstance(answers[-1]["resultJson"], str)
    assert client.post(f"{base}/createTask", json={"model": "x", "input": {}}).json()["code"] == 422
    assert client.get(f"{base}/recordInfo", params={"taskId": "none"}).json()["code"] == 404
    wrong = httpx.post(f"{base}/createTask", json=body, headers={"Authorization": "Bearer no"})
    assert (wrong.status_code, wrong.json()["code"]) == (200, 401)


def test_grsai_is_asked_by_post(server: Server, client: httpx.Client) -> None:
    """A task that nobody knows is `-22` in a 200, and answers begin as a stream's do."""
    base = server.bases["grsai"]
    created = client.post(
        f"{base}/v1/video/sora-video", json={"model": "sora-2", "prompt": "a street"}
    )

    assert created.text.startswith('data: {"code": 0')
    assert client.post(f"{base}/v1/draw/result", json={"id": "none"}).json()["code"] == -22
    assert client.get(f"{base}/v1/draw/result").status_code == 405


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "InvalidTimestamp"),
        ({"X-Date": "20200101T000000Z"}, "InvalidTimestamp"),
    ],
)
def test_ark_wants_signatures(
    server: Server, client: httpx.Client, headers: dict[str, str], code: str
) -> None:
    """A call that is not signed, or was signed long ago, is refused in Volcengine's words."""
    answer = client.post(
        f"{server.bases['ark']}/?Action=GetAsset&Version=2024-01-01",
        json={"Id": "a"},
        headers=headers,
    )

    assert answer.status_code == 401
    assert answer.json()["ResponseMetadata"]["Error"]["Code"] == code


def test_the_index_names_every_dialect(server: Server, client: httpx.Client) -> None:
    """The page for people has the base URL of every dialect."""
    page = client.get(server.url).text
    assert all(base in page for base in server.bases.values())
