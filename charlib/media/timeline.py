"""The timeline of a film, and the way to a moment of it.

Times count in seconds from the start of the container, as players and providers count: from the
earliest of its picture and its sounds, whatever number the container gives it. A picture that
begins after the sound begins later than 0.

Where a film has an index, seeking leads to the keyframe before a moment. Without one (MPEG
streams, FLV) it leads anywhere near it, and a decoder waits there for the next keyframe, which may
be too late. So a landing counts only if its first keyframe is early enough; else the film is
sought again 1, 2, 4, 8 … seconds earlier, and at last read from its beginning.

Raw streams have no times at all: their frames are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from charlib.media.films import require

EARLY = 0.0005
"""Films store times as fractions, windows as milliseconds: a frame this early still counts."""
_FIRST = 3
"""So many packets show when the picture begins: no format begins with more reordered ones."""
_MOST_FAILURES = 64
"""So many damaged places in a row, and the rest of a film is lost."""
_GUESSED = {"mpeg", "mpegvideo", "h264", "hevc"}
"""Formats whose length FFmpeg guesses from the bit rate."""
_STATED_SELDOM = {"mpeg"}
"""Formats in which few packets state their time: those up to the second keyframe are guesses."""
_COUNTED = {"avi"}
"""Formats that state when a packet is decoded only: their frames come in their order, evenly."""
_BACK_S, _AHEAD_S = 1.0, 10.0
"""A frame less than this before the last one, or more than this after it, may have a wrong time."""
_READ_ON_S = 1.0
"""A landing without a keyframe is read this far past the moment, then given up."""


@dataclass(slots=True)
class Damage:
    """How many packets of a film could not be decoded, and how many frames were mended."""

    packets: int = 0
    frames: int = 0

    def __str__(self) -> str:
        """Return the damage as a clause; empty if there is none."""
        packets = f"{self.packets:,} damaged packet{'s' * (self.packets != 1)} skipped"
        frames = f"{self.frames:,} damaged frame{'s' * (self.frames != 1)} shown as far as possible"
        return ", ".join(text for text, count in
                         ((packets, self.packets), (frames, self.frames)) if count)  # fmt: skip


class Landing(NamedTuple):
    """The packets of a stream from some place on; `is_start` for the beginning of the film."""

    packets: Iterator[Any]
    is_start: bool


def picture_of(container: Any) -> Any:
    """Return the stream of a film's picture."""
    return container.streams.video[0]


def unit_of(stream: Any) -> float:
    """Return the unit of a stream's times, in seconds."""
    return float(stream.time_base or 0)


def frame_length(stream: Any) -> float:
    """Return the usual time between two frames, in seconds."""
    return 1 / float(stream.average_rate or stream.guessed_rate or 25)


def start_of(container: Any) -> float:
    """Return when a film starts, in seconds of the container's own time: the zero of its timeline.

    Goes to the beginning of the film. 0 where no packet has a time.
    """
    stream = picture_of(container)
    rewind(container)
    shown = (p for p in demuxed(container, stream) if p.pts is not None and not p.is_discard)
    pictures = [packet.pts * unit_of(stream) for packet in islice(shown, _FIRST)]
    sounds = [
        sound.start_time * unit_of(sound)
        for sound in container.streams.audio
        if sound.start_time is not None
    ]
    return min([*pictures, *sounds], default=0.0)


def length_of(container: Any, zero: float) -> float | None:
    """Return the length that a container states, in seconds; None where it states none.

    Matroska states when the film ends, whatever the time at which it starts, at `zero`.
    """
    if not container.duration or container.format.name in _GUESSED:
        return None
    stated = float(container.duration / 1e6)
    return stated - zero if 0 < zero < stated and "matroska" in container.format.name else stated


def rewind(container: Any) -> None:
    """Go to the beginning of a film, also of one that cannot be sought in by time."""
    begin = min(0, container.start_time or 0)
    try:
        container.seek(begin, backward=True)
    except require().FFmpegError:
        container.seek(0, backward=True, unsupported_byte_offset=True)


def is_counted(container: Any) -> bool:
    """Return whether the times of a film's packets say nothing of when its frames are shown."""
    return container.format.name in _COUNTED


