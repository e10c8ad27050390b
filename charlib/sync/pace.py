"""How long to wait before a request is sent again, and before a job is polled again.

Pure but for the jitter. All times are in seconds.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.domain.jobs import Job
    from charlib.store.read.reader import Reader

ATTEMPTS = 4
"""The number of tries before a job is left to a later sync."""
RETRY_CAP_S = 60.0
"""If a provider wants a longer wait, a later sync asks it."""
_FIRST_S = 0.5
_OF_AGE = 0.08
_EARLY = 0.9


def retry_delay(attempt: int, retry_after: float | None) -> float:
    """The wait before the next try: the provider's (capped), else doubling, with jitter.

    The provider's time is a minimum, so jitter only adds to it.
    """
    jitter = random.uniform(0.75, 1.0)  # noqa: S311 - to separate clients, not to keep a secret
    if retry_after is None:
        return min(RETRY_CAP_S, _FIRST_S * 2.0 ** (attempt - 1) * jitter)
    return min(RETRY_CAP_S, retry_after * (2 - jitter))


def poll_delay(age: float, *, least: float, most: float, quickest: float | None = None) -> float:
    """The wait before a job of this age is polled again: a share of its age, within the limits.

    No job was ever finished before the `quickest` of its kind, so polling begins shortly before.
    """
    known = _EARLY * quickest - age if quickest else 0.0
    return max(least, min(most, max(known, _OF_AGE * age)))


class Paces:
    """The time of the quickest of each account's last tasks, read once in a run."""

    def __init__(self) -> None:
        self._known: dict[str, float | None] = {}

    def quickest(self, read: Reader, job: Job) -> float | None:
        """Seconds from the request to the film; None if unknown, as for characters."""
        if job.what != "task":
            return None
        if job.account not in self._known:
            quickest_ms = read.jobs.quickest_task(job.account)
            self._known[job.account] = quickest_ms / 1000 if quickest_ms else None
        return self._known[job.account]
