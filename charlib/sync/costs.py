"""What an answer, or an error, says about the cost of its job. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain.money import Cost, micros

if TYPE_CHECKING:
    from charlib.domain.jobs import Job, Outcome
    from charlib.errors import ProviderError

_OVER = {"failed", "rejected"}
_WAS_DONE = "expired"
"""The cause for which a film is lost that was made, and so was charged."""


def priced(outcome: Outcome, job: Job, cost: Cost | None) -> Outcome:
    """An outcome with the cost that the answer states.

    An answer to one of several calls does not say what all of them cost.
    """
    count = micros(cost)
    if cost is None or count is None or job.request.get("plan"):
        return outcome
    return outcome._replace(
        cost_micros=count, cost_unit=cost.unit, cost_is_estimate=int(cost.is_estimate)
    )


def after_failure(
    outcome: Outcome, job: Job, error: ProviderError, *, is_forgotten: bool
) -> Outcome:
    """The outcome of an error, with what was charged all the same, or that nothing was.

    Nobody knows that of a job that the provider has forgotten, or of which a part was made.
    """
    if error.cost is not None:
        stated = priced(outcome, job, Cost(*error.cost))
        return stated if error.cost[0] else stated._replace(frees=True)
    is_partly_made = bool(job.request.get("plan", {}).get("ids"))
    may_be_charged = is_forgotten or is_partly_made or error.cause == _WAS_DONE
    is_free = outcome.state in _OVER and not may_be_charged
    return outcome._replace(frees=True) if is_free else outcome
