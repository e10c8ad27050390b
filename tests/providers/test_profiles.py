"""The bundled profiles: what each sends, reads and rules is what was documented."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import charlib.providers
from charlib.config import Clock
from charlib.domain.prompts.compose import render
from charlib.domain.prompts.prompt import Key, Mention
from charlib.domain.prompts.reference import Slot
from charlib.domain.windows.window import Window
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.profiles import Profiles

from .saying import PLAIN, bundled, filmed, making, reply, sent

URL = "https://host.example/clip.mp4"
SORA = ("sora-sync", "sora-async", "sora-relay")


def test_a_list_of_profiles_says_what_they_say(profiles: Profiles) -> None:
    """Names, titles and statuses are read from the top level alone, and are the loaded ones."""
    for name in profiles.names():
        loaded = profiles.load(name)
        assert profiles.summary(name) == (
            name, loaded.title, loaded.status, loaded.verified_on, loaded.sources,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "name", "doubts"),
    [
        ((2027, 2, 26), "kling-elements", []),
        ((2027, 2, 27), "kling-elements", ["last checked on 2026-11-28"]),
        ((2026, 11, 29), "wan", []),
        ((2026, 11, 29), "wan:v3", ["known from third parties only"]),
        ((2027, 3, 1), "happyhorse",
         ["last checked on 2026-11-28", "known from third parties only"]),
        ((2027, 3, 1), "sora-sync", []),
        ((2027, 3, 1), "sandbox", []),
    ],
)  # fmt: skip
def test_old_and_foreign_facts_are_doubted(
    folder: Path, day: tuple[int, int, int], name: str, doubts: list[str]
) -> None:
    """More than 90 days after the last check, or if only third parties state them."""

    class Then(Clock):
        def now(self) -> int:
            return round(datetime(*day, tzinfo=UTC).timestamp() * 1000)

    profiles = Profiles(folder, Then())
    assert profiles.doubts(profiles.summary(name)) == doubts
    assert profiles.doubts(profiles.load(name)) == doubts


def test_every_bundled_profile_is_valid(folder: Path) -> None:
    """Bundled profiles are trusted because this test checks them as if they were a user's."""
    trusted = Profiles(Path("/nowhere"))
    for path in (Path(charlib.providers.__file__).parent / "profiles").glob("*.toml"):
        copy = folder / path.name
        copy.write_bytes(path.read_bytes())
        assert trusted.check(copy)
    checked = Profiles(folder)

    assert checked.names() == trusted.names()
    assert all(checked.load(name) == trusted.load(name) for name in trusted.names())


def test_no_text_is_parsed_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process parses each profile once, whichever thread or open library asks for it."""
    parsed: list[str] = []
    parse = tomllib.loads

    def counted(text: str) -> dict[str, Any]:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr("charlib.providers.profiles.tomllib.loads", counted)
    fresh = Profiles(folder)
    first = fresh.load("sandbox")
    count = len(parsed)
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(fresh.load, ["sandbox"] * 50))
    loaded.append(Profiles(folder).load("sandbox"))

    assert len(parsed) == count
    assert all(profile is first for profile in loaded)


def test_a_changed_file_is_read_again(folder: Path, profiles: Profiles) -> None:
    """An open library sees what the user changes in a profile."""
    (folder / "mine.toml").write_text(f"title = 'old'\n{PLAIN}", "utf-8")
    assert profiles.load("mine").title == "old"
    (folder / "mine.toml").write_text(f"title = 'new'\n{PLAIN}", "utf-8")
    assert profiles.load("mine").title == "new"


def test_every_bundled_profile_loads(profiles: Profiles) -> None:
    """All profiles that come with charlib, and their variants, can be read."""
    names = profiles.names()

    assert {*SORA, "sora-relay:model", "sandbox"} <= set(names)
    for name in names:
        assert profiles.load(name).name == name


@pytest.mark.parametrize("name", SORA)
def test_the_ended_services_say_when_they_ended(name: str) -> None:
    """The services behind the tutorials' own addresses are known to be gone, since when and why."""
    ended = bundled(name)

    assert (ended.status, ended.sunset_on) == ("sunset", date(2026, 9, 24))
    assert ended.sunset_note
    assert ended.http.base_url.startswith("https://")


CREATED: dict[str, tuple[str, dict[str, Any]]] = {
    "sora-sync": ("/characters", {"model": "sora-2-character"}),
    "sora-async": ("/characters", {"model": "sora-2-character"}),
    "sora-relay": ("/sora/v1/characters", {}),
    "sora-relay:model": ("/sora/v1/characters", {"model": "sora-2-character"}),
    "sandbox": ("/characters", {"model": "sora-2-character"}),
}


@pytest.mark.parametrize("name", CREATED)
def test_a_creation_is_sent_as_documented(name: str) -> None:
    """A creation by URL and one by task have exactly the documented path and fields."""
    path, constants = CREATED[name]
    call = making(bundled(name).create).call

    assert sent(call, url=URL, window="5,8") == (
        "POST",
        path,
        {**constants, "url": URL, "timestamps": "5,8"},
    )
    assert sent(call, task="video_1", window="0.5,2.5") == (
        "POST",
        path,
        {**constants, "from_task": "video_1", "timestamps": "0.5,2.5"},
    )
    assert call.encoding == "json"


GENERATED: dict[str, tuple[str, dict[str, Any], str]] = {
    "sora-sync": (
        "/generations",
        {"model": "sora-2.0-turbo", "size": "1280x720", "duration": 10},
        "/generations/video_1",
    ),
    "sora-async": (
        "/videos",
        {"model": "sora-2", "duration": 8, "resolution": "1080p"},
        "/videos/video_1",
    ),
    "sora-relay": (
        "/v1/videos",
        {"model": "sora-2", "seconds": "8", "size": "1280x720"},
        "/v1/videos/video_1",
    ),
}


