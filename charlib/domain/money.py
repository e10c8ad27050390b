"""Money: what a call costs, and the budget that it must fit into. Pure.

    Cost(Decimal("0.8"), "USD", is_estimate=True)        about 0.8 USD
    budget = parse("20 usd / month")                     20 USD/month
    decide(budget, spent, cost)                          None, or why the call is refused

Amounts are exact, and never negative. A unit is a currency in capitals, or in small letters what a
provider counts: `USD`, `credits`, `units`. The unit `calls` counts requests, whatever they cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

from charlib.domain.text import printable
from charlib.errors import InvalidInput, OverBudget
from charlib.hints import Hint, the_call

Period: TypeAlias = Literal["", "day", "week", "month", "year"]
CALLS = "calls"
_AMOUNT = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
_MOST = 10**12
_PLACES = 12
_EXPONENT = 6
_MOST_RECORDED = 10**9
_UNIT = r"[A-Za-z][A-Za-z0-9_-]{0,19}"
_BUDGET = re.compile(
    rf"({_AMOUNT})[ \t]+({_UNIT})(?:[ \t]*(?:/|[ \t]per[ \t])[ \t]*(day|week|month|year))?",
    re.IGNORECASE | re.ASCII,
)
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_PLURALS = {"call": CALLS, "credit": "credits", "unit": "units"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cost(NamedTuple):
    """What something costs: stated by the provider, or estimated from a price."""

    amount: Decimal
    unit: str
    is_estimate: bool = False

    @property
    def words(self) -> str:
        """The cost in a sentence: `0.8 USD`, or `about 0.8 USD`."""
        text = f"{plain(self.amount)} {self.unit}"
        return f"about {text}" if self.is_estimate else text


class Budget(NamedTuple):
    """The most that may be spent in a period: of the calendar, in UTC; without one, ever."""

    amount: Decimal
    unit: str
    period: Period = ""

    def __str__(self) -> str:
        """Print it as `parse` reads it: `20 USD/month`, `10 calls`."""
        text = f"{plain(self.amount)} {self.unit}"
        return f"{text}/{self.period}" if self.period else text

    def left(self, spent: Decimal) -> Decimal:
        """What is left, in the budget's unit; 0 if more was spent."""
        return exact(max(self.amount - spent, Decimal(0)))


def parse(text: str) -> Budget:
    """Read a budget; InvalidInput for anything but an amount, a unit and perhaps a period."""
    match = _BUDGET.fullmatch(str(text).strip(" \t"))
    if match is None:
        raise _invalid(text)
    amount, unit = Decimal(match[1]), unit_of(match[2])
    if unit == CALLS and amount != int(amount):
        raise _invalid(text)
    period: Period = match[3].lower() if match[3] else ""  # type: ignore[assignment] # by the pattern
    return Budget(amount, unit, period)


def stricter(newer: str, older: str) -> str:
    """The budget of two that allows less; empty is none.

    Of budgets in other units or periods nobody can say which allows less: the newer one counts.
    """
    if not newer or not older:
        return newer or older
    one, other = parse(newer), parse(older)
    is_comparable = (one.unit, one.period) == (other.unit, other.period)
    return older if is_comparable and other.amount < one.amount else newer


def _invalid(text: object) -> InvalidInput:
    return InvalidInput(
        f"invalid budget {printable(str(text), 60)!r}",
        hint="Write it like '20 USD/month', '500 credits/day' or '10 calls'",
    )


def unit_of(text: str) -> str:
    """A unit as it is compared and shown; ValueError if the text is not one word."""
    if not re.fullmatch(_UNIT, text):
        raise ValueError(
            f"invalid unit {printable(text, 30)!r}: write a word such as USD or credits"
        )
    if _CURRENCY.fullmatch(text):
        return text.upper()
    return _PLURALS.get(text.lower(), text.lower())


