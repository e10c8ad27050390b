"""The relays' dialect: user names, OpenAI's video object, and the new-api family's errors."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import av
import httpx
import pytest

from charlib.sandbox import Settings, running

GENERATION = {"model": "sora-2", "prompt": "rain", "seconds": "8", "size": "1280x720"}
VIDEO_KEYS = [
    *("id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at"),
    *("prompt", "size", "seconds", "remixed_from_video_id", "error"),
]


def create(post, url, dialect="relay", **fields):
    """Create a character from a URL."""
    return post(dialect, "/sora/v1/characters", **{"url": url, "timestamps": "5,8", **fields})


def test_a_url_becomes_a_user_name(post, server, mia):
    """Creation answers with ID, user name, permalink and a picture link that runs out."""
    answer = create(post, mia)
    assert answer.status_code == 200
    assert list(answer.json()) == ["id", "username", "permalink", "profile_picture_url"]
    assert re.fullmatch(r"ch_[0-9a-f]{32}", answer.json()["id"])
    assert re.fullmatch(r"[a-z]{9}\.[a-z]+", answer.json()["username"])
    minted = server.ledger.characters[-1]
    assert (minted.dialect, minted.mention) == ("relay", answer.json()["username"])


def test_the_picture_is_a_frame_of_the_window_by_a_signed_link(post, mia, tmp_path):
    """The link needs no key, tells its expiry, and is void when changed."""
    link = httpx.URL(create(post, mia).json()["profile_picture_url"])
    picture = httpx.get(link)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    (tmp_path / "picture.jpg").write_bytes(picture.content)
    with av.open(str(tmp_path / "picture.jpg")) as container:
        assert container.streams.video[0].width == 320
    assert datetime.fromisoformat(link.params["se"]) > datetime.fromtimestamp(0, UTC)
    changed = link.copy_set_param("se", "2999-01-01T00:00:00Z")
    assert httpx.get(changed).status_code == 403
    assert httpx.get(link.copy_with(query=None)).status_code == 403


def test_the_permalink_tells_who_it_is(post, mia):
    """Even the profile page is there."""
    character = create(post, mia).json()
    assert character["username"] in httpx.get(character["permalink"]).text


def test_a_model_is_no_channel_here_and_required_there(post, mia):
    """One variant answers 404 in the new-api family's shape, the other refuses its absence."""
    refused = create(post, mia, model="sora-2-character")
    assert refused.status_code == 404
    assert refused.json()["error"]["type"] == "new_api_error"
    assert refused.json()["error"]["code"] == "channel_not_found"
    assert create(post, mia, "relay-model", model="sora-2-character").status_code == 200
    error = create(post, mia, "relay-model").json()["error"]
    assert (error["code"], error["param"]) == ("missing_required_parameter", "model")


def test_a_user_name_is_a_mention_only_before_space_or_the_end(post, server, mia):
    """Punctuation that touches the name hides it; the ledger tells what was understood."""
    character = create(post, mia).json()
    name = character["username"]
    for prompt, understood in [
        (f"@{name} runs", True),
        (f"rain on @{name}", True),
        (f"@{name}\n", True),
        (f"@{name}, runs", False),
        (f"@{name}.", False),
        (f"@{name}在跑步", False),
        (f"bob@{name} runs", False),
    ]:
        answer = post("relay", "/v1/videos", **{**GENERATION, "prompt": prompt})
        assert answer.status_code == 200, prompt
        assert server.ledger.generations[-1].mentions == ((character["id"],) if understood else ())


