"""The names under which takes are handed on."""

from __future__ import annotations

import unicodedata

import pytest

from charlib.domain.footage.take_names import names
from charlib.domain.records import Task

TAKE = Task(
    12, "main", "video_1", "done", "sent", "m", None, None, None, 0, None,
    template="@mia and @tom walk", characters=("mia", "tom"), project="noir", episode=5, scene="3",
    take=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "noir/e05/s03_take2_mia-tom.mp4"),
        ({"scene": "3a"}, "noir/e05/s03a_take2_mia-tom.mp4"),
        ({"scene": "int-day"}, "noir/e05/int-day_take2_mia-tom.mp4"),
        ({"episode": None}, "noir/s03_take2_mia-tom.mp4"),
        ({"scene": "", "episode": None, "take": None}, "noir/task12_mia-tom.mp4"),
        ({"characters": ()}, "noir/e05/s03_take2.mp4"),
        ({"characters": ("林小雨", "ليلى")}, "noir/e05/s03_take2_林小雨-ليلى.mp4"),
        ({"project": "con"}, "con_/e05/s03_take2_mia-tom.mp4"),
        ({"project": ""}, "default/e05/s03_take2_mia-tom.mp4"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "all",
)
def test_a_name_says_scene_take_and_people(change: dict[str, object], name: str) -> None:
    """Parts that are not known are left out; names are the same on every system."""
    assert [str(each) for each in names([TAKE._replace(**change)], [".mp4"])] == [name]  # type: ignore[arg-type]


def test_two_takes_never_have_one_name() -> None:
    """Where names would be the same, also but for case or accents, the task's number is in them."""
    other = TAKE._replace(id=13)
    assert [str(each) for each in names([TAKE, other], [".mp4", ".mp4"])] == [
        "noir/e05/s03_take2_mia-tom_task12.mp4", "noir/e05/s03_take2_mia-tom_task13.mp4",
    ]  # fmt: skip
    decomposed = TAKE._replace(id=13, characters=(unicodedata.normalize("NFD", "zoé"),))
    composed = TAKE._replace(characters=("zoé",))
    assert len({str(each) for each in names([composed, decomposed], [".mp4", ".mp4"])}) == 2


def test_a_name_fits_into_a_file_system() -> None:
    """Twenty long handles are cut; nothing separates folders but the slash."""
    long = TAKE._replace(characters=tuple(f"{'長' * 20}{n}" for n in range(20)), scene="a..b")
    (name,) = names([long], [".mp4"])
    assert all(len(part.encode()) <= 255 for part in name.parts)
    assert ".." not in name.parts
