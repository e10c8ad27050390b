"""A provider on loopback, and clients that speak to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from charlib.config import Clock
from charlib.providers.profile import Http
from charlib.providers.profiles import Profiles
from charlib.providers.transport.client import Client
from tests.providers.transport.loopback import Loopback

KEY = "sk-canary-4f1d"
NOON = 1_795_435_200_000


class Stopped(Clock):
    """A clock that stands at noon, 2026-11-23; its monotonic time leaps where `leap` says so."""

    def __init__(self, leap: float = 0.0) -> None:
        self._leap = leap
        self._passed = 0.0

    def now(self) -> int:
        """Noon, in milliseconds."""
        return NOON

    def monotonic(self) -> float:
        """Seconds, `leap` more at each reading."""
        self._passed += self._leap
        return self._passed


@pytest.fixture
def server() -> Iterator[Loopback]:
    """The provider."""
    with Loopback() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Loopback]:
    """Another server."""
    with Loopback() as running:
        yield running


Connect = Callable[..., Client]


@pytest.fixture
def connect(server: Loopback) -> Iterator[Connect]:
    """`connect(path, …)`: a client with the key; what else is given goes into the profile."""
    with ExitStack() as open_clients:

        def make(
            path: str = "", *, key: str = KEY, clock: Clock | None = None, **http: Any
        ) -> Client:
            client = Client(
                server.origin + path,
                Http(base_url="https://host.example", **http),
                key,
                clock or Stopped(),
            )
            open_clients.callback(client.close)
            return client

        yield make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which a user drops profiles."""
    target = tmp_path / "profiles"
    target.mkdir()
    return target


@pytest.fixture
def profiles(folder: Path) -> Profiles:
    """The profiles that are to be had with that folder."""
    return Profiles(folder)
