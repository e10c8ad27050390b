"""The counters that facets and the planner read are what a recount gives."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given

from charlib.library import Library
from tests.examples import examples

from .conftest import Fresh, Step, play, put, steps

_LIVE = "character AS c WHERE c.deleted_at IS NULL"
_LINKED = "character_tag AS l JOIN character AS c ON c.id = character_id WHERE deleted_at IS NULL"
KEPT_AND_COUNTED = [
    (
        "SELECT id, n FROM project WHERE n <> 0",
        f"SELECT project_id, count(*) FROM {_LIVE} GROUP BY 1",
    ),
    ("SELECT id, n FROM tag WHERE n <> 0", f"SELECT tag_id, count(*) FROM {_LINKED} GROUP BY 1"),
    (
        "SELECT project_id, tag_id, n FROM project_tag WHERE n <> 0",
        f"SELECT project_id, tag_id, count(*) FROM {_LINKED} GROUP BY 1, 2",
    ),
]


def assert_counted(database: Path) -> None:
    """Every counter of the database is what its rows add up to."""
    with closing(sqlite3.connect(database)) as connection:
        for kept, counted in KEPT_AND_COUNTED:
            have, wanted = (sorted(connection.execute(sql)) for sql in (kept, counted))
            assert have == wanted, kept


@examples(20)
@given(todo=steps)
def test_counters_are_a_recount(fresh: Fresh, todo: list[Step]) -> None:
    """After any history the counts of projects, tags, and tags in projects are exact."""
    with fresh() as lib:
        play(lib, todo)
        assert_counted(lib.home.database)


def test_a_merge_counts_nobody_twice(lib: Library) -> None:
    """Who had both tags counts once when they become one, and not at all in the trash."""
    for handle in ("mia", "tom", "ann"):
        put(lib, handle, "hero", "lead")
    lib.remove("ann")
    lib.tags.rename("lead", "hero")
    assert [(tag.name, tag.characters) for tag in lib.tags.list()] == [("hero", 2)]
    lib.restore("ann")
    assert [tag.characters for tag in lib.tags.list(lib.project)] == [3]
    assert_counted(lib.home.database)


def test_counts_are_told_for_each_project(lib: Library) -> None:
    """A tag's count in a project leaves out who is in another."""
    lib.projects.add("noir")
    put(lib, "mia", "hero")
    put(lib, "noir/tom", "hero")
    assert [lib.tags.list(slug)[0].characters for slug in (None, "noir")] == [2, 1]
