"""Scores all windows of a film together, and chooses the best that do not overlap.

Sums over a window come from running totals, so the time grows only with the number of windows. Each
part of a score is a ramp between a value that spoils a window and one that suffices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from charlib.domain.windows.suggestion import SURE
from charlib.media.advice.blocks import SAMPLE_EVERY, Array
from charlib.media.advice.records import Record

STEP_S = 0.1
_MARGIN_S = 0.06
_LENGTHS = 12
_SAYS_LITTLE = 0.85
"""Without a face, only colour tells a subject from its surroundings: scores are lower."""
_AUTO_CAP = SURE - 0.05
"""Where things were not asked for, a window without a face never counts as confident."""
_TAKEN = 0.5
_TOUCHING_S = 0.02
"""Windows that share less time than this do not overlap."""
_WEAKEST = 0.35
_NEAR_CUT = 0.05
_UNCOVERED = {"bare": 0.372, "edge": -1.372, "colours": -1.967, "agree": 1.615, "eyes": 1.164}
_UNCOVERED_BIAS = -0.6
"""Log-odds, fitted to parts of 124 films of 22 people: clear, covered and turned away."""
_MOUTH = (0.7, 2.0)
"""Log-odds of a mouth: at the first something hides it, at the second it is surely seen.

A window's score stays below `SURE` up to a third of the way: see `tests/benchmarks/mouths.md`.
"""
_MOUTH_RUN = 3
"""The number of samples that are averaged, so that a hand before the mouth for a second counts."""
_UNLIKE = 0.6
"""The most that a face loses because its sides differ: light and a smile cause that too."""


Measured = tuple[dict[str, Array], dict[str, Array]]
"""Parts and facts, as columns by name."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Windows in seconds with their scores; parts and facts are columns by name."""

    start: Array
    end: Array
    score: Array
    parts: Mapping[str, Array]
    facts: Mapping[str, Array]


def candidates(record: Record, least: float, most: float) -> tuple[Array, Array]:
    """Return all windows within one shot, `least` to `most` seconds long: starts and ends."""
    step = max(SAMPLE_EVERY, (most - least) / _LENGTHS)
    lengths = np.append(np.arange(most, least, -step), least)
    grid = np.arange(0, max(0, record.end - least) + 1e-6, STEP_S)
    starts = np.concatenate([grid, record.times[record.is_cut] + _MARGIN_S])
    starts = np.unique(np.ceil(starts * 100 - 1e-6) / 100)
    start = np.repeat(starts, len(lengths))
    end = np.round(start + np.tile(lengths, len(starts)), 3)
    after_cut, before_cut = _room(record, start, end)
    whole = (after_cut >= _MARGIN_S) & (before_cut >= _MARGIN_S)
    return start[whole], end[whole]


def _room(record: Record, start: Array, end: Array) -> tuple[Array, Array]:
    """Return how far each window is from the cut before and after it; below 0 it crosses it."""
    cuts = record.times[record.is_cut]
    begins = np.concatenate([[-_MARGIN_S], cuts])
    ends = np.concatenate([cuts, [record.end + _MARGIN_S + 1e-3]])
    shot = np.searchsorted(begins, start, side="right") - 1
    return start - begins[shot], ends[shot] - end


class Sums:
    """Sums, means and spreads of columns over any windows."""

    def __init__(self, times: Array, start: Array, end: Array, slack: float) -> None:
        self._first = np.searchsorted(times, start - slack, side="left")
        self._last = np.searchsorted(times, end + slack, side="left")
        self.count = np.maximum(self._last - self._first, 0)

    def total(self, values: Array) -> Array:
        """Return the sum in each window."""
        running = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        return np.asarray(running[np.maximum(self._last, self._first)] - running[self._first])

    def mean(self, values: Array, otherwise: float = 0.0) -> Array:
        """Return the mean of the known values in each window; `otherwise` where there are none."""
        known = np.isfinite(values)
        count = self.total(known)
        total = self.total(np.where(known, values, 0))
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), otherwise))

    def worst(self, values: Array, run: int) -> Array:
        """Return the lowest mean of `run` neighbours in each window; unknown values count as 0.

        A window with fewer values has their mean.
        """
        known = np.where(np.isfinite(values), values, 0).astype(np.float64)
        lowest = self.total(known) / np.maximum(self.count, 1)
        if len(known) < run:
            return np.asarray(lowest)
        means = np.convolve(known, np.full(run, 1 / run), "valid")
        for start in range(int(self.count.max(initial=0)) - run + 1):
            at = self._first + start
            inside = at + run <= self._last
            here = means[np.minimum(at, len(means) - 1)]
            lowest = np.where(inside, np.minimum(lowest, here), lowest)
        return np.asarray(lowest)

    def spread(self, values: Array) -> Array:
        """Return the standard deviation of the known values in each window."""
        mean = self.mean(values)
        square = self.mean(values.astype(np.float64) ** 2)
        return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)))


