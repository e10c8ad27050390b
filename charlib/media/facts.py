"""The facts of a film: duration, size, rotation, frame rate, codec, sound, hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from math import inf
from pathlib import Path
from statistics import median
from typing import Any

from charlib.domain.windows.window import seconds
from charlib.errors import MediaError
from charlib.files import sha256_of
from charlib.media.boxes import ends_early
from charlib.media.films import Film, film_file, name_of, open_container, open_film
from charlib.media.filters import shown_size
from charlib.media.timeline import (
    Damage,
    demuxed,
    frame_length,
    frames_of,
    length_of,
    packets_from,
    picture_of,
    rewind,
    start_of,
    unit_of,
)

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
_NOTABLE_MS = 500
"""Sound and picture that begin or end this far apart are worth a remark."""
_ESTIMATED = {"mpeg", "mpegts", "mpegvideo", "gif", "h264", "hevc"}
"""Formats without a stated duration: FFmpeg estimates it from the bit rate; the frames know it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a film; sizes are as shown, after rotation. None means unknown.

    `sha256` is empty when the file was not read completely (a video on a server). `fps` is the
    average where frames do not come at equal times (`is_vfr`). `audio` is the codec of the sound,
    empty where there is none. `takes_ranges` is set for servers: whether they send parts of a file;
    otherwise the whole file must be downloaded first. `picture_ms` and `sound_ms` are when picture
    and sound end, counted from the start of the film. `remarks` say what is unusual.
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
    picture_ms: int | None = None
    sound_ms: int | None = None
    remarks: tuple[str, ...] = ()


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
        if is_whole and ends_early(file):
            facts["remarks"] = (*facts["remarks"], "The file ends early: its last part is missing.")
        digest, size = sha256_of(file) if is_whole else ("", file.seek(0, 2))
    return Facts(digest, size, takes_ranges=getattr(film, "takes_ranges", None), **facts)


def _facts(container: Any, film: Film, *, is_whole: bool) -> dict[str, Any]:
    refuse_picture(container, film)
    stream, zero = picture_of(container), start_of(container)
    rotation, first = _first_frame(container, film, zero)
    gaps = _gaps(container, stream)
    picture_ends = _last_moment(container, stream, zero, is_whole=is_whole)
    sound_ends = _sound_end(container, zero, is_whole=is_whole)
    duration = _duration_ms(container, stream, zero, picture_ends, sound_ends)
    _refuse_cut_short(film, container, duration, picture_ends)
    width, height = _upright(stream, rotation)
    audio = container.streams.audio
    lengths = _ms(picture_ends), _ms(sound_ends)
    return {
        "duration_ms": duration,
        "picture_ms": lengths[0],
        "sound_ms": lengths[1],
        "width": width,
        "height": height,
        "rotation": rotation,
        "fps": _fps(stream),
        "is_vfr": _is_vfr(stream, gaps),
        "container": container.format.name,
        "codec": stream.codec_context.name,
        "audio": audio[0].codec_context.name if audio and audio[0].codec_context else "",
        "remarks": tuple(_remarks(first, *lengths)),
    }


def refuse_picture(container: Any, film: Film) -> None:
    """Raise MediaError for a picture: a picture file, or a film of one frame."""
    name = container.format.name
    if not name.endswith("_pipe") and name != "image2":
        rewind(container)
        packets = (p for p in demuxed(container, picture_of(container)) if p.size)
        if len([*islice((p for p in packets if not p.is_discard), 2)]) != 1:
            return
    raise MediaError(
        f"{name_of(film)} is a picture, not a video", hint="Give a video file: mp4, mov, mkv, webm"
    )


def _remarks(first: float, picture_ms: int | None, sound_ms: int | None) -> Iterator[str]:
    """Yield what is unusual about a film, as sentences."""
    if first * 1000 > _NOTABLE_MS:
        yield f"The picture begins at {seconds(round(first * 1000))} s, after the sound."
    if picture_ms and sound_ms and abs(picture_ms - sound_ms) > _NOTABLE_MS:
        yield f"The picture ends at {seconds(picture_ms)} s, the sound at {seconds(sound_ms)} s."


def _ms(moment: float | None) -> int | None:
    return None if moment is None else round(moment * 1000)


