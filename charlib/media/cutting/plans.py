"""What to do for each window of a film, known from the times of its packets alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from charlib.domain.footage.clips import padded
from charlib.domain.windows.window import Window
from charlib.media.cutting.clips import can_copy
from charlib.media.cutting.packets import PacketReader, Run, Span
from charlib.media.frames import spread
from charlib.media.timeline import length_of


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make the files of a window.

    `span` are the packets to copy as the clip; None where `part` of the film has to be encoded.
    `frames` are the packets whose frames become stills.
    """

    window: Window
    part: Window
    run: Run
    span: Span | None
    frames: tuple[int, ...]


def plan_windows(container: Any, windows: Sequence[Window], stills: int) -> Iterator[Plan]:
    """Yield the plans for ascending windows of an open film."""
    reader = PacketReader(container)
    is_copyable = can_copy(container)
    length = length_of(container, reader.zero)
    length_ms = None if length is None else int(length * 1000)
    for window in windows:
        part = padded(window, length_ms)
        start, end = part.start_ms / 1000, part.end_ms / 1000
        run = reader.run_around(start, end)
        span = run.around(start, end) if is_copyable and run.is_timed else None
        shown = run.between(start, end) if span is None else run.shown_in(span)
        chosen = _spread(shown, window, stills) if run.is_timed else ()
        yield Plan(window, part, run, span, tuple(chosen))


def _spread(shown: Sequence[tuple[float, int]], window: Window, count: int) -> Iterator[int]:
    """Choose the frames for stills: evenly over the window."""
    times = [time for time, _ in shown]
    for index in spread(times, window.start_ms / 1000, window.end_ms / 1000, count):
        yield shown[index][1]
