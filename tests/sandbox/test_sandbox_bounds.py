"""What a sandbox refuses to do for others: web pages, paths out of its folder, endless memory."""

from __future__ import annotations

import http.client
import os
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from charlib.sandbox import Fault, Faults, Ledger, Settings, create_app, running
from charlib.sandbox.wire import ledger as ledger_module
from charlib.sandbox.wire.ledger import BilledGeneration, MintedCharacter, SeenRequest

if TYPE_CHECKING:
    from pathlib import Path

PORT = 8787


@pytest.fixture
def ask():
    """`ask(path, headers, host=…, bound=…)`: the answer of an application without a socket."""

    async def once(app, method, path, headers, body):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=f"http://127.0.0.1:{PORT}"
        ) as client:
            return await client.request(method, path, headers=headers, content=body)

    def ask(path, headers=None, *, method="GET", body=None, **settings):
        app = create_app(Settings(**settings))
        try:
            return anyio.run(once, app, method, path, headers or {}, body)
        finally:
            app.state.simulation.close()

    return ask


@pytest.mark.parametrize(
    ("host", "bound", "status"),
    [
        (f"127.0.0.1:{PORT}", "127.0.0.1", 200),
        (f"LocalHost:{PORT}", "127.0.0.1", 200),
        (f"127.1.2.3:{PORT}", "127.0.0.1", 200),
        (f"[::1]:{PORT}", "::1", 200),
        (f"box.lan:{PORT}", "box.lan", 200),
        (f"192.168.1.7:{PORT}", "0.0.0.0", 200),
        (f"192.168.1.7:{PORT}", "127.0.0.1", 403),
        (f"evil.example:{PORT}", "0.0.0.0", 403),
        (f"evil.example:{PORT}", "127.0.0.1", 403),
        (f"127.0.0.1.evil.example:{PORT}", "127.0.0.1", 403),
        (f"localhost.:{PORT}", "127.0.0.1", 403),
        ("127.0.0.1", "127.0.0.1", 403),
        ("127.0.0.1:80", "127.0.0.1", 403),
        ("127.0.0.1:0x2253", "127.0.0.1", 403),
        (f"127.0.0.1:{'9' * 5000}", "127.0.0.1", 403),
        (f"user@127.0.0.1:{PORT}", "127.0.0.1", 403),
        ("", "127.0.0.1", 403),
    ],
)
def test_only_a_host_that_names_the_sandbox_is_answered(ask, host, bound, status):
    """A page that gave its own name this address is refused, and nothing is recorded of it."""
    assert ask("/", {"Host": host}, host=bound).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": f"http://127.0.0.1:{PORT}"}, 200),
        ({"Origin": f"http://localhost:{PORT}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"http://evil.example:{PORT}"}, 403),
        ({"Origin": f"https://127.0.0.1:{PORT}"}, 403),
        ({"Origin": "http://127.0.0.1:3000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "Cross-Site "}, 403),
    ],
)
def test_a_page_of_another_site_is_refused_and_no_cors_is_allowed(ask, headers, status):
    """It could add faults, or read the ledger."""
    body = b'{"kind": "status"}'
    answer = ask("/_sandbox/faults", headers, method="POST", body=body)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["error"]["code"] == "foreign_origin"
    asked = {"Access-Control-Request-Method": "POST", **headers}
    preflight = ask("/_sandbox/faults", asked, method="OPTIONS")
    assert preflight.status_code == (405 if status == 200 else 403)
    allowed = [*answer.headers, *preflight.headers]
    assert not [name for name in allowed if name.lower().startswith("access-control")]


def test_a_call_without_a_host_is_a_bad_request(server):
    """HTTP/1.0 allows it."""
    url = httpx.URL(server.url)
    connection = http.client.HTTPConnection(url.host, url.port)
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"
    connection.putrequest("GET", "/", skip_host=True)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 400
    connection.close()


@pytest.fixture(scope="module")
def traps(tmp_path_factory) -> Path:
    """A folder to serve, with a secret beside it and ways that might lead there."""
    top = tmp_path_factory.mktemp("traps")
    (top / "secret.mp4").write_text("secret")
    folder = top / "served"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "deep.mp4").write_text("deep")
    (folder / ".hidden.mp4").write_text("hidden")
    (folder / "good one.mp4").write_text("good")
    (folder / "a\\b.mp4").write_text("backslash") if os.name == "posix" else None
    links = {
        "out.mp4": top / "secret.mp4",
        "relative.mp4": "../secret.mp4",
        "folder": top,
        "inside.mp4": "inner/deep.mp4",
        "to-hidden.mp4": ".hidden.mp4",
        "loop.mp4": "loop.mp4",
        "broken.mp4": "nothing",
        "chain.mp4": "relative.mp4",
    }
    try:
        for name, target in links.items():
            (folder / name).symlink_to(target)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.mp4")
    return folder


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("good%20one.mp4", 200),
        ("inside.mp4", 200),
        ("out.mp4", 404),
        ("relative.mp4", 404),
        ("chain.mp4", 404),
        ("folder/secret.mp4", 404),
        ("folder", 404),
        ("inner", 404),
        ("inner/deep.mp4", 404),
        (".hidden.mp4", 404),
        ("%2ehidden.mp4", 404),
        ("to-hidden.mp4", 404),
        ("loop.mp4", 404),
        ("broken.mp4", 404),
        ("pipe.mp4", 404),
        ("..%2fsecret.mp4", 404),
        ("..%5csecret.mp4", 404),
        ("inner%2fdeep.mp4", 404),
        ("inner%5cdeep.mp4", 404),
        ("good%20one.mp4%00", 404),
        ("good%20one.mp4%00.txt", 404),
        ("%00", 404),
        ("good%20one.mp4.", 404),
        ("good%20one.mp4::$DATA", 404),
        ("%ed%a0%80", 404),
        ("a" * 5000, 404),
        (".", 404),
        ("%2e%2e", 404),
    ],
)
def test_only_visible_files_of_the_folder_are_served(ask, traps, path, status):
    """No link out of it, no dot file, no folder, and no notation of a path that leads elsewhere."""
    answer = ask(f"/files/{path}", files=traps)
    assert answer.status_code == status
    assert "secret" not in answer.text or status == 404


