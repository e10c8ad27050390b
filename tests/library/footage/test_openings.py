"""How often films are opened: once for all the windows that are cut from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.domain.character import batch
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError
from charlib.library import Library
from charlib.sandbox import Server
from tests.benchmarks.kept_windows import OPENS, counted
from tests.sync.families.cast import VIDU, join

WINDOWS = ["1,3", "1,3", "6,8", "6,8"] * 2
"""Of each film two windows, each of two characters."""


@pytest.fixture
def vidu(lib: Library, server: Server, films: Path) -> Library:
    """A library with two films on this machine, and an account that does not cut them."""
    join(lib, server, VIDU, "vidu")
    for number in range(2):
        lib.sources.add(str(films / f"{number}.mp4"), label=f"film{number}")
    return lib


def rows(*windows: str) -> list[batch.Row]:
    """Rows of a batch that take the two films in turn."""
    lines = [
        f'{{"handle": "hero{number}", "source": "film{number % 2}", "window": "{window}"}}'
        for number, window in enumerate(windows)
    ]
    return batch.read("\n".join(lines), is_json=True)


def test_a_batch_opens_each_film_once(vidu: Library, films: Path) -> None:
    """Eight rows of two films, for a provider that does not cut: each film is opened once."""
    with counted(films / "0.mp4") as first, counted(films / "1.mp4") as second:
        results = vidu.create_many(rows(*WINDOWS))

    assert [result.error for result in results] == [None] * len(WINDOWS)
    assert 1 <= len(first) <= OPENS
    assert 1 <= len(second) <= OPENS
    material = vidu.material(vidu.show("hero3"))
    assert material is not None
    assert material.clip is not None


def test_a_window_outside_its_film_stops_its_own_row(vidu: Library) -> None:
    """The other rows of the film are created."""
    results = vidu.create_many(rows("1,3", "1,3", "50,52"))

    assert [isinstance(result.error, CharlibError) for result in results] == [False, False, True]
    assert [result.character is None for result in results] == [False, False, True]


def test_keeping_many_opens_each_film_once(vidu: Library, films: Path) -> None:
    """Characters of an account that cuts: what is kept of them is read film by film."""
    for number, window in enumerate(WINDOWS):
        character = vidu.add(f"hero{number}", f"id_{number}")
        source = vidu.sources.show(f"film{number % 2}")
        with vidu._session.store.write() as writer:
            writer.sources.add_window(source.id, character.id, Window.parse(window))
    with counted(films / "0.mp4") as first, counted(films / "1.mp4") as second:
        refused = vidu.keep_all(vidu.search())

    assert refused == []
    assert 1 <= len(first) <= OPENS
    assert 1 <= len(second) <= OPENS
