"""Which still becomes the portrait: the one with open eyes, from the front, sharp, large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from charlib import media
from charlib.domain.windows.window import Window
from charlib.media.advice import face_measures, faces
from charlib.media.advice.frontal import FaceFinder
from charlib.sandbox.world.canvas import Canvas
from charlib.sandbox.world.figure import Look, draw_bust
from tests.benchmarks.windows import BENCH

WIDE, HIGH = 640, 360
INK, WHITE = (50, 40, 30), (235, 235, 235)
BLINKS = [
    ("harddev/harddev_05.mp4", Window(5000, 7000)),
    ("dev/dev_06.mp4", Window(12_500, 14_500)),
    ("dev/dev_09.mp4", Window(12_500, 14_500)),
]
"""Windows of real films, in each of which somebody blinks in one still."""


def bust(*, blinking: bool = False) -> Any:
    """Somebody who faces the camera, with eyes of light and shade: the sandbox's are too plain."""
    canvas, look = Canvas(WIDE, HIGH), Look.of("a robot in the rain")
    canvas.shade(look.wall, look.wall)
    draw_bust(canvas, look, blinking=True)
    picture = canvas.frame().to_ndarray(format="bgr24")
    for x, y in ((290, 151), (350, 151)):
        picture[y - 8 : y + 10, x - 20 : x + 20] = picture[y + 18, x]
        draw_eye(picture, (x, y), blinking=blinking)
    return cv2.GaussianBlur(picture, (0, 0), 1)


def draw_eye(picture: Any, at: tuple[int, int], *, blinking: bool) -> None:
    """Draw a lid, and below it the eye, if it is open."""
    if blinking:
        cv2.ellipse(picture, (at[0], at[1] + 4), (16, 4), 0, 0, 180, INK, 3)
        return
    cv2.ellipse(picture, at, (18, 8), 0, 0, 360, WHITE, -1)
    cv2.circle(picture, at, 8, INK, -1)
    cv2.ellipse(picture, at, (18, 8), 0, 180, 360, INK, 4)


def grown(picture: Any, by: float) -> Any:
    """The same picture, nearer."""
    return cv2.warpAffine(
        picture, cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), 0, by), (WIDE, HIGH)
    )


def turned(picture: Any) -> Any:
    """A face that turns away, so that one side of it is nearer than the other, and large."""
    before = np.array([[180, 20], [460, 20], [460, 320], [180, 320]], np.float32)
    after = np.array([[173, -26], [467, 38], [467, 302], [173, 366]], np.float32)
    matrix = cv2.getPerspectiveTransform(before, after)
    return cv2.warpPerspective(picture, matrix, (WIDE, HIGH), borderMode=cv2.BORDER_REPLICATE)


def blurred(picture: Any) -> Any:
    """The same picture, out of focus."""
    return cv2.GaussianBlur(picture, (0, 0), 5)


def written(folder: Path, *pictures: Any) -> list[Path]:
    """Write pictures as files."""
    paths = [folder / f"{number}.png" for number in range(len(pictures))]
    for path, picture in zip(paths, pictures, strict=True):
        cv2.imwrite(str(path), picture)
    return paths


@pytest.mark.parametrize("place", range(3))
def test_open_eyes_come_before_size(tmp_path: Path, place: int) -> None:
    """Where two of three stills show a blink, and a larger face, the third is the portrait."""
    pictures = [grown(bust(blinking=True), by) for by in (1.05, 1.1)]
    pictures.insert(place, bust())

    assert FaceFinder().most_frontal(written(tmp_path, *pictures)) == place


@pytest.mark.parametrize("worse", [turned, blurred], ids=["turned", "blurred"])
def test_frontal_and_sharp_faces_come_first(tmp_path: Path, worse: Callable[[Any], Any]) -> None:
    """A face that turns away, or is out of focus, is not the portrait, and neither is a wall."""
    wall = np.full((HIGH, WIDE, 3), 120, np.uint8)
    paths = written(tmp_path, worse(bust()), wall, bust(), worse(bust()))

    assert FaceFinder().most_frontal(paths[:1]) == 0
    assert FaceFinder().most_frontal(paths) == 2


def test_the_larger_of_equal_faces_comes_first(tmp_path: Path) -> None:
    """The same person, nearer."""
    assert FaceFinder().most_frontal(written(tmp_path, grown(bust(), 0.7), bust())) == 1


def test_upright_films_are_searched_as_finely(tmp_path: Path) -> None:
    """A face that fills half the width of an upright picture is found."""
    picture = cv2.copyMakeBorder(bust()[:, 140:500], 140, 140, 0, 0, cv2.BORDER_REPLICATE)

    assert picture.shape[0] > picture.shape[1]
    assert FaceFinder().most_frontal(written(tmp_path, picture)) == 0


def test_no_face_is_no_portrait(tmp_path: Path) -> None:
    """None for walls, and for files that are no pictures."""
    walls = written(tmp_path, *(np.full((HIGH, WIDE, 3), shade, np.uint8) for shade in (60, 120)))
    (tmp_path / "text.png").write_text("no picture")

    assert FaceFinder().most_frontal(walls) is None
    assert FaceFinder().most_frontal([tmp_path / "text.png"]) is None
    assert FaceFinder().most_frontal([]) is None


@pytest.fixture
def two_threads() -> Iterator[None]:
    """OpenCV has two threads, and keeps as many afterwards as before."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    yield
    cv2.setNumThreads(before)


@pytest.mark.usefixtures("two_threads")
def test_one_thread_lasts_until_the_last_user_is_done() -> None:
    """Whoever ends first leaves the others theirs."""
    first, second = faces.one_thread(), faces.one_thread()
    counts = []
    for step in (first.__enter__, second.__enter__):
        step()
        counts.append(cv2.getNumThreads())
    for user in (first, second):
        user.__exit__(None, None, None)
        counts.append(cv2.getNumThreads())

    assert counts == [1, 1, 1, 2]


@pytest.mark.skipif(not BENCH.is_dir(), reason="the labelled clips are not here")
@pytest.mark.parametrize(("name", "window"), BLINKS)
def test_nobody_blinks_in_a_portrait(tmp_path: Path, name: str, window: Window) -> None:
    """A cascade that the choice does not use sees both eyes in the portrait, and not in a still."""
    _, portrait, *stills = media.preserve(BENCH / name, window, tmp_path)

    seen = [eyes_in(tmp_path / piece.medium.path) for piece in (portrait, *stills)]
    assert seen[0] > 15
    assert min(seen) < 8


def eyes_in(path: Path) -> int:
    """In how many squares the eye of a face is seen that is seen in fewer."""
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    finder = FaceFinder()
    face = finder._search(picture)
    assert face is not None
    return face_measures.worse_eye(faces.Cascade("eye_tree_eyeglasses"), picture, face, 140)
