"""Stills and contact sheets of films, and the encoding of both: JPEG, PNG, WebP."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from charlib.domain.window import Window
from charlib.errors import InvalidInput, MediaError
from charlib.media.frames import Straightener, fitting, from_moment, nearest
from charlib.media.opening import Film, name_of, opened, require

WIDE = 1280
"""Stills are at most so many pixels wide."""
_CELL = (320, 180)
_GAP = 4
_PAPER = "0x16181d"
_CODERS = {
    "jpeg": ("mjpeg", "yuvj420p", {"qmin": "2", "qmax": "3"}),
    "png": ("png", "rgb24", {}),
    "webp": ("libwebp", "yuv420p", {"quality": "82"}),
}
"""Format → FFmpeg's coder, the pixels it takes, its settings."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of a film at a moment, encoded."""

    at_ms: int
    data: bytes


def stills(
    film: Film,
    window: Window | None = None,
    count: int = 4,
    *,
    width: int = WIDE,
    form: str = "jpeg",
) -> list[Still]:
    """Up to `count` pictures, evenly over a window or the whole film, each of another frame.

    Fewer come back only where there are fewer frames. `width` is the most pixels they are wide;
    `form` is jpeg, png or webp. Raises MediaError, MissingExtra, InvalidInput.
    """
    fit = Straightener(fitting(width), pixels=coder(form)[1])
    with opened(film) as container:
        moments = _moments(container, window, count)
        found = [
            Still(round(t * 1000), encode(fit(f), form)) for t, f in nearest(container, moments)
        ]
        if len(found) < count:  # frames are rarer than moments: take what there is
            found = _all_frames(container, window, count, fit, form)
    if not found:
        raise MediaError(
            f"{name_of(film)} has no frame in {window or 'it'}", hint="Choose another window"
        )
    return found


def _all_frames(
    container: Any, window: Window | None, count: int, fit: Straightener, form: str
) -> list[Still]:
    start, end = _span(container, window)
    made: list[Still] = []
    for time, frame in from_moment(container, start):
        if time >= end or len(made) == count:
            break
        made.append(Still(round(time * 1000), encode(fit(frame), form)))
    return made


def sheet(
    film: Film,
    window: Window | None = None,
    *,
    columns: int = 4,
    rows: int = 3,
    cell: tuple[int, int] = _CELL,
    form: str = "jpeg",
) -> bytes:
    """A contact sheet: frames evenly over a window or the whole film, left to right, then down.

    Raises MediaError, MissingExtra, InvalidInput.
    """
    width, height = cell
    fit = Straightener(
        fitting(width, height),
        f"pad=w={width}:h={height}:x=(ow-iw)/2:y=(oh-ih)/2:color={_PAPER}",
        "setsar=1",
        pixels="yuv420p",
    )
    with opened(film) as container:
        moments = _moments(container, window, columns * rows)
        cells = [fit(frame) for _, frame in nearest(container, moments)]
    if not cells:
        raise MediaError(
            f"{name_of(film)} has no frame in {window or 'it'}", hint="Choose another window"
        )
    columns = min(columns, len(cells))
    return encode(_tiled(cells, columns, math.ceil(len(cells) / columns)), form)


def shrunk(picture: Film, width: int, form: str = "jpeg") -> bytes:
    """A picture file again, at most so many pixels wide. Raises MediaError, MissingExtra."""
    return encode(_first(picture, width, coder(form)[1]), form)


def pixels(picture: Film, width: int) -> tuple[int, int, bytes]:
    """A picture's width, height and RGB bytes, at most so wide. Raises MediaError, MissingExtra."""
    frame = _first(picture, width, "rgb24")
    plane = frame.planes[0]
    lines, row = bytes(plane), frame.width * 3
    packed = b"".join(
        lines[y * plane.line_size : y * plane.line_size + row] for y in range(frame.height)
    )
    return frame.width, frame.height, packed


def _first(picture: Film, width: int, pixels: str) -> Any:
    with opened(picture) as container:
        frame = next(iter(container.decode(video=0)), None)
    if frame is None:
        raise MediaError(f"{name_of(picture)} is no whole picture", hint="Make it again")
    return Straightener(fitting(width), pixels=pixels)(frame)


def _tiled(cells: list[Any], columns: int, rows: int) -> Any:
    tile = Straightener(
        f"tile=layout={columns}x{rows}:nb_frames={len(cells)}:padding={_GAP}:color={_PAPER}",
        pixels="yuv420p",
    )
    for index, frame in enumerate(cells):
        frame.pts = index
        if index < len(cells) - 1:
            tile.take(frame)
    return tile(cells[-1])


def _moments(container: Any, window: Window | None, count: int) -> list[float]:
    """The middles of `count` equal parts."""
    if not 1 <= count <= 10_000:  # noqa: PLR2004 - a sheet of more is a film
        raise InvalidInput(f"{count} pictures cannot be made", hint="From 1 to 10,000")
    start, end = _span(container, window)
    step = (end - start) / count
    return [start + step * (index + 0.5) for index in range(count)]


def _span(container: Any, window: Window | None) -> tuple[float, float]:
    if window is not None:
        return max(0, window.start_ms) / 1000, window.end_ms / 1000
    stream = container.streams.video[0]
    if container.duration:
        return 0.0, container.duration / 1e6
    own = float(stream.duration * stream.time_base) if stream.duration else 0.0
    return 0.0, own or 1.0


def coder(form: str) -> tuple[str, str, dict[str, str]]:
    """How a picture format is encoded; InvalidInput for one that is not known here."""
    if form not in _CODERS:
        raise InvalidInput(f"no picture format {form!r}", hint="jpeg, png or webp")
    return _CODERS[form]


def encode(frame: Any, form: str) -> bytes:
    """One frame, in the pixels its coder takes, as a picture file."""
    av = require("making pictures")
    name, pixels, settings = coder(form)
    context = av.CodecContext.create(name, "w")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, pixels
    context.time_base = Fraction(1, 25)
    context.options = settings
    if frame.format.name != pixels:
        frame = frame.reformat(format=pixels, dst_color_range="JPEG" if form == "jpeg" else None)
    frame.pts, frame.pict_type = 0, 0
    return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])
