"""What it costs to keep 24 windows of two films, beside decoding each film once.

Run it by hand for the table:

    python -m tests.benchmarks.kept_windows

Both sides read the same two films, rendered by the sandbox: 60 s of 640x360. Cost is processor
time; both are measured in turn in the same process, after a warm-up, and the ratio is the median
over the rounds. Memory is the peak of a process of its own. Opens are counted in Python, where
every open of a film passes by.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import av

from charlib import media
from charlib.domain.windows.window import Window
from charlib.sandbox.world.film import render

FILMS = ("a red coat", "a robot in the rain")
SECONDS = 60
WINDOWS = 24
COST, OPENS, MEMORY_MB = 1.5, 3, 20
"""The limits: in times of decoding each film once; opens of a film; growth from 2 to 24 windows."""


@dataclass(frozen=True)
class Figures:
    """What was measured."""

    cost: float
    opens: int
    memory_mb: dict[int, int]

    @property
    def growth_mb(self) -> int:
        """How much more memory many windows take than two."""
        return self.memory_mb[WINDOWS] - self.memory_mb[2]


def make_films(folder: Path, seconds: float = SECONDS) -> list[Path]:
    """Render the films."""
    paths = [folder / f"{number}.mp4" for number in range(len(FILMS))]
    for path, prompt in zip(paths, FILMS, strict=True):
        render(path, seconds=seconds, prompt=prompt)
    return paths


def windows_of(films: int, count: int, seconds: float = SECONDS) -> list[Window]:
    """Windows of 2 s, evenly over a film, for a part of `count`."""
    number = max(1, count // films)
    step = round(seconds * 1000 / number)
    return [Window(start, start + 2000) for start in range(500, number * step, step)]


def decode(films: Sequence[Path]) -> None:
    """What everything else is measured against: all frames, and nothing done with them."""
    for path in films:
        with av.open(str(path)) as container:
            for _ in container.decode(video=0):
                pass


def keep(films: Sequence[Path], count: int, folder: Path) -> None:
    """Keep windows of all films."""
    for path in films:
        kept = media.keep_windows(path, windows_of(len(films), count), folder)
        if not all(isinstance(files, list) for files in kept):
            raise RuntimeError(f"not all windows were kept: {kept}")


def cost(films: Sequence[Path], folder: Path, rounds: int = 5) -> float:
    """Times the processor time of decoding each film once."""
    keep(films, WINDOWS, folder)  # warm
    ratios = []
    for _ in range(rounds):
        limit = _spent(lambda: decode(films))
        ratios.append(_spent(lambda: keep(films, WINDOWS, folder)) / limit)
    return median(ratios)


def _spent(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


@contextmanager
def counted(path: Path) -> Iterator[list[str]]:
    """Count the opens of a file, by Python or handed to FFmpeg as a path."""
    opens: list[str] = []

    def counting(opener: Callable[..., Any]) -> Callable[..., Any]:
        def open_(file: Any, *arguments: Any, **more: Any) -> Any:
            if str(file) == str(path):
                opens.append(str(file))
            return opener(file, *arguments, **more)

        return open_

    before = io.open, av.open
    io.open, av.open = map(counting, before)
    try:
        yield opens
    finally:
        io.open, av.open = before


_PEAK = """
import resource, sys
from pathlib import Path
from tests.benchmarks.kept_windows import keep
keep([Path(name) for name in sys.argv[3:]], int(sys.argv[1]), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak_mb(films: Sequence[Path], count: int, folder: Path) -> int:
    """The peak memory of a process that keeps windows."""
    command = [sys.executable, "-c", _PEAK, str(count), str(folder), *map(str, films)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return int(done.stdout)


def measure(folder: Path, rounds: int = 5) -> Figures:
    """Measure all figures."""
    films = make_films(folder)
    with counted(films[0]) as opens:
        keep(films, WINDOWS, folder)
    memory = {count: peak_mb(films, count, folder) for count in (2, WINDOWS)}
    return Figures(cost(films, folder, rounds), len(opens), memory)


def rows(figures: Figures) -> Iterator[str]:
    """The table, as Markdown."""
    yield "| keeping 24 windows of two films | at most | measured |"
    yield "|---|---|---|"
    yield f"| processor time, in times of decoding each film once | {COST} | {figures.cost:.2f} |"
    yield f"| opens of a film | {OPENS} | {figures.opens} |"
    few, many = figures.memory_mb[2], figures.memory_mb[WINDOWS]
    yield f"| more memory than for 2 windows, MB | {MEMORY_MB} | {many - few} ({few} to {many}) |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for row in rows(measure(Path(name))):
            sys.stdout.write(row + "\n")
