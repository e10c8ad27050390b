"""The frames of a film by their own time, in seconds of its timeline.

The place of a frame is its time, never its number: the two differ where the frame rate varies.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from charlib.media.films import require
from charlib.media.timeline import (
    EARLY,
    Damage,
    frames_of,
    landings,
    picture_of,
    start_of,
    unit_of,
)


def from_moment(
    container: Any,
    start: float,
    damage: Damage | None = None,
    *,
    pick: Callable[[Iterator[Any]], Iterator[Any]] = iter,
) -> Iterator[tuple[float, Any]]:
    """Yield the frames from a moment on, each with its time; `damage` counts what is left out.

    `pick` chooses the packets that are decoded.
    """
    damage = Damage() if damage is None else damage
    stream, zero = picture_of(container), start_of(container)
    for landing in landings(container, stream, start, zero):
        damage.packets = damage.frames = 0
        frames = frames_of(stream, pick(landing.packets), zero, damage)
        first = next(frames, None)
        if not landing.is_start and (first is None or first[0] > start + EARLY):
            continue  # the decoder waited for a later keyframe
        decoded = () if first is None else chain([first], frames)
        yield from ((time, frame) for time, frame in decoded if time >= start - EARLY)
        return


def shown_at(container: Any, moment: float) -> tuple[float, Any] | None:
    """Return the frame that a player shows at a moment, with its time; None without any frame.

    It is the last that begins at or before the moment; before the first frame, the first.
    """
    stream, zero = picture_of(container), start_of(container)
    for landing in landings(container, stream, moment, zero):
        shown = None
        for time, frame in frames_of(stream, landing.packets, zero, Damage()):
            if shown is not None and time > moment + EARLY:
                break
            if time <= moment + EARLY or landing.is_start:
                shown = time, frame
        if shown is not None and (shown[0] <= moment + EARLY or landing.is_start):
            return shown
    return None


def nearest(
    container: Any, moments: Sequence[float], *, only_keys: bool = False
) -> Iterator[tuple[float, Any]]:
    """Yield, for each of the ascending moments, the first frame at or after it; no frame twice.

    With `only_keys`, the moments are those of keyframes, and nothing else is decoded.
    """
    wanted = list(moments)
    if not wanted:
        return
    pick = partial(_keys_until, picture_of(container), wanted[-1] + start_of(container))
    for time, frame in from_moment(container, wanted[0], pick=pick if only_keys else iter):
        if wanted and time >= wanted[0] - EARLY:
            yield time, frame
            while wanted and time >= wanted[0] - EARLY:
                wanted.pop(0)
        if not wanted:
            return


def _keys_until(stream: Any, last: float, packets: Iterator[Any]) -> Iterator[Any]:
    """Yield the packets of keyframes up to a moment, and one that empties the decoder."""
    unit = unit_of(stream)
    for packet in packets:
        if packet.is_keyframe and packet.size:
            if packet.pts is not None and packet.pts * unit > last + EARLY:
                break
            yield packet
    end = require().Packet()
    end.stream = stream
    yield end


def moments_in(start: float, end: float, count: int) -> list[float]:
    """Return the middles of `count` equal parts of a span."""
    step = (end - start) / count
    return [start + step * (index + 0.5) for index in range(count)]


def spread(times: Sequence[float], start: float, end: float, count: int) -> list[int]:
    """Return which of some ascending frame times show a span best: `count`, evenly apart.

    Where the span has fewer frames than that, all of them.
    """
    chosen: list[int] = []
    for moment in moments_in(start, end, count):
        index = bisect_left(times, moment - EARLY)
        is_inside = index < len(times) and times[index] < end - EARLY
        if is_inside and (not chosen or index > chosen[-1]):
            chosen.append(index)
    if len(chosen) == count:
        return chosen
    first = bisect_left(times, start - EARLY)
    return list(range(first, max(first, bisect_left(times, end - EARLY))))[:count]
