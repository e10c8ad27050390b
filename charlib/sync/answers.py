"""Answers that could not be read, or not be written: nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterable

from charlib.domain.jobs import Job, Outcome
from charlib.domain.text import printable
from charlib.errors import CharlibError, LibraryError
from charlib.hints import Hint, argument, the_call
from charlib.sync.steps import Fetch, Poll, Step


def of_fault(step: Step, error: Exception) -> tuple[Outcome, CharlibError]:
    """What is written down when charlib itself could not read an answer."""
    said = printable(f"{type(error).__name__}: {error}", 300)
    told = CharlibError(
        f"charlib has a fault, and could not read the answer: {said}",
        hint=Hint("Run it again with {}, and report it", argument("debug")),
    )
    state = step.job.state if isinstance(step, Poll | Fetch) else "unknown"
    return Outcome(state, error=str(told), error_kind="refused"), told


def with_answers(error: LibraryError, heard: Iterable[tuple[Job, object]]) -> LibraryError:
    """The error of a library that cannot be written to, with the ids that were to be written."""
    told = [
        f"{job.label} at {job.account} is {printable(outcome.remote_id or outcome.job_id or '')}"
        for job, outcome in heard
        if isinstance(outcome, Outcome) and (outcome.remote_id or outcome.job_id)
    ]
    if told:
        error.args = (f"{error}; answered, and written down nowhere but here: {', '.join(told)}",)
        error.hint = Hint(
            f"{error.hint.text}; then: {{}}, and for what is still unknown: {{}}",
            *error.hint.parts,
            the_call("sync"),
            the_call("resolve", "HANDLE", adopt="ID"),
        )
    return error
