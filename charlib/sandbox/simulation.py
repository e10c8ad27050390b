"""The simulation: what all dialects of one sandbox share."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charlib.sandbox.clock import now
from charlib.sandbox.wire.faults import Faults
from charlib.sandbox.wire.ledger import Ledger
from charlib.sandbox.wire.links import Signer
from charlib.sandbox.world.film_room import FilmRoom
from charlib.sandbox.world.footage import Shelf

if TYPE_CHECKING:
    from charlib.sandbox.settings import Settings
    from charlib.sandbox.world.characters import Character
    from charlib.sandbox.world.jobs import Task


class Simulation:
    """Settings, ledger, faults, footage and films; closing it deletes its files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
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

    def close(self) -> None:
        """Delete every file that was fetched or rendered."""
        self._folder.cleanup()
