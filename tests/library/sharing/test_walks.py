"""Whatever the members of a share do, and wherever they are killed, they end with the same cast."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.library.sharing import pulling, pushing

from .crew import Copies, Crew


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects of a few characters, and snapshots after a few objects."""
    monkeypatch.setattr(pushing, "PEOPLE", 3)
    monkeypatch.setattr(pushing, "SNAPSHOT_OBJECTS", 6)
    monkeypatch.setattr(pulling, "_MANY", 4)


def _walked(crew: Crew, steps: int) -> None:
    try:
        crew.run(steps)
        crew.end()
        crew.check()
    finally:
        crew.close()


def test_five_members_end_with_the_same_cast(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clocks are hours apart; a third of the pushes and pulls are killed somewhere."""
    crew = Crew(tmp_path, 2, [url] * 5, monkeypatch, deaths=0.5)
    _walked(crew, 35)
    assert crew.killed


def test_what_a_pull_leaves_is_what_the_records_say_or_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each pull, not only at the end: no library shows what nobody else will hear of."""
    crew = Crew(tmp_path, 11, [str(tmp_path / "cast")] * 4, monkeypatch)
    try:
        for _ in range(60):
            crew.run(2)
            who = crew.random.randrange(4)
            crew.meet(who, "pull")
            assert crew.told_or_the_same(who) == [], crew.log
    finally:
        crew.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_five_members_with_two_hundred_commands_each_end_with_the_same_cast(
    tmp_path: Path, url: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long form."""
    crew = Crew(tmp_path, seed, [url] * 5, monkeypatch)
    _walked(crew, 1_000)
    assert crew.killed


def test_a_synchronised_folder_may_bring_things_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each member has a copy of the folder; files come in any order, and conflicts do not count."""
    folders = [tmp_path / "copies" / str(number) for number in range(3)]
    copies = Copies(folders, 7)
    crew = Crew(tmp_path, 7, [str(folder) for folder in folders], monkeypatch)
    try:
        for _ in range(8):
            crew.run(6)
            copies.copy(0.3)
        crew.end(copies.copy)
        copies.copy()
        crew.end(copies.copy)
        crew.check()
    finally:
        crew.close()
