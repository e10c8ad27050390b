"""Verdicts about faces: what scores and qualities say, and what a whole film says."""

from __future__ import annotations

import pytest

from charlib.domain.identity import (
    Check,
    FaceQuality,
    Sighting,
    answered,
    assigned,
    concluded,
    disagreeing,
    form,
    is_seen,
    verdict,
)

GOOD = FaceQuality(120, 0.2, 0.9)


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (1.0, "same"), (0.45, "same"), (0.449, "unsure"), (0.33, "unsure"),
        (0.329, "another"), (-1.0, "another"), (None, "cannot-tell"),
    ],
)  # fmt: skip
def test_a_clear_face_gets_a_verdict_by_its_score(score: float | None, said: str) -> None:
    """The thresholds belong to the better verdict."""
    assert verdict(score, GOOD) == said


@pytest.mark.parametrize(
    "quality",
    [
        FaceQuality(29, 0.2, 0.9), FaceQuality(120, 0.05, 0.9),
        FaceQuality(120, 0.2, 0.9, is_person=False), None,
    ],
    ids=["small", "blurred", "an-animal", "no-face"],
)  # fmt: skip
@pytest.mark.parametrize("score", [0.9, 0.4, 0.0])
def test_nothing_is_told_of_a_bad_face(score: float, quality: FaceQuality | None) -> None:
    """Whatever its score is."""
    assert verdict(score, quality) == "cannot-tell"


@pytest.mark.parametrize(
    "quality", [FaceQuality(35, 0.2, 0.9), FaceQuality(120, 0.2, 0.1)], ids=["small", "turned"]
)
def test_a_face_seen_less_well_is_recognised_and_never_another(quality: FaceQuality) -> None:
    """Small and turned faces score less; they make no strangers alike."""
    assert [verdict(score, quality) for score in (0.5, 0.4, 0.1)] == [
        "same", "unsure", "cannot-tell",
    ]  # fmt: skip


def test_a_film_says_what_its_median_says() -> None:
    """With the frame that has it, and with the lowest moment: the drift."""
    film = [Sighting(at, score, GOOD) for at, score in ((0, 0.8), (500, 0.7), (900, 0.1))]
    found = concluded(film)
    assert (found.verdict, found.score, found.frame_ms) == ("same", 0.7, 500)
    assert found.lowest == (0.1, 900)


def test_bad_frames_do_not_make_somebody_another() -> None:
    """Where half of the frames are small and low, the clear ones decide."""
    small = FaceQuality(32, 0.2, 0.9)
    film = [Sighting(at, 0.2, small) for at in range(3)] + [Sighting(9, 0.7, GOOD)]
    assert concluded(film).verdict == "same"
    assert concluded(film[:3]).verdict == "cannot-tell"
    assert concluded([Sighting(0, 0.9, FaceQuality(20))], ["the face is blurred"]) == concluded(
        [], ["no face", "the face is blurred"]
    )


def test_without_a_face_the_reason_is_named() -> None:
    """A blurred face is a better reason than none."""
    assert concluded([]).why == "no face"
    assert concluded([], ["no face", "the face is blurred"]).why == "the face is blurred"


def test_no_face_is_two_characters() -> None:
    """The most alike pair first; who is left takes the next best face, or none."""
    scores = {(0, 0): 0.8, (1, 0): 0.9, (0, 1): 0.2, (1, 1): 0.1}
    assert assigned(scores) == {1: 0, 0: 1}
    assert assigned({(0, 0): 0.3, (1, 0): 0.2}) == {0: 0}


def test_faces_of_somebody_else_are_found_among_many() -> None:
    """The majority is the character; of two, the first."""
    three = [[1, 0.8, 0.1], [0.8, 1, 0.2], [0.1, 0.2, 1]]
    assert disagreeing(three) == [2]
    assert disagreeing([[1, 0.1], [0.1, 1]]) == [1]
    assert disagreeing([[1, 0.5], [0.5, 1]]) == []
    assert disagreeing([]) == []


def test_a_face_between_two_others_belongs_to_them() -> None:
    """A turned head is like half of the rest: that is enough."""
    chain = [[1, 0.5, 0.5, 0.2], [0.5, 1, 0.5, 0.5], [0.5, 0.5, 1, 0.2], [0.2, 0.5, 0.2, 1]]
    assert disagreeing(chain) == []


def test_an_answer_names_the_nearest_first() -> None:
    """Without anybody, it matters whether a face could be seen well."""
    mia, tom = Check("mia", "", "same", 0.7), Check("tom", "", "unsure", 0.4)
    answer = answered([tom, mia], [GOOD, GOOD])
    assert (answer.verdict, [each.handle for each in answer.people]) == ("same", ["mia", "tom"])
    aged = Check("mia", "aged", "same", 0.8)
    assert answered([mia, tom, aged], [GOOD]).people == (aged, tom)
    assert answered([], [GOOD]).verdict == "another"
    assert answered([], [FaceQuality(33, 0.2, 0.9)]).verdict == "cannot-tell"
    assert answered([], []).why == "no face"


def test_an_unsure_face_in_one_frame_is_nobody() -> None:
    """In a film somebody is seen twice, or surely; in a picture once."""
    unsure, sure = Sighting(0, 0.35, GOOD), Sighting(0, 0.6, GOOD)
    assert not is_seen([unsure], 8)
    assert is_seen([unsure, unsure], 8)
    assert is_seen([sure], 8)
    assert is_seen([unsure], 1)


def test_the_json_form_has_plain_values() -> None:
    """Scores have three digits; the lowest moment has names."""
    check = Check("mia", "", "same", 0.71234, 500, (0.41239, 900))
    assert form(check) == {
        "handle": "mia", "look": "", "verdict": "same", "score": 0.712, "frame_ms": 500,
        "lowest": {"score": 0.412, "ms": 900}, "why": "",
    }  # fmt: skip
    assert form(answered([check], [GOOD]))["people"] == [form(check)]
