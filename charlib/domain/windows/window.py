"""Windows: the part of a source in which one character is clearly seen.

Printed as `start,end` in seconds; integer milliseconds inside, so that 5.1 + 0.2 is 5.3. Read as
players and subtitle files show them, too: `0:05,0:08`, `5-8`, `00:00:05.2 --> 00:00:08`.
"""

import re
from typing import NamedTuple, Self, TypeAlias

from charlib.domain.text import printable
from charlib.errors import BadWindow
from charlib.hints import Hint, argument

AUTO = "auto"
"""The word for a window that is to be suggested."""
HINT = Hint(
    "A window is start,end in seconds: {} or {}",
    argument("window", "5,8"),
    argument("window", "10.5,13"),
)
_CLOCK = r"(?:(?:(\d{1,3})[:：])?(\d{1,3})[:：](?=[0-5]\d(?!\d)))?"  # noqa: RUF001 - an IME's colon
_MOMENT = rf"([+-]?){_CLOCK}(\d{{1,7}})"
_BY_COMMA = rf"{_MOMENT}(?:\.(\d{{1,3}})0*)?"
_BY_DASH = rf"{_MOMENT}(?:[.,](\d{{1,3}})0*)?"
"""Where a dash separates, the comma is free to be a decimal one, as in subtitle files."""
_FORMS = [
    re.compile(rf"\s*{part}\s*{separator}\s*{part}\s*", re.ASCII)
    for part, separator in (
        (_BY_COMMA, "[,，]"),  # noqa: RUF001 - an IME's comma
        (_BY_DASH, "(?:-{0,2}>|[-‐‑–—~〜～→]|to)"),  # noqa: RUF001 - dashes of all kinds
    )
]


class Window(NamedTuple):
    """A span of a source, in milliseconds. `Rules.check` says whether it breaks rules."""

    start_ms: int
    end_ms: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a start and an end, in seconds or as `hours:minutes:seconds`, with stray spaces.

        Raises BadWindow if it is not a pair of moments. That the start comes before the end is a
        rule of `check`, so that all problems of a window are reported together.
        """
        match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
        groups = match.groups(default="") if match else ()
        if not match or _is_crooked(*groups[1:3]) or _is_crooked(*groups[6:8]):
            raise BadWindow(f"invalid window {printable(text, 60)!r}", hint=HINT)
        return cls(_to_ms(*groups[:5]), _to_ms(*groups[5:]))

    @classmethod
    def of(cls, given: "WindowLike") -> "Window":
        """A window that is given as text, as a pair of seconds, or as it is."""
        if isinstance(given, Window):
            return given
        return cls.parse(as_text(given))

    def __str__(self) -> str:
        return f"{seconds(self.start_ms)},{seconds(self.end_ms)}"

    @property
    def length_ms(self) -> int:
        """The length, in milliseconds."""
        return self.end_ms - self.start_ms

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share more than a border."""
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


WindowLike: TypeAlias = str | Window | tuple[float, float]
"""A window as Python programs give it: `"5,8"`, `Window(5000, 8000)`, or `(5, 8)` in seconds."""


def as_text(given: WindowLike) -> str:
    """A window as `start,end`; text stays as it is, for it may be `auto`.

    Raises BadWindow for a pair that is not two numbers of seconds.
    """
    if isinstance(given, str | Window):
        return str(given)
    try:
        start, end = (seconds(round(float(value) * 1000)) for value in given)
    except (TypeError, ValueError, OverflowError):
        raise BadWindow(f"invalid window {printable(repr(given), 60)}", hint=HINT) from None
    return f"{start},{end}"


def _is_crooked(hours: str, minutes: str) -> bool:
    """Whether a clock shows 60 minutes or more beside hours."""
    return bool(hours) and int(minutes) >= _PER_HOUR


_PER_HOUR = 60


def _to_ms(sign: str, hours: str, minutes: str, whole: str, decimals: str) -> int:
    minutes_in_all = int(hours or 0) * _PER_HOUR + int(minutes or 0)
    ms = (minutes_in_all * 60 + int(whole)) * 1000 + int(decimals.ljust(3, "0"))
    return -ms if sign == "-" else ms


def seconds(ms: int) -> str:
    """Print milliseconds as seconds with at most three decimals, never with an exponent."""
    sign, rest = ("-" if ms < 0 else ""), abs(ms)
    text = f"{rest // 1000}.{rest % 1000:03d}".rstrip("0").rstrip(".")
    return sign + text


def is_auto(text: str) -> bool:
    """Whether a window is to be suggested."""
    return text.strip().casefold() == AUTO
