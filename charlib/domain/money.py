"""Money: what a call costs, and the budget that it must fit into. Pure.

    Cost(Decimal("0.8"), "USD", is_estimate=True)        about 0.8 USD
    budget = parse("20 usd / month")                     20 USD/month
    decide(budget, spent, cost)                          None, or why the call is refused

Amounts are exact, and never negative. A unit is a currency in capitals, or in small letters what a
provider counts: `USD`, `credits`, `units`. The unit `calls` counts requests, whatever they cost.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from charlib.domain.text import printable
from charlib.errors import InvalidInput

Period: TypeAlias = Literal["", "day", "week", "month", "year"]
CALLS = "calls"
_AMOUNT = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
_MOST = 10**12
_PLACES = 12
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
        return max(self.amount - spent, Decimal(0))


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


def _invalid(text: object) -> InvalidInput:
    return InvalidInput(
        f"invalid budget {printable(str(text), 60)!r}",
        hint="Write it like 20 USD/month, 500 credits/day or 10 calls",
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
        return f"its price is unknown; the budget is {budget}"
    if not cost.amount:
        return None
    if cost.unit != budget.unit:
        return f"its price is known only in {cost.unit}; the budget is {budget}"
    fits = spent + cost.amount <= budget.amount
    return None if fits else _exceeds(budget, spent, f"it costs {cost.words}")


def _counted(calls: int) -> str:
    return "1 call" if calls == 1 else f"{calls} calls"


def _exceeds(budget: Budget, spent: Decimal, what: str) -> str:
    return f"{what}; the budget of {budget} has {plain(budget.left(spent))} left"
