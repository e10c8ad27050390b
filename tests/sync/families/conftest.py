"""Media of the tests' own making, a sandbox that serves them, and a library beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest

from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, film, running
from tests.clocks import Hurried

from .cast import KEYS


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 4 s, one in 1080p, and four different stills."""
    target = tmp_path_factory.mktemp("kept")
    film.render(target / "clip.mp4", seconds=4, width=864, height=486, fps=12, prompt="mia")
    film.render(target / "big.mp4", seconds=4, width=1920, height=1080, fps=3, prompt="mia")
    film.render(target / "long.mp4", seconds=10, width=256, height=144, prompt="mia")
    with av.open(str(target / "clip.mp4")) as container:
        frames = list(container.decode(video=0))
    for number in range(4):
        frame = frames[10 * number + 4]
        coder = av.CodecContext.create("mjpeg", "w")
        coder.width, coder.height, coder.pix_fmt = frame.width, frame.height, "yuvj420p"
        coder.time_base = Fraction(1, 25)
        still = frame.reformat(format="yuvj420p")
        still.pts, still.time_base = 0, coder.time_base
        packets = [*coder.encode(still), *coder.encode(None)]
        (target / f"still-{number}.jpg").write_bytes(b"".join(map(bytes, packets)))
    return target


@pytest.fixture(scope="session")
def _server(folder: Path) -> Iterator[Server]:
    with running(Settings(files=folder, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture
def server(_server: Server) -> Iterator[Server]:
    """A running sandbox; no fault is left afterwards."""
    yield _server
    _server.faults.clear()


@pytest.fixture
def lib(home: Path) -> Iterator[Library]:
    """This test's library, which knows the sandbox's keys and waits for nothing."""
    os.environ.update(KEYS)
    with open_library(home, clock=Hurried(moves_day=False)) as opened:
        yield opened
