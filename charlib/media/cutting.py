"""A window as a file of its own, exact to the frame.

Packets are copied where that cuts exactly, which keeps every bit; elsewhere the pictures of the
window are encoded again, upright.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from charlib.domain.text import shown
from charlib.domain.window import Window, seconds
from charlib.errors import BadWindow, MediaError
from charlib.media.frames import EARLY, Straightener, from_moment, origin
from charlib.media.opening import Film, name_of, opened, require

_COPIED = {"h264", "hevc", "av1", "mpeg4"}
"""Codecs whose packets may be put into an MP4 as they are."""
_SOUND = {"aac", "mp3", "ac3", "eac3", "opus", "alac"}
_CODER = {"preset": "medium", "crf": "16"}
"""Encoded again, a clip is to look like its source: it may be cut from again."""
_EVEN = "crop=w=trunc(iw/2)*2:h=trunc(ih/2)*2:x=0:y=0"


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip that was written: where it stands in its source, and whether its bits are the same."""

    path: Path
    window: Window
    frames: int
    is_copy: bool


def cut(film: Film, window: Window, target: Path, *, padding_ms: int = 0, copy: bool = True) -> Cut:
    """Write the frames of a window, and `padding_ms` on both sides, to an MP4 at `target`.

    The clip has exactly the frames shown from the start on and before the end; the source's own
    times between them stay, also where they vary. Sound goes along where its packets can be copied.
    The file appears whole or not at all. Without `copy` it is always encoded again. Raises
    BadWindow where the film has no frame in the window, MediaError, MissingExtra.
    """
    wide = Window(max(0, window.start_ms - padding_ms), window.end_ms + padding_ms)
    if wide.end_ms <= wide.start_ms:
        raise BadWindow(f"window {window} is empty", hint="Give start,end: 5,8")
    arriving = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with opened(film) as container:
            plan = _copy_plan(container, wide) if copy else None
            if plan is None:
                frames, last = _encoded(container, wide, arriving)
            else:
                frames, last = _copied(container, plan, wide, arriving)
        if not frames:
            raise BadWindow(
                f"window {window} has no frame of {name_of(film)} in it",
                hint="charlib source probe tells its length",
            )
        arriving.replace(target)
    except OSError as error:
        raise MediaError(
            f"the clip {shown(str(target))} cannot be written: {error.strerror or error}",
            hint="Choose another place",
        ) from error
    finally:
        arriving.unlink(missing_ok=True)
    end = min(wide.end_ms, round(last * 1000))
    return Cut(target, Window(wide.start_ms, end), frames, plan is not None)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The packets that are a window, in decoding order: from `first` on, `kept` by their times."""

    seek_to: int
    kept: frozenset[int]


def _copy_plan(container: Any, window: Window) -> _Plan | None:
    """Which packets to copy; None where no whole packets are the window.

    They are where it begins with a keyframe and where none of its frames needs one that is shown
    after its end: in decoding order, all that is shown later comes later.
    """
    stream = container.streams.video[0]
    if stream.codec_context.name not in _COPIED:
        return None
    unit, zero = stream.time_base, origin(container)
    start = zero + window.start_ms / 1000 - EARLY
    end = zero + window.end_ms / 1000 - EARLY
    seek_to = int((start + 2 * EARLY) / unit)
    container.seek(seek_to, stream=stream, backward=True)
    kept: list[int] = []
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        time = float(packet.pts * unit)
        if not kept and not (packet.is_keyframe and time >= start):
            return None
        if time >= end:
            break
        if time >= start:
            kept.append(packet.pts)
    else:
        return _Plan(seek_to, frozenset(kept)) if kept else None
    late = _shown_before(container, stream, end, start, frozenset(kept))
    if not kept or late or _begins_late(stream, kept, start):
        return None
    return _Plan(seek_to, frozenset(kept))


def _shown_before(
    container: Any, stream: Any, end: float, start: float, kept: frozenset[int]
) -> bool:
    """Whether a frame of the window is decoded after one that is shown past its end."""
    for looked, packet in enumerate(container.demux(stream)):
        if packet.pts is not None and start <= float(packet.pts * stream.time_base) < end:
            return packet.pts not in kept
        if packet.is_keyframe or looked > 32:  # noqa: PLR2004 - no codec reorders further
            break
    return False


def _begins_late(stream: Any, kept: list[int], start: float) -> bool:
    """Whether a frame before the keyframe belongs to the window: then the keyframe is too late."""
    step = float(1 / (stream.average_rate or 25))
    return float(min(kept) * stream.time_base) - start > step + EARLY


def _copied(container: Any, plan: _Plan, window: Window, target: Path) -> tuple[int, float]:
    av = require()
    stream = container.streams.video[0]
    unit, count, last = stream.time_base, 0, 0.0
    zero = min(plan.kept)
    sound = _sound(container)
    with av.open(str(target), "w", format="mp4") as out:
        video = out.add_stream_from_template(stream)
        audio = out.add_stream_from_template(sound) if sound else None
        container.seek(plan.seek_to, stream=stream, backward=True)
        for packet in container.demux(stream):
            if packet.pts not in plan.kept:
                if count == len(plan.kept):
                    break
                continue
            count += 1
            last = max(last, float((packet.pts - zero + (packet.duration or 0)) * unit))
            packet.pts, packet.dts = packet.pts - zero, _shifted(packet.dts, zero)
            packet.stream = video
            out.mux(packet)
        if sound:
            _copy_sound(container, sound, out, audio, float(zero * unit), window)
    return count, window.start_ms / 1000 + last


def _shifted(dts: int | None, zero: int) -> int | None:
    return None if dts is None else dts - zero


def _sound(container: Any) -> Any:
    """The sound that can go along as it is, if there is one."""
    streams = container.streams.audio
    fits = streams and streams[0].codec_context and streams[0].codec_context.name in _SOUND
    return streams[0] if fits else None


def _copy_sound(
    container: Any, sound: Any, out: Any, audio: Any, zero: float, window: Window
) -> None:
    """Copy the sound's packets that begin in the window, as near to the pictures as they stand."""
    unit, length = sound.time_base, window.length_ms / 1000
    container.seek(int(zero / unit), stream=sound, backward=True)
    shift = round(zero / unit)
    for packet in container.demux(sound):
        if packet.pts is None or packet.pts < shift:
            continue
        if float(packet.pts * unit) >= zero + length:
            break
        packet.pts, packet.dts = packet.pts - shift, _shifted(packet.dts, shift)
        packet.stream = audio
        out.mux(packet)


