"""The packets of a film's picture: their times, and which of them make a clip without encoding.

Reading packets costs little beside decoding them. So their times are read first; then it is known
which packets a clip consists of, and which frames have to be decoded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from charlib.domain.windows.window import Window
from charlib.media.timeline import EARLY, is_counted, landings, picture_of, start_of, unit_of

COPIED = {"h264", "hevc", "av1", "mpeg4"}
"""Codecs whose packets an MP4 takes as they are."""
LONGEST_S = 20.0
"""A clip grows to whole keyframe distances, so that it can be copied, up to this length."""
_LOOKAHEAD = 32
"""No codec reorders frames further than this."""
_JUMP_S = 10.0
"""Packets across a gap of this length are skipped by seeking instead of reading on."""


class Span(NamedTuple):
    """Packets of a run from `first` up to, not including, `last`; `end` is when the next begins."""

    first: int
    last: int
    end: float


@dataclass(slots=True)
class Run:
    """Packets in decoding order, without a gap, from a keyframe on: their times, not their data.

    Times are in seconds of the film's timeline, whose zero is at `zero` in the container's own
    time. `is_timed` is false where some packets carry no time: such a film has to be decoded to be
    understood. `is_start` and `is_final` mean that the film begins and ends with this run.
    """

    zero: float
    is_start: bool = False
    pts: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    key_times: list[float] = field(default_factory=list)
    latest: float = float("-inf")
    is_timed: bool = True
    is_final: bool = False

    def covers(self, end: float) -> bool:
        """Return whether enough is known to end a clip at `end` or after it."""
        number = bisect_left(self.key_times, end - EARLY)
        has_key = number < len(self.keys) and len(self.times) > self.keys[number] + 2 * _LOOKAHEAD
        return self.is_final or has_key or self.latest > end + LONGEST_S

    def key_before(self, start: float) -> int | None:
        """Return the last keyframe at or before a moment."""
        number = bisect_right(self.key_times, start + EARLY)
        return self.keys[number - 1] if number else None

    def key_of(self, packet: int) -> int:
        """Return the keyframe from which a packet can be decoded."""
        number = bisect_right(self.keys, packet)
        while number > 1 and self.times[self.keys[number - 1]] > self.times[packet]:
            number -= 1  # shown before the keyframe that precedes it: it needs the one before
        return self.keys[number - 1] if number else 0

    def between(self, start: float, end: float) -> list[tuple[float, int]]:
        """Return the frames of a part of the film in the order they are shown: time and packet."""
        first = self.key_before(start) or 0
        return sorted(
            (time, packet)
            for packet, time in enumerate(self.times[first:], first)
            if start - EARLY <= time < end - EARLY
        )

    def shown_in(self, span: Span) -> list[tuple[float, int]]:
        """Return the frames of a span in the order they are shown."""
        begin, packets = self.times[span.first], range(span.first, span.last)
        return sorted((self.times[n], n) for n in packets if self.times[n] >= begin)

    def exact(self, start: float, end: float) -> Span | None:
        """Return the packets that are exactly a part of the film; None where there are none."""
        first = self.key_before(start)
        if first is None or self.times[first] < start - EARLY:
            return None
        later = (n for n in range(first + 1, len(self.times)) if self.times[n] >= end - EARLY)
        last = next(later, len(self.times) if self.is_final else None)
        if last is None or self._end_after(first, last) < end - EARLY:
            return None
        return Span(first, last, end)

    def around(self, start: float, end: float) -> Span | None:
        """Return packets that contain a part of the film, from a keyframe on, to be copied.

        They end at a keyframe, where that is near; else where no frame needs a later one. None
        where they would be longer than LONGEST_S.
        """
        first = self.key_before(start)
        if first is None and self.is_start and self.keys:
            first = self.keys[0]  # the picture begins later than the sound
        if first is None or not -EARLY <= self.times[first] < end - EARLY:
            return None
        for last in self._ends_after(first, end):
            until = self._end_after(first, last)
            is_enough = until >= end - EARLY or last == len(self.times)
            if is_enough and until <= self.times[first] + LONGEST_S:
                return Span(first, last, until)
        return None

    def _ends_after(self, first: int, end: float) -> Iterator[int]:
        """Yield places where a clip may end at `end` or later, the best first."""
        number = bisect_left(self.key_times, end - EARLY)
        if number < len(self.keys) and self.keys[number] > first:
            yield self.keys[number]
        elif self.is_final:
            yield len(self.times)
        inside = (n for n in range(len(self.times) - 1, first, -1) if self.times[n] < end - EARLY)
        begin = next(inside, first) + 1
        known = len(self.times) - (0 if self.is_final else _LOOKAHEAD)
        yield from range(begin, min(begin + _LOOKAHEAD, known))

    def _end_after(self, first: int, last: int) -> float:
        """Return when the frames end that are complete without the packets from `last` on.

        Minus infinity where one of them is shown after a later packet, which would be missing.
        """
        following = self.times[last : last + _LOOKAHEAD + 1]
        if not following:
            return max(self.ends[first:last])
        until = min(following)
        return until if max(self.times[first:last]) < until else float("-inf")

    def window_of(self, span: Span) -> Window:
        """Return the part of the film that a span shows."""
        start = round(self.times[span.first] * 1000)
        frames = [
            n for n in range(span.first, span.last) if self.times[n] >= self.times[span.first]
        ]
        end = max(self.ends[n] for n in frames) - self.times[span.first]
        return Window(start, min(round(span.end * 1000), start + round(end * 1000)))


class PacketReader:
    """Reads the packets around parts of a film, which are asked for in ascending order."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._stream = picture_of(container)
        self._unit = unit_of(self._stream)
        self.zero = start_of(container)
        self._packets: Iterator[Any] = iter(())
        self._run: Run | None = None

    def run_around(self, start: float, end: float) -> Run:
        """Return the run of a part of the film: all packets needed to copy or to decode it."""
        run = self._run
        if run is None or not self._is_near(run, start):
            run = self._run = self._begin(start)
        while not run.covers(end):
            self._read(run)
        return run

    @staticmethod
    def _is_near(run: Run, start: float) -> bool:
        is_after = run.key_before(start) is not None
        return is_after and (run.is_final or start <= run.latest + _JUMP_S)

    def _begin(self, start: float) -> Run:
        landing = next(landings(self._container, self._stream, start, self.zero))
        run, self._packets = Run(self.zero, landing.is_start), landing.packets
        run.is_timed = not is_counted(self._container)
        self._read(run)
        return run

    def _read(self, run: Run) -> None:
        """Read packets until one has a time, or the film ends."""
        for packet in self._packets:
            if packet.pts is None:
                run.is_timed = run.is_timed and not packet.size
                continue
            time = packet.pts * self._unit - self.zero
            if packet.is_keyframe:
                run.keys.append(len(run.pts))
                run.key_times.append(time)
            run.pts.append(packet.pts)
            run.times.append(time)
            run.ends.append(time + (packet.duration or 0) * self._unit)
            run.latest = max(run.latest, time)
            return
        run.is_final = True
