"""Answers into the library: each where it belongs, however late it comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from charlib.domain.jobs import Job, Outcome
from charlib.domain.text import short, shown
from charlib.errors import CharlibError, LibraryError
from charlib.sync.fetching import Fetched
from charlib.sync.plan import Step

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction

_ASKED_AFTER = ("processing", "queued", "running", "unknown")
"""States in which the answer to a poll is news; in others somebody else heard it first."""


_TAKEN = "the answer never came, and the one of its name in the provider's list is another's"


def write(writer: Transaction, step: Step, outcome: Outcome, owner: str) -> Outcome:
    """Write what a step made of its job, unless another process came first; answers it."""
    job = step.job
    if job.what == "task" and outcome.remote_id:
        outcome = _unless_taken(writer, job, outcome)
    if step.verb == "poll":
        writer.jobs.record(job.what, job.id, outcome, states=_ASKED_AFTER)
    elif step.verb == "fetch":
        writer.jobs.record(job.what, job.id, outcome, states=("done",))
    elif step.verb in {"recall", "reconcile"}:
        # Two that were lost and have one name must not both take the one that is found.
        if outcome.remote_id and writer.jobs.has_remote_id("binding", job.id, outcome.remote_id):
            outcome = Outcome("unknown", error=_TAKEN, error_kind="no_answer")
        writer.jobs.record(job.what, job.id, outcome, states=("sending",), owner=job.lease_owner)
    elif not writer.jobs.record(job.what, job.id, outcome, states=("sending",), owner=owner):
        writer.jobs.record_late(job.what, job.id, outcome)
    return outcome


def of_fault(step: Step, error: Exception) -> tuple[Outcome, CharlibError]:
    """What is written down when charlib itself could not read an answer."""
    said = short(shown(f"{type(error).__name__}: {error}"), 300)
    told = CharlibError(
        f"charlib has a fault, and could not read the answer: {said}",
        hint="Run it again with --debug, and report it",
    )
    state = step.job.state if step.verb in {"poll", "fetch"} else "unknown"
    return Outcome(state, error=str(told), error_kind="refused"), told


def _unless_taken(writer: Transaction, job: Job, outcome: Outcome) -> Outcome:
    """An answer with an id that another task has says nothing that could be asked after."""
    remote_id = outcome.remote_id or ""
    if not writer.jobs.has_remote_id("task", job.id, remote_id):
        return outcome
    text = f"its provider answered with the id of another task: {short(shown(remote_id), 100)}"
    return outcome._replace(state="unknown", remote_id=None, error=text, error_kind="no_id")


def fetched(writer: Transaction, job: Job, result: object) -> Outcome:
    """Register a downloaded result as a source that characters can be cut from."""
    if not isinstance(result, Fetched):
        return Outcome(
            "done", error="the provider's answer names no result", error_kind="no_result"
        )
    facts = result.facts
    writer.sources.record(
        "task",
        f"task:{job.remote_id}",
        task_id=job.id,
        sha256=facts.sha256,
        bytes=facts.bytes,
        duration_ms=facts.duration_ms,
        width=facts.width,
        height=facts.height,
        media_path=str(result.path),
    )
    return Outcome("done")


def with_answers(error: LibraryError, heard: Iterable[tuple[Job, object]]) -> LibraryError:
    """The error of a library that cannot be written to, with the ids that were to be written."""
    told = [
        f"{job.label} at {job.account} is {shown(outcome.remote_id or outcome.job_id or '')}"
        for job, outcome in heard
        if isinstance(outcome, Outcome) and (outcome.remote_id or outcome.job_id)
    ]
    if told:
        error.args = (f"{error}; answered, and written down nowhere but here: {', '.join(told)}",)
        error.hint = (
            f"{error.hint}; then: charlib sync, and for who is unknown still:"
            " charlib resolve HANDLE --adopt ID"
        )
    return error
