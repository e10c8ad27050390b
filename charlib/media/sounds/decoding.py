"""The sound of a file or of a part of a film, as 16-bit samples. WAV files need no PyAV."""

from __future__ import annotations

import math
import struct
import wave
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from charlib.domain.windows.window import Window
from charlib.errors import MediaError
from charlib.media.films import Film, film_file, name_of, require
from charlib.media.sounds.levels import LONGEST_MS, Samples, as_samples
from charlib.media.timeline import EARLY, start_of

RATES = (44_100, 48_000)
"""The sample rates of a kept WAV file, in hertz; the second for sources with another one."""
_FLOATS = {"flt": "f", "fltp": "f", "dbl": "d", "dblp": "d"}
"""The formats of samples that are floating-point numbers."""
_STEREO = 2
_MOST_BYTES = LONGEST_MS // 1000 * 192_000 * 8
"""Enough for the longest voice at any usual rate."""
_HINT = "Give a sound file (wav, mp3, m4a), or a video with sound"


def whole(file: Path) -> Samples:
    """The sound of a file of at most LONGEST_MS; of a longer one a little more than that.

    Raises MediaError for what is not sound, MissingExtra where it is not a WAV file of integer
    samples and PyAV is not installed.
    """
    return _wav(file) or _decoded(file, None)


def part(film: Film, window: Window) -> Samples:
    """The sound of a window: in the time of the pictures, or of the sound if there are none.

    Raises MediaError, MissingExtra.
    """
    return _decoded(film, window)


def _wav(file: Path) -> Samples | None:
    """The samples of a WAV file; None for another file, or for a form that needs PyAV."""
    try:
        with wave.open(str(file), "rb") as wav:
            width, channels, rate = wav.getsampwidth(), wav.getnchannels(), wav.getframerate()
            most = min(wav.getnframes(), rate * (LONGEST_MS // 1000 + 1))
            data = wav.readframes(most) if channels and rate else b""
    except (wave.Error, EOFError, struct.error, OSError):
        return None
    return as_samples(_sixteen_bits(data, width), rate, channels) if data else None


def _sixteen_bits(data: bytes, width: int) -> bytes:
    """The upper 16 bits of little-endian samples; those of 8 bits are unsigned."""
    if width == 2:  # noqa: PLR2004 - bytes
        return data
    data = data[: len(data) - len(data) % width]
    out = bytearray(2 * (len(data) // width))
    if width == 1:
        out[1::2] = bytes(byte ^ 0x80 for byte in data)
        return bytes(out)
    out[::2], out[1::2] = data[width - 2 :: width], data[width - 1 :: width]
    return bytes(out)


def _decoded(film: Film, window: Window | None) -> Samples:
    require("reading sound")
    with _opened(film) as container:
        stream = container.streams.audio[0]
        rate = stream.rate if stream.rate in RATES else RATES[1]
        channels = min(_STEREO, stream.channels or 1)
        data = b"".join(_bytes(container, stream, window, rate, channels))
    if window is not None:
        data = data[: round(window.length_ms / 1000 * rate) * channels * 2]
    return as_samples(data, rate, channels)


@contextmanager
def _opened(film: Film) -> Iterator[Any]:
    """Open the container of a film or of a sound file. Raises MediaError, also inside the block."""
    av = require("reading sound")
    with film_file(film) as file:
        try:
            with av.open(file, options={"protocol_whitelist": "data"}) as container:
                if not container.streams.audio:
                    raise MediaError(f"{name_of(film)} has no sound in it", hint=_HINT)
                yield container
        except (av.FFmpegError, EOFError, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            text = f"the sound of {name_of(film)} cannot be read: {reason}"
            raise MediaError(text, hint=_HINT) from error


def _bytes(
    container: Any, stream: Any, window: Window | None, rate: int, channels: int
) -> Iterator[bytes]:
    """The samples of a window, from its start on; of the whole file without one."""
    av = require()
    layout = "stereo" if channels == _STEREO else "mono"
    resampler = av.AudioResampler(format="s16", layout=layout, rate=rate)
    start, size, left = _start(container, stream, window), channels * 2, _MOST_BYTES
    end = None if window is None else start + window.length_ms / 1000
    for frame in container.decode(stream):
        _refuse_no_numbers(frame)
        time = float(frame.time or 0)
        if window is not None and time + frame.samples / frame.rate <= start + EARLY:
            continue
        if (end is not None and time >= end) or left <= 0:
            break
        skipped = max(0, round((start - time) * rate)) * size if window is not None else 0
        for chunk in _resampled(resampler, frame, size):
            yield chunk[skipped:]
            left -= len(chunk)
            skipped = max(0, skipped - len(chunk))
    yield from _resampled(resampler, None, size)


def _refuse_no_numbers(frame: Any) -> None:
    """Raise ValueError for samples that are infinite or no numbers: they would be full scale."""
    kind = _FLOATS.get(frame.format.name)
    if kind is None:
        return
    channels = 1 if frame.format.is_planar else frame.layout.nb_channels
    size = frame.samples * channels * frame.format.bytes
    # The sum of finite samples is finite, and costs less than a look at each.
    if not all(math.isfinite(sum(array(kind, bytes(plane)[:size]))) for plane in frame.planes):
        raise ValueError("it has samples that are not numbers")


def _resampled(resampler: Any, frame: Any, size: int) -> Iterator[bytes]:
    for each in resampler.resample(frame):
        yield bytes(each.planes[0])[: each.samples * size]


def _start(container: Any, stream: Any, window: Window | None) -> float:
    """The start of a window in the container's own time; the container is left there."""
    if window is None:
        return 0.0
    if container.streams.video:
        zero = start_of(container)
    else:
        zero = float((stream.start_time or 0) * float(stream.time_base))
    start = zero + window.start_ms / 1000
    container.seek(max(0, int(start * 1_000_000)), backward=True)
    return start
