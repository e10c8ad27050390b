"""A window as a file of its own, exact to the frame.

Packets are copied where that cuts exactly, which keeps every bit; elsewhere the frames of the
window are encoded again, upright.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from charlib.domain.windows.window import Window
from charlib.errors import BadWindow
from charlib.hints import Hint, the_call
from charlib.media.cutting.decoding import play
from charlib.media.cutting.encoding import copy_sound, encode, shifted, sound_of
from charlib.media.cutting.labels import ANY_KEY, labels_of
from charlib.media.cutting.packets import COPIED, PacketReader, Run, Span
from charlib.media.films import Film, name_of, open_film, require
from charlib.media.timeline import Damage, picture_of
from charlib.media.writing import unwritable, written


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that was written: its place in the source, and whether packets were copied.

    `damage` says what of the source could not be decoded; empty if all could.
    """

    path: Path
    window: Window
    frames: int
    is_copy: bool = False
    damage: str = ""


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
    with written(target, target) as part:
        with open_film(film) as container:
            clip = _copied(container, wide, part) if copy else None
            clip = clip or encoded(container, wide, part)
        if not clip.frames:
            raise no_frame(film, window)
    return replace(clip, path=target)


def no_frame(film: Film, window: Window) -> BadWindow:
    """Return the error for a window outside its film."""
    return BadWindow(
        f"window {window} has no frame of {name_of(film)} in it",
        hint=Hint("Its length: {}", the_call("source probe", "VIDEO")),
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
    return picture_of(container).codec_context.name in COPIED


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
        self._source = picture_of(container)
        self._labels = labels_of(container)
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
        packet.pts, packet.dts = pts - self._zero, shifted(dts, self._zero)
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
            flags = {"movflags": ANY_KEY}
            self._out = require().open(str(self.target), "w", format="mp4", options=flags)
            self._video = self._out.add_stream_from_template(self._source)
            self._sound = self._out.add_stream_from_template(sound) if sound else None
            pairs = {self._sound: sound} if sound else {}
            self._labels.put_on(self._out, {self._video: self._source, **pairs})
        except self._failures as error:
            self._fail(error)

    def close(self) -> None:
        """Copy the sound, and finish the file."""
        if self._out is not None:
            try:
                with self._out:
                    self._add_sound()
                self._labels.finish(self.target)
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
            copy_sound(self._sound_source(), self._out, self._sound, begin, length_s)


def encoded(container: Any, window: Window, target: Path, damage: Damage | None = None) -> Clip:
    """Encode the frames of a window as a clip, upright."""
    damage = damage or Damage()
    count, part = encode(container, window, target, damage)
    return Clip(target, part, count, damage=str(damage))
