"""Taking time fairly: everything in turn within a round, ratios within rounds, medians of those."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

try:
    import resource
except ImportError:  # Windows does not tell it
    resource = None

Clock = Callable[[], float]
Times = dict[str, list[float]]
"""What was run → seconds, one a round."""


@dataclass(frozen=True)
class Line:
    """One promise: what it is about, what it is measured against, and how it went.

    `ratio` is how many limits it took; `seconds` how long, where that says anything.
    """

    what: str
    limit: str
    target: float
    ratio: float
    size: int
    seconds: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the promise was kept."""
        return self.ratio <= self.target


def children_cpu() -> float:
    """The processor time, user and system, of all processes that were started and have ended."""
    if resource is None:
        return perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def interleaved(
    runs: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = perf_counter
) -> Times:
    """Run everything once to warm up, then in turn, so that a busy moment falls on all of them."""
    for run in runs.values():
        run()
    times: Times = {name: [] for name in runs}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, run in runs.items():
                begun = clock()
                run()
                times[name].append(clock() - begun)
    finally:
        gc.enable()
    return times


def ratio(times: Times, name: str, limit: str) -> float:
    """How many limits a run takes: the median over the rounds."""
    return median(time / other for time, other in zip(times[name], times[limit], strict=True))


def middle(times: Times, name: str) -> float:
    """A run's median seconds."""
    return median(times[name])


class Shell:
    """Runs processes with bytecode of their own, as an installation has it."""

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
        }
        self._environment |= {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PYTHONUTF8": "1",
            "COLUMNS": "80",
        }
        if home is not None:
            self._environment["CHARLIB_HOME"] = str(home)

    def run(self, command: Sequence[str | Path]) -> bytes:
        """Run a command to its end and answer what it printed; whatever goes wrong is raised."""
        done = subprocess.run(
            list(map(str, command)), env=self._environment, capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode()}")
        return done.stdout

    def silent(self, command: Sequence[str | Path]) -> None:
        """Run a command to its end, its output thrown away as a pipe's reader would take it."""
        subprocess.run(
            list(map(str, command)), env=self._environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


FLOORS = Path(__file__).parent / "floors"


def floor(name: str, *arguments: str | Path) -> list[str | Path]:
    """The command of a floor script, under the same interpreter."""
    return [sys.executable, FLOORS / f"{name}.py", *arguments]


def charlib(*arguments: str | Path) -> list[str | Path]:
    """The command that a person types; it must be installed beside the interpreter."""
    script = Path(sys.executable).with_name("charlib")
    if not script.exists():
        raise SystemExit("charlib is not installed here: pip install -e '.[dev]'")
    return [script, *arguments]