def ramp(values: Array, spoils: float, suffices: float) -> Array:
    """Map values to 0 at `spoils`, 1 at `suffices`, linear between; either may be the larger."""
    return np.asarray(np.clip((values - spoils) / (suffices - spoils), 0, 1))


def score(
    record: Record, start: Array, end: Array, *, subject: str, lengths: tuple[float, float]
) -> Scored:
    """Score windows for a `face` or an `object`."""
    samples = Sums(record.column("at"), start, end, slack=0.02)
    frames = Sums(record.times, start, end, slack=-1e-3)
    measure = _of_faces if subject == "face" else _of_objects
    parts, facts = measure(record, samples, frames)
    parts["same"] = ramp(frames.spread(record.luma), 14, 4)
    unblended = frames.total(record.is_blend) == 0
    values = np.stack([np.clip(part, 0, 1) for part in parts.values()])
    least, most = lengths
    long = np.clip((end - start - least) / max(most - least, 0.1), 0, 1)
    with np.errstate(divide="ignore"):
        mean = np.exp(np.log(values).mean(axis=0))
    total = mean * values.min(axis=0) ** _WEAKEST * (0.94 + 0.06 * long) * unblended
    after_cut, before_cut = _room(record, start, end)
    total = total * (1 - _NEAR_CUT + _NEAR_CUT * _clear(after_cut, before_cut))
    if subject == "object":
        total = total * _SAYS_LITTLE
    facts["blended"] = ~unblended
    return Scored(start, end, total, parts, facts)


def _clear(after_cut: Array, before_cut: Array) -> Array:
    """Return how far windows are from cuts, 0 to 1: near a cut the picture may not be settled."""
    return np.asarray(np.minimum(ramp(after_cut, 0, 0.6), ramp(before_cut, 0, 0.3)))


def _of_faces(record: Record, samples: Sums, frames: Sums) -> Measured:
    column = {name: record.column(name) for name in _FACE_COLUMNS}
    mean = {name: samples.mean(values) for name, values in column.items()}
    seen = samples.total(column["faces"] > 0) / np.maximum(samples.count, 1)
    across = column["x"] * record.aspect
    frame_light = frames.mean(record.luma)
    drift = np.hypot(samples.spread(across), samples.spread(column["y"]))
    grows = samples.spread(column["side"])
    side = np.maximum(mean["side"], 1e-3)
    mouth = ramp(samples.worst(column["mouth"], _MOUTH_RUN), *_MOUTH)
    parts = {
        "face": ramp(seen, 0.4, 1.0),
        "alone": np.maximum(1 - ramp(mean["second"], 0.1, 0.4), 0.03),
        "size": ramp(side, 0.06, 0.14) * (1 - 0.6 * ramp(side, 0.62, 0.85)),
        "inside": _inside(column, across, record.aspect, samples),
        "frontal": _frontal(mean),
        "uncovered": _uncovered(mean) * mouth,
        "sharp": ramp(mean["sharp"], 0.14, 0.2),
        "light": ramp(np.maximum(mean["light"], frame_light), 50, 95)
        * ramp(mean["light"], 25, 50) * ramp(mean["light"], 236, 205)
        * ramp(mean["clipped"], 0.45, 0.15),
        "steady": ramp(frames.mean(record.move), 13, 3)
        * ramp(drift / side, 0.45, 0.1) * ramp(grows / side, 0.35, 0.08),
    }  # fmt: skip
    return parts, {"side": mean["side"], "seen": seen, "light": mean["light"], "mouth": mouth}


