"""From a film to suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from charlib.domain.choices import Subject
from charlib.domain.windows import suggestion as words
from charlib.domain.windows.suggestion import Kind, Refusal, Suggestion, Suggestions
from charlib.domain.windows.window import Window
from charlib.errors import MediaError
from charlib.hints import Hint, the_call
from charlib.media.advice import faces
from charlib.media.advice.blocks import Array, scan
from charlib.media.advice.records import GATES, Record
from charlib.media.advice.scores import Scored, best, candidates, capped, free_parts, score
from charlib.media.advice.watcher import Watcher, default_detector
from charlib.media.facts import refuse_picture
from charlib.media.films import Film, name_of, open_film
from charlib.media.frames import from_moment
from charlib.media.timeline import Damage, picture_of

_FACES_ENOUGH = 0.2
"""When the best face of a film scores less, things are searched instead, unless faces are asked."""
_REASONS = {
    "dark": "it is too dark", "bright": "it is too bright", "flat": "there is nothing to see",
    "moving": "the picture moves too much", "blended": "one shot dissolves into another",
    "blurred": "it is blurred", "short": "shots are too short",
}  # fmt: skip
_MOSTLY = 0.5
_USUAL = (1.0, 3.0)
"""Seconds between which a longer window scores a little better, by default."""
_BORDERS_S = 0.12
"""The seconds of a shot that no window uses, at both ends together."""

Shot = tuple[float, float]
"""When a shot begins and ends, in seconds."""


def _ignore(_seconds: float) -> None:
    """Do nothing: nothing shows the progress."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to suggest: how many windows, how long in seconds, of what; which are taken."""

    count: int = 3
    least: float = 1.0
    most: float = 3.0
    subject: Subject = "auto"
    taken: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ranking:
    """All candidates of one kind with their final scores.

    `free` is 1, or less for a window that shares time with a taken one. `is_guess` means that
    things were not asked for, but no face was found.
    """

    kind: Kind
    table: Scored
    scores: Array
    free: Array
    is_guess: bool


def watch(
    film: Film,
    *,
    least: float,
    subject: Subject = "auto",
    face_model: Path | None = None,
    span: tuple[float, float] | None = None,
    progress: Callable[[float], None] = _ignore,
) -> Record:
    """Watch a film, or a span of it in seconds, and return its record.

    Raises MediaError, NotFound for a face model that does not exist, MissingExtra.
    """
    faces.require()
    detector = faces.YuNet(face_model) if face_model else default_detector()
    watcher = Watcher(least, None if subject == "object" else detector, subject != "face")
    begin, end = span or (0.0, float("inf"))
    damage = Damage()
    with faces.one_thread(), open_film(film) as container:
        refuse_picture(container, film)
        shape = picture_of(container).sample_aspect_ratio
        frames = _until(from_moment(container, begin, damage), end)
        for block in scan(frames, progress, shape):
            watcher.take(block)
        record = replace(watcher.record(), damage=str(damage))
    if not len(record.times):
        raise _no_picture(film, span, record.damage)
    return record


def _no_picture(film: Film, span: tuple[float, float] | None, damage: str) -> MediaError:
    where = f" from {span[0]:g} to {span[1]:g} s" if span else ""
    but = f" ({damage})" if damage else ""
    return MediaError(
        f"{name_of(film)} has no picture{where} that can be decoded{but}",
        hint=Hint("When its picture begins and ends: {}", the_call("source probe", "VIDEO")),
    )


def _until(frames: Iterator[tuple[float, object]], end: float) -> Iterator[tuple[float, object]]:
    for time, frame in frames:
        if time >= end:
            return
        yield time, frame


def suggest(record: Record, wanted: Wanted) -> Suggestions:
    """Return the best windows of a film that was watched, and why others are not among them."""
    start, end = candidates(record, wanted.least, wanted.most)
    ranking = _ranked(
        record, (start, end), wanted.subject, (wanted.least, wanted.most), wanted.taken
    )
    chosen = best(ranking.scores, start, end, wanted.count)
    windows = tuple(_suggestion(ranking, index) for index in chosen)
    if ranking.is_guess:
        windows = tuple(_without_face(window) for window in windows)
    refused = tuple(_refusals(record, ranking, windows, wanted.least))
    shots = tuple(round(begin * 1000) for begin, _ in _shots(record))[1:]
    return Suggestions(windows, refused, round(record.end * 1000), record.damage, shots)


def _without_face(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, but="; ".join(filter(None, ["no face found", suggestion.but])))