def test_a_folder_that_is_itself_a_link_is_served(ask, traps, tmp_path):
    """The link to the folder was chosen by whoever runs the sandbox."""
    (tmp_path / "link").symlink_to(traps, target_is_directory=True)
    assert ask("/files/inside.mp4", files=tmp_path / "link").text == "deep"


def seen(body: bytes, length: int = 0) -> SeenRequest:
    """A recorded request."""
    return SeenRequest("POST", "/", "", {}, body, length or len(body), None, 0.0)


def test_the_ledger_keeps_the_newest_within_its_bounds(monkeypatch):
    """In bytes and in number; the counts stay exact, and a cut body tells its true length."""
    monkeypatch.setattr(ledger_module, "MOST_REQUESTS", 5)
    monkeypatch.setattr(ledger_module, "MOST_BODY", 100)
    monkeypatch.setattr(ledger_module, "MOST_BODIES", 350)
    ledger = Ledger()
    for number in range(9):
        ledger.record(seen(b"%d" % number))
    assert [request.body for request in ledger.requests] == [4, 5, 6, 7, 8]
    for _ in range(5):
        ledger.record(seen(b"x" * 1000))
    assert [(r.length, len(r.raw), r.is_cut) for r in ledger.requests] == [(1000, 100, True)] * 3
    assert ledger.received == 14
    shown = ledger.summary()["requests"][-1]
    assert (shown["body"], shown["body_length"], shown["body_is_cut"]) == ("x" * 100, 1000, True)


def test_long_texts_of_characters_and_films_are_cut():
    """A source may be many addresses, and a prompt as long as a body."""
    ledger = Ledger()
    ledger.record(MintedCharacter("c", "d", "m", "url", "u" * 10**6, "1,2", 0.0))
    ledger.record(BilledGeneration("g", "d", "p" * 10**6, (), 4, "sora-2", 0.0))
    assert (len(ledger.characters[0].source), len(ledger.generations[0].prompt)) == (10_000, 10_000)
    assert (ledger.minted, ledger.billed) == (1, 1)


def test_many_large_bodies_take_no_more_memory_than_allowed():
    """1,000 bodies of 200 kB."""
    ledger = Ledger()
    for _ in range(1000):
        ledger.record(seen(bytes(200_000)))
    assert sum(len(request.raw) for request in ledger.requests) <= ledger_module.MOST_BODIES
    assert ledger.received == 1000


def test_struck_faults_are_counted_beyond_those_that_are_listed():
    """A rule may strike for days."""
    faults = Faults()
    faults.add(Fault("status", times=0))
    for _ in range(10_050):
        faults.take("GET", "/", b"")
    assert (faults.strikes, len(faults.struck)) == (10_050, 10_000)


def test_a_large_fault_is_refused(ask):
    """The sandbox's own routes bound their bodies too."""
    answer = ask("/_sandbox/faults", method="POST", body=b"[" + b" " * 2**20 + b"]")
    assert answer.status_code == 413


def test_a_recorded_body_is_parsed_when_it_is_read(folder):
    """Deep JSON stays text; the caller gets its answer."""
    with running(Settings(files=folder)) as server:
        httpx.post(f"{server.url}/x", content=b"[" * 100_000)
        assert server.ledger.requests[-1].body == "[" * 10_000
