"""Ranges of dates and counts: what is typed, and the numbers it means."""

# ruff: noqa: RUF001
# Full-width signs and letters that look like others are what is tested here.

from __future__ import annotations

import pytest

from charlib.domain.moment import from_text
from charlib.domain.search.parse import parse
from charlib.domain.search.ranges import Range
from charlib.domain.search.tree import Term

NOW = from_text("2026-03-31T10:20:30.400Z")


def moment(text: str) -> int | None:
    """A date as milliseconds; None for an open end."""
    return from_text(text) if text else None


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2026-12-31", "2026-12-31", "2027-01-01"),
        ("2026-01-05T12:30", "2026-01-05T12:30:00", "2026-01-05T12:31:00"),
        ("2026-01-05t12:30:05z", "2026-01-05T12:30:05", "2026-01-05T12:30:06"),
        ("2026-01-05T12:30:05.250", "2026-01-05T12:30:05.250", "2026-01-05T12:30:05.251"),
        ("2026-01-05T00:30+01:00", "2026-01-04T23:30", "2026-01-04T23:31"),
        ("2026-01..2026-03", "2026-01-01", "2026-04-01"),
        ("2026-01-05..2026-01-05", "2026-01-05", "2026-01-06"),
        ("2025..2026-02-03", "2025-01-01", "2026-02-04"),
        ("2026-02..", "2026-02-01", ""),
        ("..2026-02", "", "2026-03-01"),
        (">2026-01", "2026-02-01", ""),
        (">=2026-01", "2026-01-01", ""),
        ("<2026-01", "", "2026-01-01"),
        ("<=2026-01", "", "2026-02-01"),
        ('"> 2026-01"', "2026-02-01", ""),
        ('"2026-01 .. 2026-02"', "2026-01-01", "2026-03-01"),
        ("=2026-01", "2026-01-01", "2026-02-01"),
        ("２０２６－０１", "2026-01-01", "2026-02-01"),
        ("today", "2026-03-31", "2026-04-01"),
        ("Yesterday", "2026-03-30", "2026-03-31"),
        ("yesterday..today", "2026-03-30", "2026-04-01"),
        ("<today", "", "2026-03-31"),
        ("7d", "2026-03-24T10:20:30.400", ""),
        ("36h", "2026-03-29T22:20:30.400", ""),
        ("2W", "2026-03-17T10:20:30.400", ""),
        ("1m", "2026-02-28T10:20:30.400", ""),
        ("3m", "2025-12-31T10:20:30.400", ""),
        ("1y", "2025-03-31T10:20:30.400", ""),
        ("-2w", "2026-03-17T10:20:30.400", ""),
        ("-2w..", "2026-03-17T10:20:30.400", ""),
        ("..-2w", "", "2026-03-17T10:20:30.400"),
        ("2w..1w", "2026-03-17T10:20:30.400", "2026-03-24T10:20:30.400"),
        (">-2w", "2026-03-17T10:20:30.400", ""),
        ("<-2w", "", "2026-03-17T10:20:30.400"),
        ("2026-01..-7d", "2026-01-01", "2026-03-24T10:20:30.400"),
    ],
)
def test_dates(typed: str, low: str, high: str) -> None:
    """A date is the whole of its year, month, day or moment in UTC; a relative one, a moment."""
    expected = Term("created", "range", Range(moment(low), moment(high)))
    assert parse(f"created:{typed}", now=NOW) == expected


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("3", 3, 4),
        ("0", 0, 1),
        (">3", 4, None),
        (">=3", 3, None),
        ("<3", None, 3),
        ("<=3", None, 4),
        ("1..5", 1, 6),
        ("2..2", 2, 3),
        ("1..", 1, None),
        ("..5", None, 6),
        ("=3", 3, 4),
        ("＞３", 4, None),
    ],
)
def test_counts(typed: str, low: int | None, high: int | None) -> None:
    """A count is a number or a range of numbers, both ends in."""
    assert parse(f"used:{typed}", now=NOW) == Term("used", "range", Range(low, high))
