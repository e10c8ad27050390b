"""How often a suggested window is right, and what it costs: beside three ways that cost nothing.

Run it by hand; `--write` puts the table into `windows.md`:

    python -m tests.benchmarks.windows [FOLDER…] [--write]

A folder holds films and a `labels.json` (see its SOURCES.md); by default those of ../shared. A
window is right when it lies inside one good segment (tolerance 0.08 s) and is 1 to 3 s long. Cost
is processor time over that of decoding the same film alone, in the same run.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from charlib import media
from charlib.domain.windows.window import Window
from charlib.media.advice import suggestions
from charlib.media.films import open_film
from charlib.media.frames import from_moment
from tests.pages import fill

CLIPS = Path(__file__).parents[3] / "shared" / "data" / "clips"
BENCH = CLIPS / "bench"
_TOLERANCE_MS = 80
_DRAWS = 400


@dataclass
class Tally:
    """What was counted over one set of films."""

    films: int = 0
    top1: dict[str, float] = field(default_factory=dict)
    top3: int = 0
    spent: float = 0.0
    decoding: float = 0.0
    misses: list[str] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """Times the cost of decoding alone."""
        return self.spent / self.decoding

    def rate(self, way: str) -> float:
        """How often the first window of a way is right."""
        return self.top1[way] / self.films


def is_right(window: Window, segments: Sequence[dict[str, Any]]) -> bool:
    """Whether a window lies inside one good segment."""
    return 1000 <= window.length_ms <= 3000 and any(
        segment["label"] == "good"
        and window.start_ms >= segment["start"] * 1000 - _TOLERANCE_MS
        and window.end_ms <= segment["end"] * 1000 + _TOLERANCE_MS
        for segment in segments
    )


def decode(path: Path) -> None:
    """What everything else is measured against: all frames, and nothing done with them."""
    with open_film(path) as container:
        for _ in from_moment(container, 0.0):
            pass


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result, and the processor time that it took."""
    begin = time.process_time()
    return work(), time.process_time() - begin


def _middle(duration: float, length: float) -> Window:
    start = round((duration - length) * 500)
    return Window(start, start + round(length * 1000))


def _longest_shot(record: Any, length: float) -> Window:
    cuts = [0.0, *record.times[record.is_cut].tolist(), record.end]
    begin, end = max(pairwise(cuts), key=lambda pair: pair[1] - pair[0])
    start = round((begin + end - length) * 500)
    return Window(start, start + round(length * 1000))


def _by_chance(duration: float, segments: Sequence[dict[str, Any]], dice: random.Random) -> float:
    starts = [dice.uniform(0, duration - 3) for _ in range(_DRAWS)]
    windows = [Window(round(s * 1000), round(s * 1000) + 3000) for s in starts]
    return sum(is_right(window, segments) for window in windows) / _DRAWS


def measure(folder: Path) -> Tally:
    """Every film of a set: suggested, and chosen in the three ways that look at nothing."""
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    tally, dice = Tally(), random.Random(1)
    ways = ("suggested", "middle 3 s", "longest shot", "random 3 s")
    tally.top1 = dict.fromkeys(ways, 0.0)
    decode(folder / next(iter(labels)))  # warm
    media.suggest(folder / next(iter(labels)))
    for name, film in labels.items():
        path, segments = folder / name, film["segments"]
        matches, spent = timed(lambda path=path: media.suggest(path, count=3))
        _, alone = timed(lambda path=path: decode(path))
        tally.spent, tally.decoding = tally.spent + spent, tally.decoding + alone
        good = [is_right(window.window, segments) for window in matches.windows]
        first = bool(good and good[0])
        tally.films += 1
        tally.top3 += any(good)
        tally.top1["suggested"] += first
        tally.top1["middle 3 s"] += is_right(_middle(film["duration"], 3), segments)
        record = suggestions.watch(path, least=1.0)
        tally.top1["longest shot"] += is_right(_longest_shot(record, 3), segments)
        tally.top1["random 3 s"] += _by_chance(film["duration"], segments, dice)
        if not first:
            tally.misses.append(f"{name}: {_told(matches, segments)}")
    return tally


def _told(suggested: Any, segments: Sequence[dict[str, Any]]) -> str:
    if not suggested.windows:
        return "nothing"
    window = suggested.windows[0].window
    touched = [
        segment["kind"]
        for segment in segments
        if segment["start"] * 1000 < window.end_ms and segment["end"] * 1000 > window.start_ms
    ]
    return f"{window} ({suggested.windows[0].score:.2f}) touches {', '.join(touched)}"


def rows(folders: Sequence[Path], misses: list[str]) -> Iterator[str]:
    """Yield the table, as Markdown; `misses` takes what was wrong."""
    ways = "suggested | among three | middle 3 s | longest shot | random 3 s"
    yield f"| set | films | {ways} | cost |"
    yield "|---|---|---|---|---|---|---|---|"
    for folder in folders:
        tally = measure(folder)
        ways = [f"{tally.rate(way):.2f}" for way in tally.top1]
        yield (
            f"| {folder.name} | {tally.films} | **{ways[0]}** | {tally.top3 / tally.films:.2f} |"
            f" {' | '.join(ways[1:])} | {tally.cost:.1f}x |"
        )
        misses += [f"{folder.name}/{miss}" for miss in tally.misses]


def main() -> None:
    """Measure, print, and with `--write` put the table into its page."""
    folders = [Path(word) for word in sys.argv[1:] if word != "--write"]
    lines: list[str] = []
    misses: list[str] = []
    for line in rows(folders or [BENCH / "dev", BENCH / "harddev"], misses):
        sys.stdout.write(line + "\n")
        lines.append(line)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"\nmost memory: {peak_mb:.0f} MB\n")
    sys.stdout.writelines(f"missed {miss}\n" for miss in misses)
    if "--write" in sys.argv:
        fill(Path(__file__).parent / "windows.md", "windows", "\n".join(lines))


if __name__ == "__main__":
    main()
