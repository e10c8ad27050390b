"""What a film is: duration, size, rotation, frame rate, codec, audio."""

from __future__ import annotations

from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import Any

from charlib.domain.window import seconds
from charlib.errors import MediaError
from charlib.media.facts import Facts, sha256
from charlib.media.opening import Film, name_of, opened

_SIDEWAYS = 90
_LOOKED_AT = 60
"""So many packets tell whether frames come at equal times."""
_REORDERED = 16
"""No codec puts a frame further from its place: the last times of a part may lack some between."""
_UNEVEN = 0.25
"""Frame intervals that differ by more than this part of the usual one are no rounding."""
_RATES_DIFFER = 0.01
_CUT_SHORT_MS = 1000
"""A film whose pictures end so much before its stated end has lost its rest."""
_GUESSES = {"mpeg", "mpegts", "mpegvideo", "gif", "h264", "hevc"}
"""Formats that state no duration: FFmpeg estimates one from the bit rate, so frames are read."""


def probe(film: Film, *, read_whole: bool = True) -> Facts:
    """Open a film and tell its facts.

    `read_whole` takes the hash of a file, and follows it to its end where only that tells its
    length; a film on a server is read in parts only, whatever it says. Raises MediaError when it is
    no readable video, or one that is cut short; MissingExtra without PyAV.
    """
    whole = read_whole and isinstance(film, Path)
    with opened(film) as container:
        stream = container.streams.video[0]
        rotation, first = _first_frame(container, film)
        gaps = _gaps(container, stream)
        ends_at = _last_moment(container, stream, whole=whole)
        duration = _duration_ms(container, stream, first, ends_at)
        _refuse_cut_short(film, container, duration, ends_at, first)
        sides = stream.width, stream.height
        audio = container.streams.audio
        facts = {
            "duration_ms": duration,
            "width": sides[rotation % 180 == _SIDEWAYS],
            "height": sides[rotation % 180 != _SIDEWAYS],
            "rotation": rotation,
            "fps": _fps(stream),
            "is_vfr": _is_vfr(stream, gaps),
            "container": container.format.name,
            "codec": stream.codec_context.name,
            "audio": audio[0].codec_context.name if audio and audio[0].codec_context else "",
        }
    digest, size = _weigh(film, whole=whole)
    return Facts(digest, size, takes_ranges=getattr(film, "takes_ranges", None), **facts)


def _weigh(film: Film, *, whole: bool) -> tuple[str, int]:
    if isinstance(film, Path):
        return sha256(film) if whole else ("", film.stat().st_size)
    return "", film.seek(0, 2)


def _first_frame(container: Any, film: Film) -> tuple[int, float]:
    """How far the picture is turned, in degrees, and when it begins."""
    frame = next(iter(container.decode(video=0)), None)
    if frame is None:
        raise MediaError(f"{name_of(film)} has no frame in it", hint="Give another file")
    return int(getattr(frame, "rotation", 0)) % 360, float(frame.time or 0)


def _gaps(container: Any, stream: Any) -> list[float]:
    """The times between the first frames, in seconds."""
    container.seek(0, backward=True, any_frame=False)
    packets = islice(container.demux(stream), _LOOKED_AT)
    times = sorted(one.pts for one in packets if one.pts is not None)
    if len(times) == _LOOKED_AT:
        del times[-_REORDERED:]
    unit = float(stream.time_base or 0)
    return [(b - a) * unit for a, b in pairwise(times)]


def _is_vfr(stream: Any, gaps: list[float]) -> bool | None:
    average, base = stream.average_rate, stream.base_rate
    if len(gaps) < 2:  # noqa: PLR2004 - one interval has nothing to differ from
        return None
    usual, tick = median(gaps), 2 * float(stream.time_base or 0)
    uneven = max(abs(gap - usual) for gap in gaps) > max(_UNEVEN * usual, tick)
    if not average or not base or abs(base / average - 2) < _RATES_DIFFER:  # interlaced: fields
        return uneven
    return uneven or abs(float(base) / float(average) - 1) > _RATES_DIFFER


def _fps(stream: Any) -> float | None:
    rate = stream.average_rate or stream.guessed_rate
    return round(float(rate), 3) if rate else None


def _last_moment(container: Any, stream: Any, *, whole: bool) -> float | None:
    """When the last frame ends, in seconds; None where only reading it all would tell.

    Packets are read, not decoded: from the last keyframe on where the film has a stated length.
    """
    if container.format.name in _GUESSES or not container.duration:
        if not whole:
            return None
        container.seek(0, backward=True)
    else:
        container.seek(container.duration + (container.start_time or 0), backward=True)
    last = _ends(container, stream)
    if last is None:  # its last part is not there at all
        container.seek(0, backward=True)
        last = _ends(container, stream)
    return last


def _ends(container: Any, stream: Any) -> float | None:
    last, unit, step = None, float(stream.time_base or 0), 1 / (_fps(stream) or 25)
    for packet in container.demux(stream):
        if packet.pts is not None:
            ends = (packet.pts + (packet.duration or 0)) * unit
            last = max(last or 0.0, ends if packet.duration else ends + step)
    return last


def _duration_ms(container: Any, stream: Any, first: float, ends_at: float | None) -> int | None:
    """The length as the container tells it; that of the frames where it guesses, or says none."""
    stated = int(container.duration) // 1000 if container.duration else None  # microseconds
    if stated and container.format.name not in _GUESSES:
        return stated
    if ends_at is not None:
        return round((ends_at - first) * 1000)
    own, base = stream.duration, stream.time_base
    return int(own * base * 1000) if own and base else stated


def _refuse_cut_short(
    film: Film, container: Any, duration: int | None, ends_at: float | None, first: float
) -> None:
    if duration is None or ends_at is None or container.format.name in _GUESSES:
        return
    shown_ms = round((ends_at - min(first, 0)) * 1000)
    if duration - shown_ms > max(_CUT_SHORT_MS, duration // 50) and _is_short(film, container):
        raise MediaError(
            f"{name_of(film)} is cut short: it says that it is {seconds(duration)} s long, and its"
            f" pictures end at {seconds(shown_ms)} s",
            hint="Fetch or copy it again, whole",
        )


def _is_short(film: Film, container: Any) -> bool:
    """Whether it is the file that ends early, and not only the picture, as under a long sound."""
    audio = container.streams.audio
    if not audio or not isinstance(film, Path):
        return True
    container.seek(container.duration + (container.start_time or 0), backward=True)
    ends = [
        float((one.pts + (one.duration or 0)) * audio[0].time_base)
        for one in container.demux(audio[0])
        if one.pts is not None
    ]
    return not ends or container.duration / 1e6 - max(ends) > _CUT_SHORT_MS / 1000
