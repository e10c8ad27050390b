"""Everything that is printed: results on stdout, messages on stderr, colour on terminals only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from charlib.cli.showing.phrasing import phrased
from charlib.domain.text import escaped_json, printable
from charlib.hints import Hint, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from charlib.domain.jobs import Job


class Output:
    """Where and how this run prints."""

    def __init__(self) -> None:
        self.as_json = False
        self.quiet = False
        self.has_document = False

    @property
    def is_table(self) -> bool:
        """Whether results are laid out for people to read."""
        return sys.stdout.isatty() and not self.as_json

    def json(self, form: Any) -> None:
        """Print the one JSON document of a `--json` run."""
        import json

        self.has_document = True
        indent = 2 if sys.stdout.isatty() else None
        _be_utf8()
        text = json.dumps(_typed(form), ensure_ascii=False, indent=indent)
        _write(sys.stdout, escaped_json(text))

    def result(self, form: Any, text: str) -> None:
        """Print a result: its form with `--json`, else its text."""
        self.json(form) if self.as_json else self.line(text)

    def line(self, text: str) -> None:
        """Print a line of results."""
        _write(sys.stdout, printable(text))

    def text(self, text: str) -> None:
        """Print a text of charlib's own as it is, over several lines."""
        sys.stdout.write(text)

    def markdown(self, text: str) -> None:
        """Print a page of the manual: with its headings and lists drawn on a terminal."""
        if not sys.stdout.isatty():
            self.text(text)
            return
        from charlib.cli.showing.pages import draw

        draw(text)

    def rows(
        self,
        forms: Sequence[Any],
        header: Sequence[str],
        cells: Sequence[Sequence[str]],
        *,
        nothing: str = "",
    ) -> None:
        """Print records: JSON, a table on a terminal, tab-separated lines elsewhere.

        Where there are none, `nothing` says so on stderr.
        """
        if nothing and not cells:
            self.talk(nothing)
        if self.as_json:
            self.json(list(forms))
        elif sys.stdout.isatty():
            if cells:
                _table(header, cells)
        else:
            for row in cells:
                _write(sys.stdout, "\t".join(printable(cell) for cell in row))

    def json_lines(self, forms: Iterable[Any]) -> None:
        """Print records as JSON Lines."""
        import json

        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self.blocks(encode(form) + "\n" for form in forms)

    def blocks(self, texts: Iterable[str]) -> None:
        """Print JSON Lines that are complete already, one or many in each text."""
        _be_utf8()
        write = sys.stdout.write
        for text in texts:
            write(escaped_json(text))

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print records as CSV; cells that a spreadsheet would run as a formula are defused."""
        import csv

        _be_utf8()
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(header)
        safe = printable if sys.stdout.isatty() else _cell
        writer.writerows([_defused(safe(cell)) for cell in row] for row in rows)

    def pairs(self, form: Any, pairs: Sequence[tuple[str, str]]) -> None:
        """Print one record: JSON, or a line for each of its values."""
        if self.as_json:
            self.json(form)
            return
        width = max(len(name) for name, _ in pairs)
        for name, value in pairs:
            _write(sys.stdout, f"{name:<{width}}  {printable(value)}")

    def side_by_side(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print a short and a long text beside each other, the long one wrapped to the terminal.

        Off a terminal a tab separates them, one pair a line.
        """
        if not sys.stdout.isatty():
            for name, text in pairs:
                _write(sys.stdout, f"{printable(name)}\t{printable(text)}")
            return
        self.grid([[name, text] for name, text in pairs], most=20)

    def grid(self, rows: Sequence[Sequence[str]], *, most: int | None = None) -> None:
        """Print rows on a terminal; the last column continues in the next line."""
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for _ in rows[0][:-1] if rows else ():
            table.add_column(no_wrap=True, max_width=most)
        table.add_column(overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        Console().print(table)

    def talk(self, text: str) -> None:
        """Print a message; `--quiet` silences it."""
        if not self.quiet:
            _write(sys.stderr, printable(text))

    def warn(self, text: str) -> None:
        """Print a warning; `--quiet` silences it."""
        if not self.quiet:
            hint = phrased(text.hint) if isinstance(text, Notice) else ""
            both = f"{text.rstrip('.')}. {hint}" if hint else text
            _write(sys.stderr, f"warning: {printable(both)}")

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Callable[[Job, str], None]]:
        """Show how many jobs of `total` have finished; a bar on a terminal, else nothing."""
        if self.quiet or not sys.stderr.isatty():
            yield _unheard
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        tail = TextColumn("{task.fields[last]}")
        # Results go to stdout as they are, and messages above the bar are not broken into lines.
        console = Console(stderr=True, soft_wrap=True)
        with Progress(
            *columns, tail, console=console, transient=True, redirect_stdout=False
        ) as bar:
            task = bar.add_task(what, total=total or None, last="")
            ended: set[tuple[str, int]] = set()

            def watch(job: Job, state: str) -> None:
                if state in {"ready", "done", "failed", "rejected", "unknown"}:
                    ended.add((job.what, job.id))  # a downloaded film is done a second time
                bar.update(task, completed=len(ended), last=printable(f"{job.label} {state}"))

            yield watch

    @contextmanager
    def bar(self, what: str, total: float | None) -> Iterator[Callable[[float], None]]:
        """Show how much of `total` is done; a bar on a terminal, else nothing."""
        if self.quiet or not sys.stderr.isatty():
            yield _unheard
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        console = Console(stderr=True, soft_wrap=True)
        with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
            task = bar.add_task(printable(what), total=total)
            yield lambda done: bar.update(task, completed=done)


