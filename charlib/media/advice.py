"""The door to `finding`, which needs the extra `suggest`: what is missing is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.suggestion import Subject, Suggestion, Suggestions
from charlib.domain.window import Window
from charlib.errors import MissingExtra
from charlib.media.opening import Film, require

if TYPE_CHECKING:
    from types import ModuleType

_MARGIN_S = 0.5


def can_suggest() -> bool:
    """Whether windows can be judged here."""
    try:
        _finding()
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
    """The best windows of a film, `least` to `most` seconds long, and why the rest is not.

    `taken` are windows that belong to others; `progress` is told how many seconds were watched.
    Raises MediaError, NotFound for a face model that is not there, MissingExtra.
    """
    finding = _finding()
    more: dict[str, Any] = {"progress": progress} if progress else {}
    record = finding.watch(film, least=least, subject=subject, face_model=face_model, **more)
    wanted = finding.Wanted(count, least, most, subject, tuple(taken))
    found: Suggestions = finding.suggest(record, wanted)
    return found


def judge(
    film: Film,
    window: Window,
    *,
    subject: Subject = "auto",
    face_model: Path | None = None,
    taken: Sequence[Window] = (),
) -> Suggestion:
    """One window on the scale of suggestions; only its part of the film is watched."""
    finding = _finding()
    begin, end = max(0.0, window.start_ms / 1000 - _MARGIN_S), window.end_ms / 1000 + _MARGIN_S
    record = finding.watch(
        film,
        least=min(1.0, window.length_ms / 1000),
        subject=subject,
        face_model=face_model,
        span=(begin, end),
    )
    found: Suggestion = finding.judge(record, window, subject=subject, taken=taken)
    return found


def _finding() -> ModuleType:
    require("finding windows")
    try:
        from charlib.media.finding import faces, suggesting
    except ImportError as error:
        raise MissingExtra(
            f"finding windows needs {error.name or 'OpenCV'}, which is not installed",
            hint="pip install 'charlib[suggest]'",
        ) from None
    faces.require()
    return suggesting
