"""The studio: what all dialects of one sandbox share."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charlib.sandbox.faults import Faults
from charlib.sandbox.films import FilmRoom
from charlib.sandbox.footage import Shelf
from charlib.sandbox.ledger import Ledger, now
from charlib.sandbox.links import Signer

if TYPE_CHECKING:
    from charlib.sandbox.characters import Character
    from charlib.sandbox.jobs import Task
    from charlib.sandbox.settings import Settings


class Studio:
    """Settings, ledger, faults, footage and films; its files go when it is closed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = Ledger()
        self.faults = Faults()
        self._folder = TemporaryDirectory(prefix="charlib-sandbox-", ignore_cleanup_errors=True)
        self.shelf = Shelf(settings, Path(self._folder.name))
        self.films = FilmRoom(settings, Path(self._folder.name))
        self.signer = Signer(settings.links_live_s)
        self.released: dict[str, Task] = {}
        """Tasks by the name of the film that anyone may fetch."""
        self.portraits: dict[str, Character] = {}
        """Characters of the relays by ID, for their pictures."""

    def has_expired(self, task: Task) -> bool:
        """Whether the film of a completed task is no longer handed out."""
        ended = task.progress.ended
        return ended is not None and now() > ended + self.settings.links_live_s

    def close(self) -> None:
        """Delete every file that was fetched or rendered."""
        self._folder.cleanup()
