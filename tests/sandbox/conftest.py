"""One sandbox per test, with a folder of small films of its own making.

Per test, for a job that one test leaves behind mints in its own ledger only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from charlib.sandbox import Server, Settings, film, running
from tests.limits import HANGS_S

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a-key-of-the-tests"

Post = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ten-second film, a page and a text."""
    folder = tmp_path_factory.mktemp("files")
    film.render(folder / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    (folder / "page.html").write_text("<html><body>Please log in</body></html>" * 40)
    (folder / "notes.txt").write_text("no film at all\n")
    (folder / "cut.mp4").write_bytes((folder / "mia.mp4").read_bytes()[:600])
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A running sandbox that serves the folder."""
    with running(Settings(key=KEY, files=folder)) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client with the right key; afterwards no fault is left."""
    right = {"Authorization": f"Bearer {KEY}"}
    # Reading the certificates takes longer than most tests, and nothing here is encrypted.
    with httpx.Client(headers=right, timeout=HANGS_S, verify=False) as client:
        yield client
    server.faults.clear()


@pytest.fixture
def mia(server: Server) -> str:
    """The URL of the ten-second film."""
    return server.file_url("mia.mp4")


@pytest.fixture
def post(server: Server, client: httpx.Client) -> Post:
    """`post(dialect, path, **fields)`: a JSON POST to one of the dialects."""

    def post(dialect: str, path: str, /, **fields: Any) -> httpx.Response:
        return client.post(server.bases[dialect] + path, json=fields)

    return post


@pytest.fixture
def poll(client: httpx.Client) -> Callable[[str, int], list[dict[str, Any]]]:
    """`poll(url, times)`: the JSON answers of so many polls, all of them 200."""

    def poll(url: str, times: int) -> list[dict[str, Any]]:
        answers = [client.get(url) for _ in range(times)]
        assert [answer.status_code for answer in answers] == [200] * times
        return [answer.json() for answer in answers]

    return poll
