"""The library's database as its users see it: a reader, and write transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from charlib.config import Clock, Home
from charlib.store.db import Writing
from charlib.store.reader import Reader
from charlib.store.upgrade import ensure

if TYPE_CHECKING:
    from charlib.store.writer import Writer


class Store:
    """One database, made and brought to the newest schema when it is first used."""

    def __init__(self, home: Home, clock: Clock) -> None:
        ensure(home.database, home.backups)
        self._home = home
        self._clock = clock
        self._writing = Writing(home.database)

    @cached_property
    def read(self) -> Reader:
        """The reading verbs."""
        return Reader(self._home.database)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One write transaction: all of it or nothing. No network, decoding or waiting inside."""
        from charlib.store.writer import Writer

        with self._writing.session() as session:
            yield Writer(session, self._clock)

    def close(self) -> None:
        """Close all connections."""
        if "read" in self.__dict__:
            self.read.close()
        self._writing.close()
