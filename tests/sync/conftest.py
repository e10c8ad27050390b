"""A sandbox for each module, and a stage for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.sandbox import Server, Settings, film, running

from .stage import Stage


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one film of ten seconds."""
    folder = tmp_path_factory.mktemp("films")
    film.render(folder / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    return folder


@pytest.fixture(scope="module")
def sandbox(films: Path) -> Iterator[Server]:
    """A running sandbox that serves the folder and finishes every job at the second poll."""
    with running(Settings(files=films, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture
def stage(sandbox: Server, home: Path) -> Iterator[Stage]:
    """The sandbox and this test's library; no fault is left afterwards."""
    yield Stage(sandbox, home)
    sandbox.faults.clear()
