"""A mistake in a query, and a picture that points at it."""

from __future__ import annotations

import unicodedata

from charlib.domain.text import printable

COLUMNS = 72


class Mistake(Exception):
    """A mistake in `query[start:end]`; `parse` turns it into a BadQuery with a picture."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message)
        self.hint = hint
        self.start = start
        self.end = end


def picture(query: str, start: int, end: int) -> str:
    """Two lines: the query, and carets under `query[start:end]`.

    If a query is wider than 72 columns, only the part around the carets is drawn.
    """
    first, last = _visible(query, start)
    before = "…" * (first > 0) + printable(query[first:start])
    marked = query[start : max(start, min(end, last))]
    line = before + printable(query[start:last]) + "…" * (last < len(query))
    return f"{line}\n{' ' * _columns(before)}{'^' * max(1, _columns(printable(marked)))}"


def _visible(query: str, start: int) -> tuple[int, int]:
    """The part to draw: half of the columns are for the text after `start`, if there is any."""
    if len(query) <= COLUMNS and sum(map(_room, query)) <= COLUMNS:
        return 0, len(query)
    room = COLUMNS - len("……")
    last, used = _grown(query, start, 1, room // 2)
    first, more = _grown(query, start, -1, room - used)
    last, _ = _grown(query, last, 1, room - used - more)
    return first, last


def _grown(query: str, edge: int, step: int, room: int) -> tuple[int, int]:
    """Move an edge outwards while there is room: the new edge, and the columns taken."""
    used = 0
    while 0 <= (at := edge if step > 0 else edge - 1) < len(query):
        needed = _room(query[at])
        if used + needed > room:
            break
        used += needed
        edge += step
    return edge, used


def _room(char: str) -> int:
    """The columns of a character; at least one, so that stacked accents take room too."""
    return max(1, _columns(printable(char)))


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
