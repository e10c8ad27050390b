"""Searching, measured: every promise as a ratio to a limit of the same run.

    python -m tests.benchmarks.search [--sizes 10000,100000,1000000] [--rounds 15] [--write]

A *floor* is a bare Python script with sqlite3 that runs the same SQL on the same file and prints
the same; *page20* is fetching 20 known rows by key. With `--write` the table goes into
`searching.md` and the growth is drawn into `growth.svg`, both beside this file.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import growth, libraries, processes, queries
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
    for one in known:
        yield from _inside(one, rounds)


def _inside(library: Library, rounds: int) -> Iterator[Line]:
    yield from queries.pages(library, rounds)
    yield from queries.depth(library, rounds)
    yield queries.layer(library, rounds)


def table(lines: list[Line]) -> str:
    """The lines as Markdown: one a promise, a column a size."""
    sizes = sorted({one.size for one in lines})
    head = "| what | limit | at most | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    rows = [head, "|---|---|---|" + "---|" * len(sizes)]
    promises = dict.fromkeys((one.what, one.limit, one.target) for one in lines)
    for promise in promises:
        found = {one.size: one for one in lines if (one.what, one.limit, one.target) == promise}
        cells = [_cell(found.get(size)) for size in sizes]
        rows.append(f"| {promise[0]} | {promise[1]} | {promise[2]:g} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(line: Line | None) -> str:
    if line is None:
        return ""
    share = f"{line.ratio:.2g}" if line.ratio < 10 else f"{line.ratio:.0f}"
    return share if line.is_kept else f"**{share}**"


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", default="10000,100000")
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--folder", type=Path, help="Where libraries are kept for another run.")
    ask.add_argument("--write", action="store_true")
    said = ask.parse_args()
    sizes = [int(one) for one in said.sizes.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        folder = said.folder or Path(temporary)
        folder.mkdir(exist_ok=True, parents=True)
        lines = []
        for line in measured(folder.absolute(), sizes, said.rounds):
            lines.append(line)
            print(f"{line.what} @ {line.size:,}: {line.ratio:.3g} of {line.limit}", flush=True)  # noqa: T201
    print(f"\n{table(lines)}")  # noqa: T201
    if said.write:
        growth.draw(lines, PLOT)
        fill(PAGE, MARK, f"![How queries grow with the library]({PLOT.name})\n\n{table(lines)}")


if __name__ == "__main__":
    main()