def demuxed(container: Any, stream: Any, damage: Damage | None = None) -> Iterator[Any]:
    """Yield the packets of a stream from the current place on; damaged places are skipped."""
    # PyAV raises IndexError for a stream that is new, which damaged data can pretend.
    failures = 0
    errors: tuple[type[Exception], ...] = (*damaged_errors(), IndexError)
    while failures <= _MOST_FAILURES:
        try:
            for packet in container.demux(stream):
                failures = 0
                yield packet
        except errors:
            failures += 1
            if damage is not None:
                damage.packets += 1
        else:
            return


def damaged_errors() -> tuple[type[Exception], ...]:
    """Return the errors of PyAV that mean damaged data, and not an unreadable film."""
    av = require()
    return av.error.InvalidDataError, av.error.PatchWelcomeError


def landings(container: Any, stream: Any, moment: float, zero: float) -> Iterator[Landing]:
    """Yield packets that begin with a keyframe at or before a moment of the timeline.

    Each landing is earlier than the one before; the last is the beginning of the film.
    """
    back = 0.0
    while moment - back > 0:
        packets = _landed(container, stream, zero + moment - back, zero + moment)
        if packets is not None:
            yield Landing(packets, is_start=False)
        back = 2 * back or 1.0
    rewind(container)
    yield Landing(demuxed(container, stream), is_start=True)


def packets_from(container: Any, stream: Any, moment: float, zero: float) -> Iterator[Any]:
    """Return the packets of a stream from a keyframe at or before a moment on."""
    return next(landings(container, stream, moment, zero)).packets


def _landed(container: Any, stream: Any, target: float, latest: float) -> Iterator[Any] | None:
    """Seek, and return the packets from the next keyframe on; None if it is later than `latest`.

    `target` and `latest` are in the container's own time.
    """
    unit = unit_of(stream)
    try:
        container.seek(int((target + EARLY) / unit), stream=stream, backward=True)
    except require().FFmpegError:
        return None
    packets = demuxed(container, stream)
    doubtful = container.format.name in _STATED_SELDOM
    for packet in packets:
        if packet.pts is None or packet.pts * unit > latest + _READ_ON_S:
            return None
        if packet.is_keyframe and doubtful:
            doubtful = False
        elif packet.is_keyframe:
            is_early = packet.pts * unit <= latest + EARLY
            return _with_first(packet, packets) if is_early else None
    return None


def _with_first(packet: Any, packets: Iterator[Any]) -> Iterator[Any]:
    yield packet
    yield from packets


def frames_of(
    stream: Any, packets: Iterator[Any], zero: float, damage: Damage
) -> Iterator[tuple[float, Any]]:
    """Decode packets, and yield the frames with their times on the timeline, in their order.

    What cannot be decoded, or shown at its time, is counted in `damage`.
    """
    unit = unit_of(stream)
    for frame in _in_order(stream, _decoded(stream, packets, damage), damage):
        damage.frames += bool(frame.is_corrupt)
        yield frame.pts * unit - zero, frame


def _decoded(stream: Any, packets: Iterator[Any], damage: Damage) -> Iterator[Any]:
    errors = damaged_errors()
    for packet in packets:
        try:
            yield from packet.decode()
        except EOFError:  # damaged data can look like the film's end
            damage.packets += bool(packet.size)
            stream.codec_context.flush_buffers()
        except errors:
            damage.packets += 1


def _in_order(stream: Any, frames: Iterator[Any], damage: Damage) -> Iterator[Any]:
    """Give frames without a time the one after the last, and leave out those of a damaged time."""
    unit = unit_of(stream)
    step = round(frame_length(stream) / unit) or 1
    counts, last = is_counted(stream.container), None
    ahead: Any = None
    for frame in frames:
        if frame.pts is None or (counts and last is not None):
            frame.pts, frame.time_base = 0 if last is None else last + step, stream.time_base
        held, ahead = ahead, None
        if held is not None and held.pts < frame.pts:  # it was a gap
            last = held.pts
            yield held
        damage.frames += held is not None and held.pts >= frame.pts
        off = step * unit if last is None else (frame.pts - last) * unit
        if off > _AHEAD_S:  # a gap or a damaged time: the next frame shows which
            ahead = frame
        elif -_BACK_S < off <= 0:
            damage.frames += 1
        else:
            last = frame.pts
            yield frame
    if ahead is not None:
        yield ahead
