"""From a film to suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from charlib.domain import suggestion as words
from charlib.domain.suggestion import Kind, Refusal, Subject, Suggestion, Suggestions
from charlib.domain.window import Window
from charlib.errors import MediaError
from charlib.media.finding import faces, windows
from charlib.media.finding.scanning import Array, scan
from charlib.media.finding.watching import GATES, Record, Watcher, default_detector
from charlib.media.finding.windows import Scored
from charlib.media.frames import from_moment
from charlib.media.opening import Film, name_of, opened

_FACES_ENOUGH = 0.2
"""A film in which no face scores as much is looked at for things, unless faces are asked for."""
_GATED = {
    "dark": "it is too dark", "bright": "it is too bright", "flat": "there is nothing to see",
    "moving": "the picture moves too much", "blended": "one shot dissolves into another",
    "blurred": "it is blurred", "short": "shots are too short",
}  # fmt: skip
_MOSTLY = 0.5
_USUAL = (1.0, 3.0)
"""Seconds between which a longer window is a little better, where nobody said how long."""


def _unheard(at: float) -> None:
    """Nobody follows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: how many windows, how long in seconds, of what, and which are taken."""

    count: int = 3
    least: float = 1.0
    most: float = 3.0
    subject: Subject = "auto"
    taken: tuple[Window, ...] = ()


def watch(
    film: Film,
    *,
    least: float,
    subject: Subject = "auto",
    face_model: Path | None = None,
    span: tuple[float, float] | None = None,
    progress: Callable[[float], None] = _unheard,
) -> Record:
    """Watch a film, or a span of it, and answer what was seen in numbers.

    Raises MediaError, NotFound for a face model that is not there, MissingExtra.
    """
    faces.require()
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # small pictures: threads cost more than they give
    detector = faces.YuNet(face_model) if face_model else default_detector()
    watcher = Watcher(least, None if subject == "object" else detector, subject != "face")
    begin, end = span or (0.0, float("inf"))
    try:
        with opened(film) as container:
            for block in scan(_until(from_moment(container, begin), end), progress):
                watcher.take(block)
            record = watcher.record()
    finally:
        cv2.setNumThreads(threads)
    if not len(record.times):
        raise MediaError(f"{name_of(film)} has no frame there", hint="Choose another window")
    return record


def _until(frames: Iterator[tuple[float, object]], end: float) -> Iterator[tuple[float, object]]:
    for time, frame in frames:
        if time >= end:
            return
        yield time, frame


def suggest(record: Record, wanted: Wanted) -> Suggestions:
    """The best windows of a film that was watched, and why the rest is not among them."""
    start, end = windows.candidates(record, wanted.least, wanted.most)
    lengths = (wanted.least, wanted.most)
    scored = _scored(record, start, end, wanted.subject, lengths)
    kind = _kind(scored)
    table = scored[kind]
    scores = (
        windows.capped(table.score)
        if wanted.subject == "auto" and kind == "object"
        else table.score
    )
    free = windows.free(table, [(w.start_ms / 1000, w.end_ms / 1000) for w in wanted.taken])
    scores = scores * free
    chosen = windows.best(scores, start, end, wanted.count)
    found = tuple(_suggestion(kind, table, scores, free, index) for index in chosen)
    if wanted.subject == "auto" and kind == "object":
        found = tuple(
            replace(one, but="; ".join(["no face is seen", *filter(None, [one.but])]))
            for one in found
        )
    refused = tuple(_refusals(record, kind, table, scores, found, wanted.least))
    return Suggestions(found, refused, round(record.end * 1000))


def judge(
    record: Record, window: Window, *, subject: Subject, taken: Sequence[Window]
) -> Suggestion:
    """One window that a person chose, on the same scale as suggestions."""
    start, end = np.array([window.start_ms / 1000]), np.array([window.end_ms / 1000])
    scored = _scored(record, start, end, subject, _USUAL)
    kind = _kind(scored)
    table = scored[kind]
    scores = windows.capped(table.score) if subject == "auto" and kind == "object" else table.score
    free = windows.free(table, [(one.start_ms / 1000, one.end_ms / 1000) for one in taken])
    inner = record.is_cut & (record.times > start[0] + 1e-3) & (record.times < end[0] - 1e-3)
    cuts = int(inner.sum())
    made = _suggestion(kind, table, scores * free * (cuts == 0), free, 0)
    if not cuts and not table.facts["blended"][0]:
        return made
    said = f"{cuts} {'cut' if cuts == 1 else 'cuts'} in it" if cuts else "a dissolve in it"
    but = "; ".join(part for part in (said, made.but) if part)
    return Suggestion(window, 0.0, made.subject, {**made.parts, "uncut": 0.0}, "", but)


def _scored(
    record: Record, start: Array, end: Array, subject: Subject, lengths: tuple[float, float]
) -> dict[Kind, Scored]:
    kinds: tuple[Kind, ...] = ("face", "object")
    return {
        kind: windows.score(record, start, end, subject=kind, lengths=lengths)
        for kind in kinds
        if subject in {kind, "auto"}
    }


def _kind(scored: Mapping[Kind, Scored]) -> Kind:
    if "object" not in scored:
        return "face"
    if "face" not in scored:
        return "object"
    best = float(scored["face"].score.max(initial=0))
    return "face" if best >= _FACES_ENOUGH else "object"


def _suggestion(kind: Kind, table: Scored, scores: Array, free: Array, index: int) -> Suggestion:
    parts = {name: round(float(values[index]), 3) for name, values in table.parts.items()}
    if free[index] < 1:
        parts["free"] = float(free[index])
    facts = {name: float(values[index]) for name, values in table.facts.items()}
    window = Window(round(float(table.start[index]) * 1000), round(float(table.end[index]) * 1000))
    return Suggestion(
        window,
        round(float(scores[index]), 3),
        kind,
        parts,
        words.praise(kind, parts, facts),
        words.blame(kind, parts, facts),
    )


def _refusals(
    record: Record,
    kind: Kind,
    table: Scored,
    scores: Array,
    found: Sequence[Suggestion],
    least: float,
) -> Iterator[Refusal]:
    """Each shot without a confident suggestion, with what spoils its best window."""
    cuts = record.times[record.is_cut]
    bounds = np.concatenate([[0.0], cuts[cuts > 0], [record.end]])
    short: list[float] = []
    for begin, end in pairwise(bounds.tolist()):
        if end - begin < least + 0.12:
            short = [short[0] if short else begin, end]
            continue
        if short:
            yield _refusal(short[0], short[1], f"{_GATED['short']}, or there is only one frame")
            short = []
        if any(begin <= one.window.start_ms / 1000 < end and one.is_confident for one in found):
            continue
        yield _refusal(begin, end, _spoiled(record, kind, table, scores, (begin, end)))
    if short:
        yield _refusal(short[0], short[1], _GATED["short"])


def _refusal(begin: float, end: float, why: str) -> Refusal:
    return Refusal(Window(round(begin * 1000), round(end * 1000)), why)


def _spoiled(
    record: Record,
    kind: Kind,
    table: Scored,
    scores: Array,
    shot: tuple[float, float],
) -> str:
    """Why most samples of a shot were not looked at, else what spoils its best window."""
    at = record.column("at")
    gates = record.column("gate")[(at >= shot[0]) & (at < shot[1])].astype(int)
    closed = np.bincount(gates, minlength=len(GATES))
    closed[0] = 0
    if len(gates) and closed.max() > _MOSTLY * len(gates):
        return _GATED[GATES[int(closed.argmax())]]
    inside = np.nonzero((table.start >= shot[0]) & (table.end <= shot[1]))[0]
    if not len(inside):
        return _GATED["short"]
    best = int(inside[np.argmax(scores[inside])])
    made = _suggestion(kind, table, scores, np.ones(len(scores)), best)
    if made.but:
        return made.but
    if table.facts["blended"][best]:
        return _GATED["blended"]
    return "others are better" if scores[best] >= words.SURE else "nothing about it is quite good"
