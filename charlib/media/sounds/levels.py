"""How loud a sound is: its loudness in dBFS, and how much of it is clipped. No PyAV, no numpy.

The loudness is gated as in ITU-R BS.1770-5, over blocks of 400 ms and without its filter: blocks
below -70 dB do not count, nor those 10 dB below the rest. So pauses do not make a voice quiet.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterator
from operator import mul
from typing import NamedTuple

from charlib.domain.windows.rules import Problem
from charlib.domain.windows.window import seconds

SILENT = -70.0
"""The loudness below which there is no sound, in dBFS; also that of a sound without samples."""
SHORTEST_MS, LONGEST_MS = 1_000, 120_000
"""The lengths of a voice that can be kept. Providers take 2 s (Seedance) to 30 s."""
_GOOD_MS = (3_000, 30_000)
_FAINT, _QUIET = -50.0, -35.0
_GATE = 10.0
_BLOCK_S = 0.4
_FULL = 32768
_CLIPPED = 0.001


class Samples(NamedTuple):
    """Sound as signed 16-bit samples, the channels one after the other; `rate` is in hertz."""

    data: array[int]
    rate: int
    channels: int

    @property
    def length_ms(self) -> int:
        """The length in milliseconds."""
        return round(len(self.data) / self.channels / self.rate * 1000)


class Levels(NamedTuple):
    """The loudness of a sound in dBFS, and the part of its samples at full scale (0 to 1)."""

    loudness: float
    clipped: float


def measure(samples: Samples) -> Levels:
    """Measure a sound."""
    data = samples.data
    blocks = [power for power in _powers(samples) if _decibels(power) > SILENT]
    if not blocks:
        return Levels(SILENT, 0.0)
    gate = _decibels(sum(blocks) / len(blocks)) - _GATE
    loud = [power for power in blocks if _decibels(power) >= gate]
    clipped = data.count(_FULL - 1) + data.count(-_FULL)
    return Levels(_decibels(sum(loud) / len(loud)), clipped / len(data))


def problems(samples: Samples) -> list[Problem]:
    """What is wrong with a sound as a voice: hard problems first, which forbid keeping it."""
    found = [*_of_length(samples.length_ms), *_of_levels(measure(samples))]
    return sorted(found, key=lambda problem: not problem.is_hard)


def _of_length(length: int) -> Iterator[Problem]:
    text = f"it is {seconds(length)} s long"
    if length < SHORTEST_MS:
        yield Problem(f"{text}; the minimum is {SHORTEST_MS // 1000} s", is_hard=True)
    elif length > LONGEST_MS:
        yield Problem(f"it is longer than {LONGEST_MS // 1000} s, the maximum", is_hard=True)
    elif not _GOOD_MS[0] <= length <= _GOOD_MS[1]:
        low, high = (each // 1000 for each in _GOOD_MS)
        yield Problem(f"{text}; most providers need {low} to {high} s", is_hard=False)


def _of_levels(levels: Levels) -> Iterator[Problem]:
    loudness = f"its loudness is {levels.loudness:.0f} dB"
    if levels.loudness <= SILENT:
        yield Problem("it is silent", is_hard=True)
    elif levels.loudness < _FAINT:
        text = f"it is almost silent: {loudness}; the minimum is {_FAINT:.0f} dB"
        yield Problem(text, is_hard=True)
    elif levels.loudness < _QUIET:
        yield Problem(f"it is quiet: {loudness}; -30 to -14 dB is usual for speech", is_hard=False)
    if levels.clipped > _CLIPPED:
        text = f"it is clipped: {levels.clipped:.1%} of it is at full scale, and sounds distorted"
        yield Problem(text, is_hard=False)


def _powers(samples: Samples) -> Iterator[float]:
    """The mean square of each block, relative to full scale."""
    size = max(1, int(samples.rate * _BLOCK_S)) * samples.channels
    for start in range(0, len(samples.data), size):
        block = samples.data[start : start + size]
        yield sum(map(mul, block, block)) / len(block) / _FULL**2


def _decibels(power: float) -> float:
    return 10 * math.log10(power) if power > 0 else -math.inf


def as_samples(data: bytes, rate: int, channels: int) -> Samples:
    """Little-endian 16-bit samples as bytes; a broken last sample is left out."""
    whole = len(data) - len(data) % (2 * channels)
    samples = array("h", data[:whole])
    if sys.byteorder == "big":
        samples.byteswap()
    return Samples(samples, rate, channels)
