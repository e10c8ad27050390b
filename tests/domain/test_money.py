"""Budgets and costs: what is read, when a period begins, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain import money
from charlib.domain.money import Budget, Cost
from charlib.errors import InvalidInput
from tests.examples import examples

brief = examples(60)


def _short(value: object) -> str:
    return ascii(value)[:20]


AMOUNTS = st.decimals(0, 10**12 - 1, places=6, allow_nan=False)
UNITS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,19}", fullmatch=True).map(money.unit_of)
PERIODS = st.sampled_from(["", "day", "week", "month", "year"])
MOMENTS = st.datetimes(datetime(1970, 1, 8), datetime(9000, 1, 1))  # noqa: DTZ001 - made UTC below


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("20 USD/month", "20 USD/month"),
        ("3.5 usd / week", "3.5 USD/week"),
        ("10 calls", "10 calls"),
        ("1 Call/Day", "1 calls/day"),
        ("500 Credits/day", "500 credits/day"),
        ("0 eur per year", "0 EUR/year"),
        (" 007.50\tjpy ", "7.5 JPY"),
        ("1 credit", "1 credits"),
        ("999999999999.999999999999 units", "999999999999.999999999999 units"),
    ],
)
def test_budget_is_read_and_printed_in_one_form(text: str, canonical: str) -> None:
    """Spaces, case and singular words do not matter; the printed form is read back."""
    budget = money.parse(text)

    assert str(budget) == canonical
    assert money.parse(str(budget)) == budget


@given(AMOUNTS, UNITS, PERIODS)
@brief
def test_every_budget_survives_its_text(amount: Decimal, unit: str, period: money.Period) -> None:
    """What is printed says all of a budget, and no digit of its amount is lost."""
    if unit == money.CALLS:
        amount = Decimal(int(amount))
    budget = Budget(amount, unit, period)

    assert money.parse(str(budget)) == budget


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "USD", "20", "20USD", "-20 USD", "+20 USD", "NaN USD", "inf USD", "Infinity USD",
        "1e5 USD", "1_000 USD", "1,5 USD", "1'000 USD", ".5 USD", "5. USD", "1234567890123 USD",
        "0.1234567890123 USD",
        "\u0662\u0660 USD", "\uff12\uff10 USD", "20 \uff35\uff33\uff24", "20 USD/hour", "20 USD/",
        "20 USD/month/day", "20 USD month", "2.5 calls", "20 $", "$20/month", "20 USD\n/month",
        "20 USD/month\n", "20 USD\0", "20 " + "x" * 30, "9" * 5000 + " USD", "20 \ud800",
    ],
    ids=_short,
)  # fmt: skip
def test_what_is_no_budget_is_refused(text: str) -> None:
    """One sentence names it, and the hint shows how a budget is written."""
    with pytest.raises(InvalidInput, match=r"^invalid budget ['\"]") as caught:
        money.parse(text)

    assert len(str(caught.value)) < 100
    assert "20 USD/month" in caught.value.hint
    assert "--budget" not in caught.value.hint  # it is an argument too, and `--allow-spend`


@given(st.text(max_size=40))
@brief
def test_any_text_is_a_budget_or_refused(text: str) -> None:
    """Nothing but InvalidInput leaves the parser, and what it reads is a budget."""
    try:
        budget = money.parse(text)
    except InvalidInput:
        return
    assert budget.amount >= 0
    assert money.parse(str(budget)) == budget


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("", "1970-01-01"),
        ("day", "2024-02-29"),
        ("week", "2024-02-26"),
        ("month", "2024-02-01"),
        ("year", "2024-01-01"),
    ],
)
def test_period_begins_with_the_calendar(period: money.Period, start: str) -> None:
    """A Thursday, and a leap day: weeks begin on Mondays, and all at midnight in UTC."""
    now = datetime(2024, 2, 29, 23, 59, 59, 999000, tzinfo=UTC)

    found = money.period_start(Budget(Decimal(1), "USD", period), int(now.timestamp() * 1000))

    assert found == datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp() * 1000


@given(MOMENTS, PERIODS.filter(bool))
@brief
def test_now_is_in_its_own_period(now: datetime, period: money.Period) -> None:
    """A period begins at or before now, is not longer than it can be, and begins at itself."""
    longest = {"day": 1, "week": 7, "month": 31, "year": 366}[period]
    budget = Budget(Decimal(1), "USD", period)
    now_ms = (now.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        milliseconds=1
    )

    start = money.period_start(budget, now_ms)

    assert 0 <= now_ms - start < longest * 86_400_000
    assert start % 86_400_000 == 0
    assert money.period_start(budget, start) == start


DOLLARS = money.parse("20 USD/month")
REFUSED = {
    "an unknown price": (
        DOLLARS, 0, None, "its price is unknown; the budget is 20 USD/month",
    ),
    "another unit": (
        DOLLARS, 0, Cost(Decimal(5), "credits"),
        "its price is known only in credits; the budget is 20 USD/month",
    ),
    "too much": (
        DOLLARS, "19.7", Cost(Decimal("0.8"), "USD", is_estimate=True),
        "it costs about 0.8 USD; the budget of 20 USD/month has 0.3 left",
    ),
    "a cent too much": (
        DOLLARS, "19.9", Cost(Decimal("0.11"), "USD"),
        "it costs 0.11 USD; the budget of 20 USD/month has 0.1 left",
    ),
    "a budget that is overdrawn": (
        DOLLARS, 25, Cost(Decimal(1), "USD"),
        "it costs 1 USD; the budget of 20 USD/month has 0 left",
    ),
    "the eleventh call": (
        money.parse("10 calls"), 10, None,
        "it needs 1 call; the budget of 10 calls has 0 left",
    ),
    "nothing may be spent": (
        money.parse("0 USD"), 0, Cost(Decimal("0.01"), "USD"),
        "it costs 0.01 USD; the budget of 0 USD has 0 left",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("budget", "spent", "cost", "reason"), REFUSED.values(), ids=REFUSED)
def test_budget_refuses(budget: Budget, spent: object, cost: Cost | None, reason: str) -> None:
    """The reason says what it costs and what is left."""
    assert money.decide(budget, Decimal(str(spent)), cost) == reason


@pytest.mark.parametrize(
    ("budget", "spent", "cost"),
    [
        (DOLLARS, "19.2", Cost(Decimal("0.8"), "USD", is_estimate=True)),
        (DOLLARS, "25", Cost(Decimal(0), "units")),
        (money.parse("10 calls"), "9", None),
        (money.parse("10 calls"), "9", Cost(Decimal(100), "USD")),
    ],
    ids=["the last dollar", "what is free, in any unit", "the tenth call", "a dear call"],
)
def test_budget_lets_pass(budget: Budget, spent: str, cost: Cost | None) -> None:
    """What fits exactly passes, and so does what costs nothing."""
    assert money.decide(budget, Decimal(spent), cost) is None


def test_several_calls_are_decided_together() -> None:
    """Three takes need three calls."""
    ten = money.parse("10 calls")

    assert money.decide(ten, Decimal(7), None, calls=3) is None
    assert money.decide(ten, Decimal(8), None, calls=3) == (
        "it needs 3 calls; the budget of 10 calls has 2 left"
    )


@given(AMOUNTS, AMOUNTS, AMOUNTS)
@brief
def test_no_sum_exceeds_a_budget(limit: Decimal, spent: Decimal, price: Decimal) -> None:
    """What passes leaves the sum within the budget; what is refused would have exceeded it."""
    budget, cost = Budget(limit, "USD"), Cost(price, "USD")

    passes = money.decide(budget, spent, cost) is None

    assert passes == (price == 0 or spent + price <= limit)
    assert budget.left(spent) == max(limit - spent, 0)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (5, "5"), (0, "0"), (0.1, "0.1"), (1e-10, "0.0000000001"), ("3.5", "3.5"), ("0", "0"),
        (0.1 + 0.2, "0.3"), (12.0, "12"),
    ],
)  # fmt: skip
def test_amount_in_an_answer_is_exact(value: object, amount: str) -> None:
    """Numbers, and numbers written as text."""
    read = money.amount_of(value)

    assert read is not None
    assert money.plain(read) == amount


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, -1, -0.5, "-1", "", "free", "1,5", "1e3", "٣", "3 credits", " 3",
        float("nan"), float("inf"), 1e12, 10**30, [], [3], {}, {"credits": 3}, "9" * 50,
    ],
    ids=_short,
)  # fmt: skip
def test_what_is_no_amount_is_none(value: object) -> None:
    """Nothing in an answer raises here."""
    assert money.amount_of(value) is None


def test_unit_is_one_word() -> None:
    """Currencies are written in capitals, other units in small letters."""
    assert [money.unit_of(each) for each in ("usd", "Credits", "UNITS", "Unit")] == [
        "USD", "credits", "units", "units",
    ]  # fmt: skip
    for wrong in ("", " ", "two words", "€", "x" * 21, "3d"):
        with pytest.raises(ValueError, match="invalid unit"):
            money.unit_of(wrong)
