"""Contact sheets of several films: rows, moments, and what is too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib import media
from charlib.errors import InvalidInput, MediaError
from charlib.sandbox import film

CELL, STRIP, GAP = (320, 180), 22, 4


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A film of six seconds, and one of two."""
    folder = tmp_path_factory.mktemp("takes")
    for name, seconds in (("long", 6), ("short", 2)):
        film.render(folder / f"{name}.mp4", seconds=seconds, width=160, height=90, prompt=name)
    return folder / "long.mp4", folder / "short.mp4"


def _cell(sheet: Path, row: int, column: int) -> bytes:
    """The middle line of pixels of a picture on a sheet."""
    width, _, data = media.pixels(sheet, 10_000)
    y = GAP + row * (CELL[1] + STRIP + GAP) + STRIP + CELL[1] // 2
    x = GAP + column * (CELL[0] + GAP)
    return data[(y * width + x) * 3 : (y * width + x + CELL[0]) * 3]


def test_the_same_moments_are_below_each_other(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Moments are those of the longest film; where the shorter one has ended there is nothing."""
    long, short = two
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(
        media.take_sheet([(long, "#1 take 1", True), (short, "#2", False)], columns=3)
    )

    width, height, _ = media.pixels(sheet, 10_000)

    assert (width, height) == (3 * (CELL[0] + GAP) + GAP, 2 * (CELL[1] + STRIP + GAP) + GAP)
    assert len(set(_cell(sheet, 0, 0))) > 10
    assert len(set(_cell(sheet, 1, 0))) > 10
    assert max(_cell(sheet, 1, 1)) < 60
    assert max(_cell(sheet, 1, 2)) < 60


def test_a_marked_row_stands_out(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Its line is light, whatever the letters."""
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(media.take_sheet([(two[0], "夜 a", True), (two[0], "é", False)], columns=1))
    width, _, data = media.pixels(sheet, 10_000)
    lines = [GAP + 2, GAP + 2 + CELL[1] + STRIP + GAP]
    light, dark = (data[(y * width + CELL[0] // 2) * 3] for y in lines)
    assert (light > 200, dark < 60) == (True, True)


def test_a_film_with_few_frames_shows_its_last(tmp_path: Path) -> None:
    """A sheet has as many pictures as columns."""
    short = tmp_path / "short.mp4"
    film.render(short, seconds=1, width=160, height=90, prompt="x")
    (tmp_path / "sheet.jpg").write_bytes(media.take_sheet([(short, "x", False)], columns=12))
    assert len(set(_cell(tmp_path / "sheet.jpg", 0, 11))) > 5


def test_what_no_sheet_shows_is_refused(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Too many columns or rows, and files that are no films."""
    rows = [(two[0], "", False)]
    for columns in (0, 13):
        with pytest.raises(InvalidInput, match="columns"):
            media.take_sheet(rows, columns=columns)
    for many in ([], rows * 61):
        with pytest.raises(InvalidInput, match="rows"):
            media.take_sheet(many)
    (tmp_path / "page.mp4").write_text("<html>", "utf-8")
    with pytest.raises(MediaError):
        media.take_sheet([(tmp_path / "page.mp4", "", False)])
