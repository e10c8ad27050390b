"""What answers and errors say about the cost of their job."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from charlib.domain.jobs import Job, Outcome
from charlib.domain.money import Cost
from charlib.errors import JobFailed, ProviderError
from charlib.sync.costs import after_failure, priced

DEAR = Cost(Decimal("0.8"), "USD")
STATED = {"cost_micros": 800_000, "cost_unit": "USD", "cost_is_estimate": 0}


def job(**request: Any) -> Job:
    """A film on its way."""
    return Job("task", 1, "task 1", "main", "running", request, "video_1", None, None, 0)


def failure(cost: Cost | None = None, cause: str = "refused") -> ProviderError:
    """A job that failed, as its provider says."""
    error = JobFailed("it failed", cause=cause)
    error.cost = cost
    return error


def test_a_stated_cost_is_recorded_in_millionths() -> None:
    """With its unit, and whether it is an estimate."""
    assert priced(Outcome("done"), job(), DEAR) == Outcome("done", **STATED)  # type: ignore[arg-type]
    assert priced(Outcome("done"), job(), None) == Outcome("done")


@pytest.mark.parametrize(
    "cost",
    [Cost(Decimal(10**11), "USD"), Cost(Decimal("1000000000.1"), "units")],
    ids=["more than anybody has", "a little more than that"],
)
def test_what_nobody_can_owe_is_no_cost(cost: Cost) -> None:
    """A wrong number does not spoil the sums of the account."""
    assert priced(Outcome("done"), job(), cost) == Outcome("done")


def test_one_of_several_calls_does_not_say_what_all_cost() -> None:
    """The estimate of the whole creation stays."""
    assert priced(Outcome("ready"), job(plan={"at": 1}), DEAR) == Outcome("ready")


FAILED = Outcome("failed", error="it failed")
CASES: dict[str, tuple[Outcome, dict[str, Any], ProviderError, bool, dict[str, Any]]] = {
    "without a word": (FAILED, {}, failure(), False, {"frees": True}),
    "charged": (FAILED, {}, failure(DEAR), False, STATED),
    "refunded": (
        FAILED, {}, failure(Cost(Decimal(0), "USD")), False,
        {**STATED, "cost_micros": 0, "frees": True},
    ),
    "content refused": (FAILED._replace(state="rejected"), {}, failure(), False, {"frees": True}),
    "forgotten": (FAILED, {}, failure(), True, {}),
    "a film that was made and has lapsed": (FAILED, {}, failure(cause="expired"), False, {}),
    "a part was made": (FAILED, {"plan": {"ids": ["asset_1"]}}, failure(), False, {}),
    "no part was made": (FAILED, {"plan": {"ids": []}}, failure(), False, {"frees": True}),
    "no answer": (FAILED._replace(state="unknown"), {}, failure(), False, {}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "request_", "error", "is_forgotten", "more"), CASES.values(), ids=CASES
)
def test_a_failure_says_whether_it_was_charged(
    outcome: Outcome,
    request_: dict[str, Any],
    error: ProviderError,
    is_forgotten: bool,  # noqa: FBT001 - a case
    more: dict[str, Any],
) -> None:
    """An estimate goes only where nothing was charged, as far as anybody knows."""
    after = after_failure(outcome, job(**request_), error, is_forgotten=is_forgotten)

    assert after == outcome._replace(**more)
