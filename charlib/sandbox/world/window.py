"""The `timestamps` field: `start,end` in seconds, at most three decimals, no spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from charlib.sandbox.errors import bad_window

_TIMESTAMPS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?),([0-9]{1,9}(?:\.[0-9]{1,3})?)")


@dataclass(frozen=True)
class Window:
    """A part of a video, in milliseconds, with its original text."""

    start_ms: int
    end_ms: int
    text: str

    def must_lie_within(self, duration_ms: int) -> None:
        """Refuse a window that ends after the video does."""
        if self.end_ms > duration_ms:
            raise bad_window(
                f"timestamps '{self.text}' end at {self.end_ms / 1000:g} s, "
                f"but the video is only {duration_ms / 1000:g} s long."
            )


@dataclass(frozen=True)
class WindowRule:
    """The shortest and longest window a dialect takes, inclusive, in milliseconds."""

    min_ms: int = 1000
    max_ms: int | None = None

    def read(self, text: str) -> Window:
        """Parse `timestamps`, or refuse their form, their order or their length."""
        matched = _TIMESTAMPS.fullmatch(text)
        if matched is None:
            raise bad_window(
                f"Invalid timestamps parameter {text[:40]!r}: expected 'start,end' in seconds, "
                "for example '5,8' or '1.5,4'."
            )
        start, end = (_milliseconds(number) for number in matched.groups())
        if start >= end:
            raise bad_window(f"Invalid timestamps parameter '{text}': start must be before end.")
        self._check_length(end - start, text)
        return Window(start, end, text)

    def _check_length(self, length: int, text: str) -> None:
        if length < self.min_ms:
            wanted = f"at least {self.min_ms / 1000:g} s"
        elif self.max_ms is not None and length > self.max_ms:
            wanted = f"at most {self.max_ms / 1000:g} s"
        else:
            return
        raise bad_window(
            f"Invalid timestamps parameter '{text}': the window is {length / 1000:g} s long, "
            f"it must be {wanted}."
        )


def _milliseconds(number: str) -> int:
    whole, _, decimals = number.partition(".")
    return int(whole) * 1000 + int(decimals.ljust(3, "0") or 0)
