"""The frames of a film, by their own time and the right way up.

A frame's place is its time, never its number: the two part ways where the frame rate varies. Times
here count from the first frame, in seconds. Asking a container for a moment leads to the keyframe
before it, so frames are decoded from there on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from charlib.media.opening import require

EARLY = 0.0005
"""Times are fractions in a film and milliseconds here: a frame so much earlier is the one meant."""
_TURNS = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}
"""Filters that undo a rotation, as PyAV tells it: degrees against the clock, to be turned."""


def origin(container: Any) -> float:
    """When the first frame is shown, in the container's own time."""
    container.seek(0, backward=True)
    first = next(iter(container.decode(video=0)), None)
    return 0.0 if first is None else float(first.time or 0)


def from_moment(container: Any, at: float) -> Iterator[tuple[float, Any]]:
    """The frames from `at` on, each with its time."""
    stream = container.streams.video[0]
    zero = origin(container)
    container.seek(max(0, int((zero + at) * 1_000_000)), backward=True)
    for frame in container.decode(stream):
        if frame.time is not None and frame.time - zero >= at - EARLY:
            yield frame.time - zero, frame


def nearest(container: Any, moments: Sequence[float]) -> Iterator[tuple[float, Any]]:
    """For each of the ascending moments the first frame at or after it; none is given twice."""
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


class Straightener:
    """Turns frames the right way up and fits them to a size and pixel format, without numpy."""

    def __init__(self, *filters: str, pixels: str) -> None:
        self._filters = filters
        self._pixels = pixels
        self._graph: Any = None
        self._made_for: tuple[Any, ...] = ()

    def __call__(self, frame: Any) -> Any:
        """The frame as it is to be shown."""
        self.take(frame)
        return self._graph.vpull()

    def take(self, frame: Any) -> None:
        """Take a frame in of which nothing comes out yet."""
        turned = int(getattr(frame, "rotation", 0)) % 360
        key = (frame.width, frame.height, frame.format.name, turned)
        if key != self._made_for:  # films may change their size on the way
            self._graph, self._made_for = self._build(frame, turned), key
        self._graph.vpush(frame)

    def _build(self, frame: Any, turned: int) -> Any:
        graph = require().filter.Graph()
        source = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format.name,
            time_base=frame.time_base,
        )
        node = source
        for text in (*_TURNS.get(turned, ()), *self._filters, f"format={self._pixels}"):
            name, _, arguments = text.partition("=")
            following = graph.add(name, arguments or None)
            node.link_to(following)
            node = following
        node.link_to(graph.add("buffersink"))
        graph.configure()
        return graph


def fitting(width: int, height: int | None = None) -> str:
    """A filter that shrinks into a box, keeping the proportions; it never enlarges."""
    high = height or -1
    if height is None:
        return f"scale=w='trunc(min(iw,{width})/2)*2':h='trunc(ih*min(1,{width}/iw)/2)*2'"
    return f"scale=w={width}:h={high}:force_original_aspect_ratio=decrease:force_divisible_by=2"