_FACE_COLUMNS = (
    "faces", "second", "x", "y", "side", "hits", "bare", "edge", "colours", "agree", "eyes",
    "mirror", "sharp", "light", "clipped", "mouth",
)  # fmt: skip


def _inside(column: Mapping[str, Array], across: Array, aspect: float, samples: Sums) -> Array:
    """Return how far the whole head is in the picture: it is larger than the face's square."""
    half, side = column["side"] / 2, np.maximum(column["side"], 1e-3)
    beside = np.minimum(across - half, aspect - across - half) / side
    above, below = (column["y"] - half) / side, (1 - column["y"] - half) / side
    inside = ramp(beside, 0.0, 0.22) * ramp(above, -0.02, 0.12) * ramp(below, -0.1, 0.08)
    return samples.mean(inside)


def _uncovered(mean: Mapping[str, Array]) -> Array:
    """Return how likely it is that a face is uncovered, and turned to the camera."""
    odds = _UNCOVERED_BIAS + sum(weight * mean[name] for name, weight in _UNCOVERED.items())
    return np.asarray(1 / (1 + np.exp(-odds)))


def _frontal(mean: Mapping[str, Array]) -> Array:
    """Return how frontal a face is, by cascades and eyes; its sides may differ a little."""
    alike = 1 - _UNLIKE * (1 - ramp(mean["mirror"], 0.2, 0.5))
    return np.asarray(
        np.sqrt(alike * ramp(mean["hits"], 2.3, 3.6)) * (0.2 + 0.8 * ramp(mean["eyes"], 1.0, 2.5))
    )


def _of_objects(record: Record, samples: Sums, frames: Sums) -> Measured:
    column = {name: record.column(f"sub_{name}") for name in _SUBJECT_COLUMNS}
    mean = {name: samples.mean(values) for name, values in column.items()}
    looked = samples.total(record.column("gate") == 0) / np.maximum(samples.count, 1)
    seen = (samples.total(np.isfinite(column["area"])) > 0) * looked
    light, area = frames.mean(record.luma), np.maximum(mean["area"], 1e-3)
    drift = np.hypot(samples.spread(column["x"]) * record.aspect, samples.spread(column["y"]))
    parts = {
        "face": ramp(seen, 0.4, 1.0),
        "alone": ramp(mean["alone"], 0.35, 0.8),
        "size": ramp(area, 0.008, 0.04) * (1 - 0.7 * ramp(area, 0.45, 0.75)),
        "inside": ramp(mean["cut"], 0.3, 0.06),
        "apart": ramp(mean["far"], 22, 45),
        "sharp": ramp(mean["sharp"], 0.02, 0.07),
        "light": ramp(light, 36, 80) * ramp(light, 235, 205),
        "steady": ramp(frames.mean(record.move), 13, 3)
        * ramp(drift, 0.3, 0.05) * ramp(samples.spread(column["area"]) / area, 0.7, 0.15),
    }  # fmt: skip
    return parts, {"area": mean["area"], "seen": seen, "light": light}


_SUBJECT_COLUMNS = ("x", "y", "area", "alone", "cut", "far", "sharp")


def free_parts(scored: Scored, taken: Sequence[tuple[float, float]]) -> Array:
    """Return 1 for each window, or less where it shares time with a taken one."""
    parts = np.ones(len(scored.start))
    for start, end in taken:
        shared = np.minimum(scored.end, end) - np.maximum(scored.start, start)
        parts = np.where(shared > _TOUCHING_S, np.minimum(parts, _TAKEN), parts)
    return parts


def capped(scores: Array) -> Array:
    """Return scores of things that were not asked for."""
    return np.minimum(scores, _AUTO_CAP)


def best(scores: Array, start: Array, end: Array, count: int) -> list[int]:
    """Return the best windows that do not overlap, the best first; ties in the film's order."""
    order = np.lexsort((start, -np.round(scores, 4)))
    chosen: list[int] = []
    for index in order:
        if scores[index] <= 0 or len(chosen) == count:
            break
        if all(end[index] <= start[other] or start[index] >= end[other] for other in chosen):
            chosen.append(int(index))
    return chosen
