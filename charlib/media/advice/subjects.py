"""What stands out where there is no face: an animal, a drawing, a thing.

The colours along the border are taken as the background. The largest connected area whose colours
are far from them is the subject.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from charlib.media.advice.blocks import Array, Sample

_WIDE = 64
_GROUNDS = 4
_FAR = 22.0
"""Pixels this far from the background, in luma and chroma, belong to the subject.

Chroma counts double.
"""
_LEAST = 0.01
_CRITERIA = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)


@dataclass(frozen=True, slots=True)
class Subject:
    """The largest thing that stands out; places and sizes are parts of the picture."""

    x: float
    y: float
    area: float
    alone: float
    """Its part of everything that stands out, 0 to 1."""
    cut_off: float
    """The part of the border that it touches, 0 to 1."""
    distance: float
    sharp: float


def find(sample: Sample) -> Subject | None:
    """Return the subject of a picture without faces, if anything stands out."""
    pixels = _pixels(sample)
    height, width = pixels.shape[:2]
    far = _distance(pixels)
    mask = cv2.morphologyEx((far > _FAR).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3)))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask)
    if count < 2:  # noqa: PLR2004 - the first is the background
        return None
    best = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    area = float(stats[best, cv2.CC_STAT_AREA])
    if area < _LEAST * width * height:
        return None
    own = labels == best
    edge = own[0].sum() + own[-1].sum() + own[:, 0].sum() + own[:, -1].sum()
    fine = cv2.Laplacian(cv2.GaussianBlur(sample.luma, (0, 0), 0.8), cv2.CV_16S)
    grown = cv2.resize(own.astype(np.uint8), sample.luma.shape[::-1], interpolation=0) > 0
    return Subject(
        x=float(centres[best][0]) / width,
        y=float(centres[best][1]) / height,
        area=area / (width * height),
        alone=area / float(mask.sum()),
        cut_off=float(edge) / (2 * (width + height)),
        distance=float(far[own].mean()),
        sharp=float(np.abs(fine[grown]).mean()) / (float(sample.luma[grown].std()) + 4),
    )


def _pixels(sample: Sample) -> Array:
    height = max(8, round(_WIDE * sample.luma.shape[0] / sample.luma.shape[1]))
    planes = [
        cv2.resize(plane, (_WIDE, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        for plane in (sample.luma, sample.u, sample.v)
    ]
    return np.dstack([planes[0], 2 * planes[1], 2 * planes[2]])


def _distance(pixels: Array) -> Array:
    """Return the distance of each pixel from the nearest colour of the background."""
    rim = np.concatenate([pixels[:3], pixels[-2:]]).reshape(-1, 3)
    sides = np.concatenate([pixels[:, :3], pixels[:, -3:]], axis=1).reshape(-1, 3)
    border = np.ascontiguousarray(np.concatenate([rim, sides]))
    cv2.setRNGSeed(7)  # k-means begins at random: always with the same seed
    _, _, grounds = cv2.kmeans(border, _GROUNDS, None, _CRITERIA, 1, cv2.KMEANS_PP_CENTERS)
    distances = np.linalg.norm(pixels[:, :, None] - grounds[None, None], axis=3)
    return np.asarray(distances.min(axis=2))
