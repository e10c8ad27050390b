"""Changes and short commands, measured: every promise as a ratio to a limit of the same run.

    python -m tests.benchmarks.writing [--sizes 100000,1000000] [--rounds 15] [--write]

The smaller size is changed and read; the larger one is sorted and counted, beside the smaller. Cost
is processor time, user and system, except that threads are measured in seconds on the clock. With
`--write` the table goes into `writing.md`, beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import (
    batches,
    beside_search,
    changes,
    in_process,
    kept_windows,
    libraries,
    report,
    takes,
)
from tests.benchmarks.timing import Line
from tests.pages import fill

PAGE = Path(__file__).parent / "writing.md"
MARK = "writing"
_MANY_ROUNDS, _IMPORT_ROUNDS = 5, 1
"""At most so many rounds of what takes seconds, and of imports of large files."""


def measured(folder: Path, sizes: list[int], rounds: int) -> Iterator[Line]:
    """All lines, for the smallest size and the growth to the largest."""
    small, *_, large = [libraries.make(folder, size) for size in sorted(sizes)]
    many = min(rounds, _MANY_ROUNDS)
    yield from changes.lines(folder, small, rounds)
    yield from batches.importing(folder, small, _IMPORT_ROUNDS if small.size > 10_000 else many)
    yield from batches.editing(folder, small, many)
    yield from batches.handles(folder, small, many)
    yield from in_process.lines(small, rounds)
    yield from beside_search.lines(folder, small, rounds)
    yield from takes.lines(folder, small, rounds)
    yield from in_process.growth(small, large, rounds)
    yield from _films(folder, small.size, many)


def _films(folder: Path, size: int, rounds: int) -> Iterator[Line]:
    """Windows kept of two films, in times of decoding each film once, at any size."""
    figures = kept_windows.measure(folder, rounds)
    what = f"{kept_windows.WINDOWS} windows kept of {len(kept_windows.FILMS)} films"
    yield Line(what, "decoding each film once", kept_windows.COST, figures.cost, size)
    yield Line(f"{what}: opens of a film", "one", kept_windows.OPENS, figures.opens, size)


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    lines, is_written = report.run(__doc__, measured, sizes="100000,1000000")
    if is_written:
        fill(PAGE, MARK, report.table(lines))


if __name__ == "__main__":
    main()
