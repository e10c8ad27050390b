"""How sharp, lit, frontal and uncovered a face is. One face of one picture at a time.

A covered mouth, a hand before an eye, half a face behind an object have this in common: the cascade
sees the face in fewer of many slightly shifted squares, eyes are missing, and the colour changes
along straight lines across the face. The weights of these signs were fitted once to pictures of 27
people with patches of six kinds (plain, skin-coloured, noise, stripes, gradients, pieces of other
pictures) over six places of the face. Trained on half of the people, they told covered from
uncovered faces of the other half in 90-100 % of pairs, depending on the place.

Films of other people showed more signs: whether a second cascade agrees, the worse of the two eyes,
a line down the face, and how far its colours are spread. `scores` weighs all of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from charlib.media.advice import mouths
from charlib.media.advice.blocks import Array, Sample
from charlib.media.advice.faces import Cascade, Face

SIDE = 112
_LOOK, _LOOK_STEP, _LOOK_LEAST = 72, 1.06, 38
_AROUND = 0.15
"""The part of a face's side that is added on each side for the closer look."""
_WEIGHTS = {"hits": 4.173, "mouth": -0.285, "rows": -2.939, "cols": -0.714}
_BIAS = -10.474
_CHEEKS = ((0.18, 0.36, 0.5, 0.68), (0.64, 0.82, 0.5, 0.68), (0.4, 0.6, 0.45, 0.62))
_MOUTH = (0.34, 0.66, 0.72, 0.88)
_SECOND_STEP, _SECOND_LEAST = 1.12, 36
EYES_SIDE, _EYES_HIGH = 84, 52
_EYES_STEP, _EYES_LEAST, _EYES_MOST = 1.1, 20, 34
_EYES_SURE = 8
"""Eyes seen in fewer squares are searched once more, by a cascade that knows glasses."""
_GLASSES_SIDE = 140
"""That cascade needs a larger picture: on 84 pixels it misses half of the eyes without glasses."""
_BETWEEN = 3
"""An eye nearer to the middle of a face counts for neither side."""
_STEEP = 80
"""Sharpness is measured where brightness changes more than in this percentile of places."""
_FEWEST = 4
"""The number of squares in which the cascade must see a face."""


@dataclass(frozen=True, slots=True)
class FaceMeasures:
    """The measures of one face in one picture; places and sizes are parts of the picture."""

    x: float
    y: float
    side: float
    hits: float
    bare: float
    edge: float
    colours: float
    mirror: float
    sharp: float
    light: float
    clipped: float
    mouth: float