def _encoded(container: Any, window: Window, target: Path) -> tuple[int, float]:
    av = require()
    source = container.streams.video[0]
    sound = _sound(container)
    fit = Straightener(_EVEN, pixels="yuv420p")
    count, last = 0, 0.0
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        video, audio = None, out.add_stream_from_template(sound) if sound else None
        zero = None
        for time, frame, length in _with_lengths(container, window):
            picture = fit(frame)
            if video is None:
                video, zero = _video(out, source, picture), frame.pts
            picture.pts, picture.time_base = frame.pts - zero, source.time_base
            picture.pict_type, picture.duration = 0, length
            out.mux(video.encode(picture))
            count, last = count + 1, time + float(length * source.time_base)
        if video is not None:
            out.mux(video.encode(None))
            if sound:
                began = float(zero * source.time_base)
                _copy_sound(container, sound, out, audio, began, window)
    return count, last


def _with_lengths(container: Any, window: Window) -> Iterator[tuple[float, Any, int]]:
    """The frames of a window, each with how long it is shown, in the stream's own unit."""
    unit = container.streams.video[0].time_base
    step = round(1 / (container.streams.video[0].average_rate or 25) / unit) or 1
    before = None
    for time, frame in from_moment(container, window.start_ms / 1000):
        if before is not None:
            yield *before, frame.pts - before[1].pts
        if time >= window.end_ms / 1000 - EARLY:
            return
        before = (time, frame)
    if before is not None:
        yield *before, before[1].duration or step


def _video(out: Any, source: Any, picture: Any) -> Any:
    rate = source.average_rate or Fraction(25)
    video = out.add_stream("libx264", rate=rate, options=_CODER)
    video.width, video.height, video.pix_fmt = picture.width, picture.height, "yuv420p"
    video.codec_context.time_base = source.time_base
    if source.sample_aspect_ratio and not int(getattr(picture, "rotation", 0)) % 180:
        video.codec_context.sample_aspect_ratio = source.sample_aspect_ratio
    return video


def describe(made: Cut) -> str:
    """One line of what was cut."""
    how = "copied" if made.is_copy else "encoded again"
    return f"{seconds(made.window.length_ms)} s, {made.frames} frames, {how}"
