"""A sound track like somebody speaking: short syllables of a few pitches, with pauses."""

from __future__ import annotations

from array import array
from fractions import Fraction
from math import pi, sin
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

_RATE = 32_000
_FRAME = 1024
"""Samples that the encoder takes at a time."""
_LOUD = 9_000
_SYLLABLE_S = 0.18
_PITCHES = (140, 165, 150, 185, 130, 170, 0)
"""Of the syllables, in hertz; 0 is a pause."""


class Sound:
    """Writes a sound track of so many seconds into a film, as far as its pictures are."""

    def __init__(self, container: OutputContainer, seconds: float) -> None:
        self._container = container
        self._stream: AudioStream = container.add_stream("aac", rate=_RATE, layout="mono")
        phrase = _phrase()
        self._count = round(seconds * _RATE)
        self._samples = phrase * (self._count // len(phrase) + 1)
        self._at = 0

    def go_on(self, until: float) -> None:
        """Write the sound up to a moment in seconds."""
        while self._at < min(self._count, until * _RATE):
            samples = self._samples[self._at : min(self._at + _FRAME, self._count)]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
            frame.planes[0].update(samples.tobytes())
            frame.sample_rate, frame.pts, frame.time_base = _RATE, self._at, Fraction(1, _RATE)
            self._container.mux(self._stream.encode(frame))
            self._at += len(samples)

    def end(self) -> None:
        """Write what the encoder still has."""
        self._container.mux(self._stream.encode(None))


def _phrase() -> array[int]:
    """The samples of all syllables, one after the other."""
    length = round(_SYLLABLE_S * _RATE)
    return array("h", [_sample(at / length, at / _RATE, pitch)
                       for pitch in _PITCHES for at in range(length)])  # fmt: skip


def _sample(share: float, second: float, pitch: int) -> int:
    """A sample of a syllable, which swells and fades."""
    tones = sum(sin(2 * pi * pitch * part * second) / part for part in (1, 2, 3))
    return round(_LOUD * sin(pi * share) * tones)
