"""Cuts and dissolves, from the changes between frames.

A cut is a change far above those around it. In a dissolve the frame in the middle is the mean of
the frames before and after it, and these two differ. In quick motion the middle is like neither.
Slow motion before a soft background looks like a dissolve; but there one frame is the other with
its parts moved a little, and a new shot is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from charlib.media.advice.blocks import Array

_AROUND_S = 0.6
_LEAST_CUT = 1.6
_TIMES_USUAL = 3.5
_RECOLOURED = 0.03
_SURE_CUT = 12.0
_SPANS_S = (0.24, 0.48, 0.8)
_DIFFER = (2.0, 2.5, 3.0)
_BLEND = 0.26
_EVERY = 2
_STRONG = 85
"""Only the places where frames differ most are compared: this percentile and above."""
_MOVED = (0.5, 0.5, 0.2)
"""By span: the part of a difference that motion does not explain, from which it is a dissolve.

Over the longest span motion may turn one face into another, so a smaller part is enough there.
"""
_FLOW = (0.5, 3, 9, 2, 5, 1.1, 0)
"""Scale and number of levels, window, rounds, neighbourhood and its spread, no flags."""


def cuts(times: Array, change: Array, recolour: Array) -> Array:
    """Return which frames begin a new shot, as a mask."""
    marked = np.zeros(len(times), bool)
    for index in np.nonzero(change > _LEAST_CUT)[0]:
        near = (np.abs(times - times[index]) <= _AROUND_S) & (np.arange(len(times)) != index)
        usual = float(np.quantile(change[near], 0.9)) if near.any() else 0.0
        sure = change[index] > _SURE_CUT and recolour[index] > 10 * _RECOLOURED
        stands_out = change[index] > _TIMES_USUAL * usual and recolour[index] > _RECOLOURED
        marked[index] = index > 0 and (stands_out or (sure and change[index] > usual))
    return marked


def blends(times: Array, small: Sequence[Array], judged: range, is_cut: Array) -> Array:
    """Return which frames show two shots at once, as a mask; only those in `judged` are judged."""
    marked = np.zeros(len(times), bool)
    if len(times) < 8:  # noqa: PLR2004 - nothing dissolves in so few frames
        return marked
    step = float(np.median(np.diff(times))) or 0.04
    shot = np.cumsum(is_cut)
    for span, differ, moved in zip(_SPANS_S, _DIFFER, _MOVED, strict=True):
        half = max(2, round(span / step))
        low, high = max(judged.start, half), min(judged.stop, len(small) - half)
        for index in range(low, high, _EVERY):
            before, after = index - half, index + half
            if shot[before] != shot[after]:
                continue
            apart = cv2.absdiff(small[before], small[after])
            if float(cv2.mean(apart)[0]) < differ:
                continue
            strong = apart >= max(float(np.percentile(apart, _STRONG)), 8)
            if (
                _halfway(small[before], small[index], small[after], strong)
                and _unmoved(small[before], small[after], strong) > moved
            ):
                marked[index - half // 2 : index + half // 2 + 1] = True
    return marked


def _halfway(before: Array, middle: Array, after: Array, strong: Array) -> bool:
    """Return whether a frame is the mean of two others, where these differ most."""
    expected = (before[strong].astype(np.int16) + after[strong]) // 2
    off = 2 * np.abs(middle[strong].astype(np.int16) - expected)
    return float(off.sum()) < _BLEND * _difference(before, after, strong)


def _unmoved(before: Array, after: Array, strong: Array) -> float:
    """Return the part of the difference of two frames, 0 to 1, that motion does not explain."""
    flow = cv2.calcOpticalFlowFarneback(before, after, None, *_FLOW)
    height, width = before.shape
    down, across = np.mgrid[:height, :width].astype(np.float32)
    places = (across + flow[..., 0], down + flow[..., 1])
    back = cv2.remap(after, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return _difference(before, back, strong) / _difference(before, after, strong)


def _difference(frame: Array, other: Array, where: Array) -> float:
    """Return how much two frames differ in some places in total; never zero."""
    return float(np.abs(frame[where].astype(np.int16) - other[where]).sum()) + 1e-6
