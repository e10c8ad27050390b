"""Who may send: what a library that is shared asks its colleagues before each request."""

from __future__ import annotations

from typing import Protocol

from charlib.domain.jobs import Job
from charlib.sync.steps import Send, Step, Work


class Guard(Protocol):
    """Asked by a worker thread when a send is recorded, and the request has not left yet."""

    def before_send(self, job: Job, send: int) -> None:
        """Return if the `send`th send of a job may go. Raises NotSent and Unreachable."""


def guarded(step: Step, work: Work, guard: Guard | None) -> Work:
    """The work of a step, which asks first where it sends; without a guard it stays as it is."""
    if guard is None or not isinstance(step, Send):
        return work

    def asked() -> object:
        guard.before_send(step.job, step.number)
        return work()

    return asked
