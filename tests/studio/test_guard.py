"""Who may ask: the points of a server on this machine, one by one."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from charlib.studio import run
from charlib.studio.calling import BODY

from .client import Page, running

ADDRESSES = ["/", "/api/characters", "/api/events", "/api/openapi.json", "/media/sources/1",
             "/page/studio.js"]  # fmt: skip


def test_it_listens_on_this_machine_only(studio: run.Studio) -> None:
    """On one address, of loopback."""
    assert studio.listener.family == socket.AF_INET
    assert studio.listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}"],
)
def test_another_host_is_refused_everywhere(guarded: Page, address: str, host: str) -> None:
    """Streams and media too: a name of elsewhere may have the address of this machine."""
    port = guarded.studio.listener.getsockname()[1]
    response = guarded.http.get(address, headers={"host": host.format(port=port)})
    assert response.status_code == 421


def test_localhost_is_a_name_of_this_machine(guarded: Page) -> None:
    """With the port, as browsers send it."""
    port = guarded.studio.listener.getsockname()[1]
    assert guarded.http.get("/", headers={"host": f"LOCALHOST:{port}"}).status_code == 200


def test_without_a_host_or_with_two_it_is_refused(guarded: Page) -> None:
    """An HTTP/1.0 client sends none, and of two nobody knows which counts."""
    port = guarded.studio.listener.getsockname()[1]
    for hosts in ("", f"Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"GET /api/studio HTTP/1.0\r\n{hosts}\r\n".encode())
            assert b" 200 " not in raw.recv(100)


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_cookie_it_is_refused_everywhere(studio: run.Studio, address: str) -> None:
    """The page itself says what to do, in a sentence for a person."""
    with Page(studio, enters=False) as stranger:
        http = stranger.http
        response = http.get(address)
    assert response.status_code == 401
    assert "terminal" in response.text


def test_the_token_works_once(studio: run.Studio) -> None:
    """Then the file has another one; a wrong one lets nobody in and uses up nothing."""
    url = studio.gate.url
    with Page(studio, enters=False) as stranger:
        http = stranger.http
        assert http.get(f"{url}x").status_code == 401
        first = http.get(url)
        assert (first.status_code, first.headers["location"]) == (303, "/")
        http.cookies.clear()
        assert http.get(url).status_code == 401
        assert http.get(studio.gate.url).status_code == 303


def test_the_cookie_is_strict_and_has_the_port(studio: run.Studio) -> None:
    """Cookies are shared by the ports of a host, so another studio's must not replace it."""
    with Page(studio, enters=False) as stranger:
        http = stranger.http
        cookie = http.get(studio.gate.url).headers["set-cookie"]
    name, *rest = cookie.split("; ")
    assert name.startswith(f"charlib-studio-{studio.listener.getsockname()[1]}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(rest)
    assert studio.gate.url.partition("token=")[2] not in cookie


def test_the_file_with_the_token_is_private_and_goes(home: Path) -> None:
    """It is there for who lost the window, and for nobody else on this machine."""
    with running(home=home) as studio:
        (file,) = home.glob("studio-*.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert json.loads(file.read_text())["url"] == studio.gate.url
        Page(studio).http.close()
        assert json.loads(file.read_text())["url"] == studio.gate.url
    assert list(home.glob("studio-*.json")) == []


FOREIGN = {
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "another site, an old browser": {"origin": "https://evil.example"},
    "another port of this machine": {"origin": "http://127.0.0.1:9", "sec-fetch-site": "same-site"},
    "a file": {"origin": "null"},
    "a page without an origin": {"origin": None, "sec-fetch-site": "cross-site"},
    "nobody says": {"origin": None},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
def test_changes_are_for_its_own_page(page: Page, headers: dict[str, str | None]) -> None:
    """Whatever cookie comes along."""
    del page.http.headers["origin"]
    given = {name: value for name, value in headers.items() if value is not None}
    response = page.http.post("/api/characters", json={"handle": "mia"}, headers=given)
    assert (response.status_code, response.json()["error"]["kind"]) == (403, "permission")
    assert page.get("/api/characters")["total"] == 0


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_its_own_page_may_change(page: Page, site: str) -> None:
    """As browsers of today say it, and with the origin alone as older ones do."""
    headers = {"sec-fetch-site": site}
    response = page.http.post("/api/characters", json={"handle": "mia"}, headers=headers)
    assert response.status_code == 200
    assert page.post("/api/characters", handle="tom")["handle"] == "tom"


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_pages_cannot_read_either(guarded: Page, address: str) -> None:
    """Another port of this machine is the same site, and so has the cookie."""
    headers = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}
    assert guarded.http.get(address, headers=headers).status_code == 403


def test_a_link_may_lead_to_the_page(guarded: Page) -> None:
    """To go there is no reading by another page; the cookie is needed all the same."""
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert guarded.http.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES[:2], "/nothing", "/page/studio.js"])
def test_every_answer_has_the_headers(guarded: Page, address: str) -> None:
    """Also the errors, and with nothing unsafe in the policy."""
    for response in (
        guarded.http.get(address),
        guarded.http.get(address, headers={"host": "evil"}),
    ):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in response.headers
        assert "server" not in response.headers


