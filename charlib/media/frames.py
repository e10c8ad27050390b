"""The frames of a film by their own time.

The place of a frame is its time, never its number: the two differ where the frame rate varies.
Times count from the first frame, in seconds. Seeking leads to the keyframe before a moment, so
frames are decoded from there on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

EARLY = 0.0005
"""Films store times as fractions, windows as milliseconds: a frame this early still counts."""


def origin(container: Any) -> float:
    """Return when the first frame is shown, in the container's own time."""
    container.seek(0, backward=True)
    first = next(iter(container.decode(video=0)), None)
    return 0.0 if first is None else float(first.time or 0)


def from_moment(container: Any, start: float) -> Iterator[tuple[float, Any]]:
    """Yield the frames from a moment on, each with its time."""
    stream = container.streams.video[0]
    zero = origin(container)
    container.seek(max(0, int((zero + start) * 1_000_000)), backward=True)
    for frame in container.decode(stream):
        if frame.time is not None and frame.time - zero >= start - EARLY:
            yield frame.time - zero, frame


def nearest(container: Any, moments: Sequence[float]) -> Iterator[tuple[float, Any]]:
    """Yield, for each of the ascending moments, the first frame at or after it; no frame twice."""
    wanted = list(moments)
    if not wanted:
        return
    for time, frame in from_moment(container, wanted[0]):
        if wanted and time >= wanted[0] - EARLY:
            yield time, frame
            while wanted and time >= wanted[0] - EARLY:
                wanted.pop(0)
        if not wanted:
            return


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
        if index < len(times) and (not chosen or index > chosen[-1]):
            chosen.append(index)
    if len(chosen) == count:
        return chosen
    first = bisect_left(times, start - EARLY)
    return list(range(first, max(first, bisect_left(times, end))))[:count]
