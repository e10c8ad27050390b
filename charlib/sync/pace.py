"""How long to wait: before a request is tried again, and before a job is asked after again.

Pure but for the jitter. All times are in seconds.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.domain.jobs import Job
    from charlib.store.read.reader import Reader

ATTEMPTS = 4
"""How often something is tried before it is left to a later sync."""
RETRY_CAP_S = 60.0
"""A provider that wants a longer wait than this is asked by a later sync."""
_FIRST_S = 0.5
_OF_AGE = 0.08
_EARLY = 0.9


def retry_delay(attempt: int, retry_after: float | None) -> float:
    """Before the next try: what the provider named (capped), else doubling, with jitter.

    A named time is a minimum, so jitter only adds to it.
    """
    jitter = random.uniform(0.75, 1.0)  # noqa: S311 - to part clients, not to keep a secret
    if retry_after is None:
        return min(RETRY_CAP_S, _FIRST_S * 2.0 ** (attempt - 1) * jitter)
    return min(RETRY_CAP_S, retry_after * (2 - jitter))


def poll_delay(age: float, *, least: float, most: float, quickest: float | None = None) -> float:
    """Before a job of this age is asked after again: a share of its age, within the profile's pace.

    Nothing was ever finished before the `quickest` of its kind, so until shortly before that there
    is nothing to ask; what takes an hour is not worth a question a second.
    """
    known = _EARLY * quickest - age if quickest else 0.0
    return max(least, min(most, max(known, _OF_AGE * age)))


class Paces:
    """How long the quickest of each account's last tasks took, asked for once a run."""

    def __init__(self) -> None:
        self._known: dict[str, float | None] = {}

    def quickest(self, read: Reader, job: Job) -> float | None:
        """Seconds from asking to the end; None where nothing is known, as of characters."""
        if job.what != "task":
            return None
        if job.account not in self._known:
            found = read.jobs.quickest_task(job.account)
            self._known[job.account] = found / 1000 if found else None
        return self._known[job.account]
