"""The strict servers themselves: right requests pass, each kind of wrong one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.acceptance.servers.dialects import (
    DIALECTS,
    SORA_ASYNC,
    SORA_RELAY,
    SORA_RELAY_MODEL,
    SORA_SYNC,
    Answer,
    Dialect,
)
from tests.acceptance.servers.expect import CLIP
from tests.acceptance.servers.strict_servers import KEY, VIDEO, StrictServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CREATION_PATHS = ("/v1/sora/characters", "/sora/v1/characters")
Body = dict[str, Any]


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.profile)
def server(request: pytest.FixtureRequest) -> Iterator[StrictServer]:
    """Run a strict server of each dialect, whose jobs take one poll more than at the quickest."""
    dialect: Dialect = request.param
    with StrictServer(dialect, pending=1) as running:
        yield running


def connect(server: StrictServer) -> httpx.Client:
    """Open a client with the right key; without certificates, which take 30 ms to load."""
    bearer = {"Authorization": f"Bearer {KEY}"}
    return httpx.Client(base_url=server.origin, headers=bearer, trust_env=False, verify=False)


@pytest.fixture
def client(server: StrictServer) -> Iterator[httpx.Client]:
    """Open a client with the right key."""
    with connect(server) as opened:
        yield opened


def path(server: StrictServer, route: str, job_id: str = "") -> str:
    """Find a route's path in the dialect's table."""
    (line,) = (line for line, name in server.dialect.routes.items() if name == route)
    return line.split()[1].replace("{id}", job_id)


def creation(server: StrictServer, **fields: object) -> Body:
    """Write a right creation, with these fields changed or added."""
    return {**server.dialect.creation, "url": CLIP, "timestamps": "5,8", **fields}


def generation(server: StrictServer) -> Body:
    """Write a right generation."""
    return {**server.dialect.generation, "prompt": "a street"}


def test_tables_say_what_the_documents_say() -> None:
    """Each dialect's whole bodies are those of the issue and the relays."""
    assert SORA_SYNC.creation == SORA_ASYNC.creation == {"model": "sora-2-character"}
    assert SORA_RELAY.creation == {}
    assert SORA_RELAY_MODEL.creation == {"model": "sora-2-character"}
    wide = "1280x720"
    assert SORA_SYNC.generation == {"model": "sora-2.0-turbo", "size": wide, "duration": 10}
    assert SORA_ASYNC.generation == {"model": "sora-2", "duration": 8, "resolution": "1080p"}
    assert SORA_RELAY.generation == {"model": "sora-2", "seconds": "8", "size": wide}


@pytest.mark.parametrize("window", ["5,8", "0,1", "0.5,1.5", "10.125,12", "0,3"])
def test_right_creation_passes(server: StrictServer, client: httpx.Client, window: str) -> None:
    """A creation as documented is accepted, recorded, and answered as documented."""
    body = creation(server, timestamps=window)

    answer = client.post(path(server, "create"), json=body)

    assert answer.status_code == 200
    assert answer.json().keys() == server.dialect.created.keys()
    assert server.bodies("create") == [body]
    assert list(server.minted.values()) == [body]


def test_character_task_is_polled_until_completed() -> None:
    """The asynchronous dialect says processing, then completed with a character's id."""
    with StrictServer(SORA_ASYNC, pending=2) as server, connect(server) as client:
        created = client.post(path(server, "create"), json=creation(server)).json()
        url = path(server, "creation", created["task_id"])
        answers = [client.get(url).json() for _ in range(3)]

    assert [answer["status"] for answer in answers] == ["processing", "processing", "completed"]
    assert answers[-1]["character_id"] in server.minted


def test_generation_is_polled_and_its_film_downloaded(
    server: StrictServer, client: httpx.Client
) -> None:
    """A generation is accepted, is done at the second poll, and its film can be had."""
    job_id = client.post(path(server, "generate"), json=generation(server)).json()["id"]
    early = client.get(path(server, "generation", job_id)).json()
    late = client.get(path(server, "generation", job_id)).json()
    film = late.get("video_url") or path(server, "content", job_id)

    assert early["status"] in {"processing", "in_progress"}
    assert late["status"] == "completed"
    assert client.get(film).content == VIDEO


