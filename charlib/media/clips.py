"""A window as a file of its own, exact to the frame.

Packets are copied where that cuts exactly, which keeps every bit; elsewhere the frames of the
window are encoded again, upright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from charlib.domain.text import printable
from charlib.domain.windows.window import Window
from charlib.errors import BadWindow, MediaError
from charlib.files import replacing
from charlib.hints import Hint, the_call
from charlib.media.decoding import play
from charlib.media.films import Film, name_of, open_film, require
from charlib.media.filters import Straightener
from charlib.media.frames import EARLY, from_moment
from charlib.media.packets import COPIED, PacketReader, Run, Span

_SOUND = {"aac", "mp3", "ac3", "eac3", "opus", "alac"}
_CODER = {"preset": "medium", "crf": "16"}
"""An encoded clip must look like its source: it may be cut again."""
_EVEN = "crop=w=trunc(iw/2)*2:h=trunc(ih/2)*2:x=0:y=0"


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that was written: its place in the source, and whether packets were copied."""

    path: Path
    window: Window
    frames: int
    is_copy: bool


def cut(
    film: Film, window: Window, target: Path, *, padding_ms: int = 0, copy: bool = True
) -> Clip:
    """Write the frames of a window, and `padding_ms` on both sides, to an MP4 at `target`.

    The clip has exactly the frames shown from the start on and before the end; their times stay,
    also where they vary. Sound is included where its packets can be copied. With `copy=False` the
    clip is always encoded. Raises BadWindow where the film has no frame in the window, MediaError,
    MissingExtra.
    """
    wide = Window(max(0, window.start_ms - padding_ms), window.end_ms + padding_ms)
    if wide.end_ms <= wide.start_ms:
        raise BadWindow(f"window {window} is empty", hint="Give start,end: 5,8")
    try:
        with replacing(target) as part:
            with open_film(film) as container:
                clip = _copied(container, wide, part) if copy else None
                clip = clip or encoded(container, wide, part)
            if not clip.frames:
                raise no_frame(film, window)
    except OSError as error:
        raise unwritable(target, error) from error
    return Clip(target, clip.window, clip.frames, clip.is_copy)


def no_frame(film: Film, window: Window) -> BadWindow:
    """Return the error for a window outside its film."""
    return BadWindow(
        f"window {window} has no frame of {name_of(film)} in it",
        hint=Hint("Its length: {}", the_call("source probe", "VIDEO")),
    )


def unwritable(target: Path, error: OSError) -> MediaError:
    """Return the error for a place that cannot be written to."""
    return MediaError(
        f"cannot write {printable(str(target))}: {error.strerror or error}",
        hint="Free some space, or choose another folder",
    )


def _copied(container: Any, window: Window, target: Path) -> Clip | None:
    """Copy the packets that are exactly a window; None where there are none."""
    if not can_copy(container):
        return None
    start, end = window.start_ms / 1000, window.end_ms / 1000
    run = PacketReader(container).run_around(start, end)
    span = run.exact(start, end) if run.is_timed else None
    if span is None:
        return None
    clip = CopiedClip(container, run, span, target, sound_source=lambda: container)
    play(container, run, copies=[clip])
    if clip.is_broken:
        return None
    end_ms = min(window.end_ms, window.start_ms + run.window_of(span).length_ms)
    return Clip(target, Window(window.start_ms, end_ms), clip.frames, is_copy=True)


def can_copy(container: Any) -> bool:
    """Return whether an MP4 takes the packets of a film's picture as they are."""
    return container.streams.video[0].codec_context.name in COPIED


def sound_of(container: Any) -> Any:
    """Return the sound stream whose packets an MP4 takes as they are, or None."""
    streams = container.streams.audio
    fits = streams and streams[0].codec_context and streams[0].codec_context.name in _SOUND
    return streams[0] if fits else None


