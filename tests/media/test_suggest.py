"""What stands in the way of a window, told apart on films made for it; no clip is needed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib import media
from charlib.domain.windows import suggestion
from charlib.domain.windows.window import Window
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.media.advice import face_measures, scores, shots, suggestions
from charlib.media.advice.blocks import Sample
from charlib.media.advice.faces import Face, _squared
from charlib.media.advice.watcher import Watcher

from .making import film

SIZE = (270, 480)


def scene(seed: int) -> Any:
    """A picture with structure of every size, the same for the same seed."""
    dice = np.random.default_rng(seed)
    picture = np.zeros((*SIZE, 3))
    for side in (90, 30, 10, 3):
        cells = dice.integers(0, 256, (SIZE[0] // side + 1, SIZE[1] // side + 1, 3))
        picture += np.kron(cells, np.ones((side, side, 1)))[: SIZE[0], : SIZE[1]] / 4
    return picture.astype(np.uint8)


A, B = scene(1), scene(2)


def thing(index: int) -> Any:
    """A red ball with spots, at rest before a plain wall."""
    picture = np.full((*SIZE, 3), 190, np.uint8)
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    ball = (rows - 140) ** 2 + (columns - 240 - index % 2) ** 2 < 70**2
    picture[ball] = (200, 40, 30)
    picture[ball & (rows % 16 < 4) & (columns % 16 < 4)] = (250, 220, 60)
    return picture


def watched(tmp_path: Path, draw: Any, count: int = 100) -> Any:
    """The record of a film."""
    return suggestions.watch(film(tmp_path / "a.mp4", draw, count=count, gop=12), least=1.0)


def test_cuts_are_where_they_are(tmp_path: Path) -> None:
    """A change of picture is a cut, at the first frame of the new one."""
    record = watched(tmp_path, lambda n: A if n < 30 or n >= 80 else B)

    assert record.times[record.is_cut].tolist() == pytest.approx([1.2, 3.2])
    assert not record.is_blend.any()


def test_a_dissolve_is_no_cut_and_no_window_lies_in_it(tmp_path: Path) -> None:
    """Frames in which one picture goes over into another are known, and kept out of windows."""

    def draw(index: int) -> Any:
        share = min(1.0, max(0.0, (index - 50) / 25))
        return (A * (1 - share) + B * share).astype(np.uint8)

    record = watched(tmp_path, draw, 125)
    start, end = scores.candidates(record, 1.0, 3.0)
    scored = scores.score(record, start, end, subject="object", lengths=(1.0, 3.0))
    inside = (end > 2.3) & (start < 2.7)

    assert not record.is_cut.any()
    assert 2.3 < record.times[record.is_blend].mean() < 2.7
    assert scored.score[inside].max() == 0


def test_motion_is_no_dissolve(tmp_path: Path) -> None:
    """A slow pan is not taken for one shot over another."""
    record = watched(tmp_path, lambda n: np.roll(A, 2 * n, axis=1))

    assert not record.is_cut.any()
    assert record.is_blend.mean() < 0.1


def test_slow_motion_of_soft_things_is_no_dissolve(tmp_path: Path) -> None:
    """What drifts by less than it is soft looks like the mean of before and after, and is known."""
    soft = cv2.normalize(cv2.GaussianBlur(scene(3), (0, 0), 12), None, 20, 235, cv2.NORM_MINMAX)

    record = watched(tmp_path, lambda n: np.roll(soft, n, axis=1))

    assert not record.is_cut.any()
    assert not record.is_blend.any()


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (lambda _: A // 12, "it is too dark"),
        (lambda _: 255 - A // 24, "it is too bright"),
        (lambda _: np.full_like(A, 128), "there is nothing to see"),
        (lambda n: np.roll(A, n * 37, axis=1), "the picture moves too much"),
        (lambda n: scene(n // 8), "shots are too short"),
        (lambda _: A, "no face found"),
    ],
    ids=["dark", "bright", "flat", "moving", "quick cuts", "nobody"],
)
def test_each_refusal_says_why(tmp_path: Path, draw: Any, why: str) -> None:
    """What spoils a stretch is told in words, and no window is confident."""
    path = film(tmp_path / "a.mp4", draw, count=75, gop=12)

    advice = media.suggest(path, subject="face")

    assert not advice.is_confident
    assert any(why in refusal.why for refusal in advice.refused), advice.refused


def test_a_thing_is_found_when_it_is_asked_for(tmp_path: Path) -> None:
    """With subject `object` a thing at rest is confident; nobody having asked, it is not."""
    path = film(tmp_path / "a.mp4", thing, count=100)

    asked = media.suggest(path, subject="object")
    unasked = media.suggest(path)

    assert asked.best is not None
    assert asked.is_confident
    assert asked.best.why.startswith("one clear subject")
    assert unasked.best is not None
    assert unasked.best.subject == "object"
    assert not unasked.is_confident


def test_the_same_film_gets_the_same_answer(tmp_path: Path) -> None:
    """Nothing depends on chance: two runs agree to the last digit."""
    path = film(tmp_path / "a.mp4", thing, count=100)

    assert media.suggest(path) == media.suggest(path)


def test_windows_that_are_taken_give_way(tmp_path: Path) -> None:
    """A window of another character is chosen only where nothing else is left, and that is said."""
    path = film(tmp_path / "a.mp4", lambda n: thing(n) if n < 75 else thing(n)[:, ::-1], count=150)

    free = media.suggest(path, subject="object", count=1)
    assert free.best is not None
    other = media.suggest(path, subject="object", count=1, taken=[free.best.window])
    none = media.suggest(path, subject="object", count=1, taken=[Window(0, 6000)])

    assert other.best is not None
    assert not other.best.window.overlaps(free.best.window)
    assert none.best is not None
    assert not none.is_confident
    assert "another character was cut from it" in none.best.but


@pytest.mark.parametrize(("least", "most"), [(1.0, 3.0), (0.5, 0.8), (2.0, 2.0), (3.0, 5.0)])
def test_lengths_are_kept(tmp_path: Path, least: float, most: float) -> None:
    """Windows are as long as they may be, do not overlap, and end before the film does."""
    path = film(tmp_path / "a.mp4", thing, count=150)

    advice = media.suggest(path, subject="object", least=least, most=most)
    spans = sorted(window.window for window in advice.windows)

    assert spans
    assert all(least * 1000 <= span.length_ms <= most * 1000 for span in spans)
    assert all(not a.overlaps(b) for a, b in pairwise(spans))
    assert max(span.end_ms for span in spans) <= 6000


def test_a_chosen_window_is_judged_on_the_same_scale(tmp_path: Path) -> None:
    """A suggested window gets nearly its own score; one over a cut gets none, and why."""
    path = film(tmp_path / "a.mp4", lambda n: thing(n) if n < 75 else A, count=150)
    best = media.suggest(path, subject="object", count=1).best
    assert best is not None

    again = media.judge(path, best.window, subject="object")
    over = media.judge(path, Window(2500, 3500), subject="object")

    assert again.score == pytest.approx(best.score, abs=0.1)
    assert over.score == 0
    assert over.but.startswith("1 cut in it")


def test_what_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A face model that is not there or is none, and an OpenCV without cascades, are sentences."""
    path = film(tmp_path / "a.mp4", thing, count=30)
    (tmp_path / "no.onnx").write_bytes(b"nothing of the kind")

    with pytest.raises(NotFound, match="does not exist"):
        media.suggest(path, face_model=tmp_path / "gone.onnx")
    with pytest.raises(MediaError, match=r"cannot read no\.onnx as a YuNet model"):
        media.suggest(path, face_model=tmp_path / "no.onnx")
    assert capfd.readouterr().err == ""
    monkeypatch.delattr("cv2.CascadeClassifier")
    with pytest.raises(MissingExtra, match="has no face cascades"):
        media.suggest(path)
    assert not media.can_suggest()


