"""Which of some pictures shows a face best: needs OpenCV, from the extra `suggest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from charlib.media.finding.faces import Cascade, require
from charlib.media.finding.scanning import Array

_TALL = 480
"""Pictures are looked at so many pixels high: faces in kept stills are not small."""
_AGREE = 4
_UPPER = 0.62
"""The part of a face in which its eyes are."""


def most_frontal(pictures: Sequence[Path]) -> int | None:
    """The number of the picture with the largest face that looks here, both eyes seen if any is.

    None where no face is found in any, as with animals and drawings. Raises MissingExtra.
    """
    require()
    faces, eyes = Cascade("frontalface_default"), Cascade("eye")
    worth = [_worth(_read(one), faces, eyes) for one in pictures]
    best = max(range(len(worth)), key=worth.__getitem__, default=None)
    return None if best is None or worth[best] == 0 else best


def _worth(picture: Array | None, faces: Cascade, eyes: Cascade) -> float:
    """How large the best face is; one that shows an eye on each side counts double."""
    if picture is None:
        return 0.0
    found = faces.agreed(picture, least=_TALL // 8, agree=_AGREE)
    worth = [side * (1 + _has_both_eyes(picture, x, y, side, eyes)) for x, y, side in found]
    return float(max(worth, default=0))


def _has_both_eyes(picture: Array, x: int, y: int, side: int, eyes: Cascade) -> bool:
    upper = picture[y : y + round(side * _UPPER), x : x + side]
    least = max(8, side // 7)
    centres = [left + wide / 2 for left, _, wide in eyes.agreed(upper, least=least, agree=3)]
    return any(c < side / 2 for c in centres) and any(c > side / 2 for c in centres)


def _read(path: Path) -> Array | None:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        return None
    width = max(1, round(picture.shape[1] * _TALL / picture.shape[0]))
    return np.asarray(cv2.resize(picture, (width, _TALL)))
