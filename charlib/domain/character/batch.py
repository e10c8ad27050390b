"""Batches: the rows of a CSV or JSON Lines file, each a character to be created.

An invalid row is kept with its fault, so that it can be reported and does not stop the others.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NoReturn

from charlib.domain.character.handle import tags_in
from charlib.domain.text import printable, shortened
from charlib.errors import CharlibError, InvalidInput

SOURCES = ("url", "task", "source")
COLUMNS = ("handle", *SOURCES, "window", "account", "project", "name", "look", "tags")
_HINT = f"The columns are {', '.join(COLUMNS)}; each row has one of url, task and source"


@dataclass(frozen=True, slots=True)
class Order:
    """A character to be created; exactly one of `url`, `task` and `source` is set.

    A window may be `auto`: one is suggested before the order is checked.
    """

    handle: str
    window: str
    url: str | None = None
    task: str | None = None
    source: str | None = None
    account: str | None = None
    project: str | None = None
    name: str = ""
    look: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a batch: its number (the first is 1), its order, or the fault that stops it."""

    number: int
    order: Order | None
    fault: CharlibError | None = None
    handle: str = field(default="")

    def filled(self, account: str | None, tags: Sequence[str]) -> Row:
        """The row with `tags` added, and with `account` if it has none."""
        if self.order is None:
            return self
        own = self.order
        order = replace(own, account=own.account or account, tags=(*own.tags, *tags))
        return replace(self, order=order)


def read(text: str, *, is_json: bool) -> list[Row]:
    """Read a batch file.

    Raises InvalidInput if the file as a whole is invalid: no rows, or an unknown CSV header.
    """
    rows = list(_json_rows(text) if is_json else _csv_rows(text))
    if not rows:
        raise InvalidInput("the batch has no rows", hint=_HINT)
    return rows


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as error:
        raise InvalidInput(f"the batch's first line is not CSV: {error}", hint=_HINT) from error
    _check_header(header)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Row(number, None, InvalidInput(f"it is not valid CSV: {error}", hint=_HINT))
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(number, partial(_from_cells, header, cells))


def _check_header(header: list[str]) -> None:
    if not any(header):
        raise InvalidInput("the batch is empty", hint=_HINT)
    strange = [name for name in header if name not in COLUMNS]
    missing = [name for name in ("handle", "window") if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    for fault, names in (("unknown", strange), ("missing", missing), ("repeated", twice)):
        if names:
            raise InvalidInput(
                f"the batch's first line has {fault} columns: {printable(', '.join(names))}",
                hint=_HINT,
            )


def _from_cells(header: list[str], cells: list[str]) -> Order:
    if len(cells) != len(header):
        _refuse(f"it has {len(cells)} columns; the first line has {len(header)}")
    values: dict[str, Any] = {k: v.strip() for k, v in zip(header, cells, strict=True) if v.strip()}
    if "tags" in values:
        values["tags"] = tags_in(values["tags"])
    return _order(values)


def _json_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield _row(number, partial(_from_json, line))


def _from_json(line: str) -> Order:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        _refuse(f"it is not a JSON object: {printable(shortened(line.strip(), 60))}")
    if not isinstance(values, dict):
        _refuse("it is not a JSON object")
    values = {key: value for key, value in values.items() if value is not None}
    strange = sorted(set(values) - set(COLUMNS))
    if strange:
        _refuse(f"it has unknown columns: {printable(', '.join(strange))}")
    tags = values.get("tags")
    if isinstance(tags, str):
        values["tags"] = tags_in(tags)
    return _order({key: _plain(key, value) for key, value in values.items()})


def _plain(key: str, value: Any) -> Any:
    if key == "tags" and isinstance(value, list) and all(isinstance(tag, str) for tag in value):
        return value
    if key == "window" and isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - a pair
        return ",".join(str(bound) for bound in value)
    if key in {"task", "source"} and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        _refuse(f"its {key} must be text")
    return value


def _order(values: dict[str, Any]) -> Order:
    missing = [name for name in ("handle", "window") if not values.get(name)]
    if missing:
        _refuse(f"it has no {' and no '.join(missing)}")
    given = [name for name in SOURCES if values.get(name)]
    if len(given) != 1:
        _refuse(f"it has {' and '.join(given) or 'none of url, task and source'}; give one")
    return Order(**{**values, "tags": tuple(values.get("tags", ()))})


def _refuse(fault: str) -> NoReturn:
    raise InvalidInput(fault, hint=_HINT)


def _row(number: int, make: Callable[[], Order]) -> Row:
    try:
        order = make()
    except CharlibError as error:
        return Row(number, None, error)
    return Row(number, order, handle=order.handle)