def test_task_serves_as_source_once_it_is_finished(
    server: StrictServer, client: httpx.Client
) -> None:
    """A creation from a task is refused with 404 or 400 until that task is known and done."""
    job_id = client.post(path(server, "generate"), json=generation(server)).json()["id"]
    body = {**server.dialect.creation, "from_task": job_id, "timestamps": "1,3"}

    def post(task_id: str) -> int:
        sent = client.post(path(server, "create"), json={**body, "from_task": task_id})
        return sent.status_code

    assert [post("video_none"), post(job_id)] == [404, 400]
    for _ in range(2):
        client.get(path(server, "generation", job_id))
    assert post(job_id) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Mia"},
        {"from_task": "video_1"},
        {"url": None},
        {"url": 5},
        {"url": "episode-1.mp4"},
        {"timestamps": [5, 8]},
        {"timestamps": 5},
        {"timestamps": "5, 8"},
        {"timestamps": "5,8 "},
        {"timestamps": "5,8\n"},
        {"timestamps": "5-8"},
        {"timestamps": "5.1234,8"},
        {"timestamps": "5.,8"},
        {"timestamps": "5e0,8"},
        {"timestamps": "\u0665,\u0668"},
        {"timestamps": "8,5"},
        {"timestamps": "5,5.9"},
        {"model": "sora-2"},
    ],
    ids=str,
)
def test_wrong_creation_is_refused(
    server: StrictServer, client: httpx.Client, changes: Body
) -> None:
    """Each way to get a creation wrong is a 400 in the error envelope, and mints nothing."""
    answer = client.post(path(server, "create"), json=creation(server, **changes))

    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert not server.minted


def test_missing_fields_are_refused(server: StrictServer, client: httpx.Client) -> None:
    """A creation or generation that lacks any one of its fields is a 400."""
    for route, right in (("create", creation(server)), ("generate", generation(server))):
        for name in right:
            body = {key: value for key, value in right.items() if key != name}
            assert client.post(path(server, route), json=body).status_code == 400


def test_model_is_refused_where_it_must_be_omitted() -> None:
    """The plain relay wants no model, its variant wants it."""
    codes = []
    for dialect in (SORA_RELAY, SORA_RELAY_MODEL):
        with StrictServer(dialect) as server, connect(server) as client:
            body = creation(server, model="sora-2-character")
            codes.append(client.post("/sora/v1/characters", json=body).status_code)

    assert codes == [400, 200]


@pytest.mark.parametrize(
    "change",
    [
        lambda body: {**body, "n": 1},
        lambda body: {**body, "prompt": ""},
        lambda body: {**body, "prompt": ["a street"]},
        lambda body: {**body, "model": "sora-2-pro"},
        lambda body: {**body, "duration": "8"},
        lambda body: {**body, "duration": 8.0},
        lambda body: {**body, "seconds": 8},
        lambda body: {**body, "size": "720x1280"},
        lambda body: [body],
    ],
)
def test_wrong_generation_is_refused(
    server: StrictServer, client: httpx.Client, change: Callable[[Body], object]
) -> None:
    """Each way to get a generation wrong is a 400."""
    answer = client.post(path(server, "generate"), json=change(generation(server)))

    assert answer.status_code == 400


def test_wrong_envelopes_are_refused(server: StrictServer, client: httpx.Client) -> None:
    """A wrong method or path is a 404, a wrong key 401, a wrong content type 415, no JSON 400."""
    url, body = path(server, "create"), creation(server)
    (elsewhere,) = set(CREATION_PATHS) - {url}
    json_type = {"Content-Type": "application/json"}
    twice = b'{"timestamps":"5,8","timestamps":"5,8"}'

    assert client.put(url, json=body).status_code == 404
    assert client.get(url).status_code == 404
    assert client.post(elsewhere, json=body).status_code == 404
    assert client.post(f"{url}?timestamps=5,8", json=body).status_code == 404
    assert client.post(f"/{url}", json=body).status_code == 404
    for bearer in ("", KEY, f"Key {KEY}", f"Bearer {KEY}x"):
        wrong = client.post(url, json=body, headers={"Authorization": bearer})
        assert wrong.status_code == 401
    assert client.post(url, data=body).status_code == 415
    assert client.post(url, files={"url": (None, CLIP)}).status_code == 415
    for raw in (b"", b"{", b"[]", twice):
        assert client.post(url, content=raw, headers=json_type).status_code == 400
    assert not server.minted


def test_long_windows_are_refused_except_in_the_first_dialect(
    server: StrictServer, client: httpx.Client
) -> None:
    """Only the first tutorial's service takes a window of more than 3 seconds."""
    answer = client.post(path(server, "create"), json=creation(server, timestamps="2,6"))

    assert answer.status_code == (200 if server.dialect is SORA_SYNC else 400)


def test_forced_answers_and_unreachable_sources(server: StrictServer, client: httpx.Client) -> None:
    """A source can be declared unreadable, an answer forced, a connection cut without one."""
    url, body = path(server, "create"), creation(server)
    server.unreachable.add(CLIP)
    unreadable = client.post(url, json=body)
    server.forced["create"] = Answer(b"<html>", 502, "text/html", {"Retry-After": "0"})
    html = client.post(url, json=body)
    server.forced["create"] = Answer(hang_up=True)

    assert unreadable.status_code == 400
    assert (html.status_code, html.text, html.headers["Retry-After"]) == (502, "<html>", "0")
    with pytest.raises(httpx.RemoteProtocolError):
        client.post(url, json=body)
    assert server.wait_for_answers(2, within_s=5)
    assert not server.wait_for_answers(3, within_s=0)
