"""What is kept of a character, as the library records it, and the material that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from charlib.domain.material import Material, Medium
from charlib.domain.records import Character, Role
from charlib.domain.window import Window
from charlib.hints import Hint

STILLS = 6
"""Stills that are kept of a window: Kling takes four, fal nine in all, and some may be alike."""


class Piece(NamedTuple):
    """A kept file and what it is for; `start_ms` is where in the source a clip begins."""

    role: Role
    position: int
    medium: Medium
    start_ms: int | None = None


class Place(NamedTuple):
    """A window that a character is seen in; `keeping` is kept, declined, failed or empty."""

    id: int
    source_id: int
    window: Window
    keeping: str


class Refused(NamedTuple):
    """A character of whom nothing could be kept, and why."""

    handle: str
    why: str
    hint: Hint


class Room(NamedTuple):
    """How much is kept: of how many windows, how many files, how many bytes."""

    windows: int
    files: int
    bytes: int


def material_of(
    pieces: Iterable[Piece],
    window: Window,
    person: Character | None = None,
    urls: Mapping[str, tuple[str, int | None]] | None = None,
) -> Material:
    """The material that a character can be made from again, of the window it was kept of."""
    of: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: one.position):
        of.setdefault(piece.role, []).append(piece)
    clip = next(iter(of.get("clip", ())), None)
    stills = tuple(one.medium for one in of.get("still", ()))
    return Material(
        clip=clip.medium if clip else None,
        stills=stills,
        frontal=_only(of.get("frontal")),
        avatar=_only(of.get("avatar")),
        name=person.name if person else "",
        look=person.look if person else "",
        likeness=person.likeness if person else "",
        consent=person.consent if person else "",
        span=_span(clip, window) if clip else None,
        urls=urls or {},
    )


def _only(pieces: list[Piece] | None) -> Medium | None:
    return pieces[0].medium if pieces else None


def _span(clip: Piece, window: Window) -> Window | None:
    """Where in its clip a window is."""
    began, length = clip.start_ms or 0, clip.medium.duration_ms or 0
    start, end = max(0, window.start_ms - began), min(length, window.end_ms - began)
    return Window(start, end) if end > start else None
