"""Members of a team: libraries that share one place, with one account in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from charlib.config import Clock
from charlib.errors import CharlibError, Unreachable
from charlib.library import Library, open_library
from charlib.objects.place import Place
from charlib.sandbox import Server
from tests.clocks import Hurried

if TYPE_CHECKING:
    import pytest

ENVIRON = {
    "AWS_ACCESS_KEY_ID": "AKIACANARY4F1D",
    "AWS_SECRET_ACCESS_KEY": "canary/9c0e+secret",
    "MEMBERS_KEY": "sandbox-key",
}
DEAR = """
extends = "sora-sync"
status = "live"
[http]
base_url = "https://host.example"
[[prices]]
of = "film"
per = "second"
amount = 0.1
unit = "USD"
[[prices]]
of = "character"
per = "call"
amount = 0.05
unit = "USD"
"""
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


def priced(home: Path) -> None:
    """Put the profile `dear` into a library, which has prices."""
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "dear.toml").write_text(DEAR, "utf-8")


def seeded(folder: Path, sandbox: Server, profile: str = "sora-sync") -> Path:
    """A pack with an account, which every member has from it; only the owner's key is missing."""
    priced(folder / "seed")
    with open_library(folder / "seed", environ=ENVIRON) as lib:
        lib.accounts.add(
            "main", profile=profile, base_url=sandbox.bases["sync"], key_env="MEMBERS_KEY"
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
    priced(home)
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


class Killed(BaseException):
    """A process ends here, as after SIGKILL: nothing of it runs any more."""


class Dying:
    """A place at which a process is killed, before or after it writes its `moment`th object."""

    def __init__(self, place: Place, moment: int, *, is_written: bool) -> None:
        self._place = place
        self._left = moment
        self._is_written = is_written
        self.has_struck = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def put(self, key: str, data: bytes) -> bool:
        """Write an object, or die."""
        self._left -= 1
        if self._left:
            return self._place.put(key, data)
        self.has_struck = True
        if self._is_written:
            self._place.put(key, data)
        raise Killed


class Elsewhen:
    """A place whose clock is ahead of the real one by so many milliseconds."""

    def __init__(self, place: Place, ahead: int) -> None:
        self._place = place
        self._ahead = timedelta(milliseconds=ahead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def now(self) -> datetime | None:
        """The time that all members share, some time later."""
        told = self._place.now()
        return None if told is None else told + self._ahead


class Counting:
    """A place that counts what is asked of it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.calls = Counter[str]()

    def __getattr__(self, name: str) -> Any:
        if name in {"put", "get", "list", "now"}:
            self.calls[name] += 1
        return getattr(self._place, name)


class Gone:
    """A place that cannot be reached."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __getattr__(self, name: str) -> Any:
        if name in {"put", "get", "list", "now", "has_exclusive_create"}:
            raise Unreachable("cannot reach bucket studio")
        return getattr(self._place, name)


@contextmanager
def placed(lib: Library, make: Callable[[Place], Any]) -> Iterator[Any]:
    """Put another place before a member's own in a `with` block."""
    team = lib._session.team
    assert team is not None
    before, common = team.place, team._common
    team.place = other = make(before)
    team._common = None
    try:
        yield other
    finally:
        team.place, team._common = before, common


def told(error: pytest.ExceptionInfo[CharlibError]) -> tuple[str, int]:
    """What programs are told of an error: its kind and its exit code."""
    return error.value.kind, error.value.exit_code


def order(sandbox: Server, start: int = 5) -> Mapping[str, Any]:
    """What a creation is made from; its footage is not kept, which takes long."""
    window = f"{start},{start + 3}"
    return {"url": sandbox.file_url("mia.mp4"), "window": window, "keep": False}
