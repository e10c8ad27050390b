"""A task is done when its film is here: lapsed addresses are renewed, other content refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import CharlibError, ProviderError
from charlib.library import Library, open_library
from tests.clocks import Hurried
from tests.conftest import Cli
from tests.providers.transport.loopback import Answer, Loopback

TASK, CONTENT = "/v1/videos/task_1", "/v1/videos/task_1/content"
EXPIRED = Answer(
    b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", 403
)
MP4 = {"Content-Type": "video/mp4"}
DAY_MS = 24 * 3_600_000


class Turns(dict[str, Answer]):
    """Answers of which a path may have several: each once, the last one for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: dict[str, list[Answer]] = {}

    def get(self, path: str, default: Any = None) -> Any:
        """The answer whose turn it is."""
        turns = self.turns.get(path, [])
        if len(turns) > 1:
            return turns.pop(0)
        return turns[0] if turns else super().get(path, default)


def as_json(form: dict[str, object], status: int = 200) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(form).encode(), status, {"Content-Type": "application/json"})


class Relay:
    """A relay that makes one film, and answers as a test says."""

    def __init__(self, server: Loopback, film: bytes) -> None:
        self.server, self.film = server, film
        self.answers = Turns()
        server.answers = self.answers
        self.answers["/v1/videos"] = as_json({"id": "task_1", "status": "queued"})
        self.polls(self.url("film.mp4"))
        self.serves("/film.mp4", film)
        self.serves("/new.mp4", film)

    def url(self, name: str) -> str:
        """The address of a file."""
        return f"{self.server.origin}/{name}"

    def polls(self, *urls: str | None) -> None:
        """Name these addresses, one at each poll."""
        done: dict[str, object] = {"status": "completed"}
        self.answers.turns[TASK] = [
            as_json(done if url is None else {**done, "video_url": url}) for url in urls
        ]

    def serves(self, path: str, *contents: bytes | Answer) -> None:
        """Answer these contents, one at each request."""
        self.answers.turns[path] = [
            each if isinstance(each, Answer) else Answer(each, headers=MP4) for each in contents
        ]

    def asked(self, path: str) -> int:
        """The number of requests for a path."""
        return sum(request.path == path for request in self.server.received)

    def open(self, home: Path, clock: Hurried | None = None) -> Library:
        """Open a library with an account there."""
        lib = open_library(home, environ={"KEY": "k"}, clock=clock or Hurried())
        if not lib.accounts.list():
            lib.accounts.add("r", profile="sora-relay", base_url=self.server.origin, key_env="KEY")
        return lib


@pytest.fixture
def relay(films: Path) -> Iterator[Relay]:
    """A running relay."""
    with Loopback() as server:
        yield Relay(server, (films / "mia.mp4").read_bytes())


def generated(lib: Library) -> CharlibError | None:
    """Generate a film; the error, if there is one."""
    try:
        lib.generate("a cat")
    except CharlibError as error:
        return error
    return None


def has_film(lib: Library, relay: Relay) -> bool:
    """Whether the task is done, and its film is on the disk."""
    (task,) = lib.tasks.list()
    path = Path(task.output or "")
    return task.state == "done" and path.is_file() and path.read_bytes() == relay.film


def test_a_lapsed_address_is_renewed_at_once(relay: Relay, home: Path) -> None:
    """C1: the provider is asked again, and the film is fetched from where it is now."""
    relay.polls(relay.url("old.mp4"), relay.url("new.mp4"))
    relay.serves("/old.mp4", EXPIRED)
    with relay.open(home) as lib:
        assert generated(lib) is None
        assert has_film(lib, relay)


def test_a_lapsed_address_is_renewed_by_sync(relay: Relay, home: Path) -> None:
    """C1: a task without its film is open until the film is here; `task wait` does not say done."""
    relay.polls(relay.url("old.mp4"))
    relay.serves("/old.mp4", EXPIRED)
    relay.serves(CONTENT, as_json({"error": {"message": "not ready"}}, 404))
    with relay.open(home) as lib:
        assert generated(lib) is not None
        assert [task.state for task in lib.tasks.list()] == ["running"]
        with pytest.raises(ProviderError):
            lib.tasks.wait("1")
        assert len(lib.sync().left) == 1

        relay.polls(relay.url("new.mp4"))
        assert lib.sync().states == {"done": 1}
        assert has_film(lib, relay)
        assert lib.tasks.wait("1").state == "done"
        assert (lib.sync().states, lib.sync().left) == ({}, ())