@pytest.mark.parametrize("name", GENERATED)
def test_a_generation_is_sent_and_polled_as_documented(name: str) -> None:
    """A generation has exactly the documented fields, and is asked after at the documented path."""
    path, params, polled = GENERATED[name]
    generate = making(bundled(name).generate)
    assert generate.poll is not None

    request = filmed(bundled(name), "@m waits").request
    assert request is not None
    assert (request.method, request.path) == ("POST", path)
    assert request.body == {**params, "prompt": "@m waits"}
    assert sent(generate.poll.call, job_id="video_1") == ("GET", polled, {})
    creation = read_creation(bundled(name), generate, reply({"id": "video_1"}))
    assert (creation.state, creation.job_id) == ("pending", "video_1")


def test_base_urls_are_the_tutorials() -> None:
    """The two tutorials order the segments of their base URLs differently; relays have the host."""
    ends = {name: bundled(name).http.base_url.split("/", 3)[3:] for name in SORA}

    assert ends == {"sora-sync": ["v1/sora"], "sora-async": ["sora/v1"], "sora-relay": []}


def test_sora_sync_answers_at_once() -> None:
    """The first tutorial's creation answers with the character's id, which is the mention."""
    sync = bundled("sora-sync")
    creation = read_creation(sync, making(sync.create), reply({"character_id": "char_1"}))

    assert (creation.state, creation.remote_id) == ("done", "char_1")
    assert making(sync.create).poll is None
    assert sync.reference.mention_of({"remote_id": "char_1"}) == "@char_1"


def test_sora_async_is_polled_until_it_has_the_id() -> None:
    """The second tutorial's creation answers with a task, polled until it has the id or failed."""
    later = bundled("sora-async")
    create = making(later.create)
    creation = read_creation(later, create, reply({"task_id": "t_1"}))
    assert (creation.state, creation.job_id) == ("pending", "t_1")
    assert create.poll is not None
    assert sent(create.poll.call, job_id="t_1") == ("GET", "/characters/t_1", {})

    waits = read_poll(later, create, reply({"status": "processing"}), wants_id=True)
    answer = {"status": "completed", "character_id": "char_1"}
    done = read_poll(later, create, reply(answer), wants_id=True)
    assert (waits.state, done.state, done.remote_id) == ("pending", "done", "char_1")


def test_sora_relay_is_mentioned_by_its_username() -> None:
    """A relay answers with id, username and picture; the mention is the username and a space."""
    relay = bundled("sora-relay")
    answer = {
        "id": "ch_6918d62178e4",
        "username": "hfspncadz.mooflapand",
        "permalink": "https://host.example/profile/hfspncadz.mooflapand",
        "profile_picture_url": "https://host.example/picture?se=2025",
    }
    creation = read_creation(relay, making(relay.create), reply(answer))
    assert (creation.state, creation.remote_id) == ("done", "ch_6918d62178e4")
    assert creation.avatar_url == answer["profile_picture_url"]

    output = relay.reference.mention_of(
        {"remote_id": creation.remote_id, "username": creation.username}
    )
    key: Key = (None, "mia")
    slot = Slot(key, "mia", "", "", "ch_6918d62178e4", output)
    mia = Mention("@mia", 0, 4, key)
    rendered = render([mia, ", run!"], [slot], relay.reference)
    assert rendered.text == "@hfspncadz.mooflapand , run!"
    assert rendered.request == {}


def test_a_wrapped_relay_answer_is_read_too() -> None:
    """Some relays wrap the same answer into an envelope."""
    relay = bundled("sora-relay")
    answer = {"code": 200, "msg": "ok", "data": {"id": "ch_1", "username": "a.b"}}

    creation = read_creation(relay, making(relay.create), reply(answer))

    assert (creation.remote_id, creation.username) == ("ch_1", "a.b")


def test_the_sandbox_needs_no_account_anywhere() -> None:
    """The simulator lives on this machine, is alive, and its key is no secret."""
    own = bundled("sandbox")

    assert own.status == "live"
    assert own.http.base_url.startswith("http://127.0.0.1:")
    assert own.http.public_key


WINDOWS: dict[tuple[str, str], tuple[bool, bool]] = {
    ("sora-sync", "5,8"): (False, False),
    ("sora-sync", "45,50"): (False, False),
    ("sora-sync", "10.5,15.2"): (False, False),
    ("sora-sync", "2,2.9"): (True, True),
    ("sora-sync", "2,12"): (False, True),
    ("sora-sync", "2,12.1"): (False, True),
    ("sora-async", "5,8"): (False, False),
    ("sora-async", "3,4"): (False, True),
    ("sora-async", "1,10"): (True, True),
    ("sora-async", "5,8.001"): (True, True),
    ("sora-async", "5,5.999"): (True, True),
    ("sora-relay", "5,8"): (False, False),
    ("sora-relay", "0,3"): (False, True),
    ("sora-relay", "1,10"): (True, True),
}


@pytest.mark.parametrize(("name", "window"), WINDOWS)
def test_windows_are_ruled_as_documented(name: str, window: str) -> None:
    """Each tutorial's bounds refuse or warn as it says; `5,8` is fine everywhere."""
    problems = bundled(name).window.check(Window.parse(window))

    severity = (any(problem.is_hard for problem in problems), bool(problems))
    assert severity == WINDOWS[name, window]
