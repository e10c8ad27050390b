"""Who is in a picture: face detectors behind one protocol.

The default are the Haar cascades that OpenCV's 4.x wheels carry. A YuNet model that the user has
can take their place; charlib ships no model and fetches none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from charlib.domain.text import shown
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.media.finding.scanning import Array, Sample

LEAST = 0.093
"""Faces smaller than this part of the picture's shorter side are not looked for."""
_WINDOW = 20
"""Pixels that a cascade's smallest face has."""
_CASCADES = Path(cv2.__file__).parent / "data"
_STEP = 1.2
_AGREE = 1
_SURE = 0.7
"""YuNet's own score from which a face is one."""
_GUI = ("opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless")


@dataclass(frozen=True, slots=True)
class Face:
    """A face's square in pixels of a sample: from the brows to the chin."""

    x: float
    y: float
    side: float


class FaceDetector(Protocol):
    """Finds the faces of a picture, the largest first.

    What a detector that `is_sure` finds is a face, though it may be turned away or covered.
    """

    is_sure: bool

    def __call__(self, sample: Sample) -> list[Face]:
        """All faces of a picture."""


class Cascade:
    """A Haar cascade that came with OpenCV."""

    is_sure = False

    def __init__(self, name: str) -> None:
        self._classifier = _classifier(name)

    def __call__(self, sample: Sample) -> list[Face]:
        """All that may be faces in a picture, where two looks agree: closer ones tell which are."""
        height, width = sample.luma.shape
        finer = max(1.0, LEAST * min(height, width) / _WINDOW)  # no pixel more than it takes
        size = (round(width / finer), round(height / finer))
        picture = cv2.resize(sample.luma, size, interpolation=cv2.INTER_AREA)
        found = self._classifier.detectMultiScale(
            picture, scaleFactor=_STEP, minNeighbors=_AGREE, minSize=(_WINDOW, _WINDOW)
        )
        boxes = sorted(((int(w), int(x), int(y)) for x, y, w, _ in found), reverse=True)
        return [Face(x * finer, y * finer, side * finer) for side, x, y in boxes]

    def agreed(self, picture: Array, *, least: int, agree: int) -> list[tuple[int, int, int]]:
        """The squares of a picture, as x, y and side, that so many neighbouring looks agree on."""
        found = self._classifier.detectMultiScale(
            picture, scaleFactor=1.1, minNeighbors=agree, minSize=(least, least)
        )
        return [(int(x), int(y), int(side)) for x, y, side, _ in found]

    def looks(self, picture: Array, step: float, least: int, most: int = 0) -> Array:
        """Every square in which something is seen, agreed on or not: their number says much."""
        found = self._classifier.detectMultiScale(
            picture,
            scaleFactor=step,
            minNeighbors=0,
            minSize=(least, least),
            maxSize=(most, most),
        )
        return np.asarray(found, np.float64).reshape(-1, 4)


class YuNet:
    """A YuNet model of the user's, in an ONNX file."""

    is_sure = True

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise NotFound(f"no file {shown(str(path))}", hint="--face-model takes a YuNet ONNX")
        try:
            with _silence():
                self._net: Any = cv2.FaceDetectorYN.create(str(path), "", (320, 320), _SURE)
        except cv2.error as error:
            raise MediaError(
                f"{shown(path.name)} is no YuNet model that OpenCV {cv2.__version__} can read",
                hint="One of fixed input size works: face_detection_yunet_2023mar.onnx",
            ) from error

    def __call__(self, sample: Sample) -> list[Face]:
        """All faces of a picture."""
        height, width = (side // 2 * 2 for side in sample.luma.shape)
        whole = np.vstack([sample.luma[:height, :width], np.zeros((height // 2, width), np.uint8)])
        half = (height // 2, width // 2)
        chroma = [one[: half[0], : half[1]].reshape(-1) for one in (sample.u, sample.v)]
        whole[height:] = np.concatenate(chroma).reshape(height // 2, width)
        picture = cv2.cvtColor(whole, cv2.COLOR_YUV2BGR_I420)
        self._net.setInputSize((width, height))
        found = self._net.detect(picture)[1]
        rows = [] if found is None else sorted(found.tolist(), key=lambda row: -row[3])
        least = LEAST * min(height, width)
        return [_squared(row) for row in rows if row[2] >= least]


def _squared(row: list[float]) -> Face:
    """YuNet's box goes from the forehead to the chin; the looks that follow want the cascade's."""
    x, y, width, height = row[:4]
    side = 1.1 * max(width, 0.8 * height)
    return Face(x + width / 2 - side / 2, y + height * 0.49 - side / 2, side)


@contextmanager
def _silence() -> Iterator[None]:
    """OpenCV prints what it then raises: once is enough."""
    before = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)


def require() -> None:
    """Raise MissingExtra, in a sentence, where OpenCV cannot do what is needed here."""
    if hasattr(cv2, "CascadeClassifier") and _CASCADES.is_dir():
        return
    others = [name for name in _GUI if _is_there(name)]
    clash = f" ({', '.join(others)} is installed beside it, over the same files)" if others else ""
    raise MissingExtra(
        f"OpenCV {cv2.__version__} has no face cascades{clash}; those of version 4 have",
        hint="pip install 'opencv-python-headless>=4.10,<5'",
    )


def _is_there(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _classifier(name: str) -> Any:
    return cv2.CascadeClassifier(str(_CASCADES / f"haarcascade_{name}.xml"))