def test_the_call_for_content_is_the_last_resort(relay: Relay, home: Path) -> None:
    """Where every address has lapsed, the provider's own call has the film."""
    relay.polls(relay.url("old.mp4"))
    relay.serves("/old.mp4", EXPIRED)
    relay.serves(CONTENT, relay.film)
    with relay.open(home) as lib:
        assert generated(lib) is None
        assert has_film(lib, relay)


def test_a_film_that_the_provider_forgot_is_not_asked_for_again(relay: Relay, home: Path) -> None:
    """When the provider no longer knows the task, it has failed, and nothing is open."""
    relay.serves("/old.mp4", EXPIRED)
    relay.polls(relay.url("old.mp4"))
    relay.answers.turns[TASK].append(as_json({"error": {"message": "no such task"}}, 404))
    with relay.open(home) as lib:
        assert generated(lib) is not None
        (task,) = lib.tasks.list()
        before = len(relay.server.received)

        assert task.state == "failed"
        assert (lib.sync().states, lib.sync().left) == ({}, ())
        with pytest.raises(ProviderError):
            lib.tasks.wait("1")
        assert len(relay.server.received) == before


def test_a_lapsed_film_is_not_asked_for_forever(relay: Relay, home: Path) -> None:
    """After a month the film is given up."""
    relay.polls(relay.url("old.mp4"))
    relay.serves("/old.mp4", EXPIRED)
    clock = Hurried()
    with relay.open(home, clock) as lib:
        generated(lib)
        clock.skipped += 40 * DAY_MS / 1000
        lib.sync()
        assert [task.state for task in lib.tasks.list()] == ["failed"]
        assert lib.sync().left == ()


NO_FILMS = {
    "empty": b"",
    "six bytes": b"video!",
    "a web page": b"<!DOCTYPE html><html><body>Log in</body></html>",
    "a page after a mark": b"\xef\xbb\xbf\n<html>",
    "a playlist": b"#EXTM3U\n#EXT-X-VERSION:3\nseg.ts\n",
    "a playlist of DASH": b"<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
    "an error in JSON": b'{"error": "not ready"}',
    "an error in XML": b"<?xml version='1.0'?><Error/>",
    "a signature alone": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
    "boxes without content": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"strict" * 200,
    "zeros": bytes(5000),
    "a picture": b"\xff\xd8\xff\xe0" + bytes(2000),
    "a text": b"the film is being made " * 50,
}


@pytest.mark.parametrize("content", NO_FILMS.values(), ids=NO_FILMS)
def test_what_is_no_film_is_fetched_again(relay: Relay, home: Path, content: bytes) -> None:
    """C2: it is not kept, the task is not done, and sync fetches the film when it is there."""
    relay.serves("/film.mp4", content)
    relay.serves(CONTENT, content)
    with relay.open(home) as lib:
        assert generated(lib) is not None
        assert [task.state for task in lib.tasks.list()] == ["running"]
        assert [*lib.home.media.rglob("*.mp4")] == []
        assert len(lib.sync().left) == 1

        relay.serves("/film.mp4", relay.film)
        assert lib.sync().states == {"done": 1}
        assert has_film(lib, relay)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_a_film_whose_end_is_missing_is_fetched_again(
    relay: Relay, home: Path, share: float
) -> None:
    """However much of it arrived, and even if the server calls that all."""
    relay.serves("/film.mp4", relay.film[: int(len(relay.film) * share)], relay.film)
    with relay.open(home) as lib:
        generated(lib)
        lib.sync()
        assert has_film(lib, relay)


