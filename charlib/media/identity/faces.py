"""The faces of a picture: where they are, how well they can be seen, and their vectors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from charlib.domain.identity import FaceQuality
from charlib.media.advice.blocks import Array
from charlib.media.advice.faces import THINNEST
from charlib.media.identity import models

_COARSE, _FINE = 640, 1280
"""The longer side of the picture that is searched, in pixels: for large faces, and for small."""
_ENLARGED = 2.0
"""Small pictures are enlarged: YuNet misses faces that fill them."""
_GRAIN = 48
"""The side of the square in which sharpness is measured: detail finer than that is not needed."""
_MOST = 32
"""Faces of one picture that are compared: of a crowd, the largest."""
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its box and landmarks as YuNet returns them, in pixels of the whole picture.

    `vector` has the length 1; it is None where the face cannot be used.
    """

    row: Array
    quality: FaceQuality
    vector: Array | None = None

    @property
    def weight(self) -> float:
        """The area of the face, in square pixels."""
        return float(self.row[2] * self.row[3])


class Recognises(Protocol):
    """Turns a face into a vector of length 1; `sha256` is that of the network's file."""

    sha256: str

    def __call__(self, picture: Array, row: Array) -> Array | None:
        """Return the vector of a face in a picture (rows, columns, BGR); None if no person's."""


class Recogniser:
    """SFace, or the user's own network; SFace tells people from animals for both."""

    def __init__(self, file: Path | None = None) -> None:
        self._people = models.recogniser()
        self._own = models.recogniser(file) if file else None
        self._weights, self._bias = models.person_weights()
        self.sha256 = (self._own or self._people).sha256

    def __call__(self, picture: Array, row: Array) -> Array | None:
        """Return the vector of a face; None if it is not a person's."""
        vector = _vector(self._people.net, picture, row)
        if float(vector @ self._weights) + self._bias < models.LEAST_PERSON:
            return None
        return _vector(self._own.net, picture, row) if self._own else vector


class Eye:
    """Finds faces and recognises them; not for several threads at the same time."""

    def __init__(self, recogniser: Recognises) -> None:
        self._recogniser = recogniser

    @property
    def sha256(self) -> str:
        """The SHA-256 of the recogniser's file."""
        return self._recogniser.sha256

    @cached_property
    def _detector(self) -> Any:
        return models.detector()

    def faces(self, picture: Array) -> list[Face]:
        """Return the faces of a picture (rows, columns, BGR), the largest first."""
        rows = self._found(picture, _COARSE)
        if max(picture.shape[:2]) > _COARSE:
            rows += [row for row in self._found(picture, _FINE) if not _is_known(row, rows)]
        faces = [Face(row, _quality(picture, row)) for row in rows]
        faces.sort(key=lambda face: -face.weight)
        compared = [self._recognised(picture, face) for face in faces[:_MOST]]
        return compared + [_left_out(face) for face in faces[_MOST:]]

    def _recognised(self, picture: Array, face: Face) -> Face:
        if face.quality.problem:
            return face
        vector = self._recogniser(picture, face.row)
        quality = face.quality._replace(is_person=vector is not None)
        return replace(face, quality=quality, vector=vector)

    def _found(self, picture: Array, side: int) -> list[Array]:
        """Return YuNet's rows for a picture that is searched at a size."""
        height, width = picture.shape[:2]
        scale = min(_ENLARGED, side / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if min(size) < THINNEST:
            return []
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        self._detector.setInputSize(size)
        found = self._detector.detect(cv2.resize(picture, size, interpolation=way))[1]
        rows = [] if found is None else list(found)
        for row in rows:
            row[:14] /= scale
        return rows


def _left_out(face: Face) -> Face:
    return replace(face, quality=face.quality._replace(is_compared=False))


def normalised(vector: Array) -> Array:
    """Return a vector with the length 1."""
    scaled: Array = vector / (float(np.linalg.norm(vector)) + 1e-12)
    return scaled


def _vector(net: Any, picture: Array, row: Array) -> Array:
    feature = net.feature(net.alignCrop(picture, row))
    return normalised(np.array(feature, np.float32).reshape(-1))


def _is_known(row: Array, others: list[Array]) -> bool:
    return any(_shared(row, other) > _OVERLAP for other in others)


def _shared(one: Array, two: Array) -> float:
    """Return the part of two boxes' common area that is in both."""
    left, top = np.maximum(one[:2], two[:2])
    right, bottom = np.minimum(one[:2] + one[2:4], two[:2] + two[2:4])
    both = max(0.0, float(right - left)) * max(0.0, float(bottom - top))
    return both / (float(one[2] * one[3] + two[2] * two[3]) - both)


def _quality(picture: Array, row: Array) -> FaceQuality:
    return FaceQuality(round(float(row[3])), _sharpness(picture, row), _frontality(row))


def _frontality(row: Array) -> float:
    """Return 1 for a face that looks straight ahead, 0 for a profile.

    The tip of the nose leaves the middle of the eyes as a head turns.
    """
    right, left, nose = (np.asarray(row[at : at + 2], float) for at in (4, 6, 8))
    across = left - right
    width = float(np.hypot(*across))
    if width == 0:
        return 0.0
    aside = abs(float((nose - (right + left) / 2) @ across)) * 2 / width**2
    return max(0.0, 1.0 - aside)


def _sharpness(picture: Array, row: Array) -> float:
    """Return the part of a face's contrast that is fine detail: the lesser of across and down.

    The inner face is measured at one size, so that a large soft face is not better than a small
    sharp one, and relative to its contrast, so that dim light does not count. A moving camera blurs
    one direction only.
    """
    square = _inner(picture, row)
    contrast = float(square.std())
    soft = (cv2.blur(square, size) for size in ((3, 1), (1, 3)))
    return min(float((square - each).std()) for each in soft) / contrast if contrast > 1 else 0.0


def _inner(picture: Array, row: Array) -> Array:
    """Return the inner face, grey, as a square of the size in which sharpness is measured."""
    x, y, width, height = (float(value) for value in row[:4])
    left, top = max(0, math.floor(x)), max(0, math.floor(y + 0.15 * height))
    part = picture[top : math.ceil(y + height), left : math.ceil(x + width)]
    if min(part.shape[:2]) < 2:  # noqa: PLR2004 - nothing to measure
        return np.zeros((_GRAIN, _GRAIN), np.float32)
    grey = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGR2GRAY)
    way = cv2.INTER_AREA if min(part.shape[:2]) > _GRAIN else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (_GRAIN, _GRAIN), interpolation=way), np.float32)
