"""The next step of each open binding and task. Pure: same input, same step."""

from __future__ import annotations

from collections.abc import Callable

from charlib.domain.choices import OPEN_TASKS
from charlib.domain.jobs import Job
from charlib.sync.steps import STEPS, Step
from charlib.sync.verbs import NONE, Recovery, Verb, recover

LEASE_MS = 10 * 60 * 1000
"""How long a sent request is believed to be its sender's, in milliseconds, if nothing is heard."""
LONGEST_MS = 6 * LEASE_MS
"""No lease is longer, however long a profile waits for an answer."""


def decide(
    job: Job, now: int, is_gone: Callable[[str], bool], recovery: Recovery = NONE
) -> Step | None:
    """The next step for a job; None when it is another process's, or there is nothing to do.

    `now` is in milliseconds; `is_gone` tells whether the owner of a lease has ended; `recovery` is
    what its provider declares.
    """
    verb: Verb | None
    match job.state:
        case "planned":
            verb = _start(job)
        case "sending":
            verb = None if _is_held(job, now, is_gone) else recover(job.what, recovery)
        case "done":
            verb = "fetch"
        case "processing" | "queued" | "running" | "unknown":
            verb = "poll"
        case _:
            verb = None
    return STEPS[verb](job) if verb else None


def _start(job: Job) -> Verb:
    if job.waits_for in OPEN_TASKS:
        return "wait"
    return "fail" if job.waits_for == "failed" else "send"


def _is_held(job: Job, now: int, is_gone: Callable[[str], bool]) -> bool:
    """Whether somebody still waits for the answer.

    A lease that ends later than any that is taken now was taken by a clock that was wrong. Giving
    up too early loses nothing: an answer that comes late is written down all the same.
    """
    if job.lease_owner is None or job.lease_until is None:
        return False
    return now < job.lease_until <= now + LONGEST_MS and not is_gone(job.lease_owner)
