"""The server around the dialects: its life, its files, its ledger, its pace."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

import anyio
import anyio.to_thread
import av
import httpx
import pytest

from charlib.sandbox import Fault, Settings, film, running
from tests.limits import HANGS_S

BODY = {"model": "sora-2-character", "timestamps": "5,8"}
SERVE = """
import sys
from charlib.sandbox import Settings, serve
from tests.limits import HANGS_S
serve(Settings(), on_ready=lambda server: print(server.url, flush=True))
print("ended", flush=True)
"""


def test_the_index_tells_a_person_everything(server, client):
    """Bases, key and window rules, in plain text."""
    text = client.get(server.url).text
    assert all(base in text for base in server.bases.values())
    assert "a-key-of-the-tests" in text
    assert "1 to 3 s" in text


def test_files_are_served_with_ranges(client, mia, folder):
    """Whole, in part, by HEAD, and with validators."""
    film_bytes = (folder / "mia.mp4").read_bytes()
    whole = client.get(mia)
    assert (whole.content, whole.headers["content-type"]) == (film_bytes, "video/mp4")
    part = client.get(mia, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, film_bytes[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(film_bytes)}"
    assert client.get(mia, headers={"Range": "bytes=-5"}).content == film_bytes[-5:]
    assert client.get(mia, headers={"Range": "bytes=999999999-"}).status_code == 416
    head = client.head(mia)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(film_bytes)))
    assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fhostname", "%2e%2e", "..%5cx", "", "nothing"])
def test_nothing_outside_the_folder_is_served(server, client, name):
    """Only names of files in it."""
    assert client.get(f"{server.url}/files/{name}").status_code == 404


def test_a_sandbox_without_a_folder_serves_no_files():
    """404, and the index does not speak of files."""
    with running(Settings()) as server:
        assert httpx.get(server.file_url("mia.mp4")).status_code == 404
        assert "/files/" not in httpx.get(server.url).text


def test_it_stops_at_once_with_open_connections(folder):
    """Idle, endless and waiting connections do not hold it up, and nothing answers afterwards."""
    with httpx.Client() as client:
        with running(Settings(files=folder)) as server:
            server.faults.add(Fault("endless"), Fault("latency", seconds=60))
            flood = client.send(client.build_request("GET", server.url), stream=True)
            waiting, idle = (socket.create_connection(address(server)) for _ in range(2))
            waiting.sendall(f"GET / HTTP/1.1\r\nHost: {server.url[7:]}\r\n\r\n".encode())
            while client.get(f"{server.url}/_sandbox/faults").json()["struck"] < 2:
                pass
            began = time.monotonic()
        assert time.monotonic() - began < 30  # of the 60 that one of them would wait
        flood.close()
    for connection in (waiting, idle):
        connection.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


@pytest.mark.parametrize("rounds", range(6))
def test_a_connection_accepted_while_it_stops_is_closed(monkeypatch, rounds):
    """Whichever round of the loop after the stop it comes in, its socket is not left open."""
    loops, clients, left_open = [], [], []
    monkeypatch.setattr(sys, "unraisablehook", left_open.append)
    with running(Settings()) as server:
        monkeypatch.setattr(
            server.ledger, "record", lambda _: loops.append(asyncio.get_running_loop())
        )
        httpx.get(server.url)
        loop, soon = loops[0], loops[0].call_soon_threadsafe

        def knock(rounds):
            if rounds:
                loop.call_soon(knock, rounds - 1)
                return
            with suppress(ConnectionRefusedError):
                clients.append(socket.create_connection(address(server), HANGS_S))

        def stop_and_knock(stop):
            soon(lambda: (stop(), knock(rounds)))

        monkeypatch.setattr(loop, "call_soon_threadsafe", stop_and_knock)
    gc.collect()
    assert left_open == []
    for connection in clients:
        connection.close()


def test_a_file_that_is_being_opened_while_it_stops_is_closed(monkeypatch, folder):
    """It comes back from its thread after the connection was aborted."""
    opening, aborted, left_open = threading.Event(), threading.Event(), []
    monkeypatch.setattr(sys, "unraisablehook", left_open.append)

    def open_late(path):
        opening.set()
        aborted.wait(HANGS_S)
        return Path(path).open("rb")

    async def open_file(path, **_):
        return anyio.wrap_file(await anyio.to_thread.run_sync(open_late, path))

    def ask(url):
        with suppress(httpx.HTTPError):
            httpx.get(url)
        aborted.set()

    monkeypatch.setattr(anyio, "open_file", open_file)
    with running(Settings(files=folder)) as server:
        threading.Thread(target=ask, args=(server.file_url("mia.mp4"),)).start()
        assert opening.wait(HANGS_S)
    assert aborted.wait(HANGS_S)
    gc.collect()
    assert left_open == []


def address(server):
    """Host and port of a server."""
    url = httpx.URL(server.url)
    return url.host, url.port


def test_it_leaves_signals_and_logs_alone(capfd):
    """In a thread it installs no handler and writes nothing."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with running(Settings()) as server:
        assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before
        server.faults.add(Fault("lost_answer"), Fault("endless"))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(server.url)
        with httpx.stream("GET", server.url) as flood:
            next(flood.iter_raw())
    assert capfd.readouterr() == ("", "")
    assert not logging.getLogger("uvicorn").handlers