def amount_of(value: object) -> Decimal | None:
    """The amount in a provider's answer; None for anything but a number that is not negative.

    A number may be written as text, because some services write it so.
    """
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(_AMOUNT, value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _MOST:
        return None
    return round(Decimal(str(value)), _PLACES)  # 0.30000000000000004 is 0.3


def exact(value: float | Decimal) -> Decimal:
    """A number as it was written, without idle zeros: 0.1 is one tenth."""
    return Decimal(plain(Decimal(str(value))))


def micros(cost: Cost | None) -> int | None:
    """A cost as it is recorded: in millionths of its unit; None for what nobody can owe."""
    if cost is None or cost.amount > _MOST_RECORDED:
        return None
    return int(cost.amount.scaleb(_EXPONENT).to_integral_value())


def of_micros(count: int) -> Decimal:
    """The amount of so many millionths."""
    return Decimal(plain(Decimal(count).scaleb(-_EXPONENT)))


def recorded(count: int | None, unit: str, is_estimate: object) -> Cost | None:
    """The cost of a row; None if it has none."""
    return None if count is None else Cost(of_micros(count), unit, bool(is_estimate))


def columns(cost: Cost | None) -> dict[str, Any]:
    """The columns of a row with a cost, which counts with it."""
    count = micros(cost)
    if cost is None or count is None:
        return {"cost_micros": None, "cost_unit": "", "cost_is_estimate": 1}
    return {
        "cost_micros": count, "cost_unit": cost.unit, "cost_is_estimate": int(cost.is_estimate),
    }  # fmt: skip


def plain(amount: Decimal) -> str:
    """An amount as text, without an exponent and idle zeros; `Decimal` reads it back."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def period_start(budget: Budget, now_ms: int) -> int:
    """When the current period began, in milliseconds; 0 for a budget without a period.

    Weeks begin on Mondays.
    """
    if not budget.period:
        return 0
    day = (_EPOCH + timedelta(milliseconds=now_ms)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    if budget.period == "week":
        day -= timedelta(days=day.weekday())
    elif budget.period == "month":
        day = day.replace(day=1)
    elif budget.period == "year":
        day = day.replace(month=1, day=1)
    return (day - _EPOCH) // timedelta(milliseconds=1)


def decide(budget: Budget, spent: Decimal, cost: Cost | None, *, calls: int = 1) -> str | None:
    """Why a budget refuses what is about to be sent; None if it fits.

    `spent` is in the budget's unit; `cost` is that of all the `calls`, None if nobody knows it.
    What costs nothing fits into every budget but one of calls.
    """
    if budget.unit == CALLS:
        fits = spent + calls <= budget.amount
        return None if fits else _exceeds(budget, spent, f"it needs {_counted(calls)}")
    if cost is None:
        its = "its price" if calls == 1 else "the price of some"
        return f"{its} is unknown; the budget is {budget}"
    if not cost.amount:
        return None
    if cost.unit != budget.unit:
        its = "its price" if calls == 1 else "the price of some"
        return f"{its} is known only in {cost.unit}; the budget is {budget}"
    fits = spent + cost.amount <= budget.amount
    costs = "it costs" if calls == 1 else "they cost"
    return None if fits else _exceeds(budget, spent, f"{costs} {cost.words}")


def totals(costs: Iterable[Cost | None]) -> list[Cost]:
    """The sum of costs in each unit, by the name of the unit; a sum with an estimate is one."""
    sums: dict[str, Cost] = {}
    for cost in costs:
        if cost is not None:
            known = sums.get(cost.unit, Cost(Decimal(0), cost.unit))
            is_estimate = known.is_estimate or cost.is_estimate
            sums[cost.unit] = Cost(known.amount + cost.amount, cost.unit, is_estimate)
    return [sums[unit] for unit in sorted(sums)]


def refusal(budget: Budget, spent: Decimal, costs: Sequence[Cost | None]) -> str | None:
    """Why a budget refuses calls with these costs together; None if all of them fit."""
    if budget.unit == CALLS or None in costs:
        return decide(budget, spent, None, calls=len(costs))
    reasons = (decide(budget, spent, cost, calls=len(costs)) for cost in totals(costs))
    return next(filter(None, reasons), None)


def over_budget(account: str, budget: Budget, costs: Sequence[Cost | None], why: str) -> OverBudget:
    """The error of calls that a budget refuses."""
    has_price = all(cost and cost.unit == budget.unit for cost in costs)
    other = Hint(
        "{}    # or use a profile with prices",
        the_call("account edit", account, budget="10 calls"),
    )
    seen = Hint(
        "{}    # what was spent; for another budget: {}",
        the_call("cost", by="account"), the_call("account edit", account, budget="AMOUNT UNIT"),
    )  # fmt: skip
    return OverBudget(
        f"the budget of {account} refuses {_subject(costs)}: {why}; nothing was sent",
        hint=seen if budget.unit == CALLS or has_price else other,
    )


def over_team_budget(
    account: str,
    budget: Budget,  # noqa: ARG001 - as `over_budget`
    costs: Sequence[Cost | None],
    why: str,
) -> OverBudget:
    """The error of calls that the budget of a team refuses: as when one of them is sent."""
    return OverBudget(
        f"the team's budget of {account} refuses {_subject(costs)}: {why}; nothing was sent",
        hint=Hint("See what was spent: {}", the_call("share budget", account)),
    )


def _subject(costs: Sequence[Cost | None]) -> str:
    return "the call" if len(costs) == 1 else _counted(len(costs))


def _counted(calls: int) -> str:
    return "1 call" if calls == 1 else f"{calls} calls"


def _exceeds(budget: Budget, spent: Decimal, what: str) -> str:
    return f"{what}; the budget of {budget} has {plain(budget.left(spent))} left"
