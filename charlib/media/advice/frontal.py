"""Which of some pictures shows a face best: needs OpenCV, from the extra `suggest`.

Searching a whole picture costs more than decoding a second of film. So a few pictures of a window
are searched coarsely; where one shows a face, all are searched finely around it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from charlib.media.advice.blocks import Array
from charlib.media.advice.faces import Cascade, require

_HIGH, _COARSE_HIGH, _TINY_HIGH = 480, 192, 36
"""Heights in pixels of a picture for the fine search, for the coarse one, and for comparing."""
_LEAST = _HIGH // 8
"""Smaller faces are ignored: those in kept stills are not small."""
_COARSE_STEP = 1.3
_AGREE = 4
_UPPER = 0.62
"""The part of a face that has the eyes in it."""
_SEARCHED = 3
"""Pictures of a window that are searched as a whole."""
_CHANGED = 10
"""A difference in brightness, of 256, that is more than noise."""
_REMEMBERED = 8


class _Face(NamedTuple):
    """A face's square in a picture of the fine search."""

    x: int
    y: int
    side: int


class FaceFinder:
    """Finds faces in the stills of one film. Raises MissingExtra without face cascades."""

    def __init__(self) -> None:
        require()
        self._faces = Cascade("frontalface_default")
        self._without: deque[Array] = deque(maxlen=_REMEMBERED)

    @cached_property
    def _eyes(self) -> Cascade:
        return Cascade("eye")

    def most_frontal(self, paths: Sequence[Path]) -> int | None:
        """Return the number of the picture with the largest frontal face; with both eyes, if any.

        None where no face is found, as with animals and drawings.
        """
        for number in _order(len(paths)):
            face = self._search(_read(paths[number]))
            if face is not None:
                worths = self._worths(paths, number, face)
                return max(range(len(worths)), key=worths.__getitem__)
        return None

    def _search(self, picture: Array | None) -> _Face | None:
        """Search a whole picture, unless it looks like one that was searched in vain."""
        if picture is None:
            return None
        tiny = _scaled(picture, _TINY_HIGH, cv2.INTER_AREA)
        if any(not _may_be_new_face(tiny, other) for other in self._without):
            return None
        coarse = _scaled(picture, _COARSE_HIGH, cv2.INTER_AREA)
        least = _LEAST * _COARSE_HIGH // _HIGH
        found = self._faces.agreed(coarse, least=least, agree=1, step=_COARSE_STEP)
        face = self._confirmed(picture, sorted(found, key=lambda box: -box[2]))
        if face is None:
            self._without.append(tiny)
        return face

    def _confirmed(self, picture: Array, boxes: Sequence[tuple[int, int, int]]) -> _Face | None:
        """Return the first face of a coarse search that the fine one finds too."""
        scale = _HIGH / _COARSE_HIGH
        fine = _scaled(picture, _HIGH, cv2.INTER_LINEAR) if boxes else picture
        places = (_Face(*(round(value * scale) for value in box)) for box in boxes)
        faces = (self._near(fine, place) for place in places)
        return next((face for face in faces if face is not None), None)

    def _worths(self, paths: Sequence[Path], found: int, face: _Face) -> list[float]:
        """Rate all pictures; the face is followed from the picture where it was found."""
        worths = [0.0] * len(paths)
        for numbers in (range(found, len(paths)), range(found - 1, -1, -1)):
            place = face
            for number in numbers:
                picture = _read(paths[number])
                if picture is None:
                    continue
                fine = _scaled(picture, _HIGH, cv2.INTER_LINEAR)
                here = self._near(fine, place) or self._search(picture)
                if here is not None:
                    worths[number] = here.side * (1.0 + self._has_both_eyes(fine, here))
                    place = here
        return worths

    def _near(self, picture: Array, place: _Face) -> _Face | None:
        """Return the largest face near a place."""
        left, top = max(0, place.x - place.side), max(0, place.y - place.side)
        region = picture[top : place.y + 2 * place.side, left : place.x + 2 * place.side]
        least = max(_LEAST, place.side * 2 // 3)
        found = self._faces.agreed(region, least=least, agree=_AGREE)
        if not found:
            return None
        x, y, side = max(found, key=lambda box: box[2])
        return _Face(left + x, top + y, side)

    def _has_both_eyes(self, picture: Array, face: _Face) -> bool:
        upper = picture[face.y : face.y + round(face.side * _UPPER), face.x : face.x + face.side]
        found = self._eyes.agreed(upper, least=max(8, face.side // 7), agree=3)
        middles = [left + width / 2 for left, _, width in found]
        half = face.side / 2
        return any(x < half for x in middles) and any(x > half for x in middles)


def _order(count: int) -> Iterator[int]:
    """Yield which pictures to search: the middle one, then others far from it."""
    middle = count // 2
    numbers = dict.fromkeys([middle, middle // 3, count - 1])
    yield from list(numbers)[: min(count, _SEARCHED)]


def _may_be_new_face(picture: Array, other: Array) -> bool:
    """Return whether a square as large as a face differs between two small pictures."""
    if picture.shape != other.shape:
        return True
    changed = (cv2.absdiff(picture, other) > _CHANGED).astype(np.uint8)
    return bool(cv2.erode(changed, np.ones((3, 3), np.uint8)).any())


def _read(path: Path) -> Array | None:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    return None if picture is None else np.asarray(picture)


def _scaled(picture: Array, height: int, interpolation: int) -> Array:
    width = max(1, round(picture.shape[1] * height / picture.shape[0]))
    return np.asarray(cv2.resize(picture, (width, height), interpolation=interpolation))
