"""The first tutorial's dialect: synchronous creation, `/generations`, mentions by ID."""

from __future__ import annotations

import io
import re

import av
import httpx
import pytest

CHARACTER = {"model": "sora-2-character", "timestamps": "5,8"}
GENERATION = {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 4}


def create(post, url, /, **fields):
    """Create a character from a URL."""
    return post("sync", "/characters", **{**CHARACTER, "url": url, **fields})


def generate(post, prompt, /, **fields):
    """Start a generation."""
    return post("sync", "/generations", **{**GENERATION, "prompt": prompt, **fields})


def refusal(answer):
    """Status, code and param of an error in OpenAI's shape, whose four keys must be there."""
    error = answer.json()["error"]
    assert set(answer.json()) == {"error"}
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return answer.status_code, error["code"], error["param"]


def test_a_url_becomes_a_character_at_once(post, server, mia):
    """Creation answers 200 with nothing but the character's ID, which the ledger has too."""
    answer = create(post, mia)
    assert answer.status_code == 200
    assert list(answer.json()) == ["character_id"]
    assert re.fullmatch(r"char_[a-z0-9]{12}", answer.json()["character_id"])
    minted = server.ledger.characters[-1]
    assert (minted.id, minted.mention) == (answer.json()["character_id"],) * 2
    assert (minted.dialect, minted.method, minted.source) == ("sync", "url", mia)
    assert minted.window == "5,8"


def test_a_generation_runs_to_a_film_that_plays(post, poll, server, mia):
    """A task is queued, in progress, then completed with the open URL of a real film."""
    character = create(post, mia).json()["character_id"]
    started = generate(post, f"@{character} waves")
    assert started.status_code == 200
    assert re.fullmatch(r"video_[0-9a-f]{32}", started.json()["id"])
    assert list(started.json()) == ["id"]
    first, second, third = poll(f"{server.bases['sync']}/generations/{started.json()['id']}", 3)
    assert first == {"id": started.json()["id"], "status": "queued", "progress": 0}
    assert second == {"id": started.json()["id"], "status": "in_progress", "progress": 50}
    assert (third["status"], third["progress"]) == ("completed", 100)
    film = httpx.get(third["video_url"])
    assert (film.status_code, film.headers["content-type"]) == (200, "video/mp4")
    assert duration(film.content) == pytest.approx(4)


def duration(film):
    """The duration of a film in memory, in seconds."""
    with av.open(io.BytesIO(film)) as container:
        return container.duration / 1e6


def test_a_mention_is_billed_with_the_generation(post, server, mia):
    """The ledger names the characters a prompt used, each once, and leaves addresses alone."""
    first, second = (create(post, mia).json()["character_id"] for _ in range(2))
    prompt = f"@{second} meets @{first}, @{second}'s friend, and mails bob@char_1.org"
    assert generate(post, prompt).status_code == 200
    billed = server.ledger.generations[-1]
    assert billed.mentions == (second, first)
    assert (billed.prompt, billed.seconds, billed.model) == (prompt, 4, "sora-2.0-turbo")


def test_an_unknown_mention_is_refused_and_not_billed(post, server):
    """A prompt that mentions a character nobody made costs nothing."""
    before = server.ledger.billed
    assert refusal(generate(post, "look, @char_nobody!")) == (400, "cameo_not_found", "prompt")
    assert server.ledger.billed == before


def test_characters_of_one_dialect_are_unknown_to_another(post, mia):
    """IDs are not portable."""
    character = create(post, mia).json()["character_id"]
    answer = post(
        "async", "/videos", model="sora-2", prompt=f"@{character}", duration=8, resolution="1080p"
    )
    assert refusal(answer) == (400, "cameo_not_found", "prompt")


def test_a_finished_task_gives_characters_and_an_unfinished_one_does_not(post, poll, server):
    """`from_task` needs a task that is completed, and a window inside its film."""
    task = generate(post, "a dog barks").json()["id"]
    source = {"model": "sora-2-character", "from_task": task}
    early = post("sync", "/characters", **source, timestamps="1,3")
    assert refusal(early) == (400, "task_not_completed", "from_task")
    poll(f"{server.bases['sync']}/generations/{task}", 3)
    assert post("sync", "/characters", **source, timestamps="1,4").status_code == 200
    assert server.ledger.characters[-1].source == task
    late = post("sync", "/characters", **source, timestamps="1,4.001")
    assert refusal(late) == (400, "invalid_timestamps", "timestamps")


def test_an_unknown_task_is_not_found(post, client, server):
    """404, both as a source and when polled."""
    answer = post("sync", "/characters", **CHARACTER, from_task="video_0")
    assert refusal(answer) == (404, "task_not_found", "from_task")
    answer = client.get(f"{server.bases['sync']}/generations/video_0")
    assert refusal(answer) == (404, "task_not_found", "id")


@pytest.mark.parametrize("window", ["0,1", "5,8", "0,10", "10.5,15.2", "1.25,2.25", "9,10.000"])
def test_windows_of_a_second_or_more_inside_the_film_are_taken(post, mia, window):
    """There is no upper limit but the film's end."""
    inside = float(window.split(",")[1]) <= 10
    assert create(post, mia, timestamps=window).status_code == (200 if inside else 400)


