"""Moments: integer milliseconds since 1970 inside, RFC 3339 in UTC outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_text(ms: int | None) -> str | None:
    """Print a moment as `2026-11-23T03:29:00.000Z`; None stays None."""
    if ms is None:
        return None
    moment = _EPOCH + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> int:
    """Read an RFC 3339 moment (without an offset it is UTC) to milliseconds.

    Raises ValueError where it is none.
    """
    moment = datetime.fromisoformat(text.strip().upper())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