def test_a_taken_address_is_an_error(server):
    """`running` raises `OSError`, and leaves nothing behind."""
    threads = threading.active_count()
    with pytest.raises(OSError, match="in use"), running(Settings(port=address(server)[1])):
        pass
    assert threading.active_count() == threads


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_foreground_form_ends_cleanly(number, tmp_path):
    """Ctrl-C and SIGTERM end `serve` with a return, without a word on stderr or a file left."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    url = process.stdout.readline().strip()
    assert httpx.get(url, timeout=HANGS_S).status_code == 200
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(httpx.get(f"{url}/files/clip.mp4", timeout=HANGS_S).content)
    with av.open(str(clip)) as container:
        assert container.duration == 10 * av.time_base
        assert container.streams.audio
    clip.unlink()
    process.send_signal(number)
    out, err = process.communicate(timeout=HANGS_S)
    assert (process.returncode, out, err) == (0, "ended\n", "")
    assert list(tmp_path.iterdir()) == []


def test_requests_are_recorded_as_they_arrived(server, client, mia):
    """Method, path, query, headers and body, good or bad; its own fetches are not among them."""
    base = server.bases["sync"]
    before = len(server.ledger.requests)
    client.post(f"{base}/characters?x=1", json={**BODY, "url": mia})
    client.post(f"{base}/characters", content=b"{oh", headers={"X-Note": "bad"})
    client.get(f"{base}/generations/video_0")
    good, bad, poll = server.ledger.requests[before:]
    assert (good.method, good.path, good.query) == ("POST", "/sync/v1/sora/characters", "x=1")
    assert good.body == {**BODY, "url": mia}
    assert good.headers["authorization"].startswith("Bearer ")
    assert (bad.body, bad.headers["x-note"]) == ("{oh", "bad")
    assert (poll.method, poll.body, poll.fault) == ("GET", None, None)


def test_the_ledger_is_told_by_http(server, client, mia):
    """The same counts and lists as JSON, the lists cut to the last entries on demand."""
    client.post(f"{server.bases['sync']}/characters", json={**BODY, "url": mia})
    ledger = client.get(f"{server.url}/_sandbox/ledger").json()
    assert ledger["minted"] == len(ledger["characters"]) == server.ledger.minted
    assert ledger["billed"] == len(ledger["generations"]) == server.ledger.billed
    assert ledger["requests"][-1]["body"]["url"] == mia
    short = client.get(f"{server.url}/_sandbox/ledger", params={"limit": 1}).json()
    assert short["minted"] == server.ledger.minted
    assert short["requests"] == ledger["requests"][-1:]
    assert client.get(f"{server.url}/_sandbox/ledger?limit=x").status_code == 400


def test_parallel_creations_are_each_minted_once(server, mia):
    """32 clients at once: as many IDs as answers, all different, all in the ledger."""
    before = server.ledger.minted
    headers = {"Authorization": "Bearer a-key-of-the-tests"}

    def create(_):
        with httpx.Client(headers=headers, timeout=HANGS_S) as client:
            answers = [
                client.post(f"{server.bases['sync']}/characters", json={**BODY, "url": mia})
                for _ in range(4)
            ]
            return [answer.json()["character_id"] for answer in answers]

    with ThreadPoolExecutor(32) as pool:
        ids = list(chain.from_iterable(pool.map(create, range(32))))
    assert len(set(ids)) == len(ids) == 128
    assert server.ledger.minted == before + 128
    assert set(ids) <= {character.id for character in server.ledger.characters}


def test_a_batch_from_one_url_measures_it_once(client, folder):
    """The film is not fetched for each of its characters."""
    fetched = []

    class Files(SimpleHTTPRequestHandler):
        def do_GET(self):
            fetched.append(self.path)
            super().do_GET()

        def log_message(self, *_):
            pass

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as files,
        running(Settings(key="a-key-of-the-tests", recheck_s=3600)) as server,
    ):
        threading.Thread(target=files.serve_forever, daemon=True).start()
        body = {**BODY, "url": f"http://127.0.0.1:{files.server_port}/mia.mp4"}
        for _ in range(100):
            client.post(f"{server.bases['sync']}/characters", json=body).raise_for_status()
        files.shutdown()
    assert fetched == ["/mia.mp4"]


def test_a_changed_film_is_measured_again(tmp_path):
    """Once a URL is asked again, a new version counts, and a vanished one is refused."""
    source = tmp_path / "film.mp4"
    with (
        running(Settings(files=tmp_path, recheck_s=0)) as server,
        httpx.Client(headers={"Authorization": "Bearer sandbox-key"}) as client,
    ):
        body = {**BODY, "url": server.file_url("film.mp4")}
        statuses = []
        for seconds in (9, 9, 4, 10):
            film.render(source, seconds=seconds, width=64, height=36, fps=5)
            statuses.append(client.post(f"{server.bases['sync']}/characters", json=body))
        source.unlink()
        statuses.append(client.post(f"{server.bases['sync']}/characters", json=body))
    assert [answer.status_code for answer in statuses] == [200, 200, 400, 200, 400]


def test_a_source_beyond_the_limit_is_refused(folder):
    """The size is capped while it arrives."""
    with running(Settings(files=folder, fetch_bytes=1000)) as server:
        answer = httpx.post(
            f"{server.bases['sync']}/characters",
            json={**BODY, "url": server.file_url("mia.mp4")},
            headers={"Authorization": "Bearer sandbox-key"},
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "video_too_large")


@pytest.mark.parametrize(("polls", "words"), [(0, ["completed"]), (1, ["queued", "completed"])])
def test_the_number_of_polls_is_a_setting(polls, words):
    """A job stays unfinished for exactly so many polls."""
    body = {"model": "sora-2", "prompt": "rain", "seconds": "4", "size": "1280x720"}
    with (
        running(Settings(polls=polls)) as server,
        httpx.Client(headers={"Authorization": "Bearer sandbox-key"}) as client,
    ):
        url = f"{server.bases['relay']}/v1/videos"
        task = client.post(url, json=body).json()["id"]
        assert [client.get(f"{url}/{task}").json()["status"] for _ in words] == words


def test_a_job_takes_its_time_whatever_the_polls():
    """With a duration set, polls alone do not finish it."""
    body = {"model": "sora-2", "prompt": "rain", "seconds": "4", "size": "1280x720"}
    with (
        running(Settings(polls=0, task_s=0.3)) as server,
        httpx.Client(headers={"Authorization": "Bearer sandbox-key"}) as client,
    ):
        url = f"{server.bases['relay']}/v1/videos"
        began = time.monotonic()
        task = client.post(url, json=body).json()["id"]
        polls = 0
        while client.get(f"{url}/{task}").json()["status"] != "completed":
            polls += 1
    assert polls
    assert time.monotonic() - began >= 0.3


def test_every_call_of_a_dialect_waits_for_the_set_latency():
    """And the pages around them do not."""
    with running(Settings(latency_s=1)) as server:
        began = time.monotonic()
        httpx.get(server.url)
        between = time.monotonic()
        httpx.get(
            f"{server.bases['sync']}/generations/x", headers={"Authorization": "Bearer sandbox-key"}
        )
        assert between - began < 1
        assert time.monotonic() - between >= 1
