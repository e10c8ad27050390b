"""The facts of a film: duration, size, rotation, frame rate, codec, sound, hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import Any

from charlib.domain.windows.window import seconds
from charlib.errors import MediaError
from charlib.files import sha256_of
from charlib.media.films import Film, film_file, name_of, open_container, open_film

_SIDEWAYS = 90
_SAMPLED = 60
"""Packets that show whether frames come at equal times."""
_REORDERED = 16
"""No codec moves a frame further than this: some times may be missing before the last ones."""
_UNEVEN = 0.25
"""Frame intervals that differ by more than this part of the median are not rounding errors."""
_RATES_DIFFER = 0.01
_CUT_SHORT_MS = 1000
"""A film whose pictures end this long before its stated end has lost its rest."""
_ESTIMATED = {"mpeg", "mpegts", "mpegvideo", "gif", "h264", "hevc"}
"""Formats without a stated duration: FFmpeg estimates it from the bit rate; the frames know it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a film; sizes are as shown, after rotation. None means unknown.

    `sha256` is empty when the file was not read completely (a video on a server). `fps` is the
    average where frames do not come at equal times (`is_vfr`). `audio` is the codec of the sound,
    empty where there is none. `takes_ranges` is set for servers: whether they send parts of a file;
    otherwise the whole file must be downloaded first.
    """

    sha256: str
    bytes: int
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    fps: float | None = None
    is_vfr: bool | None = None
    container: str = ""
    codec: str = ""
    audio: str = ""
    takes_ranges: bool | None = None


def is_installed() -> bool:
    """Return whether videos can be opened here."""
    try:
        import av  # noqa: F401 - only whether it can be loaded
    except ImportError:
        return False
    return True


def probe(film: Film, *, read_whole: bool = True) -> Facts:
    """Read the facts of a film. The file is opened once.

    `read_whole` also hashes a local file, and reads it to its end where only that gives its length.
    A film on a server is never read completely. Raises MediaError when it is not a readable video
    or is cut short; MissingExtra without PyAV.
    """
    is_whole = read_whole and isinstance(film, Path)
    with film_file(film) as file:
        with open_container(film, file, "SLICE") as container:
            facts = _facts(container, film, is_whole=is_whole)
        digest, size = sha256_of(file) if is_whole else ("", file.seek(0, 2))
    return Facts(digest, size, takes_ranges=getattr(film, "takes_ranges", None), **facts)


def _facts(container: Any, film: Film, *, is_whole: bool) -> dict[str, Any]:
    stream = container.streams.video[0]
    rotation, first = _first_frame(container, film)
    gaps = _gaps(container, stream)
    ends_at = _last_moment(container, stream, is_whole=is_whole)
    duration = _duration_ms(container, stream, first, ends_at)
    _refuse_cut_short(film, container, duration, ends_at, first)
    width, height = _upright(stream, rotation)
    audio = container.streams.audio
    return {
        "duration_ms": duration,
        "width": width,
        "height": height,
        "rotation": rotation,
        "fps": _fps(stream),
        "is_vfr": _is_vfr(stream, gaps),
        "container": container.format.name,
        "codec": stream.codec_context.name,
        "audio": audio[0].codec_context.name if audio and audio[0].codec_context else "",
    }


def read_size(film: Film) -> tuple[int, int, int | None]:
    """Return the width and height of a film as shown, and its stated length in milliseconds."""
    with open_film(film, "SLICE") as container:
        rotation, _ = _first_frame(container, film)
        length = int(container.duration) // 1000 if container.duration else None
        return *_upright(container.streams.video[0], rotation), length


def _upright(stream: Any, rotation: int) -> tuple[int, int]:
    """Return the width and height of a picture stream as it is shown."""
    is_sideways = rotation % 180 == _SIDEWAYS
    return (stream.height, stream.width) if is_sideways else (stream.width, stream.height)


def _first_frame(container: Any, film: Film) -> tuple[int, float]:
    """Return the rotation of the picture, in degrees, and the time of its first frame."""
    frame = next(iter(container.decode(video=0)), None)
    if frame is None:
        raise MediaError(f"{name_of(film)} has no frame in it", hint="Give another file")
    return int(getattr(frame, "rotation", 0)) % 360, float(frame.time or 0)


def _gaps(container: Any, stream: Any) -> list[float]:
    """Return the times between the first frames, in seconds."""
    container.seek(0, backward=True, any_frame=False)
    packets = islice(container.demux(stream), _SAMPLED)
    times = sorted(packet.pts for packet in packets if packet.pts is not None)
    if len(times) == _SAMPLED:
        del times[-_REORDERED:]
    unit = float(stream.time_base or 0)
    return [(later - earlier) * unit for earlier, later in pairwise(times)]


def _is_vfr(stream: Any, gaps: list[float]) -> bool | None:
    average, base = stream.average_rate, stream.base_rate
    if len(gaps) < 2:  # noqa: PLR2004 - one interval has nothing to differ from
        return None
    usual, tick = median(gaps), 2 * float(stream.time_base or 0)
    is_uneven = max(abs(gap - usual) for gap in gaps) > max(_UNEVEN * usual, tick)
    if not average or not base or abs(base / average - 2) < _RATES_DIFFER:  # interlaced: fields
        return is_uneven
    return is_uneven or abs(float(base) / float(average) - 1) > _RATES_DIFFER


def _fps(stream: Any) -> float | None:
    rate = stream.average_rate or stream.guessed_rate
    return round(float(rate), 3) if rate else None


def _last_moment(container: Any, stream: Any, *, is_whole: bool) -> float | None:
    """Return when the last frame ends, in seconds; None where only reading it all would show that.

    Packets are read, not decoded; from the last keyframe on where the film states its length.
    """
    if container.format.name in _ESTIMATED or not container.duration:
        if not is_whole:
            return None
        container.seek(0, backward=True)
    else:
        container.seek(container.duration + (container.start_time or 0), backward=True)
    last = _end_of_packets(container, stream)
    if last is None:  # its last part is missing
        container.seek(0, backward=True)
        last = _end_of_packets(container, stream)
    return last


def _end_of_packets(container: Any, stream: Any) -> float | None:
    unit, step = float(stream.time_base or 0), 1 / (_fps(stream) or 25)
    return max(_packet_ends(container, stream, unit, step), default=None)


def _packet_ends(container: Any, stream: Any, unit: float, step: float) -> Iterator[float]:
    for packet in container.demux(stream):
        if packet.pts is not None:
            yield (packet.pts + (packet.duration or 0)) * unit + (0 if packet.duration else step)


def _duration_ms(container: Any, stream: Any, first: float, ends_at: float | None) -> int | None:
    """Return the length that the container states; that of the frames where it only estimates."""
    stated = int(container.duration) // 1000 if container.duration else None  # microseconds
    if stated and container.format.name not in _ESTIMATED:
        return stated
    if ends_at is not None:
        return round((ends_at - first) * 1000)
    length, base = stream.duration, stream.time_base
    return int(length * base * 1000) if length and base else stated


def _refuse_cut_short(
    film: Film, container: Any, duration: int | None, ends_at: float | None, first: float
) -> None:
    if duration is None or ends_at is None or container.format.name in _ESTIMATED:
        return
    shown_ms = round((ends_at - min(first, 0)) * 1000)
    if duration - shown_ms > max(_CUT_SHORT_MS, duration // 50) and _is_short(film, container):
        raise MediaError(
            f"{name_of(film)} is cut short: its stated length is {seconds(duration)} s, but its"
            f" pictures end at {seconds(shown_ms)} s",
            hint="Download or copy it again",
        )


def _is_short(film: Film, container: Any) -> bool:
    """Return whether the file ends early, and not just the picture, as under a longer sound."""
    audio = container.streams.audio
    if not audio or not isinstance(film, Path):
        return True
    container.seek(container.duration + (container.start_time or 0), backward=True)
    unit = float(audio[0].time_base or 0)
    last = max(_packet_ends(container, audio[0], unit, 0), default=None)
    return last is None or container.duration / 1e6 - last > _CUT_SHORT_MS / 1000
