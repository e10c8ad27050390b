"""Moments: integer milliseconds since 1970 inside, RFC 3339 in UTC outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

END_OF_TIME = 253_402_300_800_000
"""The first moment that has no text: the year 10000 begins."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


def to_text(ms: int | None) -> str | None:
    """Print a moment as `2026-11-23T03:29:00.000Z`; None stays None."""
    if ms is None:
        return None
    days, rest = divmod(ms, 86_400_000)
    seconds, thousandths = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_day(days)}T{hour:02}:{minute:02}:{second:02}.{thousandths:03}Z"


@lru_cache(maxsize=1024)
def _day(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).date().isoformat()


def from_text(text: str) -> int:
    """Read an RFC 3339 moment (without an offset it is UTC) to milliseconds.

    Raises ValueError if it is not one, also outside of the years 1 to 9999 in UTC.
    """
    moment = datetime.fromisoformat(text.strip().upper())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    ms = (moment - _EPOCH) // timedelta(milliseconds=1)
    if not _FIRST <= ms < END_OF_TIME:
        raise ValueError(f"{text!r} is not in the years 1 to 9999")
    return ms