def test_answers_are_not_stored(guarded: Page) -> None:
    """What the API says is not left in the caches of a browser."""
    assert guarded.http.get("/api/characters").headers["cache-control"] == "no-store"
    assert guarded.http.get("/api/nothing").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(guarded: Page, kind: str) -> None:
    """A form of another page can send any other kind without asking first."""
    content = json.dumps({"handle": "mia"}).encode()
    guarded.error("POST", "/api/characters", 415, content=content, headers={"content-type": kind})


@pytest.mark.parametrize("is_told", [True, False], ids=["with a length", "in chunks"])
def test_a_body_has_a_size(guarded: Page, is_told: bool) -> None:  # noqa: FBT001
    """Whether or not it says so before."""
    large = b'{"handle": "' + bytes(BODY) + b'"}'
    content = large if is_told else iter([large[:1000], large[1000:]])
    headers = {"content-type": "application/json"}
    error = guarded.error("POST", "/api/characters", 413, content=content, headers=headers)
    assert "too large" in error["message"]


BODIES = {
    "no JSON": b"{", "a list": b"[]", "nested": b"[" * 100_000, "a number": b"1",
    "no text": b"\xff",
    "another name": b'{"handle": "mia", "path": "/x"}', "another type": b'{"handle": 1}',
    "a truth for a text": b'{"handle": true}', "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
def test_what_is_not_declared_is_refused(guarded: Page, content: bytes) -> None:
    """With the reason, and nothing is changed."""
    headers = {"content-type": "application/json"}
    error = guarded.error("POST", "/api/characters", 400, content=content, headers=headers)
    assert error["kind"] == "invalid"
    assert guarded.get("/api/characters")["total"] == 0


PARAMETERS = [
    "limit=0", "limit=1000000", "limit=x", "offset=-1", "sort=size", "extra=1", "offset=1e3",
    f"q={'x' * 30_000}",
]  # fmt: skip


@pytest.mark.parametrize("given", PARAMETERS, ids=lambda given: given[:12])
def test_parameters_are_what_is_declared(guarded: Page, given: str) -> None:
    """Numbers have limits, texts a length, words a list."""
    guarded.error("GET", f"/api/characters?{given}", 400)


PATHS = ["../../etc/passwd", "%2e%2e%2fetc%2fpasswd", "..%5c..%5cwindows", "%00", "C:%5cx", "//x"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "base", ["/page/", "/media/kept/", "/media/sources/", "/media/portraits/default/"]
)
def test_no_path_comes_from_the_browser(guarded: Page, base: str, path: str) -> None:
    """Only names that the server gave lead anywhere."""
    response = guarded.http.get(base + path)
    assert response.status_code in {400, 404}


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(guarded: Page, method: str) -> None:
    """With an error in the form of all errors."""
    assert guarded.error(method, "/api/characters", 405)["kind"] == "invalid"
