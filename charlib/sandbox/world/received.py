"""Pictures, clips and sounds of a request: fetched, decoded or from a form, and really opened."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import anyio.to_thread
import av
import av.error

from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.world import fetch
from charlib.sandbox.world.footage import measure

if TYPE_CHECKING:
    from av.container import InputContainer

    from charlib.sandbox.settings import Settings

_DATA = re.compile(r"data:(image|video|audio)/[a-z0-9.+-]+;base64,", re.ASCII)
_PICTURES = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG": "png_pipe"}
_WEBP = {b"RIFF": "webp_pipe"}


@dataclass(frozen=True)
class Seen:
    """A received medium: its hash, its size in bytes and pixels, and the length of a clip."""

    sha256: str
    bytes: int
    width: int
    height: int
    duration_ms: int = 0

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.width / self.height


async def picture(settings: Settings, reference: str, place: str, *, takes: str) -> Seen:
    """Open a JPEG or PNG. `takes` are the allowed forms: url, base64, data-url."""
    return picture_of(await _content(settings, reference, place, takes), place)


def picture_of(content: bytes, place: str, *, webp: bool = False) -> Seen:
    """Open the bytes of a JPEG or PNG, or of a WebP where that is accepted."""
    forms = _PICTURES | (_WEBP if webp else {})
    form = next((form for head, form in forms.items() if content.startswith(head)), None)
    if form is None:
        raise Malformed(place, f"is neither a JPEG nor a PNG{' nor a WebP' if webp else ''}")
    try:
        with cast("InputContainer", av.open(io.BytesIO(content), format=form)) as container:
            frame = next(iter(container.decode(video=0)))
    except (av.error.FFmpegError, StopIteration) as error:
        raise Malformed(place, f"is not a readable picture: {error}") from None
    return Seen(_sha256(content), len(content), frame.width, frame.height)


async def clip(settings: Settings, reference: str, place: str, *, takes: str) -> Seen:
    """Open a video. `takes` are the allowed forms: url, base64, data-url."""
    return await clip_of(await _content(settings, reference, place, takes), place)


async def clip_of(content: bytes, place: str) -> Seen:
    """Open a video's bytes."""
    return await anyio.to_thread.run_sync(_open_clip, content, place)


async def sound(settings: Settings, reference: str, place: str, *, takes: str) -> Seen:
    """Open a sound, which has no size in pixels. `takes` are the allowed forms, as for a clip."""
    content = await _content(settings, reference, place, takes)
    return await anyio.to_thread.run_sync(_open_sound, content, place)


def _open_sound(content: bytes, place: str) -> Seen:
    try:
        with cast("InputContainer", av.open(io.BytesIO(content))) as container:
            frames = [(frame.samples, frame.sample_rate) for frame in container.decode(audio=0)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise Malformed(place, f"is not a readable sound: {error}") from None
    length = sum(samples / rate for samples, rate in frames)
    return Seen(_sha256(content), len(content), 0, 0, round(length * 1000))


def refuse_length(seen: Seen, place: str, least_ms: int, most_ms: int) -> None:
    """Refuse a clip or a sound of another length."""
    if not least_ms <= seen.duration_ms <= most_ms:
        lengths = f"{least_ms / 1000:g} to {most_ms / 1000:g} s are accepted"
        raise Malformed(place, f"{seen.duration_ms / 1000:g} s; {lengths}")


def _open_clip(content: bytes, place: str) -> Seen:
    with tempfile.TemporaryDirectory(prefix="charlib-sandbox-") as folder:
        path = Path(folder) / "clip"
        path.write_bytes(content)
        try:
            duration = measure(path)
            with av.open(str(path)) as container:
                stream = container.streams.video[0]
                return Seen(_sha256(content), len(content), stream.width, stream.height, duration)
        except (Refusal, av.error.FFmpegError, IndexError) as error:
            raise Malformed(place, f"is not a readable video: {error}") from None


async def _content(settings: Settings, reference: str, place: str, takes: str) -> bytes:
    allowed = takes.split("|")
    if reference.startswith(("http://", "https://")):
        if "url" not in allowed:
            raise Malformed(place, "a URL is not accepted")
        return await anyio.to_thread.run_sync(_fetch, settings, reference, place)
    head = _DATA.match(reference)
    form = "data-url" if head else "base64"
    if form not in allowed:
        raise Malformed(place, f"{form} is not accepted")
    try:
        return base64.b64decode(reference[head.end() if head else 0 :], validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(place, "is not base64") from None


def _fetch(settings: Settings, url: str, place: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="charlib-sandbox-") as folder:
        path = Path(folder) / "fetched"
        try:
            fetch.fetch(url, path, max_bytes=settings.fetch_bytes, within_s=settings.fetch_s)
        except Refusal as refusal:
            raise Malformed(place, refusal.message) from None
        return path.read_bytes()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
