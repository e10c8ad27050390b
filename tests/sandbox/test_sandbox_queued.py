"""The second tutorial's dialect: creation is a job, and what needs the video fails inside it."""

from __future__ import annotations

import re

import pytest

CHARACTER = {"model": "sora-2-character", "timestamps": "5,8"}
GENERATION = {"model": "sora-2", "prompt": "rain", "duration": 8, "resolution": "1080p"}


def test_a_url_becomes_a_task_and_then_a_character(post, poll, server, mia):
    """Creation answers with a task, which is processing twice and then names the character."""
    answer = post("async", "/characters", **CHARACTER, url=mia)
    assert answer.status_code == 200
    assert list(answer.json()) == ["task_id"]
    task = answer.json()["task_id"]
    first, second, third, again = poll(f"{server.bases['async']}/characters/{task}", 4)
    assert first == second == {"task_id": task, "status": "processing"}
    character = server.ledger.characters[-1].id
    assert third == {"task_id": task, "status": "completed", "character_id": character}
    assert again == third
    assert re.fullmatch(r"char_[a-z0-9]+", character)


@pytest.mark.parametrize(
    ("name", "window", "code"),
    [
        ("missing.mp4", "1,3", "video_unreachable"),
        ("page.html", "1,3", "invalid_video"),
        ("mia.mp4", "8,11", "invalid_timestamps"),
    ],
)
def test_what_needs_the_video_fails_inside_the_job(post, poll, server, name, window, code):
    """An unreachable URL, no video, a window past the end: 200 at first, `failed` in the end."""
    before = server.ledger.minted
    body = {**CHARACTER, "url": server.file_url(name), "timestamps": window}
    answer = post("async", "/characters", **body)
    assert answer.status_code == 200
    last = poll(f"{server.bases['async']}/characters/{answer.json()['task_id']}", 3)[-1]
    assert set(last) == {"task_id", "status", "error"}
    assert (last["status"], last["error"]["code"]) == ("failed", code)
    assert last["error"]["message"]
    assert server.ledger.minted == before


@pytest.mark.parametrize("window", ["1,10", "0,0.999", "0,3.001", "8,5", "5, 8", "1;3"])
def test_form_and_length_of_a_window_fail_at_once(post, mia, window):
    """Windows of 1 to 3 s inclusive; anything else is a 400 without a job."""
    answer = post("async", "/characters", **{**CHARACTER, "timestamps": window}, url=mia)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_timestamps"


@pytest.mark.parametrize("window", ["0,1", "0,3", "5,8", "6.999,9.999"])
def test_windows_of_one_to_three_seconds_are_taken(post, mia, window):
    """Both limits belong to the range."""
    answer = post("async", "/characters", **{**CHARACTER, "timestamps": window}, url=mia)
    assert answer.status_code == 200


def test_a_generation_runs_to_a_film_and_becomes_a_source(post, poll, server, client):
    """`/videos` works like the first tutorial's `/generations`, with a hyphenated UUID."""
    answer = post("async", "/videos", **GENERATION)
    task = answer.json()["id"]
    assert list(answer.json()) == ["id"]
    assert re.fullmatch(r"video_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", task)
    early = post("async", "/characters", **CHARACTER, from_task=task)
    assert (early.status_code, early.json()["error"]["code"]) == (400, "task_not_completed")
    answers = poll(f"{server.bases['async']}/videos/{task}", 3)
    assert [a["status"] for a in answers] == ["queued", "in_progress", "completed"]
    assert client.head(answers[-1]["video_url"]).status_code == 200
    extraction = post("async", "/characters", **CHARACTER, from_task=task).json()["task_id"]
    last = poll(f"{server.bases['async']}/characters/{extraction}", 3)[-1]
    assert last["status"] == "completed"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size": "1280x720"}, ("unknown_parameter", "size")),
        ({"duration": "8"}, ("invalid_type", "duration")),
        ({"resolution": "4k"}, ("invalid_value", "resolution")),
        ({"model": "sora-2.0-turbo"}, ("invalid_value", "model")),
    ],
)
def test_a_generation_body_is_strict(post, change, expected):
    """The fields of the other tutorial are unknown here."""
    error = post("async", "/videos", **{**GENERATION, **change}).json()["error"]
    assert (error["code"], error["param"]) == expected


def test_unknown_tasks_are_not_found(post, client, server):
    """404 at once for a poll of either kind, and for a source."""
    base = server.bases["async"]
    assert client.get(f"{base}/characters/task_0").status_code == 404
    assert client.get(f"{base}/videos/video_0").status_code == 404
    answer = post("async", "/characters", **CHARACTER, from_task="video_0")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "task_not_found")
