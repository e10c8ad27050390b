"""One pass over all frames of a film, in blocks, so that memory does not grow with its length.

Of every frame a few numbers are kept; of four frames a second the picture, until its block is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SMALL_WIDE = 96
"""Changes between frames are looked at in planes so wide."""
SAMPLE_EVERY = 0.25
"""Seconds between pictures that are kept for looking at."""
BLOCK_S = 8.0
_LEAST_HIGH = 270
"""A sample is halved as long as it stays at least so high."""
_BINS = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture of a film, upright, in planes: luma at working size, chroma at half of it."""

    at: float
    luma: Array
    u: Array
    v: Array


@dataclass(slots=True)
class Block:
    """A stretch of a film: numbers of each frame, small planes of each, samples of some."""

    times: list[float] = field(default_factory=list)
    luma: list[float] = field(default_factory=list)
    contrast: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    recolour: list[float] = field(default_factory=list)
    texture: list[float] = field(default_factory=list)
    small: list[Array] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)


class Scanner:
    """Takes frames in, in order, and gives blocks out."""

    def __init__(self) -> None:
        self._block = Block()
        self._before: Array | None = None
        self._colours: Array | None = None
        self._next_sample = 0.0

    def take(self, time: float, frame: Any) -> Block | None:
        """Take a frame in; a block comes out when one is full."""
        luma, u, v = planes(frame)
        block = self._block
        small = _small(luma)
        colours = _histogram(small, u, v)
        if self._before is None or self._before.shape != small.shape:
            self._before, self._colours = small, colours
        block.times.append(time)
        mean, deviation = cv2.meanStdDev(small)
        block.luma.append(float(mean[0, 0]))
        block.contrast.append(float(deviation[0, 0]))
        block.change.append(cv2.norm(small, self._before, cv2.NORM_L1) / small.size)
        block.recolour.append(float(np.abs(colours - self._colours).sum()) / 2)
        block.texture.append(_texture(small))
        block.small.append(small)
        self._before, self._colours = small, colours
        if time >= self._next_sample - 1e-6:
            block.samples.append(Sample(time, luma.copy(), *(_shrunk(one, luma) for one in (u, v))))
            self._next_sample = max(self._next_sample + SAMPLE_EVERY, time + SAMPLE_EVERY / 2)
        if time - block.times[0] >= BLOCK_S:
            return self.rest()
        return None

    def rest(self) -> Block:
        """The block that is not full yet."""
        done, self._block = self._block, Block()
        return done


def scan(frames: Iterator[tuple[float, Any]], heard: Callable[[float], None]) -> Iterator[Block]:
    """All frames of a film as blocks; `heard` is told how far it is, in seconds."""
    scanner = Scanner()
    for time, frame in frames:
        block = scanner.take(time, frame)
        if block is not None:
            heard(time)
            yield block
    last = scanner.rest()
    if last.times:
        yield last


def planes(frame: Any) -> tuple[Array, Array, Array]:
    """Luma of a frame at working size, and chroma at its own; upright; views, not copies."""
    if frame.format.name not in {"yuv420p", "yuvj420p"}:
        frame = frame.reformat(format="yuv420p")
    luma = _plane(frame.planes[0], frame.width, frame.height)
    u = _plane(frame.planes[1], (frame.width + 1) // 2, (frame.height + 1) // 2)
    v = _plane(frame.planes[2], (frame.width + 1) // 2, (frame.height + 1) // 2)
    while min(luma.shape) >= 2 * _LEAST_HIGH:
        luma = _halved(luma)
    turns = int(getattr(frame, "rotation", 0)) % 360 // 90
    if turns:
        luma, u, v = (np.ascontiguousarray(np.rot90(one, turns)) for one in (luma, u, v))
    return luma, u, v


def _plane(plane: Any, width: int, height: int) -> Array:
    """A plane without the padding at its lines' ends."""
    whole = np.frombuffer(plane, np.uint8)
    return whole.reshape(-1, plane.line_size)[:height, :width]


def _halved(plane: Array) -> Array:
    height, width = plane.shape
    half: Array = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return half


def _shrunk(chroma: Array, luma: Array) -> Array:
    """Chroma at half the size of luma, as a copy."""
    while chroma.shape[0] > luma.shape[0] // 2 + 1:
        chroma = _halved(chroma)
    return chroma.copy()


def _small(luma: Array) -> Array:
    height = max(8, round(luma.shape[0] * SMALL_WIDE / luma.shape[1]))
    size = (SMALL_WIDE, min(height, 2 * SMALL_WIDE))
    small: Array = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
    return small


def _histogram(small: Array, u: Array, v: Array) -> Array:
    """How brightness and colour are spread: three histograms of sixteen bins, each of sum one."""
    size = (SMALL_WIDE // 2, max(4, small.shape[0] // 2))
    parts = [small, *(cv2.resize(one, size, interpolation=cv2.INTER_NEAREST) for one in (u, v))]
    found = [cv2.calcHist([one], [0], None, [_BINS], [0, 256])[:, 0] / one.size for one in parts]
    return np.concatenate(found)


def _texture(small: Array) -> float:
    """The mean difference of neighbours: what moves by a pixel changes by so much."""
    across = cv2.norm(small[:, 1:], small[:, :-1], cv2.NORM_L1)
    down = cv2.norm(small[1:], small[:-1], cv2.NORM_L1)
    return float(across + down) / (2 * small.size)
