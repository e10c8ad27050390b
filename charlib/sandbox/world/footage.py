"""Footage: source videos that were really fetched, opened and measured."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import av
import av.error

from charlib.sandbox.errors import bad_field
from charlib.sandbox.world import fetch

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from charlib.sandbox.errors import Refusal
    from charlib.sandbox.settings import Settings

# Demuxers of real video files. Left out on purpose: playlists, which would make PyAV open other
# files, and pictures and text, which it would take for very short films.
_CONTAINERS = "mov,matroska,mpeg,mpegts,avi,gif,flv,ogg,asf"
_FETCHERS = 8
_KEPT = 32
_PICTURE_WIDTH = 320


@dataclass(frozen=True)
class Footage:
    """A measured video on the sandbox's disk; `duration_ms` comes from its frames."""

    path: Path
    duration_ms: int


@dataclass(frozen=True)
class _Known:
    footage: Footage
    sha256: str
    validators: fetch.Validators
    checked: float


class Shelf:
    """Downloads URLs into a folder and remembers their lengths, so that a batch measures once."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._known: dict[str, _Known] = {}
        self._files: dict[Path, None] = {}
        self._locks: dict[str, anyio.Lock] = {}
        # Threads of its own: a sandbox that downloads from itself needs the others to answer.
        self._limiter = anyio.CapacityLimiter(_FETCHERS)

    async def footage(self, url: str) -> Footage:
        """The footage behind a URL; raises the refusal that a service would send."""
        if known := self._fresh(url):
            return known.footage
        async with self._locks.setdefault(url, anyio.Lock()):
            known = self._fresh(url)
            if known is None:
                known = await anyio.to_thread.run_sync(
                    self._look_up, url, abandon_on_cancel=True, limiter=self._limiter
                )
                self._keep(url, known)
            return known.footage

    def _fresh(self, url: str) -> _Known | None:
        known = self._known.get(url)
        if known and time.monotonic() - known.checked < self._settings.recheck_s:
            return known
        return None

    def _look_up(self, url: str) -> _Known:
        """Ask whether a known URL changed; download and measure it unless it certainly did not."""
        known = self._known.get(url)
        if known and known.validators.can_tell:
            validators = fetch.ask(url, within_s=self._settings.fetch_s)
            if validators == known.validators:
                return _Known(known.footage, known.sha256, validators, time.monotonic())
        return self._fetch(url, known)

    def _fetch(self, url: str, known: _Known | None) -> _Known:
        arriving = self._folder / f"arriving-{time.monotonic_ns()}"
        try:
            fetched = fetch.fetch(
                url,
                arriving,
                max_bytes=self._settings.fetch_bytes,
                within_s=self._settings.fetch_s,
            )
            if known and known.sha256 == fetched.sha256:
                footage = known.footage
            else:
                footage = Footage(self._folder / fetched.sha256, measure(arriving))
            arriving.replace(footage.path)
        finally:
            arriving.unlink(missing_ok=True)
        return _Known(footage, fetched.sha256, fetched.validators, time.monotonic())

    def _keep(self, url: str, known: _Known) -> None:
        """Remember every URL, but keep only the files that were used last."""
        self._known[url] = known
        self._files.pop(known.footage.path, None)
        self._files[known.footage.path] = None
        if len(self._files) > _KEPT:
            oldest = next(iter(self._files))
            del self._files[oldest]
            oldest.unlink(missing_ok=True)


def measure(path: Path) -> int:
    """The duration of a video in milliseconds, from its packets; refuses a file without video.

    Headers are not believed: some containers state no duration, or a wrong one.
    """
    try:
        with _opened(path) as container:
            if not container.streams.video:
                raise _no_video("it has no video stream")
            duration_ms = _extent_ms(container, container.streams.video[0])
        with _opened(path) as container:
            if next(container.decode(video=0), None) is None:
                raise _no_video("no frame of it can be decoded")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _no_video(str(getattr(error, "strerror", None) or error)) from None
    return duration_ms


def picture(path: Path, at_ms: int) -> bytes:
    """A JPEG of the frame shown at a moment; raises `FFmpegError` or `OSError` if there is none."""
    with _opened(path) as container:
        container.seek(at_ms * 1000)
        shown = None
        for frame in container.decode(video=0):
            shown = frame
            if frame.time is not None and frame.time * 1000 >= at_ms:
                break
    if shown is None:
        raise FileNotFoundError(f"no frame at {at_ms} ms")
    return _jpeg(shown)


def _opened(path: Path) -> InputContainer:
    return av.open(str(path), options={"format_whitelist": _CONTAINERS})


def _extent_ms(container: InputContainer, stream: VideoStream) -> int:
    """From the first picture to the end of the last, rounded up to a whole millisecond."""
    start, end, frame = math.inf, 0.0, 0.0
    for packet in container.demux(stream):
        if packet.pts is None or packet.time_base is None:
            continue
        frame = float((packet.duration or 0) * packet.time_base) or frame
        at = float(packet.pts * packet.time_base)
        start, end = min(start, at), max(end, at + frame)
    if not end > start:
        raise _no_video("it holds no pictures")
    # Films often start a frame late; players still count from zero.
    origin = 0.0 if 0 <= start < 1.5 * frame else start
    return math.ceil(round((end - origin) * 1000, 1))


def _jpeg(frame: VideoFrame) -> bytes:
    height = max(2, frame.height * _PICTURE_WIDTH // frame.width // 2 * 2)
    coder = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = _PICTURE_WIDTH, height, "yuvj420p"
    coder.time_base = Fraction(1, 25)
    still = frame.reformat(width=_PICTURE_WIDTH, height=height, format="yuvj420p")
    still.pts, still.time_base = 0, coder.time_base
    return b"".join(bytes(packet) for packet in (*coder.encode(still), *coder.encode(None)))


def _no_video(reason: str) -> Refusal:
    return bad_field("invalid_video", "url", f"The source is not a readable video: {reason}.")
