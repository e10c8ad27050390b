"""Videos on servers: read by parts where that can be done, and refused in plain words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from charlib import media
from charlib.errors import CharlibError, MediaError, NotFound, Unreachable
from charlib.library import Library
from charlib.providers.transport.ranged_file import RangedFile

from .making import film
from .test_suggest import thing


class Site(BaseHTTPRequestHandler):
    """Serves one film: `/part` by ranges, `/whole` without; other paths refuse in their ways."""

    data = b""
    sent = 0

    def do_GET(self) -> None:
        """Answer one request."""
        status = {"/login": 401, "/gone": 404, "/broken": 500}.get(self.path)
        if status:
            self.answer(status, b"")
        elif self.path == "/page":
            self.answer(200, b"<!doctype html><title>Log in</title>", {"Content-Type": "text/html"})
        elif self.path == "/moved":
            self.answer(302, b"", {"Location": "/part"})
        elif self.path == "/whole":
            self.answer(200, self.data)
        else:
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            size = len(self.data)
            part = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
            self.answer(206, self.data[start:], part)

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Send an answer piece by piece, until nobody reads any more."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for at in range(0, len(body), 1 << 14):
                self.wfile.write(body[at : at + (1 << 14)])
                type(self).sent += len(body[at : at + (1 << 14)])
        except OSError:  # the reader has seen enough
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(data: bytes) -> Iterator[tuple[str, type[Site]]]:
    """A site with this film; its address, and what it counted."""
    site = type("OneSite", (Site,), {"data": data, "sent": 0})
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film whose index stands at its end, with much in between."""
    path = film(tmp_path_factory.mktemp("clips") / "a.mp4", count=50)
    data = path.read_bytes()
    padding = 40_000_000
    free = padding.to_bytes(4) + b"free" + bytes(padding - 8)
    moov = data.index(b"moov") - 4
    path.write_bytes(data[:moov] + free + data[moov:])
    return path


@pytest.mark.parametrize("page", ["part", "moved"])
def test_a_url_is_probed_without_fetching_all_of_it(clip: Path, lib: Library, page: str) -> None:
    """Of a large file a few parts are asked for: the head, the index, the first frames."""
    here = media.probe(clip)
    with serving(clip.read_bytes()) as (site, counted):
        there = lib.probe(f"{site}/{page}")

    assert (there.duration_ms, there.width, there.codec) == (here.duration_ms, 160, "h264")
    assert (there.bytes, there.sha256, there.takes_ranges) == (here.bytes, "", True)
    assert counted.sent < here.bytes / 2
    assert list(lib.sources.list()) == []


def test_a_server_without_ranges_is_read_whole_up_to_a_limit(clip: Path, lib: Library) -> None:
    """The film is downloaded then, and told to be; one too large for that is refused."""
    with serving(clip.read_bytes()) as (site, _):
        facts = lib.probe(f"{site}/whole")
        with pytest.raises(MediaError, match="is too large: its server sends whole files"):
            RangedFile(f"{site}/whole", most=1000)

    assert facts.takes_ranges is False
    assert facts.duration_ms == media.probe(clip).duration_ms


@pytest.mark.parametrize(
    ("page", "kind", "expected"),
    [
        ("login", MediaError, "needs a login: HTTP 401"),
        ("gone", NotFound, "does not exist"),
        ("broken", MediaError, "cannot be read: HTTP 500"),
        ("page", MediaError, "is a web page, not a video"),
    ],
)
def test_refusals_are_told_apart(
    lib: Library, page: str, kind: type[CharlibError], expected: str
) -> None:
    """A login, a page, a gap and a fault each have a sentence of their own."""
    with serving(b"") as (site, _), pytest.raises(kind, match=expected):
        lib.probe(f"{site}/{page}")


def test_a_server_that_is_not_there_is_unreachable(lib: Library) -> None:
    """No connection is exit code 3, as with a provider."""
    with serving(b"") as (site, _):
        pass

    with pytest.raises(Unreachable, match="cannot read from"):
        lib.probe(f"{site}/part")


def test_any_place_can_be_read_in_any_order(clip: Path) -> None:
    """Answer, jumping and reading on give the bytes that stand there."""
    data = clip.read_bytes()
    with serving(data) as (site, _), RangedFile(f"{site}/part") as file:
        assert file.read(10) == data[:10]
        assert file.read(5) == data[10:15]
        assert file.seek(-7, 2) == len(data) - 7
        assert file.read() == data[-7:]
        assert file.read(1) == b""
        assert file.seek(1000) == 1000
        assert file.read(300) == data[1000:1300]
        assert file.seek(50, 1) == 1350
        buffer = bytearray(20)
        assert file.readinto(buffer) == 20
        assert bytes(buffer) == data[1350:1370]
        assert file.requests < 6
        assert (file.readable(), file.seekable()) == (True, True)


def test_windows_of_a_url_are_suggested_without_a_copy(lib: Library, tmp_path: Path) -> None:
    """A film on a server is watched from there, and kept windows record it as a source."""
    path = film(tmp_path / "b.mp4", thing, count=75)
    with serving(path.read_bytes()) as (site, _):
        advice = lib.suggest_windows(f"{site}/part", subject="object", save=True, count=1)

    assert advice == media.suggest(path, subject="object", count=1)
    assert lib.sources.list()[0].ref == f"{site}/part"
    assert lib.sources.saved_windows("1") == [advice.windows[0].window]
