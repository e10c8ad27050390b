"""What is to be done next about each open binding and task. Pure: same input, same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from charlib.domain.jobs import Job
from charlib.domain.records import OPEN_TASKS

Verb = Literal["send", "poll", "fetch", "wait", "lose", "fail", "recall", "repeat", "reconcile"]

LEASE_MS = 10 * 60 * 1000
"""How long a sent request is believed to be its sender's, in milliseconds, if nothing is heard."""
LONGEST_MS = 6 * LEASE_MS
"""No lease is longer, however long a profile waits for an answer."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a provider declares that helps when an answer never came.

    `asks`: it can be asked for the answer by the key that the request carried. `same_key`: it
    knows a request that is sent again by a key or an id that the caller chose. `lists`: it can
    list what it made. `harmless`: a creation costs nothing, and a second one does no harm.
    """

    asks: bool = False
    same_key: bool = False
    lists: bool = False
    harmless: bool = False


NONE = Means()


@dataclass(frozen=True, slots=True)
class Step:
    """One step for one job.

    `send` asks for it, `poll` asks after it, `fetch` downloads the result, `wait` lets the task it
    is made from finish; `lose` writes down that an answer never came, `fail` that its task failed.
    Where an answer never came, `recall` asks for it by the request's key, `repeat` sends the same
    request with the same key, and `reconcile` looks for what it made in the provider's list.
    """

    verb: Verb
    job: Job


def recover(what: str, means: Means) -> Verb:
    """What to do about a request whose answer never came.

    A generation is never sent again because that is harmless: it is not.
    """
    if means.asks:
        return "recall"
    if means.same_key:
        return "repeat"
    if means.lists:
        return "reconcile"
    return "repeat" if means.harmless and what == "binding" else "lose"


def decide(job: Job, now: int, is_gone: Callable[[str], bool], means: Means = NONE) -> Step | None:
    """The next step for a job; None when it is another process's, or there is nothing to do.

    `now` is in milliseconds; `is_gone` tells whether the owner of a lease has ended; `means` is
    what its provider declares.
    """
    verb: Verb | None
    match job.state:
        case "planned":
            verb = _start(job)
        case "sending":
            verb = None if _is_held(job, now, is_gone) else recover(job.what, means)
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
    """Whether somebody still waits for the answer.

    A lease that ends later than any that is taken now was taken by a clock that was wrong. Giving
    up too early loses nothing: an answer that comes late is written down all the same.
    """
    if job.lease_owner is None or job.lease_until is None:
        return False
    return now < job.lease_until <= now + LONGEST_MS and not is_gone(job.lease_owner)


def plan(jobs: Iterable[Job], now: int, is_gone: Callable[[str], bool]) -> list[Step]:
    """The next steps of many jobs: tasks before bindings, oldest first."""
    steps = (decide(job, now, is_gone) for job in jobs)
    return sorted(
        (step for step in steps if step),
        key=lambda step: (step.job.what != "task", step.job.created_at, step.job.id),
    )
