"""Which of some pictures shows a face best: needs OpenCV, from the extra `suggest`.

Searching a whole picture costs more than decoding a second of film. So a few pictures of a window
are searched coarsely; where one shows a face, all are searched around it only, at the scale of the
face. Eyes are searched only where they can still change the choice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from charlib.media.advice.blocks import Array
from charlib.media.advice.face_measures import (
    EYES_SIDE,
    SIDE,
    mirror_of,
    sharpness_of,
    square_of,
    worse_eye,
)
from charlib.media.advice.faces import Cascade, Face, one_thread, require

_COARSE, _TINY = 160, 36
"""The shorter side in pixels of a picture for the coarse search, and for comparing pictures."""
_LEAST = _COARSE // 8
"""Smaller faces are ignored: those in kept stills are not small."""
_COARSE_STEP = 1.3
_UNIT = 48
"""The side of the expected face in the fine search."""
_AROUND = 0.5
"""The part of a face's side that is searched on each side of it: it moves between stills."""
_STEP, _SMALLEST, _LARGEST, _AGREE = 1.15, 32, 72, 3
_OPEN, _OPEN_WORTH = 12, 2
"""An open eye is seen in so many squares, a closed or blurred one in fewer. Open eyes multiply the
worth of a face."""
_SHARP = 0.2
"""The sharpness that suffices."""
_SEARCHED = 3
"""Pictures of a window that are searched as a whole."""
_CHANGED = 10
"""A difference in brightness, of 256, that is more than noise."""
_REMEMBERED = 8


_Read = Callable[[int], Array | None]


class _Sight(NamedTuple):
    """A picture, by its number, and the face that it shows."""

    number: int
    picture: Array
    face: Face


class FaceFinder:
    """Finds faces in the stills of one film. Raises MissingExtra without face cascades."""

    def __init__(self) -> None:
        require()
        self._faces = Cascade("frontalface_alt2")
        self._without: deque[Array] = deque(maxlen=_REMEMBERED)

    @cached_property
    def _eyes(self) -> Cascade:
        return Cascade("eye")

    def most_frontal(self, paths: Sequence[Path]) -> int | None:
        """Return the number of the picture that shows a face best: large, frontal, eyes open.

        None where no face is found, as with animals and drawings.
        """
        read = cache(lambda number: _read(paths[number]))
        with one_thread():
            for number in _order(len(paths)):
                picture = read(number)
                face = None if picture is None else self._search(picture)
                if picture is not None and face is not None:
                    first = _Sight(number, picture, face)
                    return self._best([first, *self._followed(read, first, len(paths))])
        return None

    def _search(self, picture: Array) -> Face | None:
        """Search a whole picture, unless it looks like one that was searched in vain."""
        tiny = _scaled(picture, _TINY)
        if any(not _may_be_new_face(tiny, other) for other in self._without):
            return None
        coarse = _scaled(picture, _COARSE)
        scale = min(picture.shape) / _COARSE
        found = self._faces.agreed(coarse, least=_LEAST, agree=1, step=_COARSE_STEP)
        boxes = sorted(found, key=lambda box: -box[2])
        places = (Face(x * scale, y * scale, side * scale) for x, y, side in boxes)
        face = next(filter(None, (self._near(picture, place) for place in places)), None)
        if face is None:
            self._without.append(tiny)
        return face

    def _near(self, picture: Array, place: Face) -> Face | None:
        """Return the largest face near a place, about as large as the one that was there."""
        left, top = place.x - _AROUND * place.side, place.y - _AROUND * place.side
        wide = place.side * (1 + 2 * _AROUND)
        pixels = round(_UNIT * (1 + 2 * _AROUND))
        region = square_of(picture, left, top, wide, pixels)
        found = self._faces.agreed(region, least=_SMALLEST, most=_LARGEST, agree=_AGREE, step=_STEP)
        if not found:
            return None
        scale = wide / pixels
        x, y, side = max(found, key=lambda box: box[2])
        return Face(left + x * scale, top + y * scale, side * scale)

    def _followed(self, read: _Read, first: _Sight, count: int) -> Iterator[_Sight]:
        """Follow a face from the picture where it was found to all others that show it."""
        for numbers in (range(first.number + 1, count), range(first.number - 1, -1, -1)):
            place = first.face
            for number in numbers:
                picture = read(number)
                if picture is None:
                    continue
                face = self._near(picture, place) or self._search(picture)
                if face is not None:
                    yield _Sight(number, picture, face)
                    place = face

    def _best(self, sights: Iterable[_Sight]) -> int:
        """Return the number of the picture whose face is worth most."""
        rated = sorted(((_worth(sight), sight) for sight in sights), key=lambda item: -item[0])
        best, most = -1, -1.0
        for worth, sight in rated:
            if _OPEN_WORTH * worth <= most:
                break  # not even open eyes make it the best
            total = worth * self._clarity(sight)
            if total > most:
                best, most = sight.number, total
        return best

    def _clarity(self, sight: _Sight) -> float:
        """Return how sharp a face is, 0 to 1; twice as much where both eyes are open."""
        seen = worse_eye(self._eyes, sight.picture, sight.face, EYES_SIDE)
        is_open = min(1.0, seen / _OPEN)
        sharp = min(1.0, sharpness_of(_square(sight)) / _SHARP)
        return sharp * (1 + (_OPEN_WORTH - 1) * is_open)


def _worth(sight: _Sight) -> float:
    """Rate a face without its eyes: large, and its sides alike, as from the front."""
    return sight.face.side * (1 + mirror_of(_square(sight)))


def _square(sight: _Sight) -> Array:
    face = sight.face
    return square_of(sight.picture, face.x, face.y, face.side, SIDE)


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


def _scaled(picture: Array, shorter: int) -> Array:
    scale = shorter / min(picture.shape)
    size = [max(1, round(side * scale)) for side in picture.shape[::-1]]
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
