"""Single pictures: encoding frames as JPEG, PNG or WebP, and reading picture files."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from charlib.errors import InvalidInput, MediaError
from charlib.media.films import Film, name_of, open_film, require
from charlib.media.filters import Straightener, fitting
from charlib.media.timeline import picture_of

_CODERS = {
    "jpeg": ("mjpeg", "yuvj420p", {"qmin": "2", "qmax": "3"}),
    "png": ("png", "rgb24", {}),
    "webp": ("libwebp", "yuv420p", {"quality": "82"}),
}
"""Format → FFmpeg's encoder, the pixel format it takes, its settings."""


def pixel_format(form: str) -> str:
    """Return the pixel format that a picture format is encoded from. Raises InvalidInput."""
    return _coder(form)[1]


def _coder(form: str) -> tuple[str, str, dict[str, str]]:
    if form not in _CODERS:
        raise InvalidInput(f"unknown picture format {form!r}", hint="Use jpeg, png or webp")
    return _CODERS[form]


def encode(frame: Any, form: str) -> bytes:
    """Encode one frame as a picture file."""
    av = require("making pictures")
    name, pixels, settings = _coder(form)
    context = av.CodecContext.create(name, "w")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, pixels
    context.time_base = Fraction(1, 25)
    context.options = settings
    context.thread_count = 1  # several threads give larger files of the same pixels
    if frame.format.name != pixels:
        frame = frame.reformat(format=pixels, dst_color_range="JPEG" if form == "jpeg" else None)
    frame.pts, frame.pict_type = 0, 0
    return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])


def shrunk(picture: Film, width: int, form: str = "jpeg") -> bytes:
    """Encode a picture file again, at most `width` pixels wide. Raises MediaError, MissingExtra."""
    return encode(read_picture(picture, width, pixel_format(form)), form)


def pixels(picture: Film, width: int) -> tuple[int, int, bytes]:
    """Return a picture's width, height and RGB bytes, at most `width` pixels wide.

    Raises MediaError, MissingExtra.
    """
    frame = read_picture(picture, width, "rgb24")
    plane = frame.planes[0]
    lines, row = bytes(plane), frame.width * 3
    packed = b"".join(
        lines[y * plane.line_size : y * plane.line_size + row] for y in range(frame.height)
    )
    return frame.width, frame.height, packed


def read_picture(picture: Film, width: int, pixels: str) -> Any:
    """Return a picture file as a frame, upright and at most `width` pixels wide."""
    with open_film(picture) as container:
        frame = next(iter(container.decode(video=0)), None)
        straighten = picture_straightener(container, fitting(width), pixels=pixels)
    if frame is None:
        raise MediaError(f"{name_of(picture)} is not a complete picture", hint="Make it again")
    return straighten(frame)


def picture_straightener(container: Any, *filters: str, pixels: str) -> Straightener:
    """Return what makes a film's frames into pictures: as shown, in square pixels."""
    shape = picture_of(container).sample_aspect_ratio
    return Straightener(*filters, pixels=pixels, shape=shape, is_picture=True)
