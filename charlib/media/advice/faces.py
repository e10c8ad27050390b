"""Face detectors behind one protocol.

The default detectors are the Haar cascades in OpenCV's 4.x wheels. A user's own YuNet model can
replace them; charlib ships no model and downloads none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import cv2
import numpy as np

from charlib.domain.text import printable
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.media.advice.blocks import Array, Sample

LEAST = 0.093
"""Faces smaller than this part of the shorter side of a picture are ignored."""
THINNEST = 32
"""The shorter side of a picture that YuNet can search: in a thinner one it invents faces."""
_WINDOW = 20
"""The side of the smallest face that a cascade finds, in pixels."""
_CASCADES = Path(cv2.__file__).parent / "data"
_STEP = 1.2
_AGREE = 1
_SURE = 0.7
"""The score from which YuNet's result counts as a face."""
_GUI = ("opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless")


@dataclass(frozen=True, slots=True)
class Face:
    """The square of a face in pixels of a sample: from the brows to the chin."""

    x: float
    y: float
    side: float


class FaceDetector(Protocol):
    """Finds the faces of a picture, the largest first.

    The results of a detector that `is_sure` are faces, though perhaps turned away or covered.
    """

    is_sure: bool

    def __call__(self, sample: Sample) -> list[Face]:
        """Return all faces of a picture."""


class _Threads:
    """Counts who wants one thread of OpenCV, whose number of threads is one for the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._before = 0

    def begin(self) -> None:
        with self._lock:
            if not self._users:
                self._before = cv2.getNumThreads()
                cv2.setNumThreads(1)
            self._users += 1

    def end(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                cv2.setNumThreads(self._before)


_THREADS = _Threads()


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep OpenCV from using threads, which cost more than they give on small pictures."""
    _THREADS.begin()
    try:
        yield
    finally:
        _THREADS.end()


class Cascade:
    """A Haar cascade of OpenCV."""

    is_sure = False

    def __init__(self, name: str) -> None:
        self._classifier = _classifier(name)

    def __call__(self, sample: Sample) -> list[Face]:
        """Return everything that may be a face; a closer look has to confirm each."""
        height, width = sample.luma.shape
        finer = max(1.0, LEAST * min(height, width) / _WINDOW)  # as few pixels as possible
        size = (round(width / finer), round(height / finer))
        picture = cv2.resize(sample.luma, size, interpolation=cv2.INTER_AREA)
        found = self._classifier.detectMultiScale(
            picture, scaleFactor=_STEP, minNeighbors=_AGREE, minSize=(_WINDOW, _WINDOW)
        )
        boxes = sorted(((int(w), int(x), int(y)) for x, y, w, _ in found), reverse=True)
        return [Face(x * finer, y * finer, side * finer) for side, x, y in boxes]

    def agreed(
        self, picture: Array, *, least: int, most: int = 0, agree: int, step: float
    ) -> list[tuple[int, int, int]]:
        """Return the squares, as x, y and side, in which `agree` neighbouring looks see a face."""
        found = self._classifier.detectMultiScale(
            picture,
            scaleFactor=step,
            minNeighbors=agree,
            minSize=(least, least),
            maxSize=(most, most),
        )
        return [(int(x), int(y), int(side)) for x, y, side, _ in found]

    def looks(self, picture: Array, step: float, least: int, most: int = 0) -> Array:
        """Return every square in which a face may be; their number shows how sure that is."""
        found = self._classifier.detectMultiScale(
            picture,
            scaleFactor=step,
            minNeighbors=0,
            minSize=(least, least),
            maxSize=(most, most),
        )
        return np.asarray(found, np.float64).reshape(-1, 4)


class YuNet:
    """A user's YuNet model, in an ONNX file."""

    is_sure = True

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise NotFound(
                f"the face model {printable(str(path))} does not exist",
                hint="Give the ONNX file of a YuNet model",
            )
        try:
            with silence():
                self._net: Any = cv2.FaceDetectorYN.create(str(path), "", (320, 320), _SURE)
        except cv2.error as error:
            raise MediaError(
                f"OpenCV {cv2.__version__} cannot read {printable(path.name)} as a YuNet model",
                hint="Use one with a fixed input size: face_detection_yunet_2023mar.onnx",
            ) from error

    def __call__(self, sample: Sample) -> list[Face]:
        """Return all faces of a picture."""
        height, width = (side // 2 * 2 for side in sample.luma.shape)
        if min(height, width) < THINNEST:
            return []
        whole = np.vstack([sample.luma[:height, :width], np.zeros((height // 2, width), np.uint8)])
        half = (height // 2, width // 2)
        chroma = [plane[: half[0], : half[1]].reshape(-1) for plane in (sample.u, sample.v)]
        whole[height:] = np.concatenate(chroma).reshape(height // 2, width)
        picture = cv2.cvtColor(whole, cv2.COLOR_YUV2BGR_I420)
        self._net.setInputSize((width, height))
        found = self._net.detect(picture)[1]
        rows = [] if found is None else sorted(found.tolist(), key=lambda row: -row[3])
        least = LEAST * min(height, width)
        return [_squared(row) for row in rows if row[2] >= least]


def _squared(row: list[float]) -> Face:
    """Turn YuNet's box, from the forehead to the chin, into the square that a cascade returns."""
    x, y, width, height = row[:4]
    side = 1.1 * max(width, 0.8 * height)
    return Face(x + width / 2 - side / 2, y + height * 0.49 - side / 2, side)


@contextmanager
def silence() -> Iterator[None]:
    """Stop OpenCV from printing the error that it raises; 4.10 cannot be stopped."""
    logging = getattr(cv2.utils, "logging", None)
    if logging is None:
        yield
        return
    before = logging.getLogLevel()
    logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        logging.setLogLevel(before)


def require() -> None:
    """Raise MissingExtra where OpenCV is installed without face cascades."""
    if hasattr(cv2, "CascadeClassifier") and _CASCADES.is_dir():
        return
    others = ", ".join(name for name in _GUI if _is_installed(name))
    clash = f" ({others} is installed too and replaces some of its files)" if others else ""
    raise MissingExtra(
        f"OpenCV {cv2.__version__} has no face cascades{clash}; version 4 has them",
        hint="pip install 'opencv-python-headless>=4.10,<5'",
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _classifier(name: str) -> Any:
    return cv2.CascadeClassifier(str(_CASCADES / f"haarcascade_{name}.xml"))
