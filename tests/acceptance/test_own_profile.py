"""A new provider is a TOML file and no Python: the manual's own examples create and film."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import charlib
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.errors import InvalidInput
from charlib.library import Library

jsonschema = pytest.importorskip("jsonschema")

from tests.acceptance.servers.family_servers import KEY, KLING, URL, FamilyServer, closed, text  # noqa: E402

PAGE = Path(charlib.__file__).parent / "manual" / "your-own-profile.md"
FILM = Path(__file__).with_name("film.mp4")
CAST = {
    "POST /v1/cast": closed(
        {
            "label": text(100),
            "photos": {"type": "array", "minItems": 1, "maxItems": 5, "items": URL},
        }
    ),
    "POST /v1/films": closed(
        {
            "text": text(2000),
            "cast": {"type": "array", "items": closed({"name": text(40), "id": text(40)})},
        },
        {"shape": {"enum": ["wide", "tall"]}},
    ),
}


class Casting(BaseHTTPRequestHandler):
    """The casting house of the manual's page, which takes what that page says and nothing else."""

    server: CastingHouse

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = f"{self.command} {self.path}"
        if self.path == "/film.mp4":
            self._send("video/mp4", FILM.read_bytes())
            return
        assert self.headers["Authorization"] == f"Bearer {KEY}"
        if self.command == "POST":
            jsonschema.validate(json.loads(raw), CAST[route])
            self.server.bodies.append(json.loads(raw))
        number = len(self.server.bodies)
        answers: dict[str, Any] = {
            "POST /v1/cast": {"cast_id": f"cast-{number}"},
            "POST /v1/films": {"film_id": "film-1"},
            "GET /v1/films/film-1": {"state": "done", "url": f"{self.server.origin}/film.mp4"},
        }
        self._send("application/json", json.dumps(answers[route]).encode())

    def _send(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


class CastingHouse(ThreadingHTTPServer):
    """A server of it; a request that the page does not allow gets no answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Casting)
        self.bodies: list[Any] = []
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"


def example(line: str) -> str:
    """The TOML of the manual's page that has this line."""
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (block,) = (each for each in blocks if line in each)
    return str(block)


@pytest.fixture
def lib(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library whose folder of profiles has the two examples."""
    for name in ("CASTING_KEY", "GATEWAY_KEY"):
        monkeypatch.setenv(name, KEY)
    with charlib.open(home) as opened:
        opened.home.profiles.mkdir(parents=True)
        casting, gateway = (
            example('title = "Casting house"'),
            example('title = "Kling at a gateway"'),
        )
        (opened.home.profiles / "casting.toml").write_text(casting, "utf-8")
        (opened.home.profiles / "gateway.toml").write_text(gateway, "utf-8")
        yield opened


def create(lib: Library, handle: str, width: int = 800) -> None:
    """Create a character from two stills that are on the web."""
    stills = [
        Medium(url=f"https://h.example/{handle}-{n}.jpg", width=width, height=600, bytes=9000)
        for n in range(2)
    ]
    kept = Material(frontal=stills[0], stills=tuple(stills[1:]))
    lib.create(
        handle, url="https://h.example/c.mp4", window="0,3", name=handle.title(), material=kept,
        keep=False,
    )  # fmt: skip


def test_a_profile_from_scratch_creates_and_films(lib: Library) -> None:
    """The casting house of the page gets what its page wants, and the film arrives."""
    server = CastingHouse()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        lib.accounts.add("main", profile="casting", base_url=server.origin)
        create(lib, "mia")
        create(lib, "tom")
        with pytest.raises(InvalidInput, match="each side needs at least 512 pixels"):
            create(lib, "eva", width=500)
        task = lib.generate("@tom waits for @mia", ratio="9:16")
        with pytest.raises(InvalidInput, match="casting takes 16:9 or 9:16, not 1:1"):
            lib.generate("@mia", ratio="1:1")
    finally:
        server.shutdown()
        server.server_close()

    assert (task.state, Path(str(task.output)).read_bytes()) == ("done", FILM.read_bytes())
    assert server.bodies[0] == {
        "label": "Mia",
        "photos": ["https://h.example/mia-0.jpg", "https://h.example/mia-1.jpg"],
    }
    assert server.bodies[2:] == [
        {
            "text": "<tom> waits for <mia>",
            "cast": [{"name": "tom", "id": "cast-2"}, {"name": "mia", "id": "cast-1"}],
            "shape": "tall",
        }
    ]


def test_a_gateway_is_what_differs(lib: Library) -> None:
    """A profile that extends Kling's creates and films as Kling does, at another address."""
    with FamilyServer(KLING) as server:
        lib.accounts.add("main", profile="gateway", base_url=server.origin)
        create(lib, "mia")
        lib.generate("@mia walks", wait=False, ratio="9:16", seconds=7)

    assert server.refused == []
    (_, made), (route, film) = server.bodies
    assert made["element_image_list"]["frontal_image"] == "https://h.example/mia-0.jpg"
    assert route == "POST /omni-video/kling-3.0-omni"
    assert (film["settings"]["aspect_ratio"], film["settings"]["duration"]) == ("9:16", 7)
