"""What a video is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What a video is; sizes are as shown, after rotation. None is what could not be known.

    `sha256` is empty where the whole of it was not read (a video on a server). `fps` is the average
    of a `is_vfr` video, whose frames do not come at equal times. `audio` is the audio's codec,
    empty where there is none. `takes_ranges` tells of a server whether it answers for a part of the
    file: those that do not cannot be sought in without a download.
    """

    sha256: str
    bytes: int
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    fps: float | None = None
    is_vfr: bool | None = None
    container: str = ""
    codec: str = ""
    audio: str = ""
    takes_ranges: bool | None = None


def sha256(path: Path) -> tuple[str, int]:
    """The hash and the size in bytes of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def is_installed() -> bool:
    """Whether videos can be opened here."""
    try:
        import av  # noqa: F401 - only whether it can be loaded
    except ImportError:
        return False
    return True
