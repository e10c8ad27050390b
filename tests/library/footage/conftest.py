"""Films, a sandbox that serves them until they are taken away, and a library beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, film, running
from tests.clocks import Hurried
from tests.sync.families.cast import KEYS

PEOPLE = ("mia", "tom", "林小雨")


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of twelve seconds for each of three people, large enough for every provider."""
    folder = tmp_path_factory.mktemp("films")
    for number, name in enumerate(PEOPLE):
        film.render(folder / f"{number}.mp4", seconds=12, width=640, height=360, prompt=name)
    return folder


@pytest.fixture
def served(films: Path, tmp_path: Path) -> Path:
    """The folder that the server serves: what is taken out of it is gone from the world."""
    folder = tmp_path / "served"
    folder.mkdir()
    for path in films.iterdir():
        os.link(path, folder / path.name)
    return folder


@pytest.fixture
def server(served: Path) -> Iterator[Server]:
    """A running sandbox."""
    with running(Settings(files=served, polls=1, film_height=360)) as running_server:
        yield running_server


@pytest.fixture
def lib(home: Path) -> Iterator[Library]:
    """This test's library, which knows the sandbox's keys and waits for nothing."""
    os.environ.update(KEYS)
    with open_library(home, clock=Hurried(moves_day=False)) as opened:
        yield opened
