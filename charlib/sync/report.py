"""What a run tells when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field

from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError, NoAnswer, Refused, Unreachable
from charlib.providers.classify import hint_of


@dataclass(frozen=True, slots=True)
class Left:
    """A job that this run could not bring to an end, and why."""

    job: Job
    why: str
    error: CharlibError | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """How a run went: the last outcome of each job, by kind and id, and what is still open."""

    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    labels: dict[tuple[str, int], str] = field(default_factory=dict)

    def error_of(self, what: str, row_id: int) -> CharlibError | None:
        """The error that a job ended with, or was left with."""
        for left in self.left:
            if (left.job.what, left.job.id) == (what, row_id) and left.error:
                return left.error
        outcome = self.outcomes.get((what, row_id))
        if outcome is None or not outcome.error:
            return None
        kind = outcome.error_kind or "refused"
        made = {"no_answer": NoAnswer, "unreachable": Unreachable}.get(kind, Refused)
        return made(outcome.error, hint=hint_of(kind), kind=kind)
