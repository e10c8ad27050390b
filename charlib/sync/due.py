"""Jobs on their way through a run: when each is due, and what a step made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError
from charlib.sync.plan import Step


@dataclass(order=True)
class Due:
    """A job in the queue: when its next step is due (seconds), and how it went so far."""

    at: float
    order: int
    job: Job = field(compare=False)
    attempt: int = field(default=0, compare=False)
    polls: int = field(default=0, compare=False)


class After(NamedTuple):
    """A step that was taken: what it made of the job, or what went wrong."""

    due: Due
    step: Step
    outcome: Outcome | None
    error: CharlibError | None