def test_a_single_frame_is_no_reason_to_fail(tmp_path: Path) -> None:
    """A film of one frame is a picture; one too short for any window offers none, and says so."""
    with pytest.raises(MediaError, match=r"a\.mp4 is a picture, not a video"):
        media.suggest(film(tmp_path / "a.mp4", thing, count=1))
    advice = media.suggest(film(tmp_path / "b.mp4", thing, count=2))

    assert advice.windows == ()
    assert [refusal.why for refusal in advice.refused] == ["shots are too short"]


@given(
    st.dictionaries(
        st.sampled_from(
            ["face", "alone", "size", "inside", "frontal", "uncovered", "sharp", "light"]
        ),
        st.floats(0, 1),
    ),
    st.dictionaries(st.sampled_from(["side", "seen", "light", "area"]), st.floats(0, 255)),
    st.sampled_from(["face", "object"]),
)
def test_words_are_found_for_every_window(
    parts: dict[str, float], facts: dict[str, float], kind: str
) -> None:
    """Whatever was measured, there is a sentence, without a hole in it."""
    reasons = suggestion.praise(kind, parts, facts) + suggestion.blame(kind, parts, facts)

    assert "{" not in reasons
    assert reasons


@given(st.lists(st.floats(0, 0.5), min_size=20, max_size=60))
def test_quiet_films_have_no_cuts(changes: list[float]) -> None:
    """Small changes, however they fall, are no cuts."""
    times = np.arange(len(changes)) / 25

    assert not shots.cuts(times, np.array(changes), np.zeros(len(changes))).any()


@pytest.mark.parametrize("contrast", [1.0, 0.3])
def test_sharpness_is_no_contrast(contrast: float) -> None:
    """A blurred picture is below what suffices, a sharp one above, however strong either is."""
    sharp = scene(4)[:112, :112, 0] * contrast
    soft, moved = cv2.GaussianBlur(sharp, (0, 0), 4), cv2.blur(sharp, (25, 1))

    values = [face_measures.sharpness_of(item.astype(np.uint8)) for item in (sharp, soft, moved)]

    assert values[0] > 0.2
    assert max(values[1:]) < 0.14


@dataclass
class _Finds:
    """A detector that finds the same faces in every picture."""

    is_sure: bool
    faces: list[Face]

    def __call__(self, sample: Sample) -> list[Face]:
        return self.faces if sample.at >= 0 else []


def test_who_a_sure_detector_finds_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second face that the cascade does not confirm counts where the detector is sure of it."""
    first, second = Face(100, 60, 100), Face(320, 80, 70)
    plane = np.full((270, 480), 128, np.uint8)
    sample = Sample(0.0, plane, plane[::2, ::2], plane[::2, ::2])
    others = []
    for is_sure in (True, False):
        watcher = Watcher(1.0, _Finds(is_sure, [first, second]), wants_subjects=False)
        monkeypatch.setattr(
            watcher._meter, "again", lambda _, face: (face, 50) if face is first else None
        )
        row: dict[str, float] = {}
        watcher._look_for_faces(sample, row)
        others.append(row["second"])

    assert others == [pytest.approx(0.7), 0.0]


def test_yunet_squares_are_like_the_cascade_s() -> None:
    """From the forehead to the chin becomes from the brows to the chin, and as wide as a head."""
    face = _squared([196.0, 90.0, 108.0, 170.0])  # a face of which the cascade says 171, 98, 152

    assert (face.x, face.y, face.side) == pytest.approx((171, 98, 152), abs=8)
