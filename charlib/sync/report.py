"""The jobs of a run, and its result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError, Conflict
from charlib.hints import filled

_LONGEST = 200
"""The longest prompt that a hint repeats."""

if TYPE_CHECKING:
    from charlib.sync.steps import Step


@dataclass(order=True)
class Due:
    """A job in the queue: when its next step is due (seconds), and the number of tries so far."""

    at: float
    order: int
    job: Job = field(compare=False)
    attempt: int = field(default=0, compare=False)
    polls: int = field(default=0, compare=False)


class StepResult(NamedTuple):
    """The result of a step: the outcome of the job, or the error."""

    due: Due
    step: Step
    outcome: Outcome | None
    error: CharlibError | None


@dataclass(frozen=True, slots=True)
class Left:
    """A job that this run could not finish, and why."""

    job: Job
    why: str
    error: CharlibError | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run: the last outcome of each job, by kind and uid, and the open jobs.

    `prompts` are the prompts of failed tasks by uid, as they were typed.
    `absent` are the jobs that the library did not have any more when they were to be sent, each
    with whether another process had sent it.
    """

    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    absent: dict[tuple[str, str], bool] = field(default_factory=dict)

    def error_of(self, what: str, uid: str) -> CharlibError | None:
        """The error of a job, finished or not."""
        for left in self.left:
            if (left.job.what, left.job.uid) == (what, uid) and left.error:
                return about_job(left.error, left.job, self.prompts.get(uid, ""))
        if (what, uid) in self.absent:
            return _absent(was_sent=self.absent[what, uid])
        outcome = self.outcomes.get((what, uid))
        if outcome is None or not outcome.error:
            return None
        from charlib.providers.replies.classify import failure  # noqa: PLC0415 - it reads a table

        about = ("prompt",) if what == "task" else ()
        error = failure(outcome.error, outcome.error_kind or "refused", about=about)
        job = self.jobs.get((what, uid))
        return about_job(error, job, self.prompts.get(uid, "")) if job else error


def about_job(error: CharlibError, job: Job, prompt: str = "") -> CharlibError:
    """The same error, whose hint names the job: its account, its character or task, its prompt."""
    known = {"NAME": job.account, "REF": job.ref}
    known |= {"TASK": str(job.id)} if job.what == "task" else {"HANDLE": job.handle}
    if prompt and len(prompt) <= _LONGEST:
        known["TEXT"] = prompt
    error.hint = filled(error.hint, **known)
    return error


def _absent(*, was_sent: bool) -> Conflict:
    """The error of a job whose library was replaced before this process could send it."""
    if was_sent:
        return Conflict(
            "another process sent the request, and a backup was restored meanwhile",
            hint="Look in the provider's console, before you run the command again",
        )
    return Conflict(
        "a backup was restored before the request was sent; nothing was sent",
        hint="Check that the command still makes sense, then run it again",
    )
