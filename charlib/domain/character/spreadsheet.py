"""Tables as spreadsheets save them: separated by commas, semicolons or tabs, with a first line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r'"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The line by which Excel says what separates the columns."""

_END = "\x1a\0\r\n"
"""What old programs write after the text: Ctrl-Z, and zeros up to the end of a block."""


class Line(NamedTuple):
    """A row: its cells, or why it is not valid CSV; `text` is all of it as it is in the file."""

    cells: list[str]
    fault: str
    text: str


class Table(NamedTuple):
    """The names of the columns, the text up to the end of their line, and the rows after it."""

    columns: list[str]
    head: str
    lines: Iterator[Line]


def opened(
    text: str, known: Collection[str], *, is_comment: Callable[[str], bool] | None = None
) -> Table:
    """Read a table whose columns have some of the `known` names; the names are folded.

    Blank rows may be above the names. A row is left out if `is_comment` says so of its first line.

    Raises ValueError if the first line is not valid CSV.
    """
    text = text.removeprefix("\ufeff").rstrip(_END)
    said = _SAID.match(text)
    start = said.end() if said else 0
    is_comment = is_comment or _is_none
    separator = said[1] if said else _separator(text, known, is_comment)
    lines = _lines(text[start:], separator, is_comment)
    blank = Line([], "", "")
    first = next((line for line in lines if line.fault or any(map(str.strip, line.cells))), blank)
    if first.fault:
        raise ValueError(first.fault)
    names = [cell.strip().strip("\ufeff").casefold() for cell in first.cells]
    return Table(names, text[:start] + first.text, lines)


def named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row that say something, by the names of their columns.

    Raises ValueError for a cell that has no column, or one without a name: it would be ignored.
    """
    width = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
    if width > len(columns):
        raise ValueError(f"it has {len(cells)} columns; the first line has {len(columns)}")
    values: dict[str, str] = {}
    for at, (name, cell) in enumerate(zip(columns, cells, strict=False), start=1):
        if cell.strip() and not name:
            raise ValueError(f"its column {at} has a value, but no name in the first line")
        if cell.strip():
            values[name] = cell.strip()
    return values


def _is_none(_: str) -> bool:
    return False


def _separator(text: str, known: Collection[str], is_comment: Callable[[str], bool]) -> str:
    """The separator by which the first line has the most of the known names."""
    lines = re.split(r"[\r\n]+", text)
    first = next((line for line in lines if re.search(r"\w", line) and not is_comment(line)), "")

    def names(separator: str) -> int:
        cells = first.split(separator)
        return sum(cell.strip().strip("\"'").strip().casefold() in known for cell in cells)

    return max(SEPARATORS, key=names)


def _lines(text: str, separator: str, is_comment: Callable[[str], bool]) -> Iterator[Line]:
    source = _Recorder(text, is_comment)
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        try:
            cells, fault = next(reader, None), ""
        except csv.Error as error:
            cells, fault = [], str(error)
        if cells is None:
            return
        yield Line(cells, fault, source.taken())


class _Recorder:
    """The lines of a text; remembers those that were read since the last row.

    The first line of a row may be a comment, which is left out; inside a quoted cell there is none.
    """

    def __init__(self, text: str, is_comment: Callable[[str], bool]) -> None:
        self._lines = io.StringIO(text, newline="")
        self._is_comment = is_comment
        self._read: list[str] = []

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        while not self._read and self._is_comment(line):
            line = next(self._lines)
        self._read.append(line)
        return line

    def taken(self) -> str:
        """The lines read since the last call."""
        text = "".join(self._read)
        self._read.clear()
        return text
