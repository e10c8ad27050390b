"""The films of finished tasks: rendered on first use, then kept on disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from charlib.sandbox.world import film
from charlib.sandbox.world.footage import Footage, measure

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.sandbox.settings import Settings
    from charlib.sandbox.world.jobs import Task


class FilmRoom:
    """Renders each prompt and length once, however many tasks share them."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._height = settings.film_height
        self._folder = folder
        self._rendered: dict[Path, Footage] = {}
        self._locks: dict[Path, anyio.Lock] = {}

    async def footage(self, task: Task) -> Footage:
        """The measured film of a task."""
        width, height = self._frame(task.size)
        known_by = f"{task.prompt}\0{task.seconds}\0{width}x{height}"
        path = self._folder / f"film-{hashlib.sha256(known_by.encode()).hexdigest()}.mp4"
        async with self._locks.setdefault(path, anyio.Lock()):
            if path not in self._rendered:
                self._rendered[path] = await anyio.to_thread.run_sync(
                    _shoot, path, task, (width, height)
                )
        return self._rendered[path]

    def _frame(self, size: str) -> tuple[int, int]:
        """A small size, upright or wide like the requested one."""
        long_side = self._height * 16 // 9 // 2 * 2
        width, _, height = size.partition("x")
        stands = bool(height) and int(width) < int(height)
        return (self._height, long_side) if stands else (long_side, self._height)


def _shoot(path: Path, task: Task, frame: tuple[int, int]) -> Footage:
    width, height = frame
    film.render(path, seconds=task.seconds, width=width, height=height, prompt=task.prompt)
    return Footage(path, measure(path))
