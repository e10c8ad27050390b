"""Members of a team: libraries that share one place, with one account in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from charlib.config import Clock
from charlib.library import Library, open_library
from charlib.sandbox import Server
from tests.clocks import Hurried

ENVIRON = {
    "AWS_ACCESS_KEY_ID": "AKIACANARY4F1D",
    "AWS_SECRET_ACCESS_KEY": "canary/9c0e+secret",
    "MEMBERS_KEY": "sandbox-key",
}
NAMES = ("anna", "bob", "carla", "dan", "eve")


@contextmanager
def s3_server() -> Iterator[str]:
    """The origin of an S3 server with an empty bucket `studio`.

    Amazon decides atomically who is first. This one looks and then writes, so one request after
    another is answered.
    """
    app, one = DomainDispatcherApplication(create_backend_app), Lock()

    def answered(environ: Any, start: Any) -> list[bytes]:
        with one:
            return [*app(environ, start)]

    server = make_server("127.0.0.1", 0, answered, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host, port = server.server_address[:2]
    origin = f"http://{host!s}:{port}"
    keys = {"aws_access_key_id": "owner", "aws_secret_access_key": "owner"}
    client = boto3.client("s3", endpoint_url=origin, region_name="us-east-1", **keys)
    client.create_bucket(Bucket="studio")
    client.close()
    yield origin
    server.shutdown()
    thread.join()
    server.server_close()


def seeded(folder: Path, sandbox: Server) -> Path:
    """A pack with an account, which every member has from it; only the owner's key is missing."""
    with open_library(folder / "seed", environ=ENVIRON) as lib:
        lib.accounts.add(
            "main", profile="sora-sync", base_url=sandbox.bases["sync"], key_env="MEMBERS_KEY"
        )
        lib.add("seed", "ch_seed", account="main")
        lib.export_pack(folder / "seed.charpack")
    return folder / "seed.charpack"


def joined(
    home: Path, pack: Path, url: str, name: str, *, clock: Clock | None = None, **more: bool
) -> Library:
    """A member's library, open."""
    lib = open_library(home, environ=ENVIRON, clock=clock or Hurried(moves_day=False))
    if lib.list():
        return lib
    lib.import_pack(pack)
    lib.accounts.edit("main", key_env="MEMBERS_KEY")
    join(lib, url, name, **more)
    return lib


def join(lib: Library, url: str, name: str, *, read_only: bool = False) -> None:
    """Share a place, as `share init` does."""
    with lib._session.store.share() as writer:
        writer.team.join(url, name, read_only=read_only)


def members(folder: Path, pack: Path, url: str, count: int, **more: Any) -> Sequence[Library]:
    """Several members, each with a library of its own."""
    return [joined(folder / name, pack, url, name, **more) for name in NAMES[:count]]


def order(sandbox: Server, start: int = 5) -> Mapping[str, str]:
    """What a creation is made from."""
    return {"url": sandbox.file_url("mia.mp4"), "window": f"{start},{start + 3}"}
