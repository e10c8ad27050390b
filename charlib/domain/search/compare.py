"""Comparing names with what a search asks for: the plain way, for the few that are not indexed."""

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
    """The words of a text in which a part stands, or begins if it reaches over several."""
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


def is_near(one: str, other: str, reach: int) -> bool:
    """Whether two words are at most `reach` slips of the pen apart.

    A slip is a letter too many, too few, another, or two neighbours in the wrong order.
    """
    if abs(len(one) - len(other)) > reach:
        return False
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, start=1):
        higher, above, row = above, row, [i]
        for j, there in enumerate(other, start=1):
            slips = min(above[j] + 1, row[-1] + 1, above[j - 1] + (char != there))
            if min(i, j) > 1 and char == other[j - 2] and there == one[i - 2]:
                slips = min(slips, higher[j - 2] + 1)
            row.append(slips)
        if min(row) > reach <= min(above):
            return False
    return row[-1] <= reach


def reach_of(word: str) -> int:
    """How many slips of the pen a fuzzy search forgives in a word; one letter is like any other."""
    if len(word) == 1:
        return 0
    return 1 if len(word) <= _SHORT else 2
