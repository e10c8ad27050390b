"""The films of the folders that the studio was started with; the browser names them by id."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from charlib.errors import NotFound

_FILMS = {
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".m2ts", ".mts",
    ".flv", ".wmv", ".ogv", ".3gp", ".mxf",
}  # fmt: skip
_MOST = 5_000
_DEEPEST = 4


class Offered(NamedTuple):
    """A film in a folder: `folder` is its place below the folder that was given, with its name."""

    id: str
    path: Path
    folder: str
    bytes: int
    changed_ms: int


class Offers:
    """The films of some folders, as they are now."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = tuple(folder.absolute() for folder in folders)

    def all(self) -> list[Offered]:
        """The films, the newest first; of very many, some."""
        found = [film for folder in self._folders for film in _films(folder)]
        return sorted(found, key=lambda film: -film.changed_ms)

    def named(self, key: str) -> Path:
        """The film of an id; NotFound if it is not there any more."""
        path = next((film.path for film in self.all() if film.id == key), None)
        if path is None:
            raise NotFound("this file is not there any more", hint="Look at the list again")
        return path


def _films(root: Path) -> Iterator[Offered]:
    left = _MOST
    for folder, inside, names in os.walk(root):
        here = Path(folder)
        if len(here.relative_to(root).parts) >= _DEEPEST:
            inside.clear()
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in _FILMS and not name.startswith(".") and left:
                left -= 1
                yield from _offered(here / name, root)


def _offered(path: Path, root: Path) -> Iterator[Offered]:
    """A film, if it is a regular file inside the folder: a link may lead out of it."""
    try:
        if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
            return
        status = path.stat()
    except OSError:
        return
    key = hashlib.sha256(os.fsencode(path)).hexdigest()[:20]
    place = Path(root.name, *path.parent.relative_to(root).parts)
    yield Offered(key, path, place.as_posix(), status.st_size, status.st_mtime_ns // 1_000_000)
