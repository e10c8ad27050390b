"""Which windows of a film show a character well: needs the extra `suggest`.

    blocks         one pass over all frames: small planes, changes between them, a few samples
    shots          cuts and dissolves, from the changes
    faces          face detectors behind one protocol
    face_measures  how sharp, lit, frontal and uncovered a face is
    mouths         whether the mouth of a face is seen; its weights are in mouth.npz
    subjects       what stands out where there is no face: animals, drawings, things
    records        a film in numbers: one row a frame, one row a sample
    watcher        makes the record, block by block
    scores         scores every window of a film, and chooses the best
    suggestions    from a film to suggestions
    frontal        which of some stills shows a face best

Cheap steps come first: faces are searched only where the picture is lit, sharp and still. Nothing
depends on chance or on the number of threads: a film always gives the same result. These functions
load numpy and OpenCV when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.choices import Subject
from charlib.domain.windows.suggestion import Suggestion, Suggestions
from charlib.domain.windows.window import Window
from charlib.errors import MissingExtra
from charlib.hints import install
from charlib.media.films import Film, require

if TYPE_CHECKING:
    from types import ModuleType

_MARGIN_S = 0.5


def can_suggest() -> bool:
    """Return whether windows can be scored here."""
    try:
        _suggestions()
    except MissingExtra:
        return False
    return True


def suggest(
    film: Film,
    *,
    count: int = 3,
    least: float = 1.0,
    most: float = 3.0,
    subject: Subject = "auto",
    face_model: Path | None = None,
    taken: Sequence[Window] = (),
    progress: Callable[[float], None] | None = None,
) -> Suggestions:
    """Return the best windows of a film, `least` to `most` seconds long, and why others are worse.

    `taken` are windows of other characters. `progress` is called with the seconds watched so far.
    Raises MediaError, NotFound for a face model that does not exist, MissingExtra.
    """
    suggestions = _suggestions()
    more: dict[str, Any] = {"progress": progress} if progress else {}
    record = suggestions.watch(film, least=least, subject=subject, face_model=face_model, **more)
    wanted = suggestions.Wanted(count, least, most, subject, tuple(taken))
    result: Suggestions = suggestions.suggest(record, wanted)
    return result


def judge(
    film: Film,
    window: Window,
    *,
    subject: Subject = "auto",
    face_model: Path | None = None,
    taken: Sequence[Window] = (),
) -> Suggestion:
    """Score one window on the scale of suggestions; only its part of the film is watched."""
    suggestions = _suggestions()
    begin, end = max(0.0, window.start_ms / 1000 - _MARGIN_S), window.end_ms / 1000 + _MARGIN_S
    record = suggestions.watch(
        film,
        least=min(1.0, window.length_ms / 1000),
        subject=subject,
        face_model=face_model,
        span=(begin, end),
    )
    result: Suggestion = suggestions.judge(record, window, subject=subject, taken=taken)
    return result


def _suggestions() -> ModuleType:
    require("finding windows")
    try:
        from charlib.media.advice import faces, suggestions
    except ImportError as error:
        raise MissingExtra(
            f"finding windows needs {error.name or 'OpenCV'}, which is not installed",
            hint=install("suggest"),
        ) from None
    faces.require()
    return suggestions
