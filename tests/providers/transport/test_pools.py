"""Deadlines for all of a request, downloads that go on where they were, pools that stay small."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from charlib import media
from charlib.config import Clock
from charlib.errors import NoAnswer, Refused, Unreachable
from charlib.providers.messages import Request
from charlib.providers.profile import Http
from charlib.providers.transport import client as clients
from charlib.providers.transport.client import Client
from charlib.providers.transport.pools import THREADS_A_POOL
from charlib.sandbox import film
from tests.providers.conftest import KEY, Connect

from .loopback import Answer, Loopback

Talk = Callable[[socket.socket], None]


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """A server that says what it is told, byte by byte if need be; its origin."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while not over.is_set():
                try:
                    line, _ = listener.accept()
                    with line:
                        talk(line)
                except OSError:
                    continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            with socket.create_connection(listener.getsockname()):
                pass
            thread.join(5)


def drip(text: bytes) -> Talk:
    """Say a text, a byte every twentieth of a second."""

    def talk(line: socket.socket) -> None:
        line.recv(65536)
        waiting = threading.Event()
        for byte in text:
            line.sendall(bytes([byte]))
            waiting.wait(0.05)

    return talk


DRIPS = {
    "in the head": b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200,
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200,
}


@pytest.mark.parametrize("text", DRIPS.values(), ids=DRIPS.keys())
def test_a_drip_anywhere_ends_at_the_deadline(text: bytes) -> None:
    """A byte now and then keeps no request open beyond the profile's time."""
    clock = Clock()
    with talking(drip(text)) as origin:
        client = Client(origin, Http(base_url=origin, timeout_s=0.4), KEY, clock)
        start = clock.monotonic()
        with pytest.raises(NoAnswer):
            client.send(Request("POST", "/x", {}))
        took = clock.monotonic() - start
        client.close()

    assert took < 8  # of the 10 that the drip takes


def test_a_request_that_nobody_reads_ends_at_the_deadline() -> None:
    """A server that takes the connection and reads nothing is given up, too."""
    held = threading.Event()
    with talking(lambda _: (held.wait(5), None)[1]) as origin:
        client = Client(origin, Http(base_url=origin, timeout_s=0.3), KEY, Clock())
        with pytest.raises(NoAnswer, match="timed out"):
            client.send(Request("POST", "/x", {"text": "x" * 20_000_000}))
        held.set()
        client.close()


