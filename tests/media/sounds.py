"""Sounds made for a test: tones whose pitch says when they are heard."""

from __future__ import annotations

import math
import wave
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np


def tone(
    path: Path, *, seconds: float = 6, level: float = 0.3, rate: int = 8000, width: int = 2
) -> Path:
    """Write a WAV file of a tone at a level from 0 to 1; the samples have `width` bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(width)
        file.setframerate(rate)
        samples = [level * math.sin(at * 0.3) for at in range(round(seconds * rate))]
        if width == 1:
            file.writeframes(bytes(round(128 + 127 * each) for each in samples))
        else:
            high = 1 << (8 * width - 1)
            data = [
                round(each * (high - 1)).to_bytes(width, "little", signed=True) for each in samples
            ]
            file.writeframes(b"".join(data))
    return path


def loud_at(path: Path, *, begin: int, end: int, seconds: int = 12, delay: float = 0) -> Path:
    """Write a video with a tone in whole seconds `begin` to `end`, else silence.

    With a `delay`, the times of pictures and sound begin later in the container.
    """
    rate = 48_000
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=5, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        sound = out.add_stream("aac", rate=rate)
        sound.layout = "mono"
        for number in range(seconds * 5):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            picture.pts, picture.time_base = number + round(delay * 5), Fraction(1, 5)
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
        for start in range(0, seconds * rate, 1024):
            at = (np.arange(start, start + 1024)) / rate
            wave_ = np.where((at >= begin) & (at < end), 0.3 * np.sin(at * 2000), 0)
            frame = av.AudioFrame.from_ndarray(wave_.astype(np.float32)[None], "fltp", "mono")
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = start + round(delay * rate)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return path


def samples_of(path: Path) -> tuple[Any, int, int]:
    """The samples, the rate and the number of channels of a WAV file of 16 bits."""
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2
        data = array("h", file.readframes(file.getnframes()))
        return data, file.getframerate(), file.getnchannels()
