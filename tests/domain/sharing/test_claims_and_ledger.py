"""Claims and entries of a ledger: what is written is read back, and nothing else is believed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain import money
from charlib.domain.moment import END_OF_TIME
from charlib.domain.sharing import claims, ledger
from charlib.domain.sharing.claims import UNREADABLE, Claim
from charlib.domain.sharing.ledger import Entry, Ruling

MINE = Claim("claimed", "anna", "log-a", "job-1", 1, 1_000, 2_000)
OTHER = Claim("claimed", "bob", "log-b", "job-2", 1, 1_000, 2_000)
WORDS = st.text(max_size=20)
COUNTS = st.integers(0, (1 << 53) - 1)
MOMENTS = st.integers(0, END_OF_TIME - 1)
SUMS = st.dictionaries(st.text(max_size=9), st.integers(-(10**15), 10**15), max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=12,
)


def nobody(_: str) -> bool:
    """A library without IDs."""
    return False


@pytest.mark.parametrize(
    ("last", "now", "verdict"),
    [
        (None, None, "take"),
        (OTHER, None, "wait"),
        (OTHER, 2_000, "wait"),
        (OTHER, 2_001, "take"),
        (OTHER._replace(state="sending"), 10**15, "wait"),
        (OTHER._replace(state="free"), None, "take"),
        (OTHER._replace(state="done", made="x"), 10**15, "made"),
        (MINE, None, "hold"),
        (MINE, 10**15, "hold"),
        (MINE._replace(state="sending"), 10**15, "hold"),
        (MINE._replace(state="free"), None, "take"),
        (MINE._replace(state="done"), None, "take"),
        (MINE._replace(job="job-9"), None, "wait"),
        (MINE._replace(log="log-b"), None, "wait"),
        (UNREADABLE, 10**15, "wait"),
    ],
    ids=str,
)
def test_the_last_link_decides(last: Claim | None, now: int | None, verdict: str) -> None:
    """Only a claim that was never sent ends by itself, and only where all share a clock."""
    assert claims.decide(last, MINE, now, nobody) == verdict


def test_what_is_here_may_be_made_anew() -> None:
    """A library that has the ID knows what it does."""
    made = claims.made_of("account", "ch_1")
    last = OTHER._replace(state="done", made=made)
    assert claims.decide(last, MINE, None, lambda each: each == made) == "take"
    assert claims.decide(last, MINE, None, nobody) == "made"


@given(
    st.builds(
        Claim, st.sampled_from(claims.STATES), WORDS, WORDS, WORDS, MOMENTS, MOMENTS, MOMENTS, WORDS
    )
)
def test_a_claim_comes_back_as_it_was(claim: Claim) -> None:
    """Whatever the names are."""
    assert claims.from_bytes(claims.to_bytes(claim)) == claim


@given(st.builds(Entry, WORDS, WORDS, WORDS, COUNTS, COUNTS, SUMS, SUMS))
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    """With its sums."""
    assert ledger.entry_of(ledger.to_bytes(entry)) == entry


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_nothing_else_is_believed(data: bytes) -> None:
    """Damaged objects are no claims, no entries and no budgets, and raise nothing."""
    assert claims.from_bytes(data) == UNREADABLE
    assert ledger.entry_of(data) is None
    assert ledger.ruling_of(data) is None


def test_deep_nesting_is_nothing_either() -> None:
    """A hostile object does not end the process that reads it."""
    deep = b"[" * 60_000
    assert (claims.from_bytes(deep), ledger.entry_of(deep)) == (UNREADABLE, None)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"state": "lost"}, {"job": 5}, {"at": -1}, {"until": True}, {"more": 1},
        {"log": None},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_claim_with_a_wrong_field_is_unreadable(change: dict[str, Any]) -> None:
    """A newer charlib may mean something else by it."""
    said = {**json.loads(claims.to_bytes(MINE)), **change}
    assert claims.from_bytes(json.dumps(said).encode()) == UNREADABLE


@pytest.mark.parametrize(
    ("text", "is_budget"),
    [("20 USD/month", True), ("", True), ("10 calls", True), ("much", False)],
    ids=["money", "none", "calls", "nonsense"],
)
def test_a_budget_is_one_that_can_be_read(text: str, *, is_budget: bool) -> None:
    """Nothing is sent under a budget that nobody understands."""
    ruling = Ruling("anna", "log-a", 5, text)
    assert ledger.ruling_of(ledger.to_bytes(ruling)) == (ruling if is_budget else None)


@given(SUMS, SUMS)
def test_what_is_taken_off_again_is_gone(sums: dict[str, int], adds: dict[str, int]) -> None:
    """Sums after a correction are as before."""
    off = {unit: -count for unit, count in adds.items()}
    kept = {unit: count for unit, count in sums.items() if count}
    assert ledger.added(ledger.added(sums, adds), off) == dict(sorted(kept.items()))


def test_sums_are_in_the_unit_of_the_budget() -> None:
    """Calls are counted, money is in millionths; a correction never leaves less than nothing."""
    sums = {"calls": 3, "USD": 1_250_000, "credits": -5}
    budgets = [money.parse(text) for text in ("9 calls", "9 USD", "9 credits")]
    assert [ledger.spent(sums, each) for each in budgets] == [3, Decimal("1.25"), 0]


def test_periods_have_ledgers_of_their_own() -> None:
    """By the calendar, in UTC; a budget without a period has one for ever."""
    now = 1_796_000_000_000  # 2026-11-30
    assert {
        text: ledger.entries("a1", money.parse(f"5 USD{text}"), now)
        for text in ("", "/day", "/week", "/month", "/year")
    } == {
        "": "spends/a1/ever/", "/day": "spends/a1/day-2026-11-30/",
        "/week": "spends/a1/week-2026-11-30/", "/month": "spends/a1/month-2026-11-01/",
        "/year": "spends/a1/year-2026-01-01/",
    }  # fmt: skip


def test_numbers_are_read_from_keys() -> None:
    """In the order of their names."""
    keys = [claims.numbered("claims/c.-.a", number) for number in (9, 10, 100)]
    assert keys == sorted(keys)
    assert [claims.number_of(key) for key in (*keys, "claims/c.-.a.x")] == [9, 10, 100, 0]
    assert ledger.number_of(ledger.numbered("spends/a/ever/", 12)) == 12
    assert claims.safe("A b/c") != "A b/c"
