"""Windows: the part of a source in which one character is clearly seen.

Printed as `start,end` in seconds; integer milliseconds inside, so that 5.1 + 0.2 is 5.3.
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
_PART = r"([+-]?)(\d{1,7})(?:\.(\d{1,3}))?"
_WINDOW = re.compile(rf"\s*{_PART}\s*[,，]\s*{_PART}\s*", re.ASCII)  # noqa: RUF001 - an IME's comma


class Window(NamedTuple):
    """A span of a source, in milliseconds. `Rules.check` says whether it breaks rules."""

    start_ms: int
    end_ms: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `start,end` in seconds, with up to three decimals and stray spaces.

        Raises BadWindow if it is not a pair of plain numbers. That the start comes before the end
        is a rule of `check`, so that all problems of a window are reported together.
        """
        match = _WINDOW.fullmatch(text)
        if not match:
            raise BadWindow(f"invalid window {printable(text, 60)!r}", hint=HINT)
        groups = match.groups(default="")
        return cls(_to_ms(*groups[:3]), _to_ms(*groups[3:]))

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


def _to_ms(sign: str, whole: str, decimals: str) -> int:
    ms = int(whole) * 1000 + int(decimals.ljust(3, "0"))
    return -ms if sign == "-" else ms


def seconds(ms: int) -> str:
    """Print milliseconds as seconds with at most three decimals, never with an exponent."""
    sign, rest = ("-" if ms < 0 else ""), abs(ms)
    text = f"{rest // 1000}.{rest % 1000:03d}".rstrip("0").rstrip(".")
    return sign + text


def is_auto(text: str) -> bool:
    """Whether a window is to be suggested."""
    return text.strip().casefold() == AUTO