def judge(
    record: Record, window: Window, *, subject: Subject, taken: Sequence[Window]
) -> Suggestion:
    """Score one window that a person chose, on the same scale as suggestions."""
    start, end = np.array([window.start_ms / 1000]), np.array([window.end_ms / 1000])
    ranking = _ranked(record, (start, end), subject, _USUAL, taken)
    phrased = _without_face if ranking.is_guess else _unchanged
    inner = record.is_cut & (record.times > start[0] + 1e-3) & (record.times < end[0] - 1e-3)
    cuts = int(inner.sum())
    if not cuts and not ranking.table.facts["blended"][0]:
        return phrased(_suggestion(ranking, 0))
    judged = _suggestion(replace(ranking, scores=np.zeros(1)), 0)
    fault = f"{cuts} {'cut' if cuts == 1 else 'cuts'} in it" if cuts else "a dissolve in it"
    but = "; ".join(filter(None, [fault, judged.but]))
    parts = {**judged.parts, "uncut": 0.0}
    return phrased(replace(judged, window=window, parts=parts, why="", but=but))


def _unchanged(suggestion: Suggestion) -> Suggestion:
    return suggestion


def _ranked(
    record: Record,
    span: tuple[Array, Array],
    subject: Subject,
    lengths: tuple[float, float],
    taken: Sequence[Window],
) -> _Ranking:
    """Score windows as faces, as things, or as what suits the film better."""
    kinds: list[Kind] = ["face", "object"] if subject == "auto" else [subject]
    tables = {kind: score(record, *span, subject=kind, lengths=lengths) for kind in kinds}
    kind = _kind(tables)
    table, is_guess = tables[kind], subject == "auto" and kind == "object"
    free = free_parts(table, [(one.start_ms / 1000, one.end_ms / 1000) for one in taken])
    scores = (capped(table.score) if is_guess else table.score) * free
    return _Ranking(kind, table, scores, free, is_guess)


def _kind(tables: Mapping[Kind, Scored]) -> Kind:
    if len(tables) == 1:
        return next(iter(tables))
    top = float(tables["face"].score.max(initial=0))
    return "face" if top >= _FACES_ENOUGH else "object"


def _suggestion(ranking: _Ranking, index: int) -> Suggestion:
    table, free = ranking.table, float(ranking.free[index])
    parts = {name: round(float(values[index]), 3) for name, values in table.parts.items()}
    if free < 1:
        parts["free"] = free
    facts = {name: float(values[index]) for name, values in table.facts.items()}
    window = Window(round(float(table.start[index]) * 1000), round(float(table.end[index]) * 1000))
    return Suggestion(
        window,
        round(float(ranking.scores[index]), 3),
        ranking.kind,
        parts,
        words.praise(ranking.kind, parts, facts),
        words.blame(ranking.kind, parts, facts),
    )


def _refusals(
    record: Record, ranking: _Ranking, windows: Sequence[Suggestion], least: float
) -> Iterator[Refusal]:
    """Yield each shot without a confident suggestion, with the fault of its best window."""
    confident = [window for window in windows if window.is_confident]
    short: Shot | None = None
    for shot in _shots(record):
        if shot[1] - shot[0] < least + _BORDERS_S:
            short = (short or shot)[0], shot[1]
            continue
        if short:
            yield _refusal(short, f"{_REASONS['short']}, or there is only one frame")
            short = None
        if not any(shot[0] <= window.window.start_ms / 1000 < shot[1] for window in confident):
            yield _refusal(shot, _fault(record, ranking, shot))
    if short:
        yield _refusal(short, _REASONS["short"])


def _shots(record: Record) -> Iterator[Shot]:
    cuts = record.times[record.is_cut]
    return pairwise(np.concatenate([[0.0], cuts[cuts > 0], [record.end]]).tolist())


def _refusal(shot: Shot, why: str) -> Refusal:
    return Refusal(Window(round(shot[0] * 1000), round(shot[1] * 1000)), why)


def _fault(record: Record, ranking: _Ranking, shot: Shot) -> str:
    """Return why most samples of a shot were skipped, else the fault of its best window."""
    gate = _usual_gate(record, shot)
    if gate:
        return _REASONS[gate]
    table = ranking.table
    inside = np.nonzero((table.start >= shot[0]) & (table.end <= shot[1]))[0]
    if not len(inside):
        return _REASONS["short"]
    top = int(inside[np.argmax(ranking.scores[inside])])
    but = _suggestion(replace(ranking, free=np.ones(len(ranking.scores))), top).but
    if but or table.facts["blended"][top]:
        return but or _REASONS["blended"]
    is_good = ranking.scores[top] >= words.SURE
    return "others are better" if is_good else "nothing about it is quite good"


def _usual_gate(record: Record, shot: Shot) -> str:
    """Return why most samples of a shot were skipped; empty where most were not."""
    at = record.column("at")
    gates = record.column("gate")[(at >= shot[0]) & (at < shot[1])].astype(int)
    closed = np.bincount(gates, minlength=len(GATES))
    closed[0] = 0
    is_usual = len(gates) > 0 and closed.max() > _MOSTLY * len(gates)
    return GATES[int(closed.argmax())] if is_usual else ""
