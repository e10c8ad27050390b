"""A film in numbers: one row a frame, one row a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charlib.media.advice.blocks import Array

COLUMNS = (
    "at", "gate", "faces", "second", "x", "y", "side", "hits", "bare", "edge",
    "colours", "agree", "eyes", "mirror", "sharp", "light", "clipped", "mouth",
    "sub_x", "sub_y", "sub_area", "sub_alone", "sub_cut", "sub_far", "sub_sharp",
)  # fmt: skip
"""The columns of a sample; `gate` is the number in `GATES` of the reason why it was skipped."""
GATES = ("", "dark", "bright", "flat", "moving", "blended", "blurred", "short")


@dataclass(frozen=True, slots=True)
class Record:
    """Columns of all frames, and the samples with the columns of `COLUMNS`.

    `damage` says what of the film could not be decoded; empty if all could.
    """

    times: Array
    luma: Array
    move: Array
    is_cut: Array
    is_blend: Array
    samples: Array
    aspect: float
    damage: str = ""

    def column(self, name: str) -> Array:
        """Return a column of all samples."""
        return np.asarray(self.samples[:, COLUMNS.index(name)])

    @property
    def end(self) -> float:
        """Return when the last frame ends, in seconds."""
        if len(self.times) < 2:  # noqa: PLR2004 - one frame has no interval
            return float(self.times[-1]) if len(self.times) else 0.0
        return float(self.times[-1] + np.median(np.diff(self.times)))
