"""A store of each test's own, with a clock that the test can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.config import Clock, Home, locate
from charlib.store.store import Store

from .filling import Filled, fill

NOON = 1_795_435_200_000
"""2026-11-23T12:00:00Z, in milliseconds."""


class Ticking(Clock):
    """A clock that goes on by one second each time it is read."""

    def __init__(self) -> None:
        self.last = NOON

    def now(self) -> int:
        """The next second, in milliseconds."""
        self.last += 1000
        return self.last


@pytest.fixture
def place(home: Path) -> Home:
    """Where this test's library lives; nothing is there yet."""
    return locate(home)


@pytest.fixture
def clock() -> Ticking:
    """The time as the store sees it."""
    return Ticking()


@pytest.fixture
def store(place: Home, clock: Ticking) -> Iterator[Store]:
    """A fresh library's store."""
    opened = Store(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Filled:
    """A store with one of everything in it."""
    return fill(store)
