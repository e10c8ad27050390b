"""Libraries of every released schema come up to the newest one, with what is in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from charlib.config import Clock, Home
from charlib.domain.search.parse import parse
from charlib.store.schema.upgrade import ensure
from charlib.store.store import Store

FIRST = """
    INSERT INTO project (id, uid, slug, name, notes, created_at, updated_at)
        VALUES (2, 'p2', 'noir', '', '', 1, 1);
    INSERT INTO character (id, uid, project_id, handle, name, look, notes, created_at, updated_at)
        VALUES (1, 'c1', 1, 'mia', 'Mia', 'a blue coat', '', 1, 1),
               (2, 'c2', 2, 'tom', 'Tom', '红色围巾', '', 2, 2);
    INSERT INTO character (id, uid, project_id, handle, name, look, notes, created_at, updated_at,
                           deleted_at)
        VALUES (3, 'c3', 2, 'old', 'Old', 'a blue hat', '', 3, 3, 4);
    INSERT INTO tag (id, uid, name, created_at) VALUES (1, 't1', 'role:hero', 1);
    INSERT INTO character_tag (tag_id, character_id) VALUES (1, 1), (1, 2), (1, 3);
"""


@pytest.fixture
def first(tmp_path: Path) -> Store:
    """A library of schema 0001 with three characters, one of them in the trash, brought up."""
    place = Home(tmp_path / "home", tmp_path / "home")
    ensure(place.database, place.backups, head="0001")
    with closing(sqlite3.connect(place.database)) as connection:
        connection.executescript(FIRST)
    return Store(place, Clock())


def found(store: Store, query: str) -> list[str]:
    """The handles that a query finds in all projects."""
    page = store.read.characters.search(parse(query, now=0))
    return [one.handle for one in page.people]


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("blue", ["mia"]),
        ("红色", ["tom"]),
        ("tag:role:hero", ["tom", "mia"]),
        ("hero", ["tom", "mia"]),
        ("*oa*", ["mia"]),
        ("", ["tom", "mia"]),
    ],
)
def test_what_was_there_is_found(first: Store, query: str, handles: list[str]) -> None:
    """Characters from before there was a text index are in it; those in the trash are not."""
    assert found(first, query) == handles
    first.close()


def test_what_was_there_is_counted(first: Store) -> None:
    """Tags and projects from before there were counters have theirs."""
    assert [(tag.name, tag.characters) for tag in first.read.tags.all()] == [("role:hero", 2)]
    assert [(one.slug, one.characters) for one in first.read.projects.all()] == [
        ("default", 1),
        ("noir", 1),
    ]
    first.close()
