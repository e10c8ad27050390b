"""What stands out where no face is: an animal, a drawing, a thing.

Colours along the border are taken for the background; what lies far from them, in one piece, away
from the border, is the subject.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from charlib.media.finding.scanning import Array, Sample

_WIDE = 64
_GROUNDS = 4
_FAR = 22.0
"""Distance in luma and chroma from which a pixel is no background; chroma counts double."""
_LEAST = 0.01
_CRITERIA = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)


@dataclass(frozen=True, slots=True)
class Subject:
    """The largest thing that stands out: parts of the picture, and of all that stands out."""

    x: float
    y: float
    area: float
    alone: float
    """How much of all that stands out it is, 0 to 1."""
    cut_off: float
    """How much of its outline lies at the border, 0 to 1."""
    distance: float
    sharp: float


def find(sample: Sample) -> Subject | None:
    """The subject of a picture without faces, if anything stands out."""
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
        cv2.resize(one, (_WIDE, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        for one in (sample.luma, sample.u, sample.v)
    ]
    return np.dstack([planes[0], 2 * planes[1], 2 * planes[2]])


def _distance(pixels: Array) -> Array:
    """How far each pixel is from the nearest of the background's colours."""
    rim = np.concatenate([pixels[:3], pixels[-2:]]).reshape(-1, 3)
    sides = np.concatenate([pixels[:, :3], pixels[:, -3:]], axis=1).reshape(-1, 3)
    border = np.ascontiguousarray(np.concatenate([rim, sides]))
    cv2.setRNGSeed(7)  # k-means begins by chance: always with the same
    _, _, grounds = cv2.kmeans(border, _GROUNDS, None, _CRITERIA, 1, cv2.KMEANS_PP_CENTERS)
    found: Array = np.linalg.norm(pixels[:, :, None] - grounds[None, None], axis=3).min(axis=2)
    return found
