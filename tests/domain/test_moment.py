"""Moments: milliseconds since 1970 inside, RFC 3339 outside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.moment import from_text, to_text
from tests.examples import examples

brief = examples(40)

moments = st.integers(-62_135_596_800_000, 253_402_300_799_999)  # the years 1 to 9999


@given(moments)
@brief
def test_what_is_printed_reads_back(ms: int) -> None:
    """Every millisecond of the years 1 to 9999 survives printing and reading."""
    text = to_text(ms)
    assert text is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    assert from_text(text) == ms


@given(moments, moments)
@brief
def test_printed_moments_sort_as_moments(first: int, other: int) -> None:
    """The order of the texts is the order of the moments."""
    assert ((to_text(first) or "") < (to_text(other) or "")) is (first < other)


def test_no_moment_is_no_text() -> None:
    """None stays None, so that an unfinished task has no time of completion."""
    assert to_text(None) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2026-11-23T03:29:00Z", "2026-11-23T03:29:00.000Z"),
        ("2026-11-23T03:29:00.5Z", "2026-11-23T03:29:00.500Z"),
        ("2026-11-23T03:29:00.123456Z", "2026-11-23T03:29:00.123Z"),
        ("2026-11-23T05:29:00+02:00", "2026-11-23T03:29:00.000Z"),
        ("2026-11-22T22:59:00-04:30", "2026-11-23T03:29:00.000Z"),
        ("2026-11-23T03:29:00", "2026-11-23T03:29:00.000Z"),
        ("2026-11-23 03:29:00Z", "2026-11-23T03:29:00.000Z"),
        (" 2026-11-23T03:29:00Z\n", "2026-11-23T03:29:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("2026-11-23t03:29:00z", "2026-11-23T03:29:00.000Z"),
    ],
)
def test_moments_are_printed_in_utc(text: str, printed: str) -> None:
    """Any RFC 3339 form reads, lower case too; without an offset it is UTC."""
    assert to_text(from_text(text)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-13-01T00:00:00Z",
        "2026-11-23T25:00:00Z",
        "12:30",
        "1763868540000x",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    """Anything else raises ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        from_text(text)
