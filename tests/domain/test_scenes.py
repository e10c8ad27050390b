"""Where a film belongs in the story: episodes, labels of scenes, takes and ratings."""

from __future__ import annotations

import pytest

from charlib.domain import scenes
from charlib.domain.scenes import Scene
from charlib.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "label"),
    [(" 3 ", "3"), ("3a", "3a"), ("Int-Day", "int-day"), ("夜_街", "夜_街"), ("", ""), (None, "")],
    ids=repr,
)
def test_a_label_is_short_and_has_no_case(typed: str | None, label: str) -> None:
    """Letters, digits, - and _, without the spaces around them."""
    assert scenes.label(typed) == label


@pytest.mark.parametrize("typed", ["a b", "a/b", "..", "-x", "x" * 65, "3\n4"], ids=repr)
def test_a_label_that_no_file_could_have_is_refused(typed: str) -> None:
    """Files are named by it."""
    with pytest.raises(InvalidInput):
        scenes.label(typed)


@pytest.mark.parametrize(("typed", "number"), [(5, 5), (" 05 ", 5), ("0", 0), ("", None)])
def test_an_episode_is_a_number(typed: object, number: int | None) -> None:
    """Blank means none."""
    assert scenes.episode(typed) == number


@pytest.mark.parametrize("typed", ["five", "-1", "1.5", True, "123456"], ids=repr)
def test_other_episodes_are_refused(typed: object) -> None:
    """The error shows how it is written."""
    with pytest.raises(InvalidInput, match="invalid episode"):
        scenes.episode(typed)


@pytest.mark.parametrize("typed", [0, 101, "many"], ids=repr)
def test_takes_are_from_1_to_100(typed: object) -> None:
    """A hundred films of one prompt are enough."""
    with pytest.raises(InvalidInput):
        scenes.takes(typed)


def test_digits_of_any_script_are_numbers() -> None:
    """Input methods write full-width ones."""
    three, four = "\uff13", "\uff14"
    assert (scenes.takes(three), scenes.rating(four), scenes.episode(f"0{four}")) == (3, 4, 4)


def test_ratings_are_from_0_to_5() -> None:
    """None takes a rating away."""
    assert [scenes.rating(value) for value in (0, "5", None)] == [0, 5, None]
    with pytest.raises(InvalidInput, match="from 0 to 5"):
        scenes.rating(6)


def test_labels_are_sorted_as_people_count() -> None:
    """10 comes after 3a, and words after numbers come last."""
    labels = ["10", "int", "3a", "3", "2", "3b-2", "3b-10"]
    ordered = sorted(labels, key=scenes.natural)
    assert [each for each in ordered if each != "int"] == ["2", "3", "3a", "3b-2", "3b-10", "10"]


def test_a_scene_is_printed_as_people_write_it() -> None:
    """What is not known is left out."""
    assert [str(Scene(5, "3")), str(Scene(5)), str(Scene(None, "3a")), str(Scene())] == [
        "e05 s3", "e05", "s3a", "",
    ]  # fmt: skip
    assert [Scene(0).is_named, Scene(None, "x").is_named, Scene().is_named] == [True, True, False]
