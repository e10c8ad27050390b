"""Tables by a mapping file: which column of a CSV file or an SQLite database is what.

query = "SELECT * FROM cast WHERE deleted = 0"    # or table = "cast"; a CSV file needs neither
separator = ","                                   # between the tags of one cell

[columns]
handle = "username"
look = "appearance"

[values]                                          # the same for all rows
account = "kling"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from charlib.domain.character import spreadsheet
from charlib.domain.character.deriving import handle_from
from charlib.domain.text import printable
from charlib.errors import CharlibError, InvalidInput
from charlib.hints import Hint, argument
from charlib.library.moving.formats.contents import Contents, Form, Person, text
from charlib.library.moving.formats.reading import LARGEST
from charlib.library.reading import text_files

FIELDS = (
    "handle", "name", "look", "notes", "tags", "aliases", "likeness", "consent", "project", "url",
    "window", "account", "remote_id", "mention", "created_at",
)  # fmt: skip
_LISTS = {"tags", "aliases"}
_KEYS = {"query", "table", "separator", "columns", "values"}
_MOST = 1 << 20
MAP = Hint("Say what its columns are: {}", argument("map", "map.toml"))


class Mapped:
    """A mapping file, checked."""

    def __init__(self, path: Path) -> None:
        source = text_files.read(path, most=_MOST, otherwise=MAP)
        try:
            table = tomllib.loads(source)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise _wrong(path, str(error)) from error
        for name in table:
            if name not in _KEYS:
                raise _wrong(path, f"unknown key {name!r}; known are {', '.join(sorted(_KEYS))}")
        self.columns = _texts(path, table, "columns")
        self.values = _texts(path, table, "values")
        self.query = _one(path, table, "query")
        self.table = _one(path, table, "table")
        self.separator = _one(path, table, "separator") or ";"
        both = self.columns.keys() & self.values.keys()
        if both:
            raise _wrong(path, f"{min(both)} is a column and a value")
        if not {"handle", "name"} & self.columns.keys():
            raise _wrong(path, "columns has neither handle nor name")
        if self.query and self.table:
            raise _wrong(path, "it has a query and a table")
        self.path = path

    def refuse_missing(self, path: Path, names: set[str]) -> None:
        """Raise InvalidInput for a column that the table does not have."""
        for field, column in self.columns.items():
            if column.casefold() not in names:
                raise InvalidInput(
                    f"{printable(path.name)} has no column {printable(column)!r}, which"
                    f" {printable(self.path.name)} gives for {field}",
                    hint=f"Its columns are {printable(', '.join(sorted(names)), 300)}",
                )


def _one(path: Path, table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise _wrong(path, f"{name} must be text")
    return value


def _texts(path: Path, table: Mapping[str, Any], name: str) -> dict[str, str]:
    values = table.get(name, {})
    if not isinstance(values, dict):
        raise _wrong(path, f"{name} must be a table")
    for field, value in values.items():
        if field not in FIELDS:
            raise _wrong(path, f"unknown field {field!r} in {name}; known are {', '.join(FIELDS)}")
        if not isinstance(value, str) or not value:
            raise _wrong(path, f"{field} in {name} must be text")
    return values


def _wrong(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"the mapping file {printable(path.name)} is invalid: {printable(why, 300)}", hint=MAP
    )


def read_csv(path: Path, mapping: Path | None) -> Contents:
    """The characters of a CSV file with the names of its columns in the first line."""
    mapped = _required(path, mapping)
    if mapped.query or mapped.table:
        raise _wrong(mapped.path, "a CSV file has no query and no table")
    source = text_files.read(path, most=LARGEST, otherwise="Give a CSV file")
    known = {column.casefold() for column in mapped.columns.values()}
    try:
        table = spreadsheet.opened(source, known)
    except ValueError as error:
        raise _unreadable(path, "its first line", str(error)) from error
    mapped.refuse_missing(path, {name for name in table.columns if name})
    return _contents(path, mapped, _rows(path, table))


def _rows(path: Path, table: spreadsheet.Table) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(table.lines, 2):
        where = f"row {number}"
        if line.fault:
            raise _unreadable(path, where, line.fault)
        try:
            cells = spreadsheet.named(table.columns, line.cells)
        except ValueError as error:
            raise _unreadable(path, where, str(error)) from error
        if cells:
            yield where, cells


def _unreadable(path: Path, where: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"{printable(path.name)}, {where}: {printable(why, 200)}; nothing was imported",
        hint="Correct the row, or save the table again as CSV UTF-8",
    )


def read_sqlite(path: Path, mapping: Path | None) -> Contents:
    """The characters of a table or a query of an SQLite database, which is opened to read only."""
    from charlib.store import foreign

    mapped = _required(path, mapping)
    columns, rows = foreign.select(path, query=mapped.query, table=mapped.table)
    mapped.refuse_missing(path, set(columns))
    numbered = ((f"row {n}", dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, 1))
    return _contents(path, mapped, numbered)


def _required(path: Path, mapping: Path | None) -> Mapped:
    if mapping is None:
        raise needs_mapping(path)
    return Mapped(mapping)


def needs_mapping(path: Path) -> InvalidInput:
    """The error about a table without a mapping file."""
    return InvalidInput(f"{printable(path.name)} is a table, and needs a mapping file", hint=MAP)


def _contents(
    path: Path, mapped: Mapped, rows: Iterator[tuple[str, Mapping[str, Any]]]
) -> Contents:
    contents = Contents(names_mine=True)
    for where, row in rows:
        values = {**mapped.values, **_cells(mapped, row)}
        if bool(values.get("url")) != bool(values.get("window")):
            contents.leave("videos without a window, and windows without a video", where)
        if values.get("handle") or values.get("name"):
            contents.people.append(_person(path, mapped, values, where))
        else:
            contents.leave("rows without a handle and a name", where)
    return contents


def _cells(mapped: Mapped, row: Mapping[str, Any]) -> dict[str, str]:
    cells = {field: text(row.get(name.casefold())) for field, name in mapped.columns.items()}
    return {field: value for field, value in cells.items() if value}


def _person(path: Path, mapped: Mapped, values: Mapping[str, str], where: str) -> Person:
    form: Form = {
        field: values[field] for field in FIELDS[:9] if field in values and field not in _LISTS
    }
    form |= {"created_at": values["created_at"]} if "created_at" in values else {}
    for field in _LISTS & values.keys():
        parts = values[field].split(mapped.separator)
        form[field] = [part.strip() for part in parts if part.strip()]
    form["handle"] = handle_from(values.get("handle", ""), values.get("name", ""))
    form.setdefault(
        "name", "" if form["handle"] == values.get("handle") else values.get("handle", "")
    )
    seen = _seen(path, values, where)
    if "remote_id" not in values:
        return Person(form, where, seen=seen)
    binding: Form = {
        name: values[name] for name in ("account", "remote_id", "mention") if name in values
    }
    if seen:
        binding |= {"source": seen[0][0], "window": seen[0][1], "method": "url"}
    return Person({**form, "bindings": [binding]}, where)


def _seen(path: Path, values: Mapping[str, str], where: str) -> tuple[tuple[str, str], ...]:
    """The source and the window of a row; a window needs its source."""
    from charlib.domain.windows.window import Window
    from charlib.sync.inventory.lookup import check_url

    url, window = values.get("url", ""), values.get("window", "")
    if not (url and window):
        return ()
    try:
        parsed = Window.parse(window)
        if not 0 <= parsed.start_ms < parsed.end_ms:
            raise InvalidInput(f"invalid window {printable(window, 60)!r}")
        return ((check_url(url), str(parsed)),)
    except CharlibError as error:
        raise _unreadable(path, where, str(error)) from error
