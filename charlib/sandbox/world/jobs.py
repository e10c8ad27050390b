"""Jobs: work with an ID at once, and a result after some polls."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charlib.sandbox.clock import now

if TYPE_CHECKING:
    from charlib.sandbox.errors import Refusal
    from charlib.sandbox.settings import Settings

QUEUED, RUNNING, COMPLETED, FAILED = "queued", "in_progress", "completed", "failed"
CANCELLED = "cancelled"


@dataclass
class Progress:
    """How far a job is; the settings define the number of polls and the time that it takes."""

    settings: Settings
    started: float = field(default_factory=now)
    seen: int = 0
    ended: float | None = None

    def poll(self) -> bool:
        """Count one poll; return whether the job is finished now."""
        self.seen += 1
        return self.is_finished()

    def is_finished(self) -> bool:
        """Whether the job has ended, and a poll has reported it or none was needed."""
        polled = max(self.seen, 1) > self.settings.polls
        if self.ended is None and polled and now() >= self.started + self.settings.task_s:
            self.ended = now()
        return self.ended is not None

    @property
    def status(self) -> str:
        """The status word of an unfinished or completed job."""
        if self.ended is not None:
            return COMPLETED
        return QUEUED if self.seen <= 1 else RUNNING

    @property
    def percent(self) -> int:
        """The finished share; 100 only at the end."""
        if self.ended is not None:
            return 100
        return min(99, 100 * max(0, self.seen - 1) // max(1, self.settings.polls))


@dataclass
class Task:
    """A generation: its parameters, its progress, and the name of its film.

    `key` is the caller's own id.
    """

    id: str
    model: str
    prompt: str
    seconds: int
    size: str
    progress: Progress
    failure: Refusal | None = None
    remixed_from: str | None = None
    """The task whose film this one changes."""
    film_name: str = field(default_factory=lambda: f"{secrets.token_urlsafe(24)}.mp4")
    key: str = ""
    is_cancelled: bool = False

    def poll(self) -> str:
        """Count one poll and return the status word."""
        self.progress.poll()
        return self.status

    @property
    def status(self) -> str:
        """The current status word."""
        if self.is_cancelled:
            return CANCELLED
        if self.failure is not None and self.progress.ended is not None:
            return FAILED
        return self.progress.status

    @property
    def is_completed(self) -> bool:
        """Whether there is a film."""
        return self.progress.is_finished() and self.failure is None
