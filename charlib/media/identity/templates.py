"""What a character's kept stills have in common, and which of them show somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from charlib.domain.identity import disagreeing
from charlib.errors import MediaError
from charlib.media.advice.blocks import Array
from charlib.media.identity.faces import Eye, Face, normalised
from charlib.media.images import pixels
from charlib.media.stills import WIDE

_ROUNDS = 3
"""How often the face of each still is chosen anew, by what the others show."""


class Learned(NamedTuple):
    """A template as 32-bit floats in bytes; empty if no still shows a clear face.

    `used` are the numbers of the stills that it was made from, `doubtful` of those that show
    somebody else.
    """

    vector: bytes
    used: tuple[int, ...]
    doubtful: tuple[int, ...]


def learn(stills: Sequence[Path], eye: Eye) -> Learned:
    """Make a template from the stills of one character. Raises MissingExtra.

    Files that cannot be read are left out, and so are faces that are small, blurred or turned away.
    """
    faces = [_clear(path, eye) for path in stills]
    shown = [number for number, found in enumerate(faces) if found]
    if not shown:
        return Learned(b"", (), ())
    vectors = _chosen([faces[number] for number in shown])
    table = (vectors @ vectors.T).tolist()
    wrong = set(disagreeing(table))
    used = [at for at in range(len(shown)) if at not in wrong]
    return Learned(
        normalised(vectors[used].mean(axis=0)).astype("<f4").tobytes(),
        tuple(shown[at] for at in used),
        tuple(shown[at] for at in sorted(wrong)),
    )


def _clear(path: Path, eye: Eye) -> list[Face]:
    """Return the clear faces of a still, the one that it is most likely about first."""
    try:
        picture = read(path)
    except MediaError:
        return []
    faces = [face for face in eye.faces(picture) if face.quality.is_clear]
    return sorted(faces, key=lambda face: -_prominence(face, picture.shape[1]))


def read(path: Path) -> Array:
    """Return a picture file as rows and columns of BGR. Raises MediaError, MissingExtra."""
    width, height, data = pixels(path, WIDE)
    rgb = np.frombuffer(data, np.uint8).reshape(height, width, 3)
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _prominence(face: Face, width: int) -> float:
    """Return the area of a face, which counts half at the sides of a picture."""
    middle = float(face.row[0] + face.row[2] / 2)
    return face.weight * (1 - abs(middle / width - 0.5))


def _chosen(faces: Sequence[Sequence[Face]]) -> Array:
    """Return the vector of one face of each still: where there are several, the one all share."""
    every = [np.stack([face.vector for face in found]) for found in faces]  # type: ignore[misc] # clear faces have one
    vectors = np.stack([each[0] for each in every])
    if all(len(each) == 1 for each in every):
        return vectors
    for _ in range(_ROUNDS):
        whole = vectors.sum(axis=0)
        others = [whole - vector for vector in vectors]
        vectors = np.stack(
            [each[int(np.argmax(each @ rest))] for each, rest in zip(every, others, strict=True)]
        )
    return vectors