def _unheard(*_: object) -> None:
    """Off a terminal there is no bar."""


def _cell(text: str) -> str:
    """A cell for a file: its lines stay lines, and nothing in it controls a terminal."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in lines)


def _defused(cell: str) -> str:
    """A cell as text: a spreadsheet would calculate it, or drop what stands before its formula."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


_FORMULAS = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", "\t", "\r", "\n")
"""What a formula begins with; Japanese spreadsheets take the full-width signs too."""


def _typed(form: Any) -> Any:
    """The form, with its hints as one types them."""
    if isinstance(form, Hint):
        return phrased(form)
    if isinstance(form, dict):
        return {key: _typed(value) for key, value in form.items()}
    return list(map(_typed, form)) if isinstance(form, list | tuple) else form


_WHOLE = 40
"""Letters of a key that are shown where a table is too wide."""
_LEAST = 6
"""Letters that the keys leave for each other column."""
_GAP = 2
"""Spaces between two columns."""
_KEYS = {
    "handle", "tag", "ID", "row", "when", "account", "profile", "project", "scene", "state",
    "rating", "was", "is", "with", "verdict", "score", "",
}  # fmt: skip
"""Columns that people type again, or that say it in a word: the last to be cut."""
_READ = {
    "problem", "try", "why", "why unknown", "from", "command", "changed", "base URL",
    "key from", "status", "what", "title", "takes", "price", "source page", "check", "lowest",
}  # fmt: skip
"""Columns that people read to the end: they continue in the next line."""


_SPARE = ("remote ID", "output", "film")
"""Columns that say nothing when they are cut: left out where a table is too wide, in this order."""


def _table(header: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    rows = [[printable(cell) for cell in row] for row in cells]
    longest = [max(map(cell_len, column)) for column in zip(header, *rows, strict=True)]
    shown = _fitting(header, longest, console.width)
    header, longest = [header[at] for at in shown], [longest[at] for at in shown]
    rows = [[row[at] for at in shown] for row in rows]
    for name, width in zip(header, _widths(header, longest, console.width), strict=True):
        wraps = name in _READ
        table.add_column(
            name, overflow="fold" if wraps else "ellipsis", no_wrap=not wraps, width=width
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _fitting(header: Sequence[str], longest: Sequence[int], room: int) -> list[int]:
    """The columns that are shown: all of them, or without spare ones until the table fits."""
    shown = list(range(len(header)))
    for spare in _SPARE:
        is_wide = sum(longest[at] + _GAP for at in shown) - _GAP > room
        if is_wide and len(shown) > 1:
            shown = [at for at in shown if header[at] != spare]
    return shown


def _widths(header: Sequence[str], longest: Sequence[int], room: int) -> list[int]:
    """The widths of columns that together fit a terminal: the keys come first."""
    room -= _GAP * (len(header) - 1)
    if sum(longest) <= room:
        return list(longest)
    keys = [at for at, name in enumerate(header) if name in _KEYS]
    others = [at for at, name in enumerate(header) if name not in _KEYS]
    kept = sum(min(longest[at], _LEAST) for at in others)
    widths: dict[int, int] = {}
    for places, most, free in ((keys, _WHOLE, room - kept), (others, room, room)):
        wanted = [min(longest[at], most) for at in places]
        widths |= zip(places, _shared(wanted, free - sum(widths.values())), strict=True)
    return [widths[at] for at in range(len(header))]


def _shared(wanted: Sequence[int], room: int) -> list[int]:
    """Room divided among columns: narrow ones get all they want, wide ones share the rest."""
    widths = [0] * len(wanted)
    narrow_first = sorted(range(len(wanted)), key=wanted.__getitem__)
    for done, at in enumerate(narrow_first):
        widths[at] = max(1, min(wanted[at], room // (len(wanted) - done)))
        room -= widths[at]
    return widths


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:  # a terminal that is not UTF-8
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _be_utf8() -> None:
    """Print in UTF-8 what programs read: JSON has no other encoding, and neither do files here."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")


def drop_output() -> None:
    """Let the interpreter end quietly when stdout takes nothing: its reader is gone, it is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
