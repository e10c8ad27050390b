"""Places: a folder, and a bucket of a real S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from charlib.objects.opening import open_place
from charlib.objects.place import Place
from tests.s3 import KEYS, serving

_PREFIXES = count()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The origin of an S3 server on loopback, with a bucket `studio`."""
    with serving() as origin:
        yield origin


@pytest.fixture(params=["folder", "bucket"])
def place_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty place of each kind."""
    if request.param == "folder":
        return str(tmp_path / "cast")
    origin = request.getfixturevalue("s3_server")
    return f"s3://studio/cast{next(_PREFIXES)}?endpoint={origin}"


@pytest.fixture
def place(place_url: str) -> Iterator[Place]:
    """An empty place of each kind."""
    opened = open_place(place_url, KEYS)
    opened.prepare()
    yield opened
    opened.close()
