"""The words of tasks' prompts: they follow the prompt, and none outlives it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from charlib.config import Home
from charlib.library import Library
from charlib.store.search import text_index
from tests.store.filling import Filled

WORDS = "SELECT words FROM task_words WHERE task_id = ?"


def words(home: Home, task: int = 1) -> str | None:
    """The words that are known of a task; None if none are."""
    with closing(sqlite3.connect(home.database)) as connection:
        row = connection.execute(WORDS, [task]).fetchone()
    return row[0] if row else None


def test_words_are_those_that_were_typed(filled: Filled, place: Home) -> None:
    """Not those that the provider got."""
    assert words(place, filled.task) == " mia waits "


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE prompt SET template = 'erased'",
        "UPDATE task SET prompt = 'erased'",
    ],
)
def test_words_go_with_their_text(filled: Filled, place: Home, change: str) -> None:
    """Whoever changes a text: an erased person is in no index."""
    with closing(sqlite3.connect(place.database)) as connection, connection:
        connection.execute(change)
    assert words(place, filled.task) is None


def test_words_are_noted_anew(filled: Filled, place: Home) -> None:
    """After an upgrade, and where the index is made anew."""
    with closing(sqlite3.connect(place.database)) as connection, connection:
        connection.execute("DELETE FROM task_words")
        text_index.rebuild(connection)
    assert words(place, filled.task) == " mia waits "


def test_a_task_that_was_told_is_found_by_its_words(lib: Library) -> None:
    """Also after it was taken back and told again."""
    lib.accounts.add("home", profile="sandbox")
    lib.tasks.add("video_9", prompt="a quiet street")
    assert [take.id for take in lib.takes.list("quiet")] == [1]
    lib.undo()
    assert lib.takes.list("quiet") == []
    lib.redo()
    assert [take.id for take in lib.takes.list("quiet")] == [1]
