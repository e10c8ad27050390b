"""Makes the record of a film from its blocks: where its shots are, and where faces are seen.

A block is judged when the next one is known, because a shot is known by its end. Faces are searched
only in samples that are lit, sharp and still, in a shot that is long enough: in the whole picture
now and then, in between only around the last face.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np

from charlib.media.advice import shots, subjects
from charlib.media.advice.blocks import SAMPLE_EVERY, Array, Block, Sample
from charlib.media.advice.face_measures import FaceMeter
from charlib.media.advice.faces import Cascade, Face, FaceDetector
from charlib.media.advice.records import COLUMNS, GATES, Record

_DARK, _BRIGHT, _FLAT = 36.0, 228.0, 6.0
_MOVING = 15.0
"""Pixels a second, of a plane 96 wide, from which a picture moves too much to search it."""
_BLURRED = 0.045
_NEAR_S = 0.4
_SLOT_S = 1.5
_KEPT_S = 1.0
_MARGIN_S = 0.06
_VERIFIED = 6
_MOST_FACES = 5


@dataclass(slots=True)
class _Numbers:
    """The columns of some frames, as arrays."""

    times: Array
    luma: Array
    contrast: Array
    move: Array
    is_cut: Array
    is_blend: Array


@dataclass(slots=True)
class Watcher:
    """Takes blocks in their order; `record` returns the result."""

    least_s: float
    detector: FaceDetector | None
    wants_subjects: bool
    _meter: FaceMeter = field(default_factory=FaceMeter)
    _tail: Block = field(default_factory=Block)
    _pending: Block | None = None
    _done: list[_Numbers] = field(default_factory=list)
    _rows: list[list[float]] = field(default_factory=list)
    _last_cut: float = 0.0
    _face: Face | None = None
    _others: float = 0.0
    _second: tuple[float, float] = (0.0, 0.0)
    _slot: tuple[float, int] = (-1.0, -1)
    _aspect: float = 16 / 9

    def take(self, block: Block) -> None:
        """Take a block, and judge the one before."""
        if self._pending is not None:
            self._judge(self._pending, block)
        self._pending = block

    def record(self) -> Record:
        """Judge the last block, and return the record."""
        if self._pending is not None:
            self._judge(self._pending, Block())
        self._pending = None
        names = ("times", "luma", "move", "is_cut", "is_blend")
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in self._done] or [np.zeros(0)])
            for name in names
        }
        rows = np.array(self._rows, np.float32).reshape(-1, len(COLUMNS))
        return Record(**columns, samples=rows, aspect=self._aspect)

    def _judge(self, block: Block, following: Block) -> None:
        whole = _joined(self._tail, block, following)
        begin = len(self._tail.times)
        end = begin + len(block.times)
        times, change = np.array(whole.times), np.array(whole.change)
        is_cut = shots.cuts(times, change, np.array(whole.recolour))
        if begin:
            is_cut[0] = False
        blended = shots.blends(times, whole.small, range(begin, end), is_cut)
        gaps = np.diff(times, prepend=times[0] - 0.04)
        move = np.where(is_cut, 0, change / (np.array(whole.texture) + 1) / np.maximum(gaps, 1e-3))
        numbers = _Numbers(
            times, np.array(whole.luma), np.array(whole.contrast), move, is_cut, blended
        )
        self._look_at(block.samples, numbers)
        part = slice(begin, end)
        self._done.append(
            _Numbers(*(getattr(numbers, name)[part].astype(kind) for name, kind in _KINDS.items()))
        )
        mine = times[part][is_cut[part]]
        self._last_cut = float(mine[-1]) if len(mine) else self._last_cut
        self._tail = _last_second(block)

    def _look_at(self, samples: list[Sample], numbers: _Numbers) -> None:
        cut_times = numbers.times[numbers.is_cut]
        for sample in samples:
            self._aspect = sample.luma.shape[1] / sample.luma.shape[0]
            before = cut_times[cut_times <= sample.at + 1e-6]
            after = cut_times[cut_times > sample.at + 1e-6]
            begins = float(before[-1]) if len(before) else self._last_cut
            ends = float(after[0]) if len(after) else float("inf")
            row = dict.fromkeys(COLUMNS, np.nan)
            row.update(at=sample.at, gate=self._gate(sample, numbers, begins, ends))
            if not row["gate"]:
                self._see(sample, begins, row)
            self._rows.append([row[name] for name in COLUMNS])

    def _gate(self, sample: Sample, numbers: _Numbers, begins: float, ends: float) -> int:
        """Return why a sample is not searched, as a number in `GATES`; 0 if it is."""
        at = int(np.argmin(np.abs(numbers.times - sample.at)))
        near = np.abs(numbers.times - sample.at) <= _NEAR_S
        near &= (numbers.times >= begins) & (numbers.times < ends)
        reasons = {
            "dark": numbers.luma[at] < _DARK,
            "bright": numbers.luma[at] > _BRIGHT,
            "flat": numbers.contrast[at] < _FLAT,
            "moving": float(np.median(numbers.move[near])) > _MOVING if near.any() else False,
            "blended": numbers.is_blend[at],
            "short": ends - begins < self.least_s + 2 * _MARGIN_S,
        }
        reason = next((name for name, holds in reasons.items() if holds), "")
        if not reason and _detail(sample.luma) < _BLURRED:
            reason = "blurred"
        return GATES.index(reason)

    def _see(self, sample: Sample, shot: float, row: dict[str, float]) -> None:
        slot = (shot, int(sample.at / _SLOT_S))
        if slot != self._slot:
            if slot[0] != self._slot[0]:
                self._face = None
            self._slot = slot
            self._look_for_faces(sample, row)
        elif self._face is not None:
            self._look_again(sample, row, eyes=int(sample.at / 0.25) % 2 == 0)
        else:
            row["faces"] = 0
        if self._face is None and self.wants_subjects:
            self._look_for_subject(sample, row)

    def _look_for_faces(self, sample: Sample, row: dict[str, float]) -> None:
        known = self._face
        self._face, self._others = None, 0.0
        seen = self.detector(sample) if self.detector else []
        found = self._verified(sample, seen)
        if not found and known is not None:  # the coarse search may miss what a close one sees
            again = self._meter.again(sample, known)
            found = [again] if again and again[1] >= _VERIFIED else []
        row["faces"] = len(found)
        if found:
            self._face, hits = found[0]
            others = [face for face, _ in found[1:]]
            if self.detector is not None and self.detector.is_sure:
                others += [face for face in seen if _apart(face, self._face)]
            self._others = max((face.side for face in others), default=0.0) / self._face.side
            self._note(sample, row, hits, eyes=True)
        row["second"] = self._others

    def _verified(self, sample: Sample, faces: list[Face]) -> list[tuple[Face, int]]:
        """Return the faces that a closer look confirms, the largest first, each once."""
        found: list[tuple[Face, int]] = []
        for face in faces[:_MOST_FACES]:
            again = self._meter.again(sample, face)
            if again is None or again[1] < _VERIFIED:
                continue
            if all(_apart(again[0], other) for other, _ in found):
                found.append(again)
        return sorted(found, key=lambda item: -item[0].side)

    def _look_again(self, sample: Sample, row: dict[str, float], *, eyes: bool) -> None:
        again = self._meter.again(sample, self._face) if self._face else None
        if again is None:
            row["faces"] = 0
            return
        row["faces"], row["second"] = 1, self._others
        self._face = again[0]
        self._note(sample, row, again[1], eyes=eyes)

    def _note(self, sample: Sample, row: dict[str, float], hits: int, *, eyes: bool) -> None:
        if self._face is None:
            return
        measures = self._meter.measure(sample, self._face, hits)
        row.update({name: getattr(measures, name) for name in measures.__slots__})
        if eyes:
            self._second = self._meter.second(sample, self._face)
        row["agree"], row["eyes"] = self._second

    @staticmethod
    def _look_for_subject(sample: Sample, row: dict[str, float]) -> None:
        if round(sample.at / SAMPLE_EVERY) % 2:  # every other sample is enough
            return
        found = subjects.find(sample)
        if found is not None:
            row.update(
                sub_x=found.x, sub_y=found.y, sub_area=found.area, sub_alone=found.alone,
                sub_cut=found.cut_off, sub_far=found.distance, sub_sharp=found.sharp,
            )  # fmt: skip


_KINDS: dict[str, Any] = {
    "times": np.float64, "luma": np.float32, "contrast": np.float32, "move": np.float32,
    "is_cut": bool, "is_blend": bool,
}  # fmt: skip


def default_detector() -> FaceDetector:
    """Return the detector that needs no file from the user."""
    return Cascade("frontalface_alt2")


def _detail(luma: Array) -> float:
    """Return how much fine detail a picture has, relative to its contrast."""
    fine = cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))[1][0, 0]
    return float(fine) / (float(cv2.meanStdDev(luma)[1][0, 0]) + 5)


def _apart(face: Face, other: Face) -> bool:
    """Return whether two squares are two faces, and not one face seen twice."""
    reach = 0.5 * max(face.side, other.side)
    across = (face.x + face.side / 2) - (other.x + other.side / 2)
    down = (face.y + face.side / 2) - (other.y + other.side / 2)
    return abs(across) > reach or abs(down) > reach


def _joined(*blocks: Block) -> Block:
    joined = Block()
    for block in blocks:
        for name in ("times", "luma", "contrast", "change", "recolour", "texture", "small"):
            getattr(joined, name).extend(getattr(block, name))
    return joined


def _last_second(block: Block) -> Block:
    """Return the end of a block, without samples: the next one is judged with it."""
    since = next((n for n, time in enumerate(block.times) if time >= block.times[-1] - _KEPT_S), 0)
    names = ("times", "luma", "contrast", "change", "recolour", "texture", "small")
    return replace(Block(), **{name: getattr(block, name)[since:] for name in names})
