"""Pictures that people keep themselves, as they are where providers can read them."""

from __future__ import annotations

from pathlib import Path

from charlib.domain.footage.medium import Medium
from charlib.errors import InvalidInput, MediaError
from charlib.media.films import open_film, require
from charlib.media.images import encode, pixel_format, read_picture
from charlib.media.writing import keep_bytes

_MOST_BYTES = 30 << 20
_MOST_PIXELS = 100_000_000
_LEAST = 128
"""Pixels of the shorter side; providers want 300 and more, and say so themselves."""
_FORMS = "Give a JPEG, PNG or WebP file"
_KINDS = {b"\xff\xd8\xff": ("image/jpeg", ".jpg"), b"\x89PNG\r\n": ("image/png", ".png")}
"""The first bytes of pictures that every provider reads: these stay as they are."""


def keep_still(path: Path, folder: Path) -> Medium:
    """Keep a picture by its content; one that is turned, or of another format, becomes a JPEG.

    It is decoded first. Raises InvalidInput for one that is too small or too large, MediaError for
    a file that is not a picture, MissingExtra.
    """
    require("keeping pictures")
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise InvalidInput(f"it has {size:,} bytes; the maximum is {_MOST_BYTES:,}")
    width, height = _size(path)
    frame = read_picture(path, width + height, pixel_format("jpeg"))
    data = path.read_bytes()
    mime, ending = next(
        (kind for start, kind in _KINDS.items() if data.startswith(start)), ("", "")
    )
    if not mime or (frame.width, frame.height) != (width, height):
        data, mime, ending = encode(frame, "jpeg"), "image/jpeg", ".jpg"
    kept, digest = keep_bytes(data, folder, ending)
    return Medium(
        path=kept, sha256=digest, mime=mime, bytes=len(data), width=frame.width,
        height=frame.height,
    )  # fmt: skip


def _size(path: Path) -> tuple[int, int]:
    """The size of a picture as it is stored, before it is decoded."""
    with open_film(path) as container:
        streams = container.streams.video
        if not streams or container.streams.audio or (container.duration and streams[0].frames > 1):
            raise MediaError("it is not a picture", hint=_FORMS)
        context = streams[0].codec_context
        width, height = int(context.width), int(context.height)
    if not (width and height):
        raise MediaError("it is not a picture", hint=_FORMS)
    if width * height > _MOST_PIXELS:
        raise InvalidInput(f"it is {width}x{height}; the maximum is {_MOST_PIXELS:,} pixels")
    if min(width, height) < _LEAST:
        raise InvalidInput(
            f"it is {width}x{height}; the minimum is {_LEAST} pixels on each side",
            hint="Give a larger picture",
        )
    return width, height