def test_a_download_has_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly a film drips, it ends."""
    monkeypatch.setattr(clients, "DOWNLOAD_S", 0.3)
    text = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + b"x" * 10_000
    with talking(drip(text)) as origin:
        client = Client(origin, Http(base_url=origin), KEY, Clock())
        with pytest.raises(NoAnswer):
            client.download(f"{origin}/film", tmp_path / "film.mp4")
        client.close()


FILM = bytes(range(256)) * 40


class Stubborn:
    """A server of one film that hangs up in the middle, `cuts` times."""

    def __init__(self, *, cuts: int, mark: str = 'ETag: "one"', takes_ranges: bool = True) -> None:
        self.cuts = cuts
        self.mark = mark
        self.takes_ranges = takes_ranges
        self.asked: list[str] = []

    def __call__(self, line: socket.socket) -> None:
        """Answer one request."""
        head = line.recv(65536).decode()
        if not head:
            return
        wanted = [word for word in head.split("\r\n") if word.lower().startswith("range:")]
        start = int(wanted[0].split("=")[1].rstrip("-")) if wanted and self.takes_ranges else 0
        self.asked.append(wanted[0].partition(" ")[2] if wanted else "")
        end = len(FILM)
        status = (
            f"206 Partial\r\nContent-Range: bytes {start}-{end - 1}/{end}" if start else "200 OK"
        )
        line.sendall(
            f"HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\n{self.mark}\r\n"
            f"Content-Length: {end - start}\r\nConnection: close\r\n\r\n".encode()
        )
        last = start + 3000 if len(self.asked) <= self.cuts else end
        line.sendall(FILM[start:last])


def test_a_download_that_is_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    """Each further part is asked for by its place, and the film is whole."""
    server, target = Stubborn(cuts=2), tmp_path / "film.mp4"
    with talking(server) as origin:
        client = Client(origin, Http(base_url=origin), KEY, Clock())
        assert client.download(f"{origin}/film", target) == len(FILM)
        client.close()

    assert target.read_bytes() == FILM
    assert server.asked == ["", "bytes=3000-", "bytes=6000-"]


@pytest.mark.parametrize(
    "server",
    [Stubborn(cuts=2, takes_ranges=False), Stubborn(cuts=2, mark="X-Nothing: here")],
    ids=["no ranges", "nothing that tells it is the same"],
)
def test_a_download_that_cannot_go_on_begins_anew(server: Stubborn, tmp_path: Path) -> None:
    """Where parts cannot be had, or could be of another film, all of it is fetched again."""
    target = tmp_path / "film.mp4"
    with talking(server) as origin:
        client = Client(origin, Http(base_url=origin), KEY, Clock())
        for _ in range(3):
            try:
                client.download(f"{origin}/film", target)
            except NoAnswer:
                continue
        client.close()

    assert target.read_bytes() == FILM


def test_a_download_that_comes_no_further_is_given_up(tmp_path: Path) -> None:
    """A server that hangs up at the same place again and again is not asked for ever."""
    server = Stubborn(cuts=10**9, takes_ranges=False)
    with talking(server) as origin:
        client = Client(origin, Http(base_url=origin), KEY, Clock())
        with pytest.raises(NoAnswer):
            client.download(f"{origin}/film", tmp_path / "film.mp4")
        client.close()

    assert len(server.asked) <= clients.RESUMES + 1


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_film_that_is_cut_is_known_without_its_length(tmp_path: Path, share: float) -> None:
    """An MP4 tells by its own boxes whether all of it is there."""
    whole = tmp_path / "whole.mp4"
    film.render(whole, seconds=2, width=160, height=90, prompt="mia")
    data = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * share)])
    page = tmp_path / "page.mp4"
    page.write_bytes(b"<html>" * 100)

    assert not media.is_cut(whole)
    assert media.is_cut(cut)
    assert not media.is_cut(page), "that is no MP4 at all, and another matter"
    assert not media.is_cut(tmp_path / "nowhere")


def test_threads_share_small_pools(connect: Connect) -> None:
    """Of many threads at most eight are in one pool."""
    client, together = connect(), threading.Barrier(20)

    def ask(_: int) -> int:
        together.wait(10)
        return id(client._pools.client)

    with ThreadPoolExecutor(20) as pool:
        used = list(pool.map(ask, range(20)))

    assert max(used.count(number) for number in used) <= THREADS_A_POOL
    assert len({*used}) == 3


def test_a_proxy_keeps_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes through a proxy of the environment ends in time, too."""
    with talking(drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        base = "http://host.example"
        client = Client(base, Http(base_url=base, timeout_s=0.4), KEY, Clock())
        with pytest.raises(NoAnswer):
            client.send(Request("POST", "/x", {}))
        client.close()


@pytest.mark.parametrize("header", ["Authorization", "api-key"])
def test_a_key_that_comes_back_is_not_kept(header: str, server: Loopback, connect: Connect) -> None:
    """A service that repeats the key in its answer does not bring it into the library."""
    server.answers["/x"] = Answer(f'{{"error": "wrong key {KEY}"}}'.encode(), 401)
    reply = connect(header=header).send(Request("POST", "/x", {}))

    assert KEY not in reply.text
    assert "[the key]" in reply.text


def test_nothing_of_httpx_is_left_to_wait_for_ever(connect: Connect) -> None:
    """All transports of a client have the deadline below them: httpx has no parameter for it."""
    client = connect()._pools.client
    transports = [client._transport, *client._mounts.values()]
    backends = {
        type(transport._pool._network_backend).__module__ for transport in transports if transport
    }  # type: ignore[attr-defined] # what is guarded here

    assert isinstance(client, httpx.Client)
    assert backends == {"charlib.providers.transport.pools"}


def test_a_refused_part_begins_anew(server: Loopback, connect: Connect, tmp_path: Path) -> None:
    """A server that has no such part any more is not believed about the rest."""
    server.answers["/film"] = Answer(FILM, 416, {"Content-Type": "video/mp4"})

    with pytest.raises(Refused, match="HTTP 416"):
        connect().download(f"{server.origin}/film", tmp_path / "film.mp4")


def test_a_closed_client_opens_nothing(server: Loopback, connect: Connect) -> None:
    """A thread that goes on after the end cannot leave a connection behind."""
    client = connect()
    client.send(Request("GET", "/first"))
    client.close()
    with pytest.raises(Unreachable, match="the client was closed"):
        client.send(Request("GET", "/second"))
    assert [received.path for received in server.received] == ["/first"]