def read_size(film: Film) -> tuple[int, int, int | None]:
    """Return the width and height of a film as shown, and its stated length in milliseconds."""
    with open_film(film, "SLICE") as container:
        rotation, _ = _first_frame(container, film, start_of(container))
        length = int(container.duration) // 1000 if container.duration else None
        return *_upright(container.streams.video[0], rotation), length


def read_rate(film: Film) -> float | None:
    """Return the frames of a film in a second, as its head states them; None if it does not."""
    with open_film(film, "SLICE") as container:
        return _fps(container.streams.video[0])


def _upright(stream: Any, rotation: int) -> tuple[int, int]:
    """Return the width and height of a picture stream as it is shown."""
    width, height = shown_size(stream.width, stream.height, stream.sample_aspect_ratio)
    return (height, width) if rotation % 180 == _SIDEWAYS else (width, height)


def _first_frame(container: Any, film: Film, zero: float) -> tuple[int, float]:
    """Return the rotation of the picture, in degrees, and when its first frame is shown."""
    damage = Damage()
    rewind(container)
    packets = demuxed(container, picture_of(container))
    first = next(frames_of(picture_of(container), packets, zero, damage), None)
    if first is None:
        what = f"cannot be decoded: {damage}" if damage.packets else "has no frame in it"
        raise MediaError(f"{name_of(film)} {what}", hint="Give another file")
    return int(getattr(first[1], "rotation", 0)) % 360, first[0]


def _gaps(container: Any, stream: Any) -> list[float]:
    """Return the times between the first frames, in seconds."""
    rewind(container)
    packets = islice(demuxed(container, stream), _SAMPLED)
    times = sorted(packet.pts for packet in packets if packet.pts is not None)
    if len(times) == _SAMPLED:
        del times[-_REORDERED:]
    unit = unit_of(stream)
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


def _last_moment(container: Any, stream: Any, zero: float, *, is_whole: bool) -> float | None:
    """Return when the last frame ends, in seconds; None where only reading it all would show that.

    Packets are read, not decoded; from the last keyframe on where the film states its length.
    """
    step = frame_length(stream) if stream.type == "video" else 0.0
    if container.format.name in _ESTIMATED or not container.duration:
        if not is_whole:
            return None
        rewind(container)
        return _end_of(demuxed(container, stream), stream, zero, step)
    packets = packets_from(container, stream, container.duration / 1e6, zero)
    return _end_of(packets, stream, zero, step)


def _end_of(packets: Iterator[Any], stream: Any, zero: float, step: float) -> float | None:
    """Return when the last of some packets ends; packets without times are counted."""
    unit, count, ends = unit_of(stream), 0, -inf
    for packet in packets:
        if packet.pts is not None:
            end = packet.pts * unit + (packet.duration * unit if packet.duration else step)
            ends = max(ends, end - zero)
        elif packet.size:
            count += 1
    return ends if ends > -inf else count * step or None


def _sound_end(container: Any, zero: float, *, is_whole: bool) -> float | None:
    """Return when the sound ends; None where there is none, or only reading would show that."""
    audio = container.streams.audio
    if not audio:
        return None
    if audio[0].duration and container.format.name not in _ESTIMATED:
        return float(((audio[0].start_time or 0) + audio[0].duration) * unit_of(audio[0]) - zero)
    return _last_moment(container, audio[0], zero, is_whole=is_whole) if is_whole else None


def _duration_ms(
    container: Any,
    stream: Any,
    zero: float,
    picture_ends: float | None,
    sound_ends: float | None,
) -> int | None:
    """Return the length that the container states; that of its streams where it only estimates."""
    stated = int(container.duration) // 1000 if container.duration else None  # microseconds
    length = length_of(container, zero)
    if length and container.format.name not in _ESTIMATED:
        return int(length * 1000)
    if picture_ends is not None:
        return round(max(picture_ends, sound_ends or 0) * 1000)
    ticks, base = stream.duration, stream.time_base
    return int(ticks * base * 1000) if ticks and base else stated


def _refuse_cut_short(
    film: Film, container: Any, duration: int | None, ends_at: float | None
) -> None:
    if duration is None or ends_at is None or container.format.name in _ESTIMATED:
        return
    shown_ms = round(ends_at * 1000)
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
    last = _last_moment(container, audio[0], start_of(container), is_whole=True)
    length = length_of(container, start_of(container)) or 0.0
    return last is None or length - last > _CUT_SHORT_MS / 1000
