"""What tests of claims share: a place of each kind, and members who share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.objects.opening import open_place
from charlib.sandbox import Server, Settings, running

from . import members as team

Members = Callable[..., list[Library]]
_PREFIXES = count()


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """The origin of an S3 server on loopback."""
    with team.s3_server() as origin:
        yield origin


@pytest.fixture(scope="module")
def sandbox(films: Path) -> Iterator[Server]:
    """A sandbox that finishes every job at the second poll."""
    with running(Settings(files=films, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture(scope="module")
def packs(sandbox: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Packs with an account of a profile, each made once."""
    return cache(lambda profile: team.seeded(tmp_path_factory.mktemp("seed"), sandbox, profile))


@pytest.fixture
def bucket(bucket_server: str) -> str:
    """The URL of an empty place in a bucket."""
    return f"s3://studio/team{next(_PREFIXES)}?endpoint={bucket_server}"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """The URL of an empty place in a folder."""
    (tmp_path / "place").mkdir()
    return str(tmp_path / "place")


@pytest.fixture(params=["folder", "bucket"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty place of each kind."""
    found: str = request.getfixturevalue(request.param)
    open_place(found, team.ENVIRON).close()
    return found


@pytest.fixture
def members(tmp_path: Path, packs: Callable[[str], Path]) -> Iterator[Members]:
    """Open the libraries of members who share a place."""
    with ExitStack() as stack:

        def opened(
            url: str, number: int = 2, profile: str = "sora-sync", **more: Any
        ) -> list[Library]:
            libs = team.members(tmp_path, packs(profile), url, number, **more)
            return [stack.enter_context(lib) for lib in libs]

        yield opened
