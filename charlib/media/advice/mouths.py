"""How much the lower part of a face looks like a mouth between nose and chin.

What hides a mouth can be anything, so this asks for a mouth and not for what hides it. A grid lies
over the part of the face from the nose to the chin. In each cell are measured: the directions in
which brightness changes (a histogram of oriented gradients), how much it changes, how bright it is,
and its colour against the cheeks'. A weighted sum of these is the answer.

The weights (`mouth.npz`) come from a logistic regression. `tests/benchmarks/mouths.md` says on
which pictures, and how often it is right on people and on things that it was not fitted to.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from charlib.media.advice.blocks import Array, Sample
from charlib.media.advice.faces import Face

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.14, 0.86, 0.52, 1.14
"""The part that is measured, in sides of the face's square; the chin is below the square."""
_WIDE, _HIGH = 9, 8
"""Cells across and down."""
_CELL = 8
"""The side of a cell in pixels."""
_WAYS = 8
"""Directions of change that are told apart."""
_FACE_SIDE = 50
_EVEN, _FLOOR = 0.03, 0.3
"""What is added to the change of a cell before it is divided by: else noise on skin would count."""
_MOST_COLOUR = 3.0
_CHEEKS = ((0.18, 0.36, 0.5, 0.68), (0.64, 0.82, 0.5, 0.68), (0.4, 0.6, 0.45, 0.62))
_WEIGHTS = Path(__file__).parent / "mouth.npz"


def seen(sample: Sample, face: Face) -> float:
    """Return how surely the mouth of a face is seen, in log-odds."""
    weights, bias = _weights()
    return float(measures(sample, face) @ weights) + bias


@cache
def _weights() -> tuple[Array, float]:
    """Return a weight for each measure, and the bias."""
    with np.load(_WEIGHTS) as stored:
        return stored["weights"].astype(np.float32), float(stored["bias"])


def measures(sample: Sample, face: Face) -> Array:
    """Return all measures of the lower part of a face, one after another."""
    part = _part(sample.luma, face, 1.0, _CELL).astype(np.float32)
    whole = _square(sample.luma, face).astype(np.float32)
    inner = whole[15:50, 13:48]
    spread, middle = float(inner.std()) + 3, float(np.median(inner))
    soft = cv2.GaussianBlur(part, (0, 0), 0.8)
    ways = _ways(soft)
    change = cv2.blur(np.sqrt((ways**2).sum(axis=0)), (3, 3))
    light = (_cells(soft) - middle) / spread
    colours = [_colour(plane, face) for plane in (sample.u, sample.v)]
    blocks = [
        (ways / (change + _EVEN * spread + _FLOOR)).ravel(),
        light.ravel(),
        np.concatenate(colours),
        np.log(change / spread + 0.02).ravel(),
        np.array([_fineness(soft, whole)], np.float32),
    ]
    return np.concatenate(blocks)


def _part(plane: Array, face: Face, shrunk: float, cell: int) -> Array:
    """Return the lower part of a face in cells of `cell` pixels, from a plane shrunk so far."""
    scale = _WIDE * cell / ((_RIGHT - _LEFT) * face.side * shrunk)
    left = (face.x + _LEFT * face.side) * shrunk
    top = (face.y + _TOP * face.side) * shrunk
    return _cut(plane, left, top, scale, (_WIDE * cell, _HIGH * cell))


def _square(plane: Array, face: Face) -> Array:
    """Return the square of a face, small."""
    return _cut(plane, face.x, face.y, _FACE_SIDE / face.side, (_FACE_SIDE, _FACE_SIDE))


def _cut(plane: Array, left: float, top: float, scale: float, size: tuple[int, int]) -> Array:
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]], np.float32)
    part: Array = cv2.warpAffine(
        plane, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return part


def _cells(part: Array) -> Array:
    """Return the mean of each cell."""
    return np.asarray(cv2.resize(part, (_WIDE, _HIGH), interpolation=cv2.INTER_AREA))


def _ways(soft: Array) -> Array:
    """Return how much each cell changes in each direction: direction, row, column."""
    across, down = (cv2.Sobel(soft, cv2.CV_32F, *order, ksize=1) for order in ((1, 0), (0, 1)))
    change, angle = cv2.cartToPolar(across, down)
    turn = angle * (_WAYS / (2 * np.pi))
    first = np.floor(turn)
    beyond = turn - first
    first = first.astype(np.int32) % _WAYS
    ways = []
    for way in range(_WAYS):
        share = (first == way) * (1 - beyond) + (first == (way - 1) % _WAYS) * beyond
        ways.append(_cells((change * share).astype(np.float32)))
    return np.stack(ways)


def _colour(plane: Array, face: Face) -> Array:
    """Return the colour of each cell in one plane of chroma, less that of the cheeks."""
    whole = _square(plane, Face(face.x / 2, face.y / 2, face.side / 2))
    areas = [[int(edge * _FACE_SIDE) for edge in area] for area in _CHEEKS]
    cheeks = np.median([np.median(whole[top:low, left:right]) for left, right, top, low in areas])
    cells = _cells(_part(plane, face, 0.5, 4).astype(np.float32))
    tinted: Array = np.clip((cells - cheeks) / 10, -_MOST_COLOUR, _MOST_COLOUR)
    return tinted.ravel()


def _fineness(soft: Array, whole: Array) -> float:
    """Return how fine the detail around the mouth is, against that of the eyes, as a log."""
    mouth = np.abs(cv2.Laplacian(cv2.resize(soft[16:48, 16:56], None, fx=0.5, fy=0.5), cv2.CV_32F))
    eyes = np.abs(cv2.Laplacian(whole[15:32, 8:46], cv2.CV_32F))
    return float(np.log(mouth.mean() + 0.3) - np.log(eyes.mean() + 0.3))
