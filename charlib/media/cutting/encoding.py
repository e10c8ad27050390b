"""The frames of a window encoded again, at their own times, and shown as in their film.

A clip has the colours of its film, and says so in the same words: range, matrix, transfer and
primaries. A film of high dynamic range is encoded in 10 bits and stays one: to bring it down would
be final, and a clip may be cut again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from charlib.domain.windows.window import Window
from charlib.media.cutting.labels import ANY_KEY, labels_of
from charlib.media.films import require
from charlib.media.filters import HIGH_RANGE, Straightener, colours_of
from charlib.media.frames import from_moment
from charlib.media.timeline import (
    EARLY,
    Damage,
    frame_length,
    landings,
    picture_of,
    start_of,
    unit_of,
)

SOUND = {"aac", "mp3", "ac3", "eac3", "opus", "alac"}
"""Codecs of sound whose packets an MP4 takes as they are."""
_CODER = {"preset": "medium", "crf": "16"}
"""An encoded clip must look like its source: it may be cut again."""
_EVEN = "crop=w=trunc(iw/2)*2:h=trunc(ih/2)*2:x=0:y=0"
_FULL = 2
_LEAD_S = 0.2
"""Sound is sought this much earlier: where there is no index, a landing may be late."""


def sound_of(container: Any) -> Any:
    """Return the sound stream whose packets an MP4 takes as they are, or None."""
    streams = container.streams.audio
    fits = streams and streams[0].codec_context and streams[0].codec_context.name in SOUND
    return streams[0] if fits else None


def encode(container: Any, window: Window, target: Path, damage: Damage) -> tuple[int, Window]:
    """Encode the frames of a window, upright; return how many, and the part that they show.

    All have the size of the first: where a film changes its size, frames are fitted into it.
    """
    source, sound, labels = picture_of(container), sound_of(container), labels_of(container)
    coder = _Coder(source)
    count, last, zero, begin = 0, 0.0, 0, 0.0
    flags = {"movflags": f"+faststart+{ANY_KEY}"}
    with require().open(str(target), "w", format="mp4", options=flags) as out:
        audio = out.add_stream_from_template(sound) if sound else None
        for time, frame, length in _with_lengths(container, window, damage):
            if not count:
                zero, begin = frame.pts, time
                video = coder.open(out, frame)
                labels.put_on(out, {video: source, **({audio: sound} if sound else {})})
            out.mux(coder.encode(frame, frame.pts - zero, length))
            count, last = count + 1, time + length * unit_of(source)
        if count:
            out.mux(coder.rest())
            if sound:
                copy_sound(container, out, audio, begin, window.length_ms / 1000)
    labels.finish(target)
    start_ms = max(window.start_ms, round(begin * 1000))
    return count, Window(start_ms, min(window.end_ms, round(last * 1000)))


class _Coder:
    """Encodes frames of a film, each as it is shown."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._straighten: Any = None
        self._video: Any = None

    def open(self, out: Any, frame: Any) -> Any:
        """Add the stream of the picture to a clip; a frame shows which."""
        is_high = colours_of(frame)[2] in HIGH_RANGE
        self._straighten = _straightener(frame, is_high=is_high)
        picture = self._straighten(frame)
        self._straighten = _straightener(
            frame, is_high=is_high, size=(picture.width, picture.height)
        )
        rate = self._source.average_rate or Fraction(25)
        name, options = _codec(is_high=is_high)
        self._video = video = out.add_stream(name, rate=rate, options=options)
        video.width, video.height, video.pix_fmt = picture.width, picture.height, _pixels(is_high)
        context = video.codec_context
        context.time_base = self._source.time_base
        if is_high and name == "libx265":
            context.codec_tag = "hvc1"
        _set_colours(context, picture)
        shape = self._source.sample_aspect_ratio
        if shape:
            is_sideways = int(getattr(frame, "rotation", 0)) % 180
            context.sample_aspect_ratio = 1 / shape if is_sideways else shape
        return video

    def encode(self, frame: Any, pts: int, length: int) -> Any:
        """Encode a frame, shown from `pts` on for `length` units of the film's time."""
        picture = self._straighten(frame)
        picture.pts, picture.time_base = pts, self._source.time_base
        picture.pict_type, picture.duration = 0, length
        return self._video.encode(picture)

    def rest(self) -> Any:
        """Return the last packets."""
        return self._video.encode(None)


def _pixels(is_high: bool) -> str:  # noqa: FBT001 - the one thing it depends on
    return "yuv420p10le" if is_high else "yuv420p"


def _straightener(
    frame: Any, *, is_high: bool, size: tuple[int, int] | None = None
) -> Straightener:
    """Return what makes frames upright and even, of one size, their colours in a known system."""
    steps = [_EVEN]
    if size is not None:
        width, height = size
        steps += [
            f"scale=w={width}:h={height}:force_original_aspect_ratio=decrease",
            f"pad=w={width}:h={height}:x=(ow-iw)/2:y=(oh-ih)/2",
        ]
    if frame.format.is_rgb or frame.format.has_palette:
        steps.append("scale=out_color_matrix=bt709:out_range=limited")
    return Straightener(*steps, pixels=_pixels(is_high))


def _codec(*, is_high: bool) -> tuple[str, dict[str, str]]:
    """Return the encoder and its settings."""
    av = require()
    if not is_high:
        return "libx264", _CODER
    if "libx265" in av.codecs_available:
        return "libx265", {**_CODER, "x265-params": "log-level=error"}
    return "libx264", _CODER


def _set_colours(context: Any, picture: Any) -> None:
    range_, matrix, transfer, primaries = colours_of(picture)
    is_full = picture.format.name.startswith("yuvj")
    context.color_range = _FULL if is_full else range_
    context.colorspace, context.color_trc, context.color_primaries = matrix, transfer, primaries


def _with_lengths(
    container: Any, window: Window, damage: Damage
) -> Iterator[tuple[float, Any, int]]:
    """Yield the frames of a window, each with how long it is shown, in the stream's own unit."""
    stream = picture_of(container)
    step = round(frame_length(stream) / unit_of(stream)) or 1
    before = None
    for time, frame in from_moment(container, window.start_ms / 1000, damage):
        if before is not None and frame.pts <= before[1].pts:
            continue
        if before is not None:
            yield *before, frame.pts - before[1].pts
        if time >= window.end_ms / 1000 - EARLY:
            return
        before = (time, frame)
    if before is not None:
        yield *before, before[1].duration or step


def copy_sound(container: Any, out: Any, target: Any, begin: float, length: float) -> None:
    """Copy the packets of the sound that begin in a part of a film, in seconds of its timeline."""
    sound = sound_of(container)
    unit, zero = unit_of(sound), start_of(container)
    shift = round((zero + begin) / unit)
    end = (zero + begin + length) / unit
    landing = next(landings(container, sound, begin - _LEAD_S, zero))
    for packet in landing.packets:
        if packet.pts is None or packet.pts < shift:
            continue
        if packet.pts >= end:
            break
        packet.pts, packet.dts = packet.pts - shift, shifted(packet.dts, shift)
        packet.stream = target
        out.mux_one(packet)


def shifted(dts: int | None, zero: int) -> int | None:
    """Return a decoding time from another zero on."""
    return None if dts is None else dts - zero
