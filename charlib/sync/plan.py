"""What is to be done next about each open binding and task. Pure: same input, same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from charlib.domain.jobs import Job
from charlib.domain.records import OPEN_TASKS

Verb = Literal["send", "poll", "fetch", "wait", "lose", "fail"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step for one job.

    `send` asks for it, `poll` asks after it, `fetch` downloads the result, `wait` lets the task it
    is made from finish; `lose` writes down that an answer never came, `fail` that its task failed.
    """

    verb: Verb
    job: Job


def decide(job: Job, now: int, is_gone: Callable[[str], bool]) -> Step | None:
    """The next step for a job; None when it is another process's, or there is nothing to do.

    `now` is in milliseconds; `is_gone` tells whether the owner of a lease has ended.
    """
    verb: Verb | None
    match job.state:
        case "planned":
            verb = _start(job)
        case "sending":
            verb = None if _is_held(job, now, is_gone) else "lose"
        case "done":
            verb = "fetch"
        case "processing" | "queued" | "running" | "unknown":
            verb = "poll"
        case _:
            verb = None
    return Step(verb, job) if verb else None


def _start(job: Job) -> Verb:
    if job.waits_for in OPEN_TASKS:
        return "wait"
    return "fail" if job.waits_for == "failed" else "send"


def _is_held(job: Job, now: int, is_gone: Callable[[str], bool]) -> bool:
    if job.lease_owner is None or job.lease_until is None:
        return False
    return now < job.lease_until and not is_gone(job.lease_owner)


def plan(jobs: Iterable[Job], now: int, is_gone: Callable[[str], bool]) -> list[Step]:
    """The next steps of many jobs: tasks before bindings, oldest first."""
    steps = (decide(job, now, is_gone) for job in jobs)
    return sorted(
        (step for step in steps if step),
        key=lambda step: (step.job.what != "task", step.job.created_at, step.job.id),
    )
