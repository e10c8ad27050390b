"""The files kept of a character, as the library records them, and the material they make."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from charlib.domain.character.looks import described
from charlib.domain.choices import Role
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.domain.records import Character, Look
from charlib.domain.windows.window import Window
from charlib.hints import Hint

STILLS = 6
"""Stills to keep of a window: Kling takes four and fal nine in all, and some may be alike."""


class KeptFile(NamedTuple):
    """A kept file and its role; `start_ms` is where in the source a clip begins."""

    role: Role
    position: int
    medium: Medium
    start_ms: int | None = None


class SeenWindow(NamedTuple):
    """A window that shows a character; `keeping` is kept, declined, failed or empty."""

    id: int
    source_id: int
    window: Window
    keeping: str


class NotKept(NamedTuple):
    """A character of which nothing could be kept, and why."""

    handle: str
    why: str
    hint: Hint


class DiskUse(NamedTuple):
    """How much is kept: the number of windows, of files and of bytes."""

    windows: int
    files: int
    bytes: int


def material_of(
    files: Iterable[KeptFile],
    window: Window,
    character: Character | None = None,
    urls: Mapping[str, tuple[str, int | None]] | None = None,
    look: Look | None = None,
) -> Material:
    """The material to make a look from again (default: the main one), out of a window's files."""
    by_role: dict[str, list[KeptFile]] = {}
    for file in sorted(files, key=lambda file: file.position):
        by_role.setdefault(file.role, []).append(file)
    clip = next(iter(by_role.get("clip", ())), None)
    return Material(
        clip=clip.medium if clip else None,
        stills=tuple(file.medium for file in by_role.get("still", ())),
        frontal=_first(by_role.get("frontal")),
        avatar=_first(by_role.get("avatar")),
        name=character.name if character else "",
        look=described(character, look or character.main) if character else "",
        likeness=character.likeness if character else "",
        consent=character.consent if character else "",
        span=_span(clip, window) if clip else None,
        urls=urls or {},
    )


def _first(files: list[KeptFile] | None) -> Medium | None:
    return files[0].medium if files else None


def _span(clip: KeptFile, window: Window) -> Window | None:
    """A window in the time of its clip."""
    begin, length = clip.start_ms or 0, clip.medium.duration_ms or 0
    start, end = max(0, window.start_ms - begin), min(length, window.end_ms - begin)
    return Window(start, end) if end > start else None
