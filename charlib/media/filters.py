"""FFmpeg filters for single frames: as they are shown, fitted to a size; without numpy.

A frame is stored in one way and shown in another: turned, its pixels wider than high, its colours
in one of several systems. Pictures (JPEG, PNG, WebP) say nothing of all this, so frames are brought
into their form: upright, square pixels, BT.601 or RGB, and no high dynamic range.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from charlib.media.films import require

_TURNS = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}
"""Filters that undo a rotation, which PyAV gives in degrees counterclockwise."""
HIGH_RANGE = {16, 18}
"""Transfer functions of high dynamic range, PQ and HLG (ITU-T H.273, table 3)."""
_UNKNOWN_MATRIX = {0, 2}
_SD_LINES = 576
"""Players take a picture of more lines for BT.709 where it does not say what it is."""
_TONED = "out_transfer=bt709:out_primaries=bt709"
"""Diffuse white (203 cd/m2, ITU-R BT.2408) becomes white; what is brighter is lost."""


class Straightener:
    """Turns frames upright, applies filters to them, and gives them a pixel format.

    With `shape`, the width of a stored pixel relative to its height, pixels become square. With
    `is_picture` colours become those of a picture file.
    """

    def __init__(
        self, *filters: str, pixels: str, shape: Fraction | None = None, is_picture: bool = False
    ) -> None:
        self._filters = filters
        self._pixels = pixels
        self._shape = shape or 1
        self._is_picture = is_picture
        self._graph: Any = None
        self._built_for: tuple[Any, ...] = ()

    def __call__(self, frame: Any) -> Any:
        """Return the filtered frame."""
        self.push(frame)
        return self._graph.vpull()

    def push(self, frame: Any) -> None:
        """Take a frame that gives no result of its own yet."""
        rotation = int(getattr(frame, "rotation", 0)) % 360
        key = (frame.width, frame.height, frame.format.name, rotation, *colours_of(frame))
        if key != self._built_for:  # the size of a film may change on the way
            self._graph, self._built_for = self._build(frame, rotation), key
        self._graph.vpush(frame)

    def _build(self, frame: Any, rotation: int) -> Any:
        before = [*_squared(frame, self._shape), *_TURNS.get(rotation, ()), *self._filters]
        colours = _as_picture(frame, self._pixels) if self._is_picture else []
        try:
            return _graph(frame, [*before, *colours, f"format={self._pixels}"])
        except (require().FFmpegError, ValueError):  # an FFmpeg that cannot convert such colours
            return _graph(frame, [*before, f"format={self._pixels}"])


def _graph(frame: Any, steps: Sequence[str]) -> Any:
    graph = require().filter.Graph()
    range_, matrix, _, _ = colours_of(frame)
    unit = frame.time_base or Fraction(1, 25)
    nodes = [
        graph.add(
            "buffer",
            f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}"
            f":time_base={unit.numerator}/{unit.denominator}:colorspace={matrix}:range={range_}",
        )
    ]
    for text in steps:
        name, _, arguments = text.partition("=")
        nodes.append(graph.add(name, arguments or None))
    nodes.append(graph.add("buffersink"))
    for node, following in pairwise(nodes):
        node.link_to(following)
    graph.configure()
    return graph


def colours_of(frame: Any) -> tuple[int, int, int, int]:
    """Return how a frame's colours are coded: range, matrix, transfer, primaries (ITU-T H.273)."""
    names = ("color_range", "colorspace", "color_trc", "color_primaries")
    range_, matrix, transfer, primaries = (int(getattr(frame, name, 2) or 0) for name in names)
    return range_, matrix, transfer, primaries


def shown_size(width: int, height: int, shape: Fraction | int | None) -> tuple[int, int]:
    """Return the width and height in which a picture is shown, of pixels of this shape.

    Players never shrink a picture: it gets wider, or higher.
    """
    if not shape or shape == 1:
        return width, height
    if shape > 1:
        return round(width * shape / 2) * 2, height
    return width, round(height / Fraction(shape) / 2) * 2


def _squared(frame: Any, shape: Fraction | int) -> list[str]:
    if shape == 1:
        return []
    width, height = shown_size(frame.width, frame.height, shape)
    return [f"scale=w={width}:h={height}", "setsar=1"]


def _as_picture(frame: Any, pixels: str) -> list[str]:
    """Return the filters that bring a frame's colours into those of a picture file."""
    _, matrix, transfer, _ = colours_of(frame)
    is_rgb = pixels.startswith("rgb")
    guess = ["setparams=colorspace=bt709"] * (
        matrix in _UNKNOWN_MATRIX and not frame.format.name.startswith(("rgb", "bgr", "gbr", "pal"))
        and min(frame.width, frame.height) > _SD_LINES
    )  # fmt: skip
    options = [_TONED] if transfer in HIGH_RANGE else []
    if not is_rgb:
        full = "full" if pixels.startswith("yuvj") else "limited"
        options.append(f"out_color_matrix=bt601:out_range={full}")
    return [*guess, *([f"scale={':'.join(options)}"] if options else [])]


def fitting(width: int, height: int | None = None) -> str:
    """Return a filter that shrinks into a box and keeps the proportions; it never enlarges."""
    if height is None:
        return f"scale=w='trunc(min(iw,{width})/2)*2':h='trunc(ih*min(1,{width}/iw)/2)*2'"
    return f"scale=w={width}:h={height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
