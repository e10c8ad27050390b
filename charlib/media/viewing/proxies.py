"""A film that browsers play, made of one that they do not: H.264, 720 lines, a keyframe often.

Its frames have the times of the film's own, counted from the start of the timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from charlib.errors import MediaError
from charlib.media.films import Film, name_of, open_film, require
from charlib.media.images import picture_straightener
from charlib.media.timeline import (
    Damage,
    demuxed,
    frames_of,
    picture_of,
    rewind,
    start_of,
    unit_of,
)

VERSION = "2"
"""Changes when proxies are made differently, so that old ones are not taken for new."""
_SCALE = "trunc({}*min(1,min(1280/iw,720/ih))/2)*2"
_FIT = f"scale=w='{_SCALE.format('iw')}':h='{_SCALE.format('ih')}'"
_CODER = {
    "preset": "veryfast",
    "crf": "23",
    "g": "12",
    "keyint_min": "12",
    "sc_threshold": "0",
    "bf": "0",
}
"""No reordered frames: where the rate varies, browsers go to a wrong one near those."""
_SD = 6
"""BT.601, in which the filter leaves the picture (ITU-T H.273)."""
_RATE = 48_000
_BUFFERED_S = 0.5


def make_proxy(film: Film, target: Path, progress: Callable[[float], None] | None = None) -> None:
    """Write the proxy of a film to a file; `progress` is called with the seconds that are done.

    Raises MediaError, MissingExtra.
    """
    av = require("making a proxy")
    options = {"movflags": "+faststart"}
    with (
        open_film(film) as container,
        open_film(film) as heard,
        av.open(str(target), "w", format="mp4", options=options) as out,
    ):
        sounds = _Sounds(heard, out)
        done = _encode(container, out, sounds, progress or (lambda _: None))
        if not done:
            raise MediaError(f"{name_of(film)} has no frame in it", hint="Give another file")
        sounds.until(float("inf"))


def _encode(container: Any, out: Any, sounds: _Sounds, progress: Callable[[float], None]) -> bool:
    stream, zero = picture_of(container), start_of(container)
    straighten = picture_straightener(container, _FIT, pixels="yuv420p")
    rewind(container)
    shift, video, last = round(zero / unit_of(stream)), None, -1
    for time, frame in frames_of(stream, demuxed(container, stream), zero, Damage()):
        pts = frame.pts - shift
        if pts <= last:
            continue
        picture = straighten(frame)
        video = video or _video(out, stream, picture)
        picture.pts, picture.time_base, picture.pict_type = pts, stream.time_base, 0
        if (picture.width, picture.height) != (video.width, video.height):
            picture = picture.reformat(width=video.width, height=video.height)
        out.mux(video.encode(picture))
        sounds.until(time + _BUFFERED_S)
        last = pts
        progress(time)
    if video is not None:
        out.mux(video.encode(None))
    return video is not None


def _video(out: Any, source: Any, picture: Any) -> Any:
    rate = source.average_rate or Fraction(25)
    video = out.add_stream("libx264", rate=rate, options=_CODER)
    video.width, video.height, video.pix_fmt = picture.width, picture.height, "yuv420p"
    context = video.codec_context
    context.time_base = source.time_base
    context.color_range, context.colorspace = 1, _SD
    context.color_primaries = context.color_trc = _SD
    return video


class _Sounds:
    """The sound of a film, encoded as far as the picture is."""

    def __init__(self, container: Any, out: Any) -> None:
        self._out, self._target = out, None
        self._packets: Iterator[tuple[float, Any]] = iter(())
        sounds = container.streams.audio
        if sounds and sounds[0].codec_context:
            self._target = out.add_stream("aac", rate=_RATE, layout="stereo")
            self._packets = self._encoded(container, sounds[0])

    def until(self, moment: float) -> None:
        """Write the sound up to a moment of the timeline, in seconds."""
        if self._target is None:
            return
        for time, packets in self._packets:
            self._out.mux(packets)
            if time >= moment:
                return

    def _encoded(self, container: Any, sound: Any) -> Iterator[tuple[float, Any]]:
        zero = start_of(container)
        resampler = require().AudioResampler(format="fltp", layout="stereo", rate=_RATE)
        rewind(container)
        shift, errors = round(zero * _RATE), (require().FFmpegError, EOFError)
        for packet in demuxed(container, sound):
            try:
                frames = packet.decode()
            except errors:  # a damaged place is silent
                continue
            for frame in (each for found in frames for each in resampler.resample(found)):
                if frame.pts is not None:
                    frame.pts = max(0, round(frame.pts * frame.time_base * _RATE) - shift)
                    frame.time_base = Fraction(1, _RATE)
                yield (frame.pts or 0) / _RATE, self._target.encode(frame)  # type: ignore[union-attr] # set where there is sound
        yield float("inf"), self._target.encode(None)  # type: ignore[union-attr] # as above
