"""The simulation: what all dialects of one sandbox share."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from charlib.sandbox.clock import now
from charlib.sandbox.memory import Reader, Writer
from charlib.sandbox.state import StateFile
from charlib.sandbox.wire.faults import Faults
from charlib.sandbox.wire.ledger import Ledger
from charlib.sandbox.wire.links import Signer
from charlib.sandbox.world.film_room import FilmRoom
from charlib.sandbox.world.footage import Shelf

if TYPE_CHECKING:
    from charlib.sandbox.settings import Settings
    from charlib.sandbox.world.characters import Character
    from charlib.sandbox.world.jobs import Task


class Kept(Protocol):
    """A dialect, as far as its state is kept: the names and classes of its attributes."""

    name: str
    kept: tuple[str, ...]
    kinds: tuple[type, ...]


class Simulation:
    """Settings, ledger, faults, footage and films; closing it deletes its files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.services: list[Kept] = []
        """Every dialect; each adds itself."""
        self._state = StateFile(settings.state) if settings.state else None
        self.ledger = Ledger()
        self.faults = Faults()
        self._folder = TemporaryDirectory(prefix="charlib-sandbox-", ignore_cleanup_errors=True)
        self.shelf = Shelf(settings, Path(self._folder.name))
        self.films = FilmRoom(settings, Path(self._folder.name))
        self.signer = Signer(settings.links_live_s)
        self.released: dict[str, Task] = {}
        """Tasks by the names of their public films."""
        self.portraits: dict[str, Character] = {}
        """Characters of the relays by ID, for their pictures."""

    def has_expired(self, task: Task) -> bool:
        """Whether the film of a completed task has expired."""
        ended = task.progress.ended
        return ended is not None and now() > ended + self.settings.links_live_s

    def restore(self) -> None:
        """Take over the world that the state file keeps; raises `StateError`."""
        if self._state is None:
            return
        world = self._state.open()
        if world is None:
            self.keep()
            return
        reader = Reader(self.settings, {kind for each in self.services for kind in each.kinds})
        try:
            shared = reader.value(world["shared"])
            self.released, self.portraits = shared["released"], shared["portraits"]
            self.signer.key = shared["key"]
            for service in self.services:
                for name, value in reader.value(world[service.name]).items():
                    setattr(service, name, value)
        except Reader.BROKEN:
            self._state.close()
            raise self._state.broken() from None

    def keep(self) -> None:
        """Write the world to the state file, if it changed."""
        if self._state is None:
            return
        writer = Writer()
        shared = {
            "released": self.released,
            "portraits": self.portraits,
            "key": self.signer.key,
        }
        world = {"shared": writer.value(shared)}
        for service in self.services:
            kept = {name: getattr(service, name) for name in service.kept}
            world[service.name] = writer.value(kept)
        self._state.write(world)

    def close(self) -> None:
        """Delete every file that was fetched or rendered; a state file keeps the rest."""
        self.keep()
        if self._state is not None:
            self._state.close()
        self._folder.cleanup()
