"""The true times of a film's frames, read from its packets without decoding them.

A player goes to moments, not to frames; who knows when each frame begins can go to the middle of
one. Where packets do not say when they are shown, the film is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, chain, groupby, pairwise, repeat
from typing import Any, NamedTuple

from charlib.errors import MediaError
from charlib.media.films import Film, name_of, open_film
from charlib.media.timeline import (
    Damage,
    demuxed,
    frame_length,
    frames_of,
    is_counted,
    picture_of,
    rewind,
    start_of,
    unit_of,
)

_CODECS = {"h264", "vp8", "vp9", "av1"}
_OPEN = {"vp8", "vp9", "av1"}
"""Codecs that WebM has; browsers read no other codec in its containers."""
_PIXELS = {"yuv420p", "yuvj420p"}
_SOUNDS = {"", "aac", "mp3", "opus", "vorbis", "flac"}


class Shown(NamedTuple):
    """A frame as its packet tells: when it begins, how long it lasts if it says so, its kind."""

    pts: int
    length: int
    is_key: bool


class FrameTimes(NamedTuple):
    """When the frames of a film are shown, in units of `unit` seconds.

    The first begins at `first`; `steps` are the lengths of all, as runs of (how many, how long).
    A moment of the timeline is `zero` seconds less. `keys` are the numbers of the keyframes.
    `plays` is whether browsers play the film as it is.
    """

    unit: Fraction
    zero: float
    first: int
    steps: tuple[tuple[int, int], ...]
    keys: tuple[int, ...]
    plays: bool

    @property
    def frames(self) -> int:
        """The number of frames."""
        return sum(many for many, _ in self.steps)

    def moments(self) -> list[float]:
        """When each frame begins, in seconds of the timeline."""
        lengths = chain.from_iterable(repeat(length, many) for many, length in self.steps)
        begins = accumulate(lengths, initial=self.first)
        many, parts = self.unit.as_integer_ratio()  # a product of fractions takes ten times as long
        return [pts * many / parts - self.zero for pts in begins][:-1]

    def key_moments(self) -> list[float]:
        """When each keyframe begins, in seconds of the timeline."""
        moments = self.moments()
        return [moments[number] for number in self.keys]


def frame_times(film: Film) -> FrameTimes:
    """Return the times of all frames of a film. Raises MediaError, MissingExtra."""
    with open_film(film, "AUTO") as container:
        stream, zero = picture_of(container), start_of(container)
        shown = _shown(container, stream)
        if not shown:
            raise MediaError(f"{name_of(film)} has no frame in it", hint="Give another file")
        unit = Fraction(stream.time_base or 1)
        last = shown[-1].length or round(frame_length(stream) / unit_of(stream)) or 1
        gaps = [later.pts - earlier.pts for earlier, later in pairwise(shown)]
        keys = tuple(number for number, frame in enumerate(shown) if frame.is_key)
        steps = tuple(_runs([*gaps, last]))
        return FrameTimes(unit, zero, shown[0].pts, steps, keys, _plays(container, stream))


def _runs(lengths: Iterable[int]) -> Iterator[tuple[int, int]]:
    for length, same in groupby(lengths):
        yield sum(1 for _ in same), length


def _shown(container: Any, stream: Any) -> Sequence[Shown]:
    """Return the frames in the order they are shown, none twice."""
    rewind(container)
    packets = [p for p in demuxed(container, stream) if p.size and not p.is_discard]
    if is_counted(container) or any(packet.pts is None for packet in packets):
        found = _decoded(container, stream)
    else:
        found = [Shown(p.pts, _length(p, packets[-1]), bool(p.is_keyframe)) for p in packets]
    return list({frame.pts: frame for frame in sorted(found, reverse=True)}.values())[::-1]


def _length(packet: Any, last: Any) -> int:
    """Return how long a packet's frame lasts, as far as that is known; only the last one counts.

    MP4 states the times between decoding (ISO/IEC 14496-12, 8.6.1.2). Of a frame that is decoded
    before others and shown after them, that says nothing; of the last one it is what the encoder
    said.
    """
    is_of_decoding = "mp4" in packet.stream.container.format.name
    return (last if is_of_decoding else packet).duration or 0


def _decoded(container: Any, stream: Any) -> list[Shown]:
    rewind(container)
    frames = frames_of(stream, demuxed(container, stream), 0.0, Damage())
    return [Shown(frame.pts, frame.duration or 0, bool(frame.key_frame)) for _, frame in frames]


def _plays(container: Any, stream: Any) -> bool:
    """Return whether all browsers of today play a film as it is."""
    codec, form = stream.codec_context, container.format.name
    sounds = {s.codec_context.name for s in container.streams.audio if s.codec_context}
    in_mp4 = "mp4" in form and codec.name in _CODECS
    in_webm = "webm" in form and codec.name in _OPEN
    return (in_mp4 or in_webm) and codec.pix_fmt in _PIXELS and sounds <= _SOUNDS
