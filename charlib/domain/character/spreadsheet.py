"""Tables as spreadsheets save them: separated by commas, semicolons or tabs, with a first line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
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


def opened(text: str, known: Collection[str]) -> Table:
    """Read a table whose columns have some of the `known` names; the names are folded.

    Blank rows may be above the names.

    Raises ValueError if the first line is not valid CSV.
    """
    text = text.removeprefix("\ufeff").rstrip(_END)
    said = _SAID.match(text)
    start = said.end() if said else 0
    separator = said[1] if said else _separator(text, known)
    lines = _lines(text[start:], separator)
    blank = Line([], "", "")
    first = next((line for line in lines if line.fault or any(map(str.strip, line.cells))), blank)
    if first.fault:
        raise ValueError(first.fault)
    names = [cell.strip().strip("\ufeff").casefold() for cell in first.cells]
    return Table(names, text[:start] + first.text, lines)


def _separator(text: str, known: Collection[str]) -> str:
    """The separator by which the first line has the most of the known names."""
    lines = re.split(r"[\r\n]+", text)
    first = next((line for line in lines if re.search(r"\w", line)), "")

    def names(separator: str) -> int:
        cells = first.split(separator)
        return sum(cell.strip().strip("\"'").strip().casefold() in known for cell in cells)

    return max(SEPARATORS, key=names)


def _lines(text: str, separator: str) -> Iterator[Line]:
    source = _Recorder(text)
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
    """The lines of a text; remembers those that were read since the last row."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._read: list[str] = []

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._read.append(line)
        return line

    def taken(self) -> str:
        """The lines read since the last call."""
        text = "".join(self._read)
        self._read.clear()
        return text
