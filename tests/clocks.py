"""Clocks on which nobody waits."""

from __future__ import annotations

import threading

from charlib.config import Clock


class Hurried(Clock):
    """A clock on which every wait is over at once, and the time it would have taken has passed.

    Where a server compares the time of day with its own, as of a signature, `moves_day` is false.
    """

    def __init__(self, *, moves_day: bool = True) -> None:
        self.skipped = 0.0
        self._moves_day = moves_day

    def now(self) -> int:
        """The time of day in milliseconds, with what was skipped if it moves."""
        return super().now() + (int(self.skipped * 1000) if self._moves_day else 0)

    def monotonic(self) -> float:
        """Seconds that never run backwards, with what was skipped."""
        return super().monotonic() + self.skipped

    def wait(self, seconds: float, wake: threading.Event | None = None) -> None:  # noqa: ARG002
        """Skip the wait."""
        self.skipped += max(0.0, seconds)
