"""FFmpeg filters for single frames: upright, fitted to a size, in a pixel format; without numpy."""

from __future__ import annotations

from typing import Any

from charlib.media.films import require

_TURNS = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}
"""Filters that undo a rotation, which PyAV gives in degrees counterclockwise."""


class Straightener:
    """Turns frames upright and applies filters to them."""

    def __init__(self, *filters: str, pixels: str) -> None:
        self._filters = filters
        self._pixels = pixels
        self._graph: Any = None
        self._built_for: tuple[Any, ...] = ()

    def __call__(self, frame: Any) -> Any:
        """Return the filtered frame."""
        self.push(frame)
        return self._graph.vpull()

    def push(self, frame: Any) -> None:
        """Take a frame that gives no result of its own yet."""
        rotation = int(getattr(frame, "rotation", 0)) % 360
        key = (frame.width, frame.height, frame.format.name, rotation)
        if key != self._built_for:  # the size of a film may change on the way
            self._graph, self._built_for = self._build(frame, rotation), key
        self._graph.vpush(frame)

    def _build(self, frame: Any, rotation: int) -> Any:
        graph = require().filter.Graph()
        node = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format.name,
            time_base=frame.time_base,
        )
        for text in (*_TURNS.get(rotation, ()), *self._filters, f"format={self._pixels}"):
            name, _, arguments = text.partition("=")
            following = graph.add(name, arguments or None)
            node.link_to(following)
            node = following
        node.link_to(graph.add("buffersink"))
        graph.configure()
        return graph


def fitting(width: int, height: int | None = None) -> str:
    """Return a filter that shrinks into a box and keeps the proportions; it never enlarges."""
    if height is None:
        return f"scale=w='trunc(min(iw,{width})/2)*2':h='trunc(ih*min(1,{width}/iw)/2)*2'"
    return f"scale=w={width}:h={height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
