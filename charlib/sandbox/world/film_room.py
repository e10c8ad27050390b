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


_MARK = 6
"""Letters of the mark that tells the films of one prompt apart."""


class FilmRoom:
    """Renders the film of each task once; no two tasks have the same."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._height = settings.film_height
        self._folder = folder
        self._rendered: dict[Path, Footage] = {}
        self._locks: dict[Path, anyio.Lock] = {}

    async def footage(self, task: Task) -> Footage:
        """The measured film of a task."""
        width, height = self._frame(task.size)
        path = self._folder / f"film-{_digest(task.id)}.mp4"
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
    mark = _digest(task.id)[:_MARK].upper()
    film.render(
        path, seconds=task.seconds, width=width, height=height, prompt=task.prompt, mark=mark
    )
    return Footage(path, measure(path))


def _digest(task: str) -> str:
    return hashlib.sha256(task.encode()).hexdigest()