class CopiedClip:
    """Writes a span of packets as a clip, with the sound of the container from `sound_source`.

    The file is opened with the first packet. `finished` is called when it is complete, or when
    `is_broken` says that an MP4 does not take these packets.
    """

    def __init__(
        self,
        container: Any,
        run: Run,
        span: Span,
        target: Path,
        sound_source: Callable[[], Any],
        finished: Callable[[CopiedClip], None] = lambda _clip: None,
    ) -> None:
        self.run, self.span, self.target = run, span, target
        self.frames = 0
        self.is_broken = False
        self._container = container
        self._source = container.streams.video[0]
        self._time_base = self._source.time_base
        self._failures = (OSError, require().FFmpegError)
        self._zero = run.pts[span.first]
        self._sound_source = sound_source
        self._finished = finished
        self._out: Any = None
        self._video: Any = None
        self._sound: Any = None

    def take(self, packet: Any) -> None:
        """Copy a packet, which stays as it was for others."""
        pts, dts, duration = packet.pts, packet.dts, packet.duration
        if self.is_broken or pts < self._zero:  # the latter needs packets from before
            return
        if self._out is None:
            self._begin()
        self.frames += 1
        packet.pts, packet.dts = pts - self._zero, _shifted(dts, self._zero)
        packet.stream = self._video
        try:
            self._out.mux_one(packet)
        except self._failures as error:
            self._fail(error)
        packet.stream, packet.time_base = self._source, self._time_base
        packet.pts, packet.dts, packet.duration = pts, dts, duration

    def _begin(self) -> None:
        sound = sound_of(self._container)
        try:
            self._out = require().open(str(self.target), "w", format="mp4")
            self._video = self._out.add_stream_from_template(self._source)
            self._sound = self._out.add_stream_from_template(sound) if sound else None
        except self._failures as error:
            self._fail(error)

    def close(self) -> None:
        """Copy the sound, and finish the file."""
        if self._out is not None:
            try:
                with self._out:
                    self._add_sound()
            except self._failures as error:
                self._fail(error)
        self._finished(self)

    def _fail(self, error: Exception) -> None:
        """Give up: for good where the disk is the reason, else the clip has to be encoded."""
        self.is_broken = True
        if isinstance(error, OSError):
            raise unwritable(self.target, error) from error

    def _add_sound(self) -> None:
        if self._sound is not None and not self.is_broken:
            begin, end = self.run.times[self.span.first], self.span.end
            length_s = (round(end * 1000) - round(begin * 1000)) / 1000
            zero = float(self._zero * self._time_base)
            copy_sound(self._sound_source(), self._out, self._sound, zero, length_s)


def _shifted(dts: int | None, zero: int) -> int | None:
    return None if dts is None else dts - zero


def copy_sound(container: Any, out: Any, target: Any, begin: float, length: float) -> None:
    """Copy the packets of the sound that begin in a part of a film, in seconds of its own time."""
    sound = sound_of(container)
    unit = sound.time_base
    container.seek(int(begin / unit), stream=sound, backward=True)
    shift = round(begin / unit)
    end = (begin + length) / float(unit)
    for packet in container.demux(sound):
        if packet.pts is None or packet.pts < shift:
            continue
        if packet.pts >= end:
            break
        packet.pts, packet.dts = packet.pts - shift, _shifted(packet.dts, shift)
        packet.stream = target
        out.mux_one(packet)


def encoded(container: Any, window: Window, target: Path) -> Clip:
    """Encode the frames of a window as a clip, upright."""
    av = require()
    source, sound = container.streams.video[0], sound_of(container)
    straighten = Straightener(_EVEN, pixels="yuv420p")
    count, last = 0, 0.0
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        video, audio = None, out.add_stream_from_template(sound) if sound else None
        zero = None
        for time, frame, length in _with_lengths(container, window):
            picture = straighten(frame)
            if video is None:
                video, zero = _video(out, source, picture), frame.pts
            picture.pts, picture.time_base = frame.pts - zero, source.time_base
            picture.pict_type, picture.duration = 0, length
            out.mux(video.encode(picture))
            count, last = count + 1, time + float(length * source.time_base)
        if video is not None:
            out.mux(video.encode(None))
            if sound:
                begin = float(zero * source.time_base)
                copy_sound(container, out, audio, begin, window.length_ms / 1000)
    end_ms = min(window.end_ms, round(last * 1000))
    return Clip(target, Window(window.start_ms, end_ms), count, is_copy=False)


def _with_lengths(container: Any, window: Window) -> Iterator[tuple[float, Any, int]]:
    """Yield the frames of a window, each with how long it is shown, in the stream's own unit."""
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
