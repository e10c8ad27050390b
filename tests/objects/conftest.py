"""Places: a folder, and a bucket of a real S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from charlib.objects.opening import open_place
from charlib.objects.place import Place

KEYS = {"AWS_ACCESS_KEY_ID": "AKIACANARY4F1D", "AWS_SECRET_ACCESS_KEY": "canary/9c0e+secret"}
_PREFIXES = count()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The origin of an S3 server on loopback, with an empty bucket `studio`."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    origin = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=origin,
        region_name="us-east-1",
        aws_access_key_id="owner",
        aws_secret_access_key="owner",
    )
    client.create_bucket(Bucket="studio")
    client.close()
    yield origin
    server.stop()
    server._server.server_close()


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
