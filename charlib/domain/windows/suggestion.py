"""Suggested windows: how good each is, and why, in words.

The score of a window is computed from parts, each from 0 (this alone spoils it) to 1 (perfect). The
limit for a confident suggestion is the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from charlib.domain.windows.window import Window

Kind = Literal["face", "object"]

SURE = 0.6
"""The lowest score of a confident suggestion."""
GOOD = 0.75
"""The lowest value of a part that is praised."""
POOR = 0.55
"""A part below this value is criticised."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A window with its score, 0 to 1, the parts of the score, and the reasons in words."""

    window: Window
    score: float
    subject: Kind
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    but: str = ""

    @property
    def is_confident(self) -> bool:
        """Whether it may be used without review."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stretch of a film in which no window is suggested, and why."""

    window: Window
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The windows of a film, the best first, and the refused stretches.

    `damage` says what of the film could not be decoded; empty if all could. `shots_ms` is when
    shots begin, but the first.
    """

    windows: tuple[Suggestion, ...]
    refused: tuple[Refusal, ...]
    duration_ms: int
    damage: str = ""
    shots_ms: tuple[int, ...] = ()

    @property
    def best(self) -> Suggestion | None:
        """The best window; None if there is none."""
        return self.windows[0] if self.windows else None

    @property
    def is_confident(self) -> bool:
        """Whether the best window may be used without review."""
        return self.best is not None and self.best.is_confident


_PRAISE = {
    "frontal": "facing the camera",
    "uncovered": "uncovered",
    "sharp": "sharp",
    "light": "well lit",
    "steady": "steady",
    "inside": "whole in the picture",
}
_BLAME = {
    "face": "no face found{missing}",
    "alone": "{others}",
    "size": "the {what} is {height} of the picture, which is {sized}",
    "inside": "the {what} is cut off at the border",
    "frontal": "the face is turned away",
    "uncovered": "{hidden}",
    "sharp": "it is blurred",
    "light": "{lit}",
    "steady": "it moves too much",
    "same": "the light or the picture changes",
    "apart": "no clear main subject",
    "free": "another character was cut from it",
}


def praise(subject: str, parts: Mapping[str, float], facts: Mapping[str, float]) -> str:
    """The reasons for a window: `one face, 31 % of the height, facing the camera, no cut`."""
    if subject == "object" and not has_subject(facts):
        return ""
    if subject == "object":
        is_clear = min(parts.get("apart", 1), parts.get("alone", 1)) >= POOR
        name = "one clear subject" if is_clear else "a subject"
        reasons = [f"{name}, {_percent(facts.get('area', 0))} of the picture"]
    else:
        reasons = ["one face" if parts.get("alone", 1) >= GOOD else "a face"]
        reasons.append(f"{_percent(facts.get('side', 0))} of the height")
    reasons += [words for name, words in _PRAISE.items() if parts.get(name, 0) >= GOOD]
    return ", ".join([*reasons, "no cut"])


def blame(subject: str, parts: Mapping[str, float], facts: Mapping[str, float]) -> str:
    """The reasons against a window, the worst first; empty if there are none."""
    poor = sorted((value, name) for name, value in parts.items() if value < POOR)
    if parts.get("apart", 1) < POOR:  # what is not clear is neither large nor small, nor alone
        poor = [(value, name) for value, name in poor if name not in {"alone", "size"}]
    size = facts.get("area" if subject == "object" else "side", 0.0)
    words = {
        "others": f"another {'face' if subject == 'face' else 'subject'} is in the picture",
        "what": "face" if subject == "face" else "subject",
        "height": _percent(size) + (" of the height" if subject == "face" else ""),
        "sized": "small" if size < 0.3 else "large",  # noqa: PLR2004 - between too small and too large
        "missing": f" {_percent(1 - facts['seen'])} of the time" if facts.get("seen") else "",
        "hidden": "something hides the mouth, or it is turned away"
        if facts.get("mouth", 1) < POOR
        else "something covers the face, or it is turned",
        "lit": "it is too dark" if facts.get("light", 128) < 128 else "it is too bright",  # noqa: PLR2004 - middle grey
    }
    if subject == "face" and facts.get("seen", 0) < 0.02:  # noqa: PLR2004 - never
        return "no face found"
    if subject == "object" and not has_subject(facts):
        return "no clear main subject"
    return "; ".join(_BLAME[name].format(**words) for _, name in poor[:3] if name in _BLAME)


def has_subject(facts: Mapping[str, float]) -> bool:
    """Whether something stands out enough to be called a subject."""
    return facts.get("area", 1.0) >= 0.005  # noqa: PLR2004 - it would be called 0 %


def _percent(part: float) -> str:
    return f"{round(part * 100)} %"
