"""Batches: the rows of a CSV or JSON Lines file, each a character to be created.

An invalid row is kept with its fault, so that it can be reported and does not stop the others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NoReturn

from charlib.domain import documents
from charlib.domain.character import spreadsheet
from charlib.domain.character.handle import nearest, tags_in
from charlib.domain.text import printable, shortened
from charlib.errors import CharlibError, InvalidInput

SOURCES = ("url", "task", "source")
COLUMNS = ("handle", *SOURCES, "window", "account", "project", "name", "look", "tags", "notes")
_HINT = f"The columns are {', '.join(COLUMNS)}; each row has one of url, task and source"
_NAMED = 10
"""Names of columns in a message: each is compared with those that are known."""


@dataclass(frozen=True, slots=True)
class Order:
    """A character to be created; exactly one of `url`, `task` and `source` is set.

    A window may be `auto`: one is suggested before the order is checked. `look` is a description;
    an order for another look than the main one has its name, `look_name`, and its `episodes`.
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
    notes: str = ""
    look_name: str = ""
    episodes: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a batch: its number (the first is 1), its order, or the fault that stops it.

    `text` is the row as it is in the file, after a first line `head`.
    """

    number: int
    order: Order | None
    fault: CharlibError | None = None
    handle: str = field(default="")
    text: str = field(default="", compare=False)
    head: str = field(default="", compare=False)

    def filled(self, account: str | None, tags: Sequence[str]) -> Row:
        """The row with `tags` added, and with `account` if it has none."""
        if self.order is None:
            return self
        own = self.order
        order = replace(own, account=own.account or account, tags=(*own.tags, *tags))
        return replace(self, order=order)


def read(text: str, *, is_json: bool) -> list[Row]:
    """Read a batch file; one that begins as JSON is JSON, whatever its name says.

    Raises InvalidInput if the file as a whole is invalid: no rows, or an unknown CSV header.
    """
    text = text.removeprefix("\ufeff")
    is_json = is_json or text.lstrip()[:1] in {"{", "["}
    rows = list(_json_rows(text) if is_json else _csv_rows(text))
    if not rows:
        raise InvalidInput("the batch has no rows", hint=_HINT)
    return rows


def as_file(rows: Iterable[Row]) -> str:
    """The text of a batch file with these rows, as they were in theirs."""
    rows = list(rows)
    texts = [*dict.fromkeys(row.head for row in rows), *(row.text for row in rows)]
    return "".join(text if text[-1:] in {"\r", "\n"} else f"{text}\n" for text in texts if text)


def _csv_rows(text: str) -> Iterator[Row]:
    try:
        table = spreadsheet.opened(text, COLUMNS)
    except ValueError as error:
        raise InvalidInput(f"the batch's first line is not CSV: {error}", hint=_HINT) from error
    _check_header(table.columns)
    for number, line in enumerate(table.lines, start=1):
        if line.fault:
            fault = InvalidInput(f"it is not valid CSV: {line.fault}", hint=_HINT)
            yield Row(number, None, fault, text=line.text, head=table.head)
        elif any(cell.strip() for cell in line.cells):
            row = _row(number, partial(_from_cells, table.columns, line.cells))
            yield replace(row, text=line.text, head=table.head)


def _check_header(header: list[str]) -> None:
    named = list(filter(None, header))
    if not named:
        raise InvalidInput("the batch is empty", hint=_HINT)
    strange = [name for name in named if name not in COLUMNS]
    missing = [name for name in ("handle", "window") if name not in named]
    twice = sorted(name for name, times in Counter(named).items() if times > 1)
    for fault, names in (("unknown", strange), ("missing", missing), ("repeated", twice)):
        if names:
            raise InvalidInput(
                f"the batch's first line has {fault} columns: {_named(names)}", hint=_HINT
            )


def _named(columns: Sequence[str]) -> str:
    """Names of columns, and after an unknown one the name that was perhaps meant."""
    texts = []
    for name in columns[:_NAMED]:
        meant = "" if name in COLUMNS else "".join(nearest(name, COLUMNS, count=1))
        texts.append(printable(name, 60) + f" (did you mean {meant}?)" * bool(meant))
    more = len(columns) - _NAMED
    return ", ".join(texts) + (f" and {more:,} more" if more > 0 else "")


def _from_cells(header: list[str], cells: list[str]) -> Order:
    if len(cells) < len(header):
        _refuse(f"it has {len(cells)} columns; the first line has {len(header)}")
    try:
        values: dict[str, Any] = {**spreadsheet.named(header, cells)}
    except ValueError as error:
        _refuse(str(error))
    if "tags" in values:
        values["tags"] = tags_in(values["tags"])
    return _order(values)


def _json_rows(text: str) -> Iterator[Row]:
    objects = documents.objects_in(text) if documents.is_spread(text) else None
    if objects is not None:
        for number, values in enumerate(objects, start=1):
            line = json.dumps(values, ensure_ascii=False)
            yield replace(_row(number, partial(_from_values, values)), text=line)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield replace(_row(number, partial(_from_json, line)), text=line)


def _from_json(line: str) -> Order:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        _refuse(f"it is not a JSON object: {printable(shortened(line.strip(), 60))}")
    if not isinstance(values, dict):
        _refuse("it is not a JSON object")
    return _from_values(values)


def _from_values(values: dict[str, Any]) -> Order:
    values = {key: value for key, value in values.items() if value is not None}
    strange = sorted(set(values) - set(COLUMNS))
    if strange:
        _refuse(f"it has unknown columns: {_named(strange)}")
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
