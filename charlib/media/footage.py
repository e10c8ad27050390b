"""What is kept of a window of a film: a padded clip and stills, in files named by their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from charlib.domain.clips import kept_path, padded
from charlib.domain.kept import STILLS, KeptFile
from charlib.domain.medium import Medium
from charlib.domain.text import shown
from charlib.domain.window import Window
from charlib.errors import MediaError
from charlib.media.cutting import cut
from charlib.media.frames import EARLY, origin
from charlib.media.opening import Film, opened
from charlib.media.pictures import WIDE, shrunk, stills
from charlib.media.probing import probe

_LONGEST_MS = 20_000
"""A clip is widened to whole keyframe distances, which copies it bit by bit, up to this length."""


def preserve(film: Film, window: Window, folder: Path) -> list[KeptFile]:
    """Keep what a character can be made from again: a clip of 8 s or more, and stills.

    The clip is wider than the window, where the film is. Writes below the media folder `folder`.
    Raises BadWindow where the film has no frame in the window, MediaError, MissingExtra.
    """
    with _arriving(folder) as arriving:
        made = cut(film, _wide(film, window), arriving)
        facts = probe(made.path)
        span = Window(
            max(0, window.start_ms - made.window.start_ms), window.end_ms - made.window.start_ms
        )
        pictures = [one.data for one in stills(made.path, span, count=STILLS)]
        clip = Medium(
            path=_placed(made.path, facts.sha256, folder), sha256=facts.sha256, mime="video/mp4",
            bytes=facts.bytes, width=facts.width, height=facts.height,
            duration_ms=facts.duration_ms or made.window.length_ms,
        )  # fmt: skip
    media = list(
        {one.sha256: one for one in (_picture(data, folder) for data in pictures)}.values()
    )
    face = _facing(media, folder)
    others = [one for one in media if one is not face]
    return [
        KeptFile("clip", 0, clip, made.window.start_ms),
        KeptFile("frontal", 0, face),
        *(KeptFile("still", number, one) for number, one in enumerate(others)),
    ]


def keep_picture(data: bytes, folder: Path) -> Medium:
    """Keep a picture, whatever its format is. Raises MediaError for what is none, MissingExtra."""
    with _arriving(folder) as arriving:
        arriving.write_bytes(data)
        return _picture(shrunk(arriving, WIDE), folder)


def part_of(clip: Path, part: Window, target: Path) -> None:
    """Cut a part of a kept clip into a file of its own; made once. Raises MediaError."""
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        cut(clip, part, target)
        target.chmod(0o600)


def _wide(film: Film, window: Window) -> Window:
    """A padded window, from keyframe to keyframe where those are not too far away."""
    with opened(film) as container:
        length = container.duration
        wide = padded(window, length // 1000 if length else None)
        return _whole_groups(container, wide) or wide


def _whole_groups(container: Any, wide: Window) -> Window | None:
    """The window from the keyframe before it to the one after it, or to the film's end."""
    stream = container.streams.video[0]
    unit, zero = stream.time_base, origin(container)
    container.seek(int((zero + wide.start_ms / 1000 + EARLY) / unit), stream=stream, backward=True)
    began, last = None, 0.0
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        at = float(packet.pts * unit) - zero
        if began is None:
            if not packet.is_keyframe or at > wide.start_ms / 1000 + EARLY:
                return None
            began = at
        if packet.is_keyframe and at >= wide.end_ms / 1000 - EARLY:
            return Window(round(began * 1000), round(at * 1000))
        last = max(last, at + float((packet.duration or 0) * unit))
        if last - began > _LONGEST_MS / 1000:
            return None
    return None if began is None else Window(round(began * 1000), round(last * 1000))


def _facing(media: list[Medium], folder: Path) -> Medium:
    """The still with the largest face that looks here; without OpenCV or a face, the middle one."""
    try:
        from charlib.media.finding.frontal import most_frontal
    except ImportError:
        best = None
    else:
        best = most_frontal([folder / one.path for one in media])
    return media[len(media) // 2 if best is None else best]


def _picture(data: bytes, folder: Path) -> Medium:
    digest = hashlib.sha256(data).hexdigest()
    with _arriving(folder) as arriving:
        arriving.write_bytes(data)
        facts = probe(arriving)
        path = _placed(arriving, digest, folder, ".jpg")
    return Medium(
        path=path, sha256=digest, mime="image/jpeg", bytes=len(data),
        width=facts.width, height=facts.height,
    )  # fmt: skip


def _placed(arrived: Path, digest: str, folder: Path, suffix: str = ".mp4") -> str:
    """Move a file to the place its hash gives it; answers the place below the media folder."""
    path = kept_path(digest, suffix)
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arrived.chmod(0o600)
    arrived.replace(target)
    return path


@contextmanager
def _arriving(folder: Path) -> Iterator[Path]:
    """A name for a file that is not whole yet; what is left there afterwards is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(".part", f".keep-{os.getpid()}-", folder)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise MediaError(
            f"nothing can be kept in {shown(str(folder))}: {error.strerror or error}",
            hint="Make room, or: charlib create … --no-keep",
        ) from error
