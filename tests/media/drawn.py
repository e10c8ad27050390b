"""Drawn faces that detectors find, and a recogniser that tells them apart by their colour.

Nothing here is a photograph. SFace does not take drawings for people, so the vectors are the one
thing that is stood in for: finding, measuring, learning and comparing are real.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from charlib.media.identity.faces import normalised

from .making import film

Skin = tuple[int, int, int]
LIGHT: Skin = (225, 180, 155)
DARK: Skin = (120, 80, 60)
GREEN: Skin = (90, 200, 90)


class ByColour:
    """A recogniser: people whose skins have the same colour are the same."""

    sha256 = "c" * 64

    def __call__(self, picture: Any, row: Any) -> Any:
        """Return the colour of the cheeks, as it differs from grey."""
        x, y, width, height = (int(value) for value in row[:4])
        middle = picture[y + height // 3 : y + 2 * height // 3, x + width // 4 : x + 3 * width // 4]
        colour = np.median(middle.reshape(-1, 3), axis=0) - 128
        return normalised(colour.astype(np.float32))


def drawn_face(skin: tuple[int, int, int], *, is_open: bool) -> Any:
    """A face of a few ellipses, its square at `_FACE`, softened as a camera does."""
    picture = np.full((300, 300, 3), (60, 120, 150), np.uint8)
    dark = tuple(int(part * 0.45) for part in skin)
    lips = (int(skin[0] * 0.8), int(skin[1] * 0.55), int(skin[2] * 0.6))
    cv2.rectangle(picture, (125, 210), (175, 300), tuple(int(part * 0.7) for part in skin), -1)
    cv2.ellipse(picture, (150, 145), (58, 82), 0, 0, 360, skin, -1)
    for x in (125, 175):
        cv2.ellipse(picture, (x, 118), (12, 6), 0, 0, 360, (235, 235, 230), -1)
        cv2.circle(picture, (x, 118), 5, (40, 30, 20), -1)
        cv2.ellipse(picture, (x, 106), (15, 5), 0, 180, 360, dark, 3)
        cv2.circle(picture, (150 + (x - 150) // 4, 158), 3, dark, -1)
    cv2.ellipse(picture, (150, 186), (24, 8), 0, 0, 360, lips, -1)
    cv2.ellipse(picture, (150, 186), (20, 5 if is_open else 1), 0, 0, 360, (60, 20, 20), -1)
    cv2.ellipse(picture, (150, 203), (14, 4), 0, 0, 180, dark, 1)
    noise = np.random.default_rng(1).normal(0, 2, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.3) + noise
    return np.clip(soft, 0, 255).astype(np.uint8)


def scene(*skins: Skin, width: int = 640, height: int = 360) -> Any:
    """A picture with a face in each part of it, from left to right."""
    picture = np.full((height, width, 3), (60, 120, 150), np.uint8)
    for number, skin in enumerate(skins):
        left = width * (2 * number + 1) // (2 * len(skins)) - 150
        part = picture[30:330, max(0, left) : left + 300]
        part[:] = drawn_face(skin, is_open=False)[:, : part.shape[1]]
    return picture


def write(path: Path, picture: Any) -> Path:
    """Write a picture file."""
    cv2.imwrite(str(path), picture[:, :, ::-1])
    return path


def film_of(path: Path, scenes: Sequence[Any]) -> Path:
    """A film of one second of each scene."""
    return film(path, lambda index: scenes[index // 25], count=25 * len(scenes))