def test_an_unknown_user_name_is_refused(post):
    """400 with the code the upstream used."""
    answer = post("relay", "/v1/videos", **{**GENERATION, "prompt": "@nobody.here runs"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "cameo_not_found")


def test_a_generation_is_openais_video_object(post, poll, client, server):
    """Creation and polls answer the object with all its keys; the content needs the key."""
    video = post("relay", "/v1/videos", **GENERATION).json()
    assert list(video) == VIDEO_KEYS
    assert (video["object"], video["status"], video["progress"]) == ("video", "queued", 0)
    assert (video["seconds"], video["size"]) == ("8", "1280x720")
    url = f"{server.bases['relay']}/v1/videos/{video['id']}"
    early = client.get(f"{url}/content")
    assert (early.status_code, early.json()["error"]["code"]) == (400, "video_not_ready")
    answers = poll(url, 3)
    assert [a["status"] for a in answers] == ["queued", "in_progress", "completed"]
    done = answers[-1]
    assert list(done) == VIDEO_KEYS
    assert done["expires_at"] - done["completed_at"] == 3600
    film = client.get(f"{url}/content")
    assert (film.status_code, film.headers["content-type"]) == (200, "video/mp4")
    assert httpx.get(f"{url}/content").status_code == 401


def test_a_completed_video_is_a_source(post, poll, server):
    """`from_task` takes the video's ID once it is completed."""
    task = post("relay", "/v1/videos", **GENERATION).json()["id"]
    body = {"from_task": task, "timestamps": "5,8"}
    early = post("relay", "/sora/v1/characters", **body)
    assert (early.status_code, early.json()["code"]) == (400, "task_not_completed")
    poll(f"{server.bases['relay']}/v1/videos/{task}", 3)
    assert post("relay", "/sora/v1/characters", **body).status_code == 200


def test_unknown_tasks_answer_in_the_family_shape(post, client, server):
    """`{code, message, data}` for a source and for a poll."""
    answer = post("relay", "/sora/v1/characters", from_task="video_0", timestamps="5,8")
    assert answer.status_code == 400
    assert list(answer.json()) == ["code", "message", "data"]
    assert answer.json()["code"] == "get_origin_task_failed"
    assert answer.json()["data"] is None
    answer = client.get(f"{server.bases['relay']}/v1/videos/video_0")
    assert (answer.status_code, answer.json()["code"]) == (400, "task_not_exist")


@pytest.mark.parametrize("window", ["1,10", "0,0.5", "8,5", "8,11"])
def test_windows_are_checked_at_once(post, mia, window):
    """1 to 3 s, inside the film; creation is synchronous, so all of it is a 400."""
    answer = create(post, mia, timestamps=window)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_timestamps")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"seconds": 8}, ("invalid_type", "seconds")),
        ({"seconds": "7"}, ("invalid_value", "seconds")),
        ({"duration": 8}, ("unknown_parameter", "duration")),
        ({"size": "large"}, ("invalid_value", "size")),
    ],
)
def test_a_generation_body_is_strict(post, change, expected):
    """`seconds` is a string, and the tutorials' fields are unknown."""
    error = post("relay", "/v1/videos", **{**GENERATION, **change}).json()["error"]
    assert (error["code"], error["param"]) == expected


def test_links_and_contents_run_out(folder):
    """After the set life of links, pictures, outputs and contents are gone."""
    with (
        running(Settings(key="k", files=folder, polls=0, links_live_s=-1)) as server,
        httpx.Client(headers={"Authorization": "Bearer k"}) as client,
    ):
        body = {"url": server.file_url("mia.mp4"), "timestamps": "5,8"}
        character = client.post(f"{server.bases['relay']}/sora/v1/characters", json=body).json()
        assert client.get(character["profile_picture_url"]).status_code == 403
        videos = f"{server.bases['relay']}/v1/videos"
        task = client.post(videos, json=GENERATION).json()["id"]
        assert client.get(f"{videos}/{task}").json()["status"] == "completed"
        assert client.get(f"{videos}/{task}/content").status_code == 404
        body = {"model": "sora-2", "prompt": "x", "duration": 8, "resolution": "720p"}
        videos = f"{server.bases['async']}/videos"
        task = client.post(videos, json=body).json()["id"]
        link = client.get(f"{videos}/{task}").json()["video_url"]
        assert client.get(link).status_code == 403
