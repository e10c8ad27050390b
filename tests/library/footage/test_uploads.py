"""Footage of this machine for providers that only fetch: by way of a real S3-compatible server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from moto.server import ThreadedMotoServer

from charlib.errors import CharlibError, Conflict, NoAnswer, Refused
from charlib.library import Library, open_library
from charlib.providers.uploads.command import Command
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


def test_an_upload_without_an_answer_is_settled_by_a_person(
    lib: Library, server: Server, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload whose command never ended is named, and not repeated before it is settled."""
    script = tmp_path / "upload.py"
    script.write_text("import threading; threading.Event().wait(30)")
    monkeypatch.setattr("charlib.providers.uploads.command.COMMAND_S", 0.2)
    join(lib, server, SEEDANCE, "far")
    lib.accounts.edit("far", upload={"command": f"{sys.executable} {script} {{file}}"})
    lib.sources.add(str(films / "0.mp4"), label="film")
    with pytest.raises(NoAnswer) as lost:
        lib.create("mia", source="film", window="5,8", account="far")
    with pytest.raises(Conflict) as again:
        lib.create("mia", source="film", window="5,8", account="far")
    ((request, hint),) = lib.unsettled()

    assert lost.value.hint == again.value.hint
    assert request.ref in str(hint)
    assert lib.sync().unknown == (request,)
    lib.resolve(request.ref, adopt=server.file_url("0.mp4"))
    assert lib.unsettled() == []
    uploads = lib._session.store.read.footage.uploads(lib.accounts.show("far").id)
    assert [url for url, _ in uploads.values()] == [server.file_url("0.mp4")]


def test_an_upload_that_was_refused_is_forgotten(lib: Library, server: Server, films: Path) -> None:
    """A command that fails leaves nothing to settle."""
    join(lib, server, SEEDANCE, "far")
    lib.accounts.edit("far", upload={"command": "false {file}"})
    lib.sources.add(str(films / "0.mp4"), label="film")
    with pytest.raises(Refused):
        lib.create("mia", source="film", window="5,8", account="far")

    assert lib.unsettled() == []


def test_an_upload_that_a_restore_forgot_is_named(
    lib: Library, server: Server, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup restored during an upload: the address is in the error, and nothing else is sent."""
    url = server.file_url("0.mp4")
    join(lib, server, SEEDANCE, "far")
    script = tmp_path / "upload.py"
    script.write_text(f"print({url!r})")
    lib.accounts.edit("far", upload={"command": f"{sys.executable} {script} {{file}}"})
    lib.sources.add(str(films / "0.mp4"), label="film")
    copy, sent = lib.backup(), len(server.ledger.requests)
    real = Command.put

    def put(*args: Any, **kwargs: Any) -> Any:
        with open_library(lib.home.data, environ=lib._session.environ) as other:
            other.restore_backup(copy)
        return real(*args, **kwargs)

    monkeypatch.setattr(Command, "put", put)
    with pytest.raises(Conflict, match="backup was restored") as told:
        lib.create("mia", source="film", window="5,8", account="far")

    assert url in str(told.value)
    assert [seen.method for seen in server.ledger.requests[sent:]].count("POST") == 0
