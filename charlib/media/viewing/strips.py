"""Sheets of small tiles, side by side and row by row, for a strip under a player."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from charlib.errors import MediaError
from charlib.media.films import Film, name_of, open_film
from charlib.media.frames import nearest
from charlib.media.images import encode
from charlib.media.stills import cell_filter, tiled
from charlib.media.timeline import EARLY, picture_of

TILE = (160, 90)
COLUMNS = 10
_QUICK = "bilinear"
"""How tiles are scaled: as good for an eighth of the size, in less time than FFmpeg's usual way."""


def tile_sheet(film: Film, moments: Sequence[float], *, only_keys: bool) -> bytes:
    """Return a JPEG of one tile for each of some ascending moments, in seconds.

    With `only_keys`, the moments are those of keyframes and nothing else goes to the decoder, which
    takes a fifth of the time. A frame that cannot be decoded looks like the one before it. Raises
    MediaError, MissingExtra.
    """
    with open_film(film) as container:
        context = picture_of(container).codec_context
        context.options = {"skip_loop_filter": "all"}  # nobody sees the edges of blocks in a tile
        if only_keys:
            context.skip_frame = "NONKEY"
        cells = list(_cells(container, moments, only_keys=only_keys))
    if not cells:
        raise MediaError(f"{name_of(film)} has no frame there", hint="Choose another part of it")
    columns = min(COLUMNS, len(cells))
    return encode(tiled(cells, columns, math.ceil(len(cells) / columns), gap=0), "jpeg")


def _cells(container: Any, moments: Sequence[float], *, only_keys: bool) -> Iterator[Any]:
    """Yield a tile for each moment, as new frames: the filter's own is another one each time."""
    straighten, last, done = cell_filter(container, *TILE, scaling=_QUICK), None, 0
    for time, frame in nearest(container, moments, only_keys=only_keys):
        place = max(done + 1, bisect_right(moments, time + EARLY))
        cell = straighten(frame)
        while done + 1 < place:  # moments without a frame of their own
            yield _copy(last or cell)
            done += 1
        yield cell
        last, done = cell, done + 1
    while last is not None and done < len(moments):
        yield _copy(last)
        done += 1


def _copy(frame: Any) -> Any:
    return frame.reformat(format=frame.format.name, width=frame.width, height=frame.height)
