"""Stills and contact sheets of films."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from charlib.domain.windows.window import Window
from charlib.errors import InvalidInput, MediaError
from charlib.media.films import Film, name_of, open_film
from charlib.media.filters import Straightener, fitting
from charlib.media.frames import from_moment, moments_in, nearest, shown_at
from charlib.media.images import encode, picture_straightener, pixel_format
from charlib.media.timeline import EARLY, length_of, picture_of, start_of, unit_of

WIDE = 1280
"""The maximum width of a still, in pixels."""
_MOST = 10_000
_CELL = (320, 180)
GAP = 4
PAPER = "0x16181d"


@dataclass(frozen=True, slots=True)
class Still:
    """An encoded picture of a film at a moment."""

    at_ms: int
    data: bytes
    width: int
    height: int


def stills(
    film: Film,
    window: Window | None = None,
    count: int = 4,
    *,
    width: int = WIDE,
    form: str = "jpeg",
) -> list[Still]:
    """Return up to `count` pictures, evenly over a window or the whole film, of different frames.

    There are fewer only where there are fewer frames. Pictures are at most `width` pixels wide;
    `form` is jpeg, png or webp. Raises MediaError, MissingExtra, InvalidInput.
    """
    with open_film(film) as container:
        start, end = _span(container, window)
        pictures = stills_between(container, start, end, count, width=width, form=form)
    if not pictures:
        raise _no_frame(film, window)
    return pictures


def still_at(film: Film, moment_ms: int, *, width: int = WIDE, form: str = "jpeg") -> Still:
    """Return the frame that is shown at a moment of a film. Raises MediaError, MissingExtra."""
    with open_film(film, "SLICE") as container:
        straighten = picture_straightener(container, fitting(width), pixels=pixel_format(form))
        shown = shown_at(container, moment_ms / 1000)
        if shown is not None:
            return _still(shown[0], straighten(shown[1]), form)
    raise MediaError(f"{name_of(film)} has no frame in it", hint="Give another file")


def stills_between(
    container: Any, start: float, end: float, count: int, *, width: int = WIDE, form: str = "jpeg"
) -> list[Still]:
    """Return the stills of a span of an open film, in seconds; empty where it has no frame."""
    straighten = picture_straightener(container, fitting(width), pixels=pixel_format(form))

    def encoded(frames: Iterable[tuple[float, Any]]) -> list[Still]:
        return [_still(time, straighten(frame), form) for time, frame in frames]

    def inside(frames: Iterable[tuple[float, Any]]) -> Iterable[tuple[float, Any]]:
        return takewhile(lambda item: item[0] < end - EARLY, frames)

    spread = encoded(inside(nearest(container, moments_in(start, end, _checked(count)))))
    if len(spread) == count:
        return spread
    within = inside(from_moment(container, start))
    return encoded(islice(within, count))  # there are fewer frames than moments: take them all


def _still(time: float, frame: Any, form: str) -> Still:
    return Still(round(time * 1000), encode(frame, form), frame.width, frame.height)


def sheet(
    film: Film,
    window: Window | None = None,
    *,
    columns: int = 4,
    rows: int = 3,
    cell: tuple[int, int] = _CELL,
    form: str = "jpeg",
) -> bytes:
    """Return a contact sheet: frames evenly over a window or the whole film, row by row.

    Raises MediaError, MissingExtra, InvalidInput.
    """
    with open_film(film) as container:
        straighten = cell_filter(container, *cell)
        moments = moments_in(*_span(container, window), _checked(columns * rows))
        cells = [straighten(frame) for _, frame in nearest(container, moments)]
    if not cells:
        raise _no_frame(film, window)
    columns = min(columns, len(cells))
    return encode(tiled(cells, columns, math.ceil(len(cells) / columns)), form)


def cell_filter(
    container: Any, width: int, height: int, *, scaling: str = "bicubic"
) -> Straightener:
    """Return what fits frames into cells of one size, with paper around them."""
    return picture_straightener(
        container,
        f"{fitting(width, height)}:flags={scaling}",
        f"pad=w={width}:h={height}:x=(ow-iw)/2:y=(oh-ih)/2:color={PAPER}",
        "setsar=1",
        pixels="yuv420p",
    )


def tiled(cells: Sequence[Any], columns: int, rows: int, gap: int = GAP, margin: int = 0) -> Any:
    """Return frames of one size as one picture, side by side and row by row."""
    tile = Straightener(
        f"tile=layout={columns}x{rows}:nb_frames={len(cells)}:padding={gap}:margin={margin}"
        f":color={PAPER}",
        pixels="yuv420p",
    )
    for index, frame in enumerate(cells):
        frame.pts = index
        if index < len(cells) - 1:
            tile.push(frame)
    return tile(cells[-1])


def _checked(count: int) -> int:
    if not 1 <= count <= _MOST:
        raise InvalidInput(
            f"cannot make {count:,} pictures; the maximum is {_MOST:,}",
            hint=f"Ask for 1 to {_MOST:,}",
        )
    return count


def _span(container: Any, window: Window | None) -> tuple[float, float]:
    if window is not None:
        return max(0, window.start_ms) / 1000, window.end_ms / 1000
    return film_span(container)


def film_span(container: Any) -> tuple[float, float]:
    """Return the start and the end of an open film, in seconds."""
    length, stream = length_of(container, start_of(container)), picture_of(container)
    return 0.0, length or (stream.duration or 0) * unit_of(stream) or 1.0


def _no_frame(film: Film, window: Window | None) -> MediaError:
    where = f"window {window} of {name_of(film)}" if window else name_of(film)
    return MediaError(f"{where} has no frame", hint="Choose another window")
