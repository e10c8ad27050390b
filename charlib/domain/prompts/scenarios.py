"""Files of prompts: one on each line, or the column `prompt` of a table or of lines of JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from charlib.domain import documents, scenes
from charlib.domain.character import spreadsheet
from charlib.domain.character.handle import nearest
from charlib.domain.prompts import asks
from charlib.domain.prompts.asks import Asks
from charlib.domain.prompts.view import visible
from charlib.domain.text import printable
from charlib.errors import CharlibError, InvalidInput, prefixed, together

COLUMNS = ("prompt", "episode", "scene", "takes", "account", *asks.NAMES)
_TRUTHS = {"audio"}
"""The columns that a `true` of JSON has a meaning in."""
_HINT = "Give one prompt on each line, or a table with the column prompt; lines with # are ignored"
_NAMES = f"The columns are {', '.join(COLUMNS)}"
_QUOTES = 'Put a prompt with a comma in quotes: "@mia walks, and smiles"'
_ENDS = re.compile(r"\r\n|\r|\n")
"""The ends of lines; the separators of Unicode are part of a prompt."""


class Scenario(NamedTuple):
    """A prompt of a file, and where it is: `line 3`.

    `account` is empty for the command's; `asks` go over what the command asks, as do the place in
    the story and the number of takes. `nth` is which of them it is, from 0.
    """

    place: str
    prompt: str
    account: str = ""
    asks: Asks = Asks()
    episode: int | None = None
    scene: str = ""
    takes: int | None = None
    nth: int = 0

    @property
    def wishes(self) -> Asks:
        """What is asked of this take: a seed counts up, for the same one films the same again."""
        seed = self.asks.seed
        return self.asks if seed is None else self.asks._replace(seed=seed + self.nth)

    def each_take(self, takes: int = 1) -> Iterator[Scenario]:
        """This row once for each of its takes, `takes` if it does not say how many."""
        count = self.takes or takes
        for number in range(count):
            take = f"take {number + 1} of {count}"
            place = f"{self.place} ({take})" if self.place else take
            nth = self.nth + number
            yield self._replace(place=place if count > 1 else self.place, takes=1, nth=nth)


def read(text: str, *, is_table: bool = False, is_json: bool = False) -> list[Scenario]:
    """The prompts of a file; lines that are blank or begin with `#` are none.

    Raises InvalidInput for a file without prompts, for a table with other columns, and with every
    row that has a value which means nothing.
    """
    rows = _rows(text, is_table=is_table, is_json=is_json)
    scenarios = [each for each in _scenarios(rows) if each.prompt]
    if not scenarios:
        raise InvalidInput("the file has no prompts", hint=_HINT)
    return scenarios


class Row(NamedTuple):
    """A row as it was written: its values by column, which may mean nothing.

    `fault` says why they are not those that were meant.
    """

    place: str
    values: Mapping[str, Any]
    fault: str = ""

    def scenario(self) -> Scenario:
        """What it says. Raises InvalidInput for a value that means nothing."""
        if self.fault:
            raise InvalidInput(f"{self.place}: {self.fault}", hint=_QUOTES)
        return _scenario(self.place, self.values)

    @property
    def cells(self) -> dict[str, str]:
        """Its values as text, without blank ones."""
        texts = {name: _cell(value) for name, value in self.values.items() if name}
        return {name: text for name, text in texts.items() if text.strip()}


def rows(text: str, *, kind: str = "") -> list[Row]:
    """The rows of a text that was pasted: `json`, `table` or `lines`; by default what it looks as.

    Rows without any value are none. Raises InvalidInput for a table with other columns.
    """
    kind = kind or _kind(text)
    found = _rows(text, is_table=kind == "table", is_json=kind == "json")
    return [row for row in found if row.cells]


def _kind(text: str) -> str:
    if text.removeprefix("\ufeff").lstrip()[:1] in {"{", "["}:
        return "json"
    try:
        columns = spreadsheet.opened(text, COLUMNS, is_comment=_is_comment).columns
    except ValueError:
        return "lines"
    return "table" if "prompt" in columns and set(columns) <= {*COLUMNS, ""} else "lines"


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _rows(text: str, *, is_table: bool, is_json: bool) -> Iterator[Row]:
    text = text.removeprefix("\ufeff")
    return _json(text) if is_json else _table(text) if is_table else _lines(text)


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(_ENDS.split(text), start=1):
        if not _is_comment(line):
            yield Row(f"line {number}", {"prompt": line})


def _is_comment(line: str) -> bool:
    """Whether the first visible character of a line is `#`."""
    return visible(line).lstrip()[:1] == "#"


def _table(text: str) -> Iterator[Row]:
    try:
        table = spreadsheet.opened(text, COLUMNS, is_comment=_is_comment)
    except ValueError as error:
        raise InvalidInput(f"the first line is not CSV: {error}", hint=_HINT) from error
    _check([*filter(None, table.columns)], "the first line")
    for number, line in enumerate(table.lines, start=1):
        if line.fault:
            raise InvalidInput(f"row {number} is not valid CSV: {line.fault}", hint=_HINT)
        yield _row(f"row {number}", table.columns, line.cells)


def _row(place: str, columns: Sequence[str], cells: Sequence[str]) -> Row:
    try:
        return Row(place, spreadsheet.named(columns, cells))
    except ValueError as error:
        return Row(place, dict(zip(columns, cells, strict=False)), str(error))


def _json(text: str) -> Iterator[Row]:
    objects = documents.objects_in(text) if documents.is_spread(text) else None
    if objects is None:
        objects = [
            _object(number, line)
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip() and not _is_comment(line)
        ]
    for number, values in enumerate(objects, start=1):
        _check(values, f"row {number}")
        yield Row(f"row {number}", values)


def _scenarios(rows: Iterable[Row]) -> Iterator[Scenario]:
    """The rows as prompts; InvalidInput names all that are wrong, to be mended together."""
    faults: list[CharlibError] = []
    for row in rows:
        try:
            yield row.scenario()
        except InvalidInput as error:
            faults.append(error)
    if faults:
        raise together(faults)


def _scenario(place: str, values: Mapping[str, Any]) -> Scenario:
    """A row of a table or of JSON. Raises InvalidInput for a value that means nothing."""
    texts = {"prompt": values.get("prompt", ""), "account": values.get("account") or ""}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise InvalidInput(f"the {name} of {place} must be text", hint=_HINT)
    for name, value in values.items():
        if isinstance(value, list | dict) or (isinstance(value, bool) and name not in _TRUTHS):
            raise InvalidInput(f"the {name} of {place} must be text or a number", hint=_NAMES)
    try:
        wishes = asks.read({name: values.get(name) for name in asks.NAMES})
        episode = scenes.episode(values.get("episode"))
        scene, takes = scenes.label(values.get("scene")), scenes.takes(values.get("takes"))
    except InvalidInput as error:
        raise prefixed(error, place) from None
    account = texts["account"].strip()
    return Scenario(place, texts["prompt"].strip(), account, wishes, episode, scene, takes)


def _object(number: int, line: str) -> Any:
    values = documents.object_of(line)
    if values is None:
        raise InvalidInput(
            f"line {number} is not a JSON object: {printable(line.strip(), 60)}", hint=_HINT
        )
    return values


def _check(columns: Collection[str], where: str) -> None:
    """Raise InvalidInput for columns that would be ignored, and without prompts."""
    if "prompt" not in columns:
        near = "".join(nearest("prompt", columns, count=1))
        meant = f"; it has {printable(near, 40)!r}" if near else ""
        raise InvalidInput(f"{where} has no column prompt{meant}", hint=_HINT)
    others = sorted(set(columns) - set(COLUMNS))
    twice = sorted(name for name, times in Counter([*columns]).items() if times > 1)
    for fault, names in (("unknown", others), ("repeated", twice)):
        if names:
            shown = printable(", ".join(names), 80)
            raise InvalidInput(f"{where} has {fault} columns: {shown}", hint=_NAMES)