@pytest.mark.parametrize(
    "window",
    [
        *("8,5", "5,5", "5, 8", " 5,8", "5,8\n", "5-8", "5", "5,8,9", "-1,2", "+1,2", "1e0,3"),
        *(
            "1.,3",
            ".5,3",
            "1.0001,3",
            "\u0665,\u0668",
            "5,5.999",
            "9,10.001",
            "0,9999999999",
            "{1,3}",
        ),
    ],
)
def test_any_other_window_is_refused(post, server, mia, window):
    """Form, order, length and end are checked exactly, and nothing is minted."""
    before = server.ledger.minted
    expected = (400, "invalid_timestamps", "timestamps")
    assert refusal(create(post, mia, timestamps=window)) == expected
    assert server.ledger.minted == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "Mia"}, ("unknown_parameter", "name")),
        ({"timestamps": None}, ("invalid_type", "timestamps")),
        ({"timestamps": [5, 8]}, ("invalid_type", "timestamps")),
        ({"url": 7}, ("invalid_type", "url")),
        ({"url": "  "}, ("invalid_value", "url")),
        ({"model": "sora-2"}, ("invalid_value", "model")),
        ({"from_task": "video_1"}, ("invalid_source", "url")),
    ],
)
def test_a_character_body_is_strict(post, mia, change, expected):
    """Unknown fields, wrong types, wrong models and two sources are refused by name."""
    assert refusal(create(post, mia, **change)) == (400, *expected)


@pytest.mark.parametrize("missing", ["model", "timestamps", "url"])
def test_a_missing_field_is_refused(post, mia, missing):
    """Every field is required, and one of the two sources."""
    body = {**CHARACTER, "url": mia}
    del body[missing]
    expected = ("invalid_source", "url") if missing == "url" else missing_field(missing)
    assert refusal(post("sync", "/characters", **body)) == (400, *expected)


def missing_field(name):
    """Code and param of a missing field."""
    return "missing_required_parameter", name


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"seconds": "8"}, ("unknown_parameter", "seconds")),
        ({"duration": "10"}, ("invalid_type", "duration")),
        ({"duration": 10.0}, ("invalid_type", "duration")),
        ({"duration": True}, ("invalid_type", "duration")),
        ({"duration": 600}, ("invalid_value", "duration")),
        ({"size": "1280*720"}, ("invalid_value", "size")),
        ({"model": "sora-2"}, ("invalid_value", "model")),
        ({"prompt": ""}, ("invalid_value", "prompt")),
        ({"prompt": None}, ("invalid_type", "prompt")),
    ],
)
def test_a_generation_body_is_strict(post, change, expected):
    """The same for generations, whose duration is an integer and nothing like it."""
    assert refusal(generate(post, "rain", **change)) == (400, *expected)


@pytest.mark.parametrize("missing", ["model", "prompt", "size", "duration"])
def test_a_generation_needs_every_field(post, missing):
    """No field has a default."""
    body = {**GENERATION, "prompt": "rain"}
    del body[missing]
    assert refusal(post("sync", "/generations", **body)) == (400, *missing_field(missing))


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"{", "application/json", (400, "invalid_json", None)),
        (b"[]", "application/json", (400, "invalid_json", None)),
        (b"[" * 100_000, "application/json", (400, "invalid_json", None)),
        (b'{"model":"\\ud800"}', "application/json", (400, "invalid_value", "model")),
        (b"prompt=x", "application/x-www-form-urlencoded", (415, "unsupported_media_type", None)),
        (b" " * (2**20 + 1), "application/json", (413, "request_too_large", None)),
    ],
)
def test_what_is_no_json_object_is_refused(client, server, content, kind, expected):
    """Broken JSON, other encodings, lone surrogates and huge bodies."""
    answer = client.post(
        f"{server.bases['sync']}/generations", content=content, headers={"Content-Type": kind}
    )
    assert refusal(answer) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing.mp4", "video_unreachable"),
        ("page.html", "invalid_video"),
        ("notes.txt", "invalid_video"),
        ("cut.mp4", "invalid_video"),
    ],
)
def test_what_is_no_film_is_refused(post, server, name, code):
    """The URL is really fetched, and what is there really opened."""
    assert refusal(create(post, server.file_url(name))) == (400, code, "url")


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9/x.mp4", "ftp://127.0.0.1/x.mp4", "file:///etc/hostname"),
        *("/tmp/x.mp4", "http://[::1", "http://", "data:video/mp4;base64,AAAA"),
        *("http://127.0.0.1:99999/x", "http://no such host/x", "http://127.0.0.1:9/\u6797.mp4"),
    ],
)
def test_what_cannot_be_fetched_is_refused(post, url):
    """Only http and https are spoken, and a dead server is told as such."""
    assert refusal(create(post, url)) == (400, "video_unreachable", "url")


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic a-key-of-the-tests"])
def test_a_wrong_key_is_refused(server, header):
    """401 in OpenAI's shape, before anything else is looked at."""
    headers = {"Authorization": header} if header else {}
    answer = httpx.post(f"{server.bases['sync']}/characters", json={}, headers=headers)
    assert refusal(answer) == (401, "invalid_api_key", None)


def test_unknown_paths_and_methods_answer_in_the_same_shape(client, server):
    """404 and 405 are JSON too."""
    base = server.bases["sync"]
    assert refusal(client.post(f"{base}/videos", json={})) == (404, None, None)
    assert refusal(client.get(f"{base}/characters")) == (405, None, None)
