"""The library's database as its users see it: a reader, and write transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.config import Clock, Home
from charlib.store.command import Command
from charlib.store.db import Writing
from charlib.store.reader import Reader
from charlib.store.upgrade import ensure

if TYPE_CHECKING:
    from charlib.store.writer import Writer


class Store:
    """One database, made and brought to the newest schema when it is first used.

    With a `command` all that is written through it is one entry of the journal.
    """

    def __init__(self, home: Home, clock: Clock, command: str = "") -> None:
        ensure(home.database, home.backups)
        self._home = home
        self._clock = clock
        self._one = Command(command) if command else None
        self._writing = Writing(home.database)

    @cached_property
    def read(self) -> Reader:
        """The reading verbs."""
        return Reader(self._home.database)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One write transaction: all of it or nothing. No network, decoding or waiting inside."""
        from charlib.store.writer import Writer

        command = self._one or Command()
        with self._writing.session() as session:
            if self._writing.is_new and "read" in self.__dict__:
                self.read.reopen()
            writer = Writer(session, self._clock, command)
            yield writer
        command.entry = writer.entry  # only now it is there for good

    @contextmanager
    def as_one(self, command: str = "") -> Iterator[None]:
        """Make all transactions of the block one entry of the journal."""
        before, self._one = self._one, self._one or Command(command)
        try:
            yield
        finally:
            self._one = before

    def back_up(self, target: Path | None = None) -> Path:
        """Copy the database to a file, or into the folder of backups, while others may write."""
        from charlib.store import backups

        if target is not None:
            return backups.back_up(self._home.database, target)
        return backups.keep(self._home.database, self._home.backups, "backup", self._clock.now())

    def back_up_before(self, what: str) -> Path:
        """Take a copy before something that changes much; of such copies the newest are kept."""
        from charlib.store import backups

        now = self._clock.now()
        return backups.keep_before(self._home.database, self._home.backups, what, now)

    def backups(self) -> Sequence[Path]:
        """The copies in the folder of backups, newest first."""
        from charlib.store import backups

        return backups.listed(self._home.backups)

    def close(self) -> None:
        """Close all connections."""
        if "read" in self.__dict__:
            self.__dict__.pop("read").close()
        self._writing.close()
