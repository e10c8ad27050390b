"""Ranges of a query: `2026-01..2026-03`, `>3`, `7d`, and back to text again.

All dates are UTC. A date means the whole of its year, month, day, minute, second or millisecond;
a relative date (`7d`, `-2w`) is one moment before now.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from charlib.domain.character.handle import nearest
from charlib.domain.moment import from_text, to_text
from charlib.domain.search.mistake import Mistake
from charlib.domain.text import printable, shortened

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_LENGTH = {"h": _HOUR, "d": _DAY, "w": 7 * _DAY}  # months and years: as the calendar says
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = ((date(*day).toordinal() - _EPOCH) * _DAY for day in ((1, 1, 1), (9999, 12, 31)))

_COMPARED = re.compile(r"\s*([<>]=?)")
_RELATIVE = re.compile(r"-?(\d{1,4})([hdwmy])", re.ASCII)
_ABSOLUTE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(T\d\d:\d\d(:\d\d(\.\d{3})?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_DATES = "A date is 2026, 2026-01, 2026-01-05, today, yesterday, 7d or -2w"
_MICROS = 1_000_000
_COUNTS = "Write {0}:3, {0}:>3 or {0}:1..5"
_AMOUNTS = "Write {0}:>0.5 or {0}:0.5..2"

Period = tuple[int, int]
"""The meaning of one end of a range: its first moment (or count), and the first after it."""


class Range(NamedTuple):
    """From `low` to below `high`; None is an open end.

    Milliseconds since 1970, counts, or millionths of a unit.
    """

    low: int | None
    high: int | None


def counts(text: str, at: int, field: str = "used") -> Range:
    """Read a range of numbers at the position `at` of a query; raise Mistake if it is invalid."""
    hint = _COUNTS.format(field)
    counted = _range(text, at, lambda word, place: _count(word, place, hint), hint)
    if counted.high == 0:
        least = "nothing is used less than 0 times"
        message = least if field == "used" else f"no {field} is below 0"
        raise Mistake(message, hint, at, at + len(text))
    return counted


OTHER_WORDS = {"before": "<", "after": ">", "until": "<=", "since": ">="}
"""Words that others have for dates, and the sign that says the same."""


def ranged(word: str, date: str) -> str:
    """The range that `before:date` and its like would mean."""
    if _RELATIVE.fullmatch(date):
        return date if OTHER_WORDS[word][0] == ">" else f"..{date}"
    return OTHER_WORDS[word] + shortened(printable(date), 30)


def amounts(text: str, at: int, field: str = "cost") -> Range:
    """Read a range of amounts, in millionths; raise Mistake if it is invalid."""
    hint = _AMOUNTS.format(field)
    return _range(text, at, lambda word, place: _amount(word, place, hint), hint)


def dates(text: str, at: int, *, now: int) -> Range:
    """Read a range of dates at the position `at` of a query; raise Mistake if it is invalid.

    A relative date alone reaches up to now: `7d` is the last seven days.
    """
    compared = _COMPARED.match(text)
    age = text[compared.end() if compared else 0 :].strip()
    if _RELATIVE.fullmatch(age.lower()):
        if not compared:
            return Range(_date(age, at, now)[0], None)
        if not age.startswith("-"):  # an age or a moment: of these, `<` means opposite things
            message = f"{text.strip()} could mean before or after"
            hint = f"Write {age} for the time since then, ..{age} for the time before it"
            raise Mistake(message, hint, at, at + len(text))
    return _range(text, at, lambda word, place: _date(word, place, now), _DATES)


def show_counts(span: Range) -> str:
    """Print a range of counts as `counts` reads it."""
    low = "" if span.low is None else str(span.low)
    high = "" if span.high is None else str(span.high - 1)
    return low if low == high else f"{low}..{high}"


def show_amounts(span: Range) -> str:
    """Print a range of amounts as `amounts` reads it."""
    low = "" if span.low is None else _shown_amount(span.low)
    high = "" if span.high is None else _shown_amount(span.high - 1)
    return low if low == high else f"{low}..{high}"


def _shown_amount(micros: int) -> str:
    whole, part = divmod(micros, _MICROS)
    return f"{whole}.{part:06}".rstrip("0").rstrip(".")


def show_dates(span: Range) -> str:
    """Print a range of moments as `dates` reads it, in whole days if possible."""
    low = "" if span.low is None else _shown_date(span.low, last=span.low)
    high = "" if span.high is None else _shown_date(span.high, last=span.high - 1)
    return low if low == high else f"{low}..{high}"


def _shown_date(edge: int, *, last: int) -> str:
    text = to_text(last) or ""
    return text if edge % _DAY else text[: len("2026-01-05")]


def _range(text: str, at: int, read: Callable[[str, int], Period], hint: str) -> Range:
    compared = _COMPARED.match(text)
    if compared:
        return _compared(compared[1], _word(text, compared.end(), len(text), at, read, hint))
    dots = text.find("..")
    if dots < 0:
        return Range(*_word(text, 0, len(text), at, read, hint))
    before, after = text[:dots].strip(), text[dots + 2 :].strip()
    if not before and not after:
        raise Mistake("the range has no ends", hint, at, at + len(text))
    low = _word(text, 0, dots, at, read, hint)[0] if before else None
    high = _word(text, dots + 2, len(text), at, read, hint)[1] if after else None
    if low is not None and high is not None and low >= high:
        meant = f"Did you mean {after}..{before}?" if before != after else hint
        raise Mistake(f"{_named(text)} ends before it begins", meant, at, at + len(text))
    return Range(low, high)


def _compared(sign: str, period: Period) -> Range:
    first, behind = period
    edge = first if sign in {">=", "<"} else behind
    return Range(edge, None) if sign[0] == ">" else Range(None, edge)


def _word(
    text: str, start: int, end: int, at: int, read: Callable[[str, int], Period], hint: str
) -> Period:
    """Read one end of a range, without the white space around it."""
    word = text[start:end].strip()
    if not word:
        raise Mistake(f"nothing follows {text.strip()}", hint, at, at + len(text))
    return read(word, at + text.index(word, start))


def _count(word: str, at: int, hint: str) -> Period:
    if not re.fullmatch(r"\d{1,9}", word, re.ASCII):
        raise Mistake(f"{_named(word)} is not a number", hint, at, at + len(word))
    return int(word), int(word) + 1


def _amount(word: str, at: int, hint: str) -> Period:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", word, re.ASCII):
        raise Mistake(f"{_named(word)} is not an amount", hint, at, at + len(word))
    whole, _, part = word.partition(".")
    micros = int(whole) * _MICROS + int(part.ljust(6, "0"))
    return micros, micros + 1


def _date(word: str, at: int, now: int) -> Period:
    lower = word.lower()
    try:
        period = _day(lower, now) or _relative(lower, now) or _absolute(word.upper())
    except ValueError:
        period = None
    if period is None or period[0] < _FIRST or period[1] > _LAST:
        raise Mistake(f"{_named(word)} is not a date", _meant(lower), at, at + len(word))
    return period


def _day(word: str, now: int) -> Period | None:
    if word not in {"today", "yesterday"}:
        return None
    start = now - now % _DAY - (_DAY if word == "yesterday" else 0)
    return start, start + _DAY


def _relative(word: str, now: int) -> Period | None:
    match = _RELATIVE.fullmatch(word)
    if not match:
        return None
    number, unit = int(match[1]), match[2]
    if unit in _LENGTH:
        moment = now - number * _LENGTH[unit]
    else:
        moment = _months_before(now, number * (12 if unit == "y" else 1))
    return moment, moment


def _months_before(now: int, count: int) -> int:
    """The same day and time some months ago, or the last day of that month."""
    today = date.fromordinal(_EPOCH + now // _DAY)
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    day = min(today.day, _last_day(year, month + 1))
    return _midnight(year, month + 1, day) + now % _DAY


def _absolute(word: str) -> Period | None:
    match = _ABSOLUTE.fullmatch(word)
    if not match:
        return None
    year, month, day, time, seconds, millis = match.groups()
    if time:
        start = from_text(word)
        return start, start + (1 if millis else 1_000 if seconds else 60_000)
    start = _midnight(int(year), int(month or 1), int(day or 1))
    if day:
        return start, start + _DAY
    return start, _month_after(int(year), int(month or 12))


def _month_after(year: int, month: int) -> int:
    return _midnight(year + month // 12, month % 12 + 1, 1)


def _last_day(year: int, month: int) -> int:
    return (_month_after(year, month) - _midnight(year, month, 1)) // _DAY


def _midnight(year: int, month: int, day: int) -> int:
    return (date(year, month, day).toordinal() - _EPOCH) * _DAY


def _meant(word: str) -> str:
    """The hint for an invalid date: the date it resembles, if any."""
    loose = re.fullmatch(r"([12]\d{3})[-/.]?(\d{1,2})(?:[-/.]?(\d{1,2}))?", word, re.ASCII)
    age = re.fullmatch(r"(-?\d{1,4})\s*(hour|day|week|month|year)s?(?: ago)?", word, re.ASCII)
    if loose:
        guess = _nearest_date(*loose.groups())
    elif age:
        guess = age[1] + age[2][0]
    else:
        guess = next(iter(nearest(word, ("today", "yesterday"), count=1)), "")
    return f"Did you mean {guess}?" if guess and guess != word else _DATES


def _nearest_date(year: str, month: str, day: str | None) -> str:
    if not 1 <= int(month) <= 12:  # noqa: PLR2004 - months of a year
        return ""
    if day is None:
        return f"{year}-{int(month):02}"
    last = _last_day(int(year), int(month))
    return f"{year}-{int(month):02}-{min(max(int(day), 1), last):02}"


def _named(word: str) -> str:
    return printable(shortened(word, 40))
