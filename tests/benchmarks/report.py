"""What was measured as a Markdown table, and the command line that measures it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.benchmarks.timing import Line

Measure = Callable[[Path, list[int], int], Iterable[Line]]
"""From a folder for libraries, their sizes and the rounds to the lines of a table."""


def table(lines: Sequence[Line]) -> str:
    """The lines as Markdown: a row a promise, a column a size; what misses its limit is bold."""
    sizes = sorted({line.size for line in lines})
    head = "| what | limit | at most | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    rows = [head, "|---|---|---|" + "---|" * len(sizes)]
    for promise in dict.fromkeys((line.what, line.limit, line.target) for line in lines):
        by_size = {
            line.size: line for line in lines if (line.what, line.limit, line.target) == promise
        }
        cells = [_cell(by_size.get(size)) for size in sizes]
        rows.append(f"| {promise[0]} | {promise[1]} | {promise[2]:g} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(line: Line | None) -> str:
    if line is None:
        return ""
    share = f"{line.ratio:.2g}" if line.ratio < 10 else f"{line.ratio:.0f}"
    return share if line.is_kept else f"**{share}**"


def run(description: str | None, measure: Measure, *, sizes: str) -> tuple[list[Line], bool]:
    """Read the command line, measure and print; return the lines, and whether to write them."""
    ask = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--sizes", default=sizes, help="Numbers of characters.")
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--folder", type=Path, help="Where libraries are kept for another run.")
    ask.add_argument("--write", action="store_true", help="Put the table into its page.")
    chosen = ask.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(exist_ok=True, parents=True)
        numbers = [int(size) for size in chosen.sizes.split(",")]
        for line in measure(folder.absolute(), numbers, chosen.rounds):
            lines.append(line)
            print(f"{line.what} @ {line.size:,}: {line.ratio:.3g} of {line.limit}", flush=True)  # noqa: T201
    print(f"\n{table(lines)}")  # noqa: T201
    return lines, chosen.write
