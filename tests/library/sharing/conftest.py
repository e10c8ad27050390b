"""Where a cast is shared: a folder, or a bucket of a real S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.s3 import KEYS, serving

_PREFIXES = count()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The origin of an S3 server on loopback, with a bucket `studio`."""
    with serving() as origin:
        yield origin


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of the bucket."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket(s3_server: str, keys: None) -> str:  # noqa: ARG001 - they are in the environment
    """The URL of an empty place in a bucket."""
    return f"s3://studio/walk{next(_PREFIXES)}?endpoint={s3_server}"


@pytest.fixture(params=["folder", "bucket"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty place of each kind."""
    if request.param == "folder":
        return str(tmp_path / "cast")
    place: str = request.getfixturevalue("bucket")
    return place
