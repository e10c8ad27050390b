"""Parts of kept clips: which part of a clip a provider gets, and the name of its file.

The clip kept of a window is wider than the window, so that it serves providers that want three
seconds as well as those that want eight. The part for one provider is a file of its own, named by
the clip's content and the part, and cut when it is first needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from charlib.domain.footage.medium import Medium
from charlib.domain.windows.window import Window

KEPT = "kept"
"""The folder of kept files in the media folder. They never change, and may serve many windows."""
LEAST_MS = 8000
"""The shortest clip to keep, if the source is long enough: Kling's elements take up to 8 s."""
_PADDING_MS = 1000
_NAME = re.compile(r"cuts/[0-9a-f]{2}/([0-9a-f]{64})-(\d+)-(\d+)\.(?:mp4|wav|mp3)")
SOUNDS = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
"""The endings of kept sounds, and their types."""


def kept_path(digest: str, suffix: str = ".mp4") -> str:
    """The path of a kept file below the media folder, by the hash of its content."""
    return f"{KEPT}/{digest[:2]}/{digest}{suffix}"


def padded(window: Window, film_ms: int | None) -> Window:
    """A window with at least 1 s added on both sides and 8 s in all, inside its film."""
    extra = max(2 * _PADDING_MS, LEAST_MS - window.length_ms)
    return widened(window, window.length_ms + extra, film_ms)


def widened(window: Window, length_ms: int, film_ms: int | None) -> Window:
    """A window grown on both sides to a length, moved so that it stays inside its film."""
    start = window.start_ms - (length_ms - window.length_ms) // 2
    if film_ms is not None:
        start = min(start, film_ms - length_ms)
    start = max(0, start)
    end = start + length_ms
    return Window(start, end if film_ms is None else min(end, film_ms))


def part_for(span: Window, clip_ms: int, min_s: float | None, max_s: float | None) -> Window:
    """The part of a clip to send: the span if its length is allowed, else the nearest part.

    `span` is the character's window in the time of the clip. A span that is too short grows into
    the clip around it as far as possible; of a span that is too long, the middle is taken.
    """
    least = round((min_s or 0) * 1000)
    most = round(max_s * 1000) if max_s is not None else None
    if most is not None and span.length_ms > most:
        start = span.start_ms + (span.length_ms - most) // 2
        return Window(start, start + most)
    if span.length_ms < least:
        return widened(span, min(least, clip_ms), clip_ms)
    return span


def cut_out(clip: Medium, part: Window) -> Medium:
    """A part of a clip as the file it will be; its size is estimated from its length."""
    whole = clip.duration_ms or part.length_ms
    if part == Window(0, whole):
        return clip
    name = f"cuts/{clip.sha256[:2]}/{clip.sha256}-{part.start_ms}-{part.end_ms}.mp4"
    weight = None if clip.bytes is None else round(clip.bytes * part.length_ms / max(1, whole))
    return clip._replace(
        path=name, sha256="", url="", url_expires_at=None,
        bytes=weight, duration_ms=part.length_ms,
    )  # fmt: skip


def cut_sound(sound: Medium, max_s: float | None, types: Sequence[str]) -> Medium:
    """A kept sound as a provider takes it: its beginning if it is too long, else the whole.

    If its type is not among `types`, it becomes WAV or MP3. The size is estimated.
    """
    length, suffix = sound.duration_ms, f".{sound.path.rpartition('.')[2]}"
    is_taken = not types or suffix.removeprefix(".") in types
    most = round(max_s * 1000) if max_s is not None else length
    if length is None or most is None or (is_taken and length <= most):
        return sound
    wanted = next((each for each in ("wav", "mp3") if not types or each in types), "")
    if not wanted:
        return sound  # its shortcomings say why it cannot be sent
    end = min(length, most)
    return sound._replace(
        path=f"cuts/{sound.sha256[:2]}/{sound.sha256}-0-{end}.{wanted}", sha256="", url="",
        url_expires_at=None, mime=SOUNDS[f".{wanted}"], duration_ms=end,
        bytes=end * (192 if wanted == "wav" else 16),
    )  # fmt: skip


def origin_of(path: str) -> tuple[str, Window] | None:
    """The clip (its hash) and the part in the name of a cut; None for any other name."""
    match = _NAME.fullmatch(path)
    if match is None:
        return None
    return match[1], Window(int(match[2]), int(match[3]))
