"""A sandbox with a state file goes on where the last one ended, however that ended."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import av
import httpx
import pytest

from charlib.sandbox import Fault, Settings, StateError, film, running
from charlib.sandbox.world import stills
from tests.limits import HANGS_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "sandbox-key"
SERVE = """
import sys
from pathlib import Path
from charlib.sandbox import Settings, serve
settings = Settings(state=Path(sys.argv[1]), port=int(sys.argv[2]), files=Path(sys.argv[3]))
serve(settings, on_ready=lambda server: print(server.url, flush=True))
"""


@pytest.fixture(scope="module")
def media(folder) -> Path:
    """The folder with a picture."""
    film.render(folder / "square.mp4", seconds=1, width=400, height=400, fps=2)
    with av.open(str(folder / "square.mp4")) as container:
        frame = next(container.decode(video=0))
    (folder / "square.jpg").write_bytes(stills.encoded(frame, "mjpeg", "yuvj420p"))
    return folder


class Run:
    """One run of a sandbox, and a client of its dialects."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.client = httpx.Client(timeout=HANGS_S)

    def ask(self, dialect: str, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer of a call, which must be good."""
        keys = {
            "vidu": f"Token {KEY}", "fal": f"Key {KEY}", "higgsfield": f"Key sandbox:{KEY}",
        }  # fmt: skip
        headers = {"Authorization": keys.get(dialect, f"Bearer {KEY}")}
        url = self.server.bases[dialect] + path
        answer = self.client.request(method, url, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def polled(self, dialect: str, path: str, wanted: str) -> Any:
        """The first answer that contains a word."""
        while wanted not in json.dumps(answer := self.ask(dialect, "GET", path)):
            pass
        return answer


@contextmanager
def run(state: Path, folder: Path, **settings: Any) -> Iterator[Run]:
    """A run with a state file."""
    with running(Settings(state=state, files=folder, polls=0, **settings)) as server:
        made = Run(server)
        with made.client:
            yield made


def test_todays_characters_are_there_tomorrow(tmp_path, media):
    """In every family: made in one run, used in the next, and not under another state."""
    state = tmp_path / "state.json"
    window = {"timestamps": "5,8"}
    with run(state, media) as first:
        url, jpg = first.server.file_url("mia.mp4"), first.server.file_url("square.jpg")
        sync = first.ask(
            "sync", "POST", "/characters", {"model": "sora-2-character", "url": url, **window}
        )
        job = first.ask(
            "async", "POST", "/characters", {"model": "sora-2-character", "url": url, **window}
        )
        first.polled("async", f"/characters/{job['task_id']}", "char_")
        relay = first.ask("relay", "POST", "/sora/v1/characters", {"url": url, **window})
        fal = first.ask(
            "fal", "POST", "/assets/characters",
            {"name": "m", "identifier": "m", "reference_images": [jpg]},
        )  # fmt: skip
        soul = first.ask(
            "higgsfield", "POST", "/v1/custom-references",
            {"name": "m", "input_images": [{"type": "image_url", "image_url": jpg}]},
        )  # fmt: skip
        subject = first.ask("vidu", "POST", "/subjects", {"name": "m", "images": [jpg]})
        task = first.ask("openai", "POST", "/v1/videos", {"prompt": "rain"})
        ark = first.ask(
            "ark", "POST", "/contents/generations/tasks",
            {"model": "m", "content": [{"type": "text", "text": "rain"}], "seed": 9},
        )  # fmt: skip
        failing = {"prompt": "x", "model": "sora-2", "seconds": "4", "size": "1280x720"}
        first.server.faults.add(Fault("job_fails"))
        failed = first.ask("relay", "POST", "/v1/videos", failing)
    with run(state, media) as second:
        film_ = {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 4}
        prompt = {"prompt": f"@{sync['character_id']} walks", **film_}
        second.ask("sync", "POST", "/generations", prompt)
        assert second.server.ledger.generations[-1].mentions == (sync["character_id"],)
        ended = second.ask("async", "GET", f"/characters/{job['task_id']}")
        assert "char_" in json.dumps(ended)
        film_ = {**failing, "prompt": f"@{relay['username']} walks"}
        second.ask("relay", "POST", "/v1/videos", film_)
        picture = httpx.URL(relay["profile_picture_url"])
        here = httpx.URL(second.server.url)
        portrait = second.client.get(picture.copy_with(port=here.port))
        # The source was at the first run's port, where nothing is any more.
        assert portrait.status_code == 404
        assert second.ask("fal", "GET", "/assets/characters")["characters"][0]["id"] == fal["id"]
        references = second.ask("higgsfield", "GET", "/v1/custom-references/list")
        assert [item["id"] for item in references["items"]] == [soul["id"]]
        assert second.ask("vidu", "GET", "/subjects?ownership=private")["subjects"] == [subject]
        video = second.ask("openai", "GET", f"/v1/videos/{task['id']}")
        assert (video["created_at"], video["prompt"]) == (task["created_at"], "rain")
        told = second.ask("ark", "GET", f"/contents/generations/tasks/{ark['id']}")
        assert (told["seed"], told["status"]) == (9, "succeeded")
        lost = second.ask("relay", "GET", f"/v1/videos/{failed['id']}")
        assert (lost["status"], lost["error"]["code"]) == ("failed", "moderation_blocked")
    with run(state, media) as third:
        link = httpx.URL(told["content"]["video_url"])
        content = third.client.get(link.copy_with(port=httpx.URL(third.server.url).port))
        assert content.headers["content-type"] == "video/mp4"


def test_it_keeps_what_it_answered_when_it_is_killed(tmp_path, media):
    """SIGKILL at once after the answer."""
    state = tmp_path / "state.json"
    identity = None
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(state), "0", str(media)],
            stdout=subprocess.PIPE,
            text=True,
        )
        url = httpx.URL(process.stdout.readline().strip())
        headers = {"Authorization": f"Bearer {KEY}"}
        with httpx.Client(base_url=url, headers=headers, timeout=HANGS_S) as client:
            if identity is None:
                body = {
                    "model": "sora-2-character", "timestamps": "5,8",
                    "url": f"{url}/files/mia.mp4",
                }  # fmt: skip
                answer = client.post("/sync/v1/sora/characters", json=body).json()
                identity = answer["character_id"]
            else:
                body = {
                    "model": "sora-2.0-turbo", "size": "1280x720", "duration": 4,
                    "prompt": f"@{identity} waves",
                }  # fmt: skip
                assert client.post("/sync/v1/sora/generations", json=body).status_code == 200
            process.kill()
        process.communicate(timeout=HANGS_S)
    assert state.exists()


def test_the_file_is_private_and_never_half_written(tmp_path, media):
    """Readable by its owner only; a name left by a killed run is written over."""
    state = tmp_path / "state.json"
    (tmp_path / "state.json.new").write_text("half")
    with run(state, media) as first:
        first.ask("openai", "POST", "/v1/videos", {"prompt": "rain"})
        names = {path.name for path in tmp_path.iterdir()}
        assert names == {"state.json", "state.json.lock"}
        if os.name == "posix":
            modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
            assert modes == {0o600}


def test_a_second_sandbox_is_refused(tmp_path, media):
    """As long as the first one runs; its own world stays."""
    state = tmp_path / "state.json"
    with run(state, media) as first:
        task = first.ask("openai", "POST", "/v1/videos", {"prompt": "rain"})
        with pytest.raises(StateError, match="in use by another sandbox"), run(state, media):
            pass
        first.ask("openai", "GET", f"/v1/videos/{task['id']}")
    with run(state, media) as second:
        second.ask("openai", "GET", f"/v1/videos/{task['id']}")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda text: text[:-1],
        lambda text: text.replace(b"rain", b"snow"),
        lambda _: b"[" * 100_000,
        lambda text: b"\xff\xfe" + text,
        lambda _: b"null",
        lambda _: b"[]",
        lambda _: b'{"charlib-sandbox": 1}',
        lambda text: text.replace(b'"charlib-sandbox": 1', b'"charlib-sandbox": 2'),
        lambda _: b'{"a": "library of something else"}',
    ],
)
def test_a_damaged_file_is_refused_and_stays_as_it_is(tmp_path, media, damage):
    """Whoever owns it may still mend it. The next good file works at once."""
    state = tmp_path / "state.json"
    with run(state, media) as first:
        first.ask("openai", "POST", "/v1/videos", {"prompt": "rain"})
    good = state.read_bytes()
    broken = damage(good)
    state.write_bytes(broken)
    with pytest.raises(StateError, match="not the whole state"), run(state, media):
        pass
    assert state.read_bytes() == broken
    state.write_bytes(good)
    with run(state, media):
        pass


def test_a_file_that_cannot_be_used_is_refused(tmp_path, media):
    """A folder, and a file in no folder."""
    for path in (tmp_path, tmp_path / "no" / "state.json"):
        with pytest.raises(StateError, match="cannot be used"), run(path, media):
            pass


def test_a_character_whose_making_was_cut_short_has_failed(tmp_path, media):
    """It says why, instead of being polled for ever."""
    state = tmp_path / "state.json"
    with run(state, media, fetch_s=60) as first:
        body = {
            "model": "sora-2-character", "timestamps": "5,8", "url": "http://127.0.0.1:9/nowhere",
        }  # fmt: skip
        job = first.ask("async", "POST", "/characters", body)
    with run(state, media) as second:
        answer = json.dumps(second.ask("async", "GET", f"/characters/{job['task_id']}"))
    assert "failed" in answer


def test_the_command_says_why_it_does_not_start(tmp_path):
    """In two lines: what is wrong with the file, and another one."""
    state = tmp_path / "state.json"
    state.write_text("something else")
    command = [sys.executable, "-m", "charlib", "sandbox", "--port", "0", "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S, check=False)
    assert ended.returncode == 1
    assert "is not the whole state of a sandbox" in ended.stderr
    assert len(ended.stderr.splitlines()) == 2
    assert state.read_text() == "something else"
