"""Answers that could not be read or saved: nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from charlib.domain.jobs import Job, Outcome
from charlib.domain.text import printable
from charlib.errors import CharlibError, LibraryError, PartlyDone
from charlib.hints import Hint, argument, the_call
from charlib.sync.steps import Fetch, Poll, Step

if TYPE_CHECKING:
    from charlib.store.store import Store


def of_fault(step: Step, error: Exception) -> tuple[Outcome, CharlibError]:
    """The outcome and the error of an answer that charlib could not read because of a bug."""
    reason = printable(f"{type(error).__name__}: {error}", 300)
    fault = CharlibError(
        f"a bug in charlib: the answer could not be read: {reason}",
        hint=Hint("Run it again with {}, and report it", argument("debug")),
    )
    state = step.job.state if isinstance(step, Poll | Fetch) else "unknown"
    return Outcome(state, error=str(fault), error_kind="refused"), fault


def with_answers(
    error: LibraryError, jobs: Iterable[Job], answers: Iterable[Future[Any]]
) -> LibraryError:
    """The error of a library that cannot be written, with the ids that could not be saved."""
    results = (None if each.exception() else each.result() for each in answers)
    ids = [
        f"{job.label} at {job.account} is {printable(outcome.remote_id or outcome.job_id or '')}"
        for job, outcome in zip(jobs, results, strict=True)
        if isinstance(outcome, Outcome) and (outcome.remote_id or outcome.job_id)
    ]
    if ids:
        error.args = (f"{error}; these answers could not be saved: {', '.join(ids)}",)
        error.hint = Hint(
            f"{error.hint.text}; then: {{}}, which names what is unanswered",
            *error.hint.parts,
            the_call("sync"),
        )
    return error


def put_aside(store: Store, job: Job, outcome: Outcome) -> CharlibError:
    """Keep an answer in the file beside a library that has been replaced; return the error."""
    file = store.put_aside(job, outcome)
    remote_id = outcome.remote_id or outcome.job_id or ""
    answer = f"its answer is {printable(remote_id)}" if remote_id else f"it is {outcome.state}"
    verb = "voice add" if job.kind == "voice" else "add"
    add = the_call(verb, job.handle, id=remote_id or "ID", account=job.account)
    if job.what == "task":
        add = the_call("task add", remote_id or "ID", account=job.account)
    return PartlyDone(
        f"a backup was restored before {job.label} at {job.account} was answered; {answer},"
        f" and {file.name} beside the library has it",
        hint=Hint("To add it to this library: {}", add),
    )
