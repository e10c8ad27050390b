"""Searching, measured: every promise as a ratio to a limit of the same run.

    python -m tests.benchmarks.search [--sizes 10000,100000,1000000] [--rounds 15] [--write]

A *floor* is a bare Python script with sqlite3 that runs the same SQL on the same file and prints
the same; *page20* is fetching 20 known rows by key. With `--write` the table goes into
`searching.md` and the growth is drawn into `growth.svg`, both beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import growth, libraries, processes, queries, report
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import Line
from tests.pages import fill

PAGE = Path(__file__).parent / "searching.md"
MARK = "searching"
PLOT = Path(__file__).parent / "growth.svg"


def measured(folder: Path, sizes: list[int], rounds: int) -> Iterator[Line]:
    """All lines; what grows is measured at every size, whole processes at the middle one."""
    known = [libraries.make(folder, size) for size in sizes]
    middle, largest = known[len(known) // 2], known[-1]
    yield from processes.start(folder, middle, rounds)
    if largest is not middle:
        yield processes.growth(folder, middle, largest, rounds)
    yield from processes.completion(folder, largest, rounds)
    yield processes.listing(folder, middle, 3)
    yield processes.loading(folder, middle, 1 if middle.size > 10_000 else 3)
    yield queries.sizes(middle)
    yield queries.renaming(folder, largest)
    for peer in known:
        yield from _inside(peer, rounds)


def _inside(library: Library, rounds: int) -> Iterator[Line]:
    yield from queries.pages(library, rounds)
    yield from queries.depth(library, rounds)
    yield queries.layer(library, rounds)


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    lines, is_written = report.run(__doc__, measured, sizes="10000,100000")
    if is_written:
        growth.draw(lines, PLOT)
        picture = f"![How queries grow with the library]({PLOT.name})"
        fill(PAGE, MARK, f"{picture}\n\n{report.table(lines)}")


if __name__ == "__main__":
    main()
