"""Films made for a test: what is in a frame tells which frame it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

Picture = Callable[[int], Any]
"""Frame number → RGB array."""


def numbered(width: int = 160, height: int = 96) -> Picture:
    """Grey frames with a white bar whose place is the frame's number, eight bits as blocks."""

    def draw(index: int) -> Any:
        picture = np.full((height, width, 3), 64, np.uint8)
        side = width // 8
        for bit in range(8):
            if index >> bit & 1:
                picture[height // 4 : height // 2, bit * side : (bit + 1) * side] = 230
        return picture

    return draw


def number_of(frame: Any) -> int:
    """The number that a frame of `numbered` shows."""
    grey = frame.to_ndarray(format="gray")
    height, width = grey.shape
    side, row = width // 8, grey[int(height * 0.3) : int(height * 0.45)]
    return sum(
        1 << bit for bit in range(8) if row[:, bit * side + 4 : (bit + 1) * side - 4].mean() > 150
    )


def film(
    path: Path,
    draw: Picture | None = None,
    *,
    count: int = 100,
    fps: int = 25,
    times: Sequence[float] | None = None,
    gop: int = 25,
    b_frames: int = 2,
    rotation: int = 0,
    sound: bool = False,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
) -> Path:
    """Write a film of `count` frames, at `times` (in seconds) or at equal ones."""
    draw = draw or numbered()
    unit = Fraction(1, 1000) if times else Fraction(1, fps)
    with av.open(str(path), "w", options=options or {}) as out:
        stream = out.add_stream(codec, rate=fps)
        height, width = draw(0).shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = unit
        stream.codec_context.gop_size = gop
        stream.codec_context.max_b_frames = b_frames
        if codec == "libx264":
            stream.options = {"preset": "ultrafast", "bf": str(b_frames), "crf": "18"}
            stream.codec_context.thread_count = 1
        if rotation:
            stream.set_display_rotation(rotation)
        voice = out.add_stream("aac", rate=8000) if sound else None
        for index in range(count):
            frame = av.VideoFrame.from_ndarray(draw(index), format="rgb24")
            frame.pts = round(times[index] * 1000) if times else index
            frame.time_base = unit
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if voice is not None:
            speak(out, voice, (times[-1] if times else count / fps))
    return path


def speak(out: Any, voice: Any, seconds: float) -> None:
    """Write so much silence."""
    for start in range(0, int(seconds * 8000), 1024):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 8000, start, Fraction(1, 8000)
        out.mux(voice.encode(frame))
    out.mux(voice.encode(None))


def seen(path: Path) -> list[tuple[float, int]]:
    """The time and the number of each frame of a film."""
    with av.open(str(path)) as container:
        return [
            (round(float(frame.time), 3), number_of(frame)) for frame in container.decode(video=0)
        ]
