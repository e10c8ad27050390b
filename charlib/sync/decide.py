"""The next step of each open binding and task. Pure: same input, same step."""

from __future__ import annotations

from collections.abc import Callable

from charlib.domain.choices import OPEN_TASKS
from charlib.domain.jobs import Job
from charlib.sync.steps import STEPS, Step
from charlib.sync.verbs import NONE, Recovery, Verb, recover

LEASE_MS = 10 * 60 * 1000
"""How long a sent request belongs to its sender, in milliseconds."""
LONGEST_MS = 6 * LEASE_MS
"""The longest lease, however long a profile waits for an answer."""


def decide(
    job: Job, now: int, is_gone: Callable[[str], bool], recovery: Recovery = NONE
) -> Step | None:
    """The next step for a job; None if another process has it, or there is nothing to do.

    `now` is in milliseconds; `is_gone` says whether the owner of a lease has ended; `recovery` are
    the provider's means.
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
    return "fail" if job.waits_for in {"failed", "rejected"} else "send"


def _is_held(job: Job, now: int, is_gone: Callable[[str], bool]) -> bool:
    """Whether a process still waits for the answer.

    A lease that ends later than any lease taken now comes from a wrong clock. Ending a lease too
    early loses nothing: a late answer is still recorded.
    """
    if job.lease_owner is None or job.lease_until is None:
        return False
    return now < job.lease_until <= now + LONGEST_MS and not is_gone(job.lease_owner)