LOST = {
    "gone": lambda film: film.unlink(),
    "emptied": lambda film: film.write_bytes(b""),
    "a web page": lambda film: film.write_bytes(NO_FILMS["a web page"]),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_a_film_that_was_lost_here_is_fetched_again(relay: Relay, home: Path, lose: Any) -> None:
    """A finished task whose film is not on the disk, or is none, is open."""
    relay.polls(relay.url("film.mp4"), relay.url("new.mp4"))
    with relay.open(home) as lib:
        generated(lib)
        film = Path(lib.tasks.list()[0].output or "")
        lose(film)
        lib.sync()
        assert has_film(lib, relay)
        assert lib.doctor() == []


def test_the_exit_codes_say_whether_there_is_a_film(relay: Relay, home: Path, cli: Cli) -> None:
    """`task wait` and `sync` are not 0 while there is no film, and are when there is one."""
    relay.serves("/film.mp4", b"")
    relay.serves(CONTENT, b"")
    with relay.open(home) as lib:
        generated(lib)
    os.environ["KEY"] = "k"
    before = cli("task", "wait", "1"), cli("sync"), cli("task", "show", "1")
    relay.serves("/film.mp4", relay.film)
    after = cli("task", "wait", "1"), cli("sync"), cli("task", "show", "1")

    assert [result.code for result in before] == [3, 4, 0]
    assert "it is empty" in before[0].err
    assert "done" not in before[2].out
    assert [result.code for result in after] == [0, 0, 0]


def test_a_task_of_elsewhere_that_is_not_shown_stays_a_reference(relay: Relay, home: Path) -> None:
    """C6: sync asks, fails at nothing, tries nothing again and sends nothing."""
    relay.answers["/sora/v1/characters"] = as_json({"id": "ch_1", "username": "mia.x"})
    relay.answers.turns["/v1/videos/video_f751"] = [
        as_json({"error": {"message": "no such task", "code": "not_found"}}, 404)
    ]
    with relay.open(home) as lib:
        lib.create("mia", task="video_f751", window="1,3", keep=False)
        result = lib.sync(retry=True)
        (task,) = lib.tasks.list()

        assert (result.states, result.left, result.unknown, result.failed) == ({}, (), (), ())
        assert (task.state, task.error) == (
            "unknown",
            "it was made elsewhere, and is not visible to this account",
        )
        assert lib.doctor() == []


NO_URLS = {
    "an id": ({"video_url": "file-8f2c"}, "file-8f2c"),
    "an object": ({"video": {"id": "v_9", "size": 8}}, '{"id": "v_9", "size": 8}'),
    "a list of ids": ({"videos": ["v_9"]}, '["v_9"]'),
    "a number": ({"output_url": 17}, "17"),
    "another scheme": ({"video_url": "s3://films/out.mp4"}, "s3://films/out.mp4"),
    "inside": ({"data": {"video_url": "file-8f2c"}}, "file-8f2c"),
}


@pytest.mark.parametrize(("form", "text"), NO_URLS.values(), ids=NO_URLS)
def test_what_is_there_in_place_of_a_url_is_named(
    relay: Relay, home: Path, form: dict[str, object], text: str
) -> None:
    """C3: a finished answer without a URL says what it has instead, where its call has no film."""
    relay.answers.turns[TASK] = [as_json({"status": "completed", **form})]
    relay.serves("/v1/videos/task_1/content", Answer(b"", 404))
    with relay.open(home) as lib, pytest.raises(ProviderError) as told:
        lib.generate("a cat")

    assert f"the provider's answer has no URL, but {text}" in str(told.value)


def test_an_answer_that_names_nothing_else_says_so(relay: Relay, home: Path) -> None:
    """A relative address is resolved and named; without any value there is nothing to name."""
    relay.polls(None)
    relay.serves("/v1/videos/task_1/content", Answer(b"", 404))
    with relay.open(home) as lib, pytest.raises(ProviderError) as told:
        lib.generate("a cat")

    assert "has no URL" not in str(told.value)
    relay.polls("/files/out.mp4")
    with relay.open(home.with_name("other")) as lib, pytest.raises(ProviderError) as told:
        lib.generate("a cat")
    assert "out.mp4" in str(told.value)
