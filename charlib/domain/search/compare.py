"""Compares names with the value of a term, without an index: for the few that have none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

_SHORT = 5


def _starts(have: Sequence[str], wanted: Sequence[str]) -> bool:
    *whole, last = wanted
    places = range(len(have) - len(wanted) + 1)
    return any(
        list(have[i : i + len(whole)]) == whole and have[i + len(whole)].startswith(last)
        for i in places
    )


def _says(have: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(have[i : i + size]) == list(wanted) for i in range(len(have) - size + 1))


def having(have: Sequence[str], part: Sequence[str]) -> Iterator[str]:
    """The words of a text that contain a part, or the beginning of one of several words."""
    if len(part) == 1:
        yield from (word for word in have if part[0] in word)
        return
    first, *whole, last = part
    for at in range(len(have) - len(part) + 1):
        begin, *middle, end = have[at : at + len(part)]
        if begin.endswith(first) and middle == whole and end.startswith(last):
            yield begin


def _contains(have: Sequence[str], wanted: Sequence[str]) -> bool:
    return next(having(have, wanted), None) is not None


def _resembles(have: Sequence[str], wanted: Sequence[str]) -> bool:
    reach = reach_of(wanted[0])
    return any(is_near(wanted[0], word, reach) for word in have)


def _near(known: str, wanted: str) -> bool:
    return is_near(wanted, known, reach_of(wanted))


NAME_TESTS: dict[str, Callable[[str, str], bool]] = {
    "is": str.__eq__,
    "exact": str.__eq__,
    "prefix": str.startswith,
    "substring": str.__contains__,
    "fuzzy": _near,
}
TOKEN_TESTS: dict[str, Callable[[Sequence[str], Sequence[str]], bool]] = {
    "words": _says,
    "prefix": _starts,
    "substring": _contains,
    "fuzzy": _resembles,
}


def is_near(word: str, other: str, reach: int) -> bool:
    """Whether two words differ by at most `reach` typing mistakes.

    A mistake is an added, missing or wrong letter, or two swapped letters.
    """
    if abs(len(word) - len(other)) > reach:
        return False
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(word, start=1):
        higher, above, row = above, row, [i]
        for j, there in enumerate(other, start=1):
            slips = min(above[j] + 1, row[-1] + 1, above[j - 1] + (char != there))
            if min(i, j) > 1 and char == other[j - 2] and there == word[i - 2]:
                slips = min(slips, higher[j - 2] + 1)
            row.append(slips)
        if min(row) > reach <= min(above):
            return False
    return row[-1] <= reach


def reach_of(word: str) -> int:
    """The number of typing mistakes that a fuzzy search allows in a word."""
    if len(word) == 1:
        return 0
    return 1 if len(word) <= _SHORT else 2
