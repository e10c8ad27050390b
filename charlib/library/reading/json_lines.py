"""Files with one JSON object on each line, of any size; or one array of objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from charlib.domain import documents
from charlib.domain.text import printable, shortened
from charlib.errors import InvalidInput
from charlib.hints import Hint, call
from charlib.library.reading import text_files

MAX_LINE = 4 * 1024 * 1024
_BLOCK = 1 << 20
_MOST = 256 << 20
"""The largest file, in bytes, that is not read line by line."""
_FILLED = re.compile(r"\S[^\n]*")

Form = dict[str, Any]


def forms(path: Path, hint: Hint) -> Iterator[tuple[str, Form]]:
    """The objects of a file, each with its place: `line 3`, or `object 3` of an array.

    Raises NotFound, and InvalidInput with `hint` for a line that is not an object.
    """
    otherwise = call("import", "FILE")
    with text_files.opened(path, otherwise=otherwise) as file:
        lines = _numbered(file)
        first = next(lines, None)
        if first is None:
            return
        spread = _spread(path, first[1], otherwise)
        if spread is not None:
            yield from ((f"object {n}", values) for n, values in enumerate(spread, start=1))
            return
        for number, line in chain([first], lines):
            yield f"line {number}", form(path, number, line, hint)


def _spread(path: Path, first: str, otherwise: Hint) -> list[Form] | None:
    """The objects of a file that does not have one on each line; None for any other file."""
    if not documents.is_spread(f"{first}\n."):
        return None
    return documents.objects_in(text_files.read(path, most=_MOST, otherwise=otherwise))


def _numbered(file: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; of an endless line only its beginning."""
    number, rest = 1, ""
    while block := file.read(_BLOCK):
        whole, newline, rest = (rest + block).rpartition("\n")
        if newline:
            yield from _filled(whole, number)
            number += whole.count("\n") + 1
        elif len(rest) > MAX_LINE:
            break
    yield from _filled(rest, number)


def _filled(text: str, number: int) -> Iterator[tuple[int, str]]:
    last = 0
    for match in _FILLED.finditer(text):
        number += text.count("\n", last, match.start())
        last = match.start()
        yield number, match[0]


def form(path: Path, number: int, line: str, hint: Hint) -> Form:
    """The object of a line; InvalidInput if it is none."""
    where = f"{printable(path.name)}, line {number}"
    if len(line) > MAX_LINE:
        raise InvalidInput(f"{where} is longer than {MAX_LINE:,} characters", hint=hint)
    values = documents.object_of(line)
    if values is None:
        raise InvalidInput(
            f"{where} is not a JSON object: {printable(shortened(line.strip(), 40))}", hint=hint
        )
    return values