class FaceMeter:
    """Measures faces; keeps nothing from one to the next."""

    def __init__(self) -> None:
        self._faces = Cascade("frontalface_alt2")
        self._others = Cascade("frontalface_default")
        self._eyes = Cascade("eye")
        self._glasses = Cascade("eye_tree_eyeglasses")

    def again(self, sample: Sample, face: Face) -> tuple[Face, int] | None:
        """Search around a face: return its place now, and in how many squares it is seen."""
        wide = face.side * (1 + 2 * _AROUND)
        left, top = face.x - _AROUND * face.side, face.y - _AROUND * face.side
        picture = square_of(sample.luma, left, top, wide, _LOOK)
        found = self._faces.looks(picture, _LOOK_STEP, _LOOK_LEAST)
        if len(found) < _FEWEST:
            return None
        x, y, side = np.median(found[:, :3], axis=0) * wide / _LOOK
        return Face(left + float(x), top + float(y), float(side)), len(found)

    def second(self, sample: Sample, face: Face) -> tuple[float, float]:
        """Return in how many squares another cascade sees the face, and its worse eye: as logs."""
        wide = face.side * (1 + 2 * _AROUND)
        left, top = face.x - _AROUND * face.side, face.y - _AROUND * face.side
        picture = square_of(sample.luma, left, top, wide, _LOOK)
        agree = len(self._others.looks(picture, _SECOND_STEP, _SECOND_LEAST))
        eyes = worse_eye(self._eyes, sample.luma, face, EYES_SIDE)
        if eyes < _EYES_SURE:
            eyes = max(eyes, worse_eye(self._glasses, sample.luma, face, _GLASSES_SIDE))
        return math.log1p(agree), math.log1p(eyes)

    def measure(self, sample: Sample, face: Face, hits: int) -> FaceMeasures:
        """Return the measures of a face that need no second cascade."""
        luma = square_of(sample.luma, face.x, face.y, face.side, SIDE)
        half = (face.x / 2, face.y / 2, face.side / 2, SIDE // 2)
        u, v = (square_of(plane, *half).astype(np.float32) for plane in (sample.u, sample.v))
        height, width = sample.luma.shape
        core = luma[20:100, 20:92]
        return FaceMeasures(
            x=(face.x + face.side / 2) / width,
            y=(face.y + face.side / 2) / height,
            side=face.side / height,
            hits=math.log1p(hits),
            bare=_bare(hits, u, v),
            edge=_edge(luma),
            colours=_colours(u, v),
            mirror=mirror_of(luma),
            sharp=sharpness_of(luma),
            light=float(core.mean()),
            clipped=float(((core <= 18) | (core >= 244)).mean()),  # noqa: PLR2004 - ends of the scale
            mouth=mouths.seen(sample, face),
        )


def worse_eye(cascade: Cascade, luma: Array, face: Face, side: int) -> int:
    """Return in how many squares a cascade sees the eye that it sees in fewer."""
    scale = side / EYES_SIDE
    upper = square_of(luma, face.x, face.y, face.side, side)[: round(_EYES_HIGH * scale)]
    least, most = _EYES_LEAST, round(_EYES_MOST * scale)
    found = cascade.looks(upper, _EYES_STEP, least, most)
    middle = found[:, 0] + found[:, 2] / 2 - side / 2
    between = _BETWEEN * scale
    return int(min((middle < -between).sum(), (middle > between).sum()))


def square_of(plane: Array, x: float, y: float, side: float, size: int) -> Array:
    """Return a square of a plane at another size; outside the plane, its border is repeated."""
    scale = size / side
    matrix = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]], np.float32)
    square: Array = cv2.warpAffine(
        plane, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return square


def _bare(hits: int, u: Array, v: Array) -> float:
    """Return how likely it is that nothing covers the face, in log-odds, without the eyes."""
    measured = {
        "hits": math.log1p(hits),
        "mouth": math.log1p(_mouth_from_cheeks(u, v)),
        "rows": math.log1p(_lines(u, v, across=True)),
        "cols": math.log1p(_lines(u, v, across=False)),
    }
    return _BIAS + sum(_WEIGHTS[name] * value for name, value in measured.items())


def _mouth_from_cheeks(u: Array, v: Array) -> float:
    cheeks = np.median([[_median(plane, area) for plane in (u, v)] for area in _CHEEKS], axis=0)
    return math.dist(cheeks, [_median(plane, _MOUTH) for plane in (u, v)])


def _median(plane: Array, area: tuple[float, float, float, float]) -> float:
    left, right, top, bottom = (int(part * len(plane)) for part in area)
    return float(np.median(plane[top:bottom, left:right]))


def _lines(u: Array, v: Array, *, across: bool) -> float:
    """Return the strongest change of colour along a line across, or down, the middle of a face."""
    changes = []
    for plane in (u, v):
        soft = cv2.GaussianBlur(plane, (0, 0), 1)
        if across:
            changes.append((soft[2:] - soft[:-2])[:, 14:42].mean(axis=1)[8:50])
        else:
            changes.append((soft[:, 2:] - soft[:, :-2])[18:50].mean(axis=0)[14:42])
    return float(np.hypot(*changes).max())


def mirror_of(luma: Array) -> float:
    """Return how alike the two sides of a face are, 0 to 1; light from one side is evened out."""
    picture = luma.astype(np.float32)
    mean = cv2.blur(picture, (31, 31))
    spread = np.sqrt(np.maximum(cv2.blur(picture**2, (31, 31)) - mean**2, 0)) + 4
    even = ((picture - mean) / spread)[18:100]
    best = 0.0
    for shift in (-8, -4, 0, 4, 8):
        part = even[:, 14 + shift : 98 + shift]
        norm = float((part * part).sum()) + 1e-6
        best = max(best, float((part * part[:, ::-1]).sum()) / norm)
    return best


def _colours(u: Array, v: Array) -> float:
    """Return how far the colours of the inner face are spread, as a log: skin has one colour."""
    return math.log1p(math.hypot(*(float(plane[8:50, 10:46].std()) for plane in (u, v))))


def _edge(luma: Array) -> float:
    """Return the strongest line down the middle of a face, relative to all changes across it.

    A nose gives no line from the brows to the chin; an object over one side of the face does.
    """
    soft = cv2.GaussianBlur(luma.astype(np.float32), (0, 0), 1.5)
    change = soft[:, 4:] - soft[:, :-4]
    lines = np.abs(change[24:92].mean(axis=0))[24:84]
    return float(lines.max()) / (float(np.abs(change).mean()) + 2)


def sharpness_of(luma: Array) -> float:
    """Return how abruptly brightness changes at edges, in the direction where it does so less.

    A blurred edge changes slowly, however strong it is. A moving camera blurs the edges of one
    direction only.
    """
    soft = cv2.GaussianBlur(luma[14:104, 14:98].astype(np.float32), (0, 0), 0.8)
    return min(_turn(soft, (1, 0), (2, 0)), _turn(soft, (0, 1), (0, 2)))


def _turn(soft: Array, first: tuple[int, int], second: tuple[int, int]) -> float:
    slope, bend = (
        np.abs(cv2.Sobel(soft, cv2.CV_32F, *order, ksize=1)) for order in (first, second)
    )
    steep = (slope >= np.percentile(slope, _STEEP)).astype(np.uint8)
    near = cv2.dilate(steep, np.ones((3, 3), np.uint8)) > 0
    return float(bend[near].mean()) / (float(slope[near].mean()) + 0.5)
