"""A film on a server of which each part is fetched once, however often it is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from charlib.media.films import Film, Readable

_BLOCK = 1 << 16


class FetchedOnce:
    """Remembers the parts of a film that were read, in a temporary file."""

    def __init__(self, film: Readable, store: IO[bytes]) -> None:
        self.name = film.name
        self.size = film.seek(0, 2)
        self._film = film
        self._store = store
        self._known: set[int] = set()

    def read_at(self, place: int, size: int) -> bytes:
        """Return at most `size` bytes from a place; fewer only at the end."""
        size = min(size, self.size - place)
        if size <= 0:
            return b""
        for block in range(place // _BLOCK, (place + size - 1) // _BLOCK + 1):
            if block not in self._known:
                self._fetch(block)
        self._store.seek(place)
        return self._store.read(size)

    def _fetch(self, block: int) -> None:
        self._film.seek(block * _BLOCK)
        content = self._film.read(_BLOCK)
        self._store.seek(block * _BLOCK)
        self._store.write(content)
        self._known.add(block)


class _Cursor:
    """A place in a film that is fetched once: several may be read at the same time."""

    def __init__(self, film: FetchedOnce) -> None:
        self.name = film.name
        self._film = film
        self._place = 0

    def read(self, size: int = -1, /) -> bytes:
        content = self._film.read_at(self._place, self._film.size if size < 0 else size)
        self._place += len(content)
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._place = max(0, (0, self._place, self._film.size)[whence] + offset)
        return self._place

    def tell(self) -> int:
        return self._place


class Reopened:
    """A film that is opened several times by one command."""

    def __init__(self, film: Film, fetched: FetchedOnce | None) -> None:
        self.film = film
        self._fetched = fetched

    def again(self) -> Film:
        """Return the film from its beginning, apart from other readers of it."""
        return self.film if self._fetched is None else _Cursor(self._fetched)


@contextmanager
def reopenable(film: Film) -> Iterator[Reopened]:
    """Make a film readable several times, each part of it fetched at most once."""
    if isinstance(film, Path):
        yield Reopened(film, None)
        return
    with tempfile.TemporaryFile() as store:
        yield Reopened(film, FetchedOnce(film, store))
