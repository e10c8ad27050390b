"""One pass over all frames of a film, in blocks, so that memory does not grow with its length.

Every frame leaves a few numbers; four frames a second leave a picture, until their block is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from charlib.media.filters import shown_size

Array = npt.NDArray[Any]

SMALL_WIDE = 96
"""Changes between frames are measured in planes of this width."""
SAMPLE_EVERY = 0.25
"""Seconds between samples."""
BLOCK_S = 8.0
_LEAST_HIGH = 270
"""A sample is halved as long as its height stays at least this."""
_BINS = 16
_MOST_CHANGE = 255.0
"""A frame of another size begins a new shot, whatever it shows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An upright picture of a film, in planes: luma at working size, chroma at half of it."""

    at: float
    luma: Array
    u: Array
    v: Array


@dataclass(slots=True)
class Block:
    """A part of a film: numbers and a small plane of each frame, samples of some frames."""

    times: list[float] = field(default_factory=list)
    luma: list[float] = field(default_factory=list)
    contrast: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    recolour: list[float] = field(default_factory=list)
    texture: list[float] = field(default_factory=list)
    small: list[Array] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)


class Scanner:
    """Turns frames, in their order, into blocks."""

    def __init__(self, shape: Fraction | None = None) -> None:
        self._shape = shape
        self._size: tuple[int, int] = (0, 0)
        self._block = Block()
        self._before: Array | None = None
        self._colours: Array | None = None
        self._next_sample = 0.0

    def take(self, time: float, frame: Any) -> Block | None:
        """Take a frame; return a block when one is full."""
        luma, u, v = planes(frame, self._shape)
        block = self._block
        small = _small(luma, self._before)
        colours = _histogram(small, u, v)
        is_resized = self._before is not None and luma.shape != self._size
        if self._before is None:
            self._before, self._colours = small, colours
        block.times.append(time)
        mean, deviation = cv2.meanStdDev(small)
        block.luma.append(float(mean[0, 0]))
        block.contrast.append(float(deviation[0, 0]))
        change = cv2.norm(small, self._before, cv2.NORM_L1) / small.size
        recolour = float(np.abs(colours - self._colours).sum()) / 2
        block.change.append(_MOST_CHANGE if is_resized else change)
        block.recolour.append(1.0 if is_resized else recolour)
        block.texture.append(_texture(small))
        block.small.append(small)
        self._before, self._colours, self._size = small, colours, luma.shape
        if time >= self._next_sample - 1e-6:
            chroma = (_shrunk(plane, luma) for plane in (u, v))
            block.samples.append(Sample(time, luma.copy(), *chroma))
            self._next_sample = max(self._next_sample + SAMPLE_EVERY, time + SAMPLE_EVERY / 2)
        if time - block.times[0] >= BLOCK_S:
            return self.rest()
        return None

    def rest(self) -> Block:
        """Return the block that is not full yet."""
        done, self._block = self._block, Block()
        return done


def scan(
    frames: Iterator[tuple[float, Any]],
    progress: Callable[[float], None],
    shape: Fraction | None = None,
) -> Iterator[Block]:
    """Yield all frames as blocks; `progress` is called with the seconds done so far.

    `shape` is the width of a stored pixel, relative to its height.
    """
    scanner = Scanner(shape)
    for time, frame in frames:
        block = scanner.take(time, frame)
        if block is not None:
            progress(time)
            yield block
    last = scanner.rest()
    if last.times:
        yield last


def planes(frame: Any, shape: Fraction | None = None) -> tuple[Array, Array, Array]:
    """Return the planes of a frame as it is shown: luma at working size, chroma at its own."""
    if frame.format.name not in {"yuv420p", "yuvj420p"}:
        frame = frame.reformat(format="yuv420p")
    luma = _plane(frame.planes[0], frame.width, frame.height)
    u = _plane(frame.planes[1], (frame.width + 1) // 2, (frame.height + 1) // 2)
    v = _plane(frame.planes[2], (frame.width + 1) // 2, (frame.height + 1) // 2)
    width, height = shown_size(frame.width, frame.height, shape)
    if (width, height) != (frame.width, frame.height):
        luma = _stretched(luma, (width, height))
        u, v = (_stretched(plane, ((width + 1) // 2, (height + 1) // 2)) for plane in (u, v))
    while min(luma.shape) >= 2 * _LEAST_HIGH:
        luma = _halved(luma)
    turns = int(getattr(frame, "rotation", 0)) % 360 // 90
    if turns:
        luma, u, v = (np.ascontiguousarray(np.rot90(plane, turns)) for plane in (luma, u, v))
    return luma, u, v


def _plane(plane: Any, width: int, height: int) -> Array:
    """Return a plane without the padding at the end of its lines."""
    whole = np.frombuffer(plane, np.uint8)
    return whole.reshape(-1, plane.line_size)[:height, :width]


def _stretched(plane: Array, size: tuple[int, int]) -> Array:
    stretched: Array = cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)
    return stretched


def _halved(plane: Array) -> Array:
    height, width = plane.shape
    half: Array = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return half


def _shrunk(chroma: Array, luma: Array) -> Array:
    """Return chroma at half the size of luma, as a copy."""
    while chroma.shape[0] > luma.shape[0] // 2 + 1:
        chroma = _halved(chroma)
    return chroma.copy()


def _small(luma: Array, before: Array | None) -> Array:
    """Return a small plane; all of a film have the size of the first."""
    height = max(8, round(luma.shape[0] * SMALL_WIDE / luma.shape[1]))
    size = (SMALL_WIDE, min(height, 2 * SMALL_WIDE) if before is None else before.shape[0])
    small: Array = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
    return small


def _histogram(small: Array, u: Array, v: Array) -> Array:
    """Return how brightness and colour are spread: three histograms, each with the sum 1."""
    size = (SMALL_WIDE // 2, max(4, small.shape[0] // 2))
    chroma = (cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST) for plane in (u, v))
    counts = [
        cv2.calcHist([plane], [0], None, [_BINS], [0, 256])[:, 0] / plane.size
        for plane in (small, *chroma)
    ]
    return np.concatenate(counts)


def _texture(small: Array) -> float:
    """Return the mean difference of neighbours: a move by one pixel changes a frame by this."""
    across = cv2.norm(small[:, 1:], small[:, :-1], cv2.NORM_L1)
    down = cv2.norm(small[1:], small[:-1], cv2.NORM_L1)
    return float(across + down) / (2 * small.size)
