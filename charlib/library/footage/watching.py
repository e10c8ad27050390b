"""What a person looks at to choose a window: the film itself, its frame times, frames and tiles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.records import Source
from charlib.errors import InvalidInput, MediaError, NotFound
from charlib.files import replacing
from charlib.hints import Hint, argument, call, the_call
from charlib.library.footage import kept, pictures, videos
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.media import Film, FrameTimes, Still

SHEET = 20
"""Tiles of one sheet: so few that the first is there at once."""
_MOST_TILES = 200
_MOST_KEYS = 2_000
_VERSION = "2"
"""Changes when sheets are drawn differently, so that old ones are not taken for new."""


class Strip(NamedTuple):
    """Tiles of a film: when each is shown, in seconds. A sheet has 20 of them, the last the rest.

    `is_keys` if they are the film's keyframes.
    """

    moments: tuple[float, ...]
    is_keys: bool

    @property
    def sheets(self) -> int:
        """The number of sheets."""
        return -(-len(self.moments) // SHEET)

    def sheet(self, number: int) -> tuple[float, ...]:
        """The moments of a sheet; the first is 0."""
        return self.moments[number * SHEET : (number + 1) * SHEET]


def film(session: Session, source: Source | str) -> Path:
    """The file of a source's film; NotFound if it is not on this machine."""
    known = _source(session, source)
    path = kept.film_of(known) if known else videos.local_file(str(source))
    if path is None:
        is_task = known is not None and known.kind == "task"
        wait = call("sync") if is_task else None
        hint = Hint("Download it, and give the file: {}", the_call("source add", "FILE"))
        raise NotFound("the film of this source is not on this machine", hint=wait or hint)
    return path


def frame_times(session: Session, source: Source | str) -> FrameTimes:
    """When each frame of a film is shown, read from its packets in one pass.

    Raises NotFound, MediaError, MissingExtra, Unreachable.
    """
    known = _source(session, source)
    path = kept.film_of(known) if known else None
    if path is not None:
        return _times_of(path, *_state(path))
    from charlib import media

    with _opened(session, source) as opened:
        return media.frame_times(opened)


@lru_cache(maxsize=64)
def _times_of(path: Path, size: int, changed: int) -> FrameTimes:
    """The times of a film in this state; they are small, and asked for again and again."""
    from charlib import media

    del size, changed
    return media.frame_times(path)


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def frame(session: Session, source: Source | str, at: float, *, width: int = 1280) -> Still:
    """The frame that is shown at a moment, in seconds, as a JPEG with the time it begins.

    Raises NotFound, MediaError, MissingExtra, Unreachable.
    """
    from charlib import media

    with _opened(session, source) as opened:
        return media.still_at(opened, round(at * 1000), width=width)


def strip(
    session: Session,
    source: Source | str,
    *,
    start: float | None = None,
    end: float | None = None,
    count: int = 60,
) -> Strip:
    """The tiles of a film: its keyframes, or with `start` and `end` (seconds) frames between them.

    There are fewer than `count` where there are fewer frames.
    """
    times = frame_times(session, source)
    if start is None and end is None:
        moments, every = times.key_moments(), -(-len(times.keys) // _MOST_KEYS)
        return Strip(tuple(moments[::every]), is_keys=True)
    if start is None or end is None or not start < end or not 1 <= count <= _MOST_TILES:
        raise InvalidInput(
            f"a part has a start before its end, and 1 to {_MOST_TILES} tiles",
            hint="Give both in seconds, such as 5 and 8",
        )
    from charlib.media.frames import spread

    moments = times.moments()
    chosen = spread(moments, start, end, count)
    return Strip(tuple(moments[number] for number in chosen), is_keys=False)


def strip_sheet(session: Session, source: Source | str, tiles: Strip, number: int = 0) -> Path:
    """The picture of one sheet of a strip, in the media folder; created once.

    Raises NotFound, MediaError, MissingExtra.
    """
    from charlib import media

    moments = tiles.sheet(number)
    if not moments:
        raise NotFound(f"there is no sheet {number}", hint="Ask for the strip again")
    file = film(session, source)
    shown = ",".join(f"{moment:.6f}" for moment in moments)
    name = _named(f"strip {_VERSION} {_hash(session, source, file)} {tiles.is_keys} {shown}")
    target = session.home.media / "pictures" / name[:2] / f"{name}.jpg"
    if not target.is_file():
        pictures.write(target, media.tile_sheet(file, moments, only_keys=tiles.is_keys))
    return target


def proxy(
    session: Session,
    source: Source | str,
    *,
    make: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Path | None:
    """A copy of a film that every browser plays, with the same frame times; created once.

    Without `make`, None if there is none yet. `progress` is called with the seconds that are done.
    Raises NotFound, MediaError, MissingExtra.
    """
    from charlib import media
    from charlib.media.viewing.proxies import VERSION

    file = film(session, source)
    name = _named(f"proxy {VERSION} {_hash(session, source, file)}")
    target = session.home.media / "pictures" / name[:2] / f"{name}.mp4"
    if not target.is_file():
        if not make:
            return None
        try:
            with replacing(target) as part:
                media.make_proxy(file, part, progress)
        except OSError as error:
            raise MediaError(
                f"the proxy of {file.name} cannot be written: {error.strerror}",
                hint=Hint("Make room, or choose another {}", argument("home", "DIR")),
            ) from error
    return target


def _source(session: Session, source: Source | str) -> Source | None:
    return source if isinstance(source, Source) else videos.known_source(session, source)


@contextmanager
def _opened(session: Session, source: Source | str) -> Iterator[Film]:
    here = kept.film_of(source) if isinstance(source, Source) else None
    if here is not None:
        yield here
        return
    ref = source.ref if isinstance(source, Source) else source
    with videos.open_film(session, ref) as opened:
        yield opened


def _hash(session: Session, source: Source | str, file: Path) -> str:
    """The hash of a film: the recorded one, unless the file has changed since."""
    known = _source(session, source)
    size, changed = _state(file)
    if known is not None and known.sha256 and known.bytes in {None, size}:
        return known.sha256
    return _hash_of(file, size, changed)


@lru_cache(maxsize=64)
def _hash_of(path: Path, size: int, changed: int) -> str:
    """The hash of a file in this state."""
    from charlib.files import sha256

    del size, changed
    return sha256(path)[0]


def _named(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
