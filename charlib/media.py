"""The only video decoding: PyAV, which the extra `media` brings with FFmpeg inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from charlib.domain.text import shown
from charlib.errors import MediaError, MissingExtra

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What a video file is; sizes are as shown, after rotation."""

    sha256: str
    bytes: int
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None


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
        import av  # noqa: F401, PLC0415 - PyAV is heavy and optional
    except ImportError:
        return False
    return True


def probe(path: Path) -> Facts:
    """Open a video file and tell its facts.

    Raises MediaError when it is no readable video, MissingExtra without PyAV.
    """
    try:
        import av  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra(
            "looking into videos needs PyAV", hint="pip install 'charlib[media]'"
        ) from None
    try:
        digest, size = sha256(path)
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise MediaError(
                    f"{shown(path.name)} has no picture in it", hint="Give a video file"
                )
            stream = container.streams.video[0]
            frame = next(iter(container.decode(stream)), None)
            if frame is None:
                raise MediaError(f"{shown(path.name)} has no frame in it", hint="Give another file")
            duration = _duration_ms(container, stream)
            width, height = stream.width, stream.height
            turned = getattr(frame, "rotation", 0) % 180 == 90  # noqa: PLR2004 - on its side
    except (OSError, ValueError) as error:  # PyAV's errors are these; some carry no strerror
        raise MediaError(
            f"{shown(path.name)} is no video: {getattr(error, 'strerror', None) or error}",
            hint="Give a video file: mp4, mov, mkv, webm",
        ) from error
    return Facts(digest, size, duration, *((height, width) if turned else (width, height)))


def _duration_ms(container: object, stream: object) -> int | None:
    """The duration from the container, else from the stream (MKV has it in one place only)."""
    whole = getattr(container, "duration", None)
    if whole:
        return int(whole) // 1000  # PyAV counts microseconds
    own, base = getattr(stream, "duration", None), getattr(stream, "time_base", None)
    return int(own * base * 1000) if own and base else None
