"""Footage of this machine for providers that only fetch: by way of a real S3-compatible server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from charlib.errors import CharlibError
from charlib.library import Library
from charlib.sandbox import Server
from tests.sync.families.cast import KLING_CLIP, SEEDANCE, Family, join

from .test_story import SORA

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cr3t-canary"}


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """A running S3-compatible server with the bucket `clips`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx.put(f"{address}/clips", trust_env=False).raise_for_status()
    yield address
    server.stop()


SEEDANCE_LOCAL = Family("seedance-assets", "ark", key_env="TWO_KEYS")


@pytest.mark.parametrize("family", [SEEDANCE_LOCAL, KLING_CLIP, SORA], ids=str)
def test_footage_of_this_machine_reaches_who_only_fetches(
    lib: Library, server: Server, films: Path, store: str, family: Family
) -> None:
    """A local film becomes a character at a provider that takes URLs: cut, put, fetched."""
    lib._session.environ = {**lib._session.environ, **KEYS}
    join(lib, server, family, "far")
    lib.accounts.edit("far", upload={"s3": "s3://clips/far", "endpoint": store})
    lib.sources.add(str(films / "0.mp4"), label="film")

    character = lib.create("mia", source="film", window="5,8", account="far")

    assert character.bindings[-1].state == "ready"
    assert character.bindings[-1].window is not None
    assert str(character.bindings[-1].window) == "5,8"
    urls = lib._session.store.read.footage.uploads(lib.accounts.show("far").id)
    needs_urls = family is not KLING_CLIP  # Kling takes stills in the body
    assert bool(urls) == needs_urls


def test_without_an_uploader_it_is_said_what_helps(
    lib: Library, server: Server, films: Path
) -> None:
    """A provider that only fetches gets nothing of this machine, and the hint names the way."""
    join(lib, server, SEEDANCE, "far")
    lib.sources.add(str(films / "0.mp4"), label="film")
    with pytest.raises(CharlibError) as caught:
        lib.create("mia", source="film", window="5,8", account="far")
    assert "URL" in str(caught.value)
    assert lib.list() == []
