"""Libraries of every released schema come up to the newest one, with what is in them."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from charlib.config import Clock, Home
from charlib.domain.search.parse import parse
from charlib.library import open_library
from charlib.store.schema import upgrade
from charlib.store.store import Store

from .releasing import RELEASED, restore

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
    upgrade.ensure(place.database, place.backups, head="0001")
    with closing(sqlite3.connect(place.database)) as connection:
        connection.executescript(FIRST)
    return Store(place, Clock())


def found(store: Store, query: str) -> list[str]:
    """The handles that a query finds in all projects."""
    page = store.read.characters.search(parse(query, now=0))
    return [character.handle for character in page.people]


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
    assert [(project.slug, project.characters) for project in first.read.projects.all()] == [
        ("default", 1),
        ("noir", 1),
    ]
    first.close()


VERSIONS = sorted(path.stem for path in RELEASED.glob("*.sql"))
"""The schemas of which a real library is kept, made by the charlib of its time."""


@pytest.fixture(params=VERSIONS)
def released(request: pytest.FixtureRequest, home: Path) -> str:
    """A library that an earlier charlib filled and this one has not opened; its schema's number."""
    restore(RELEASED / f"{request.param}.sql", home / "library.db")
    return str(request.param)


def test_every_released_schema_has_a_library() -> None:
    """Before a new migration, `python -m tests.store.releasing` keeps a library of the old one."""
    migrations = (upgrade.migrations() / "versions").glob("[0-9]*.py")
    numbers = {path.name[:4] for path in migrations}

    assert numbers - {upgrade.HEAD} <= {*VERSIONS} <= numbers


def schema(database: Path) -> list[tuple[str, str]]:
    """All tables and indexes of a database, in its own words."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'character_text_%' ORDER BY name"
        )
        return [(name, re.sub(r"\s+", " ", sql)) for name, sql in rows]


def test_migrations_make_the_schema_that_was_released(released: str, home: Path) -> None:
    """A released migration has not changed since: it makes what it made in its time."""
    fresh = home / "fresh.db"
    upgrade.ensure(fresh, home / "backups", head=released)

    assert schema(fresh) == schema(home / "library.db")


@pytest.mark.usefixtures("released")
def test_the_library_has_rows_in_every_table(home: Path) -> None:
    """What is upgraded is everything there was to have."""
    with closing(sqlite3.connect(home / "library.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        empty = [
            name
            for (name,) in tables.fetchall()
            if not connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        ]

    assert empty == []


def common(new: Any, old: Any) -> Any:
    """What a new form says of the fields that the old one had."""
    if isinstance(old, dict):
        return {name: common(new.get(name), value) for name, value in old.items()}
    if isinstance(old, list) and len(new) == len(old):
        return [common(*pair) for pair in zip(new, old, strict=True)]
    return new


def test_its_export_says_what_it_said(released: str, home: Path) -> None:
    """Every field of every character that the old charlib exported has the same value now."""
    before = (RELEASED / f"{released}.jsonl").read_text("utf-8").splitlines()
    with open_library(home) as lib:
        lib.export(home / "now.jsonl")
        problems = [diagnosis.problem for diagnosis in lib.doctor()]
    after = (home / "now.jsonl").read_text("utf-8").splitlines()

    old, new = [json.loads(line) for line in before], [json.loads(line) for line in after]
    assert common(new, old) == old
    assert [
        problem for problem in problems if "missing" not in problem
    ] == []  # media stayed behind


def test_turkish_letters_are_folded_in_older_libraries(home: Path) -> None:
    """Names with a dotless i are indexed anew, and tags with a dotted I lose the second dot."""
    restore(RELEASED / "0005.sql", home / "library.db")
    with closing(sqlite3.connect(home / "library.db")) as older:
        older.execute("UPDATE tag SET name = 'i\u0307stanbul' WHERE name = 'hero'")
        older.execute("UPDATE character SET name = 'I\u015f\u0131k' WHERE handle = 'tom'")
        older.commit()

    with open_library(home) as lib:
        assert [tag.name for tag in lib.tags.list()].count("istanbul") == 1
        for query in ("isik", "I\u015eIK", "tag:istanbul tom", "tag:\u0130stanbul tom"):
            assert [person.handle for person in lib.search(query)] == ["tom"], query
        assert not any(problem.is_mendable for problem in lib.doctor())


PERSIAN = "\u0639\u0644\u06cc \u06a9\u0631\u06cc\u0645\u06cc"
"""Ali Karimi, by a Persian keyboard."""
ARABIC = PERSIAN.translate({0x6CC: 0x64A, 0x6A9: 0x643})
"""The same by an Arabic one, whose yeh and kaf are other letters."""


@pytest.mark.parametrize("stored", [PERSIAN, ARABIC], ids=["persian", "arabic"])
def test_persian_names_are_found_in_older_libraries(home: Path, stored: str) -> None:
    """A name indexed before is found by either keyboard's letters, sorted and tagged by them."""
    restore(RELEASED / "0007.sql", home / "library.db")
    with closing(sqlite3.connect(home / "library.db")) as older:
        older.execute("UPDATE character SET name = ? WHERE handle = 'tom'", [stored])
        older.execute("UPDATE tag SET name = ? WHERE name = 'hero'", [stored])
        older.commit()

    with open_library(home) as lib:
        for typed in (PERSIAN, ARABIC):
            for query in (typed, f'name:="{typed}"', f"{typed[:2]}*", f'tag:"{typed}" tom'):
                assert "tom" in [person.handle for person in lib.search(query)], query
        assert not any(problem.is_mendable for problem in lib.doctor())


def test_words_of_looks_are_found_in_older_libraries(home: Path) -> None:
    """Of looks that are there, not of removed ones; a failed take has no number any longer."""
    restore(RELEASED / "0008.sql", home / "library.db")
    with closing(sqlite3.connect(home / "library.db")) as older:
        older.execute("UPDATE task SET state = 'failed', take = 7 WHERE id = 1")
        older.execute(
            "INSERT INTO look SELECT 9, 'l9', id, 'veil', 'gauze', '', NULL, 1, 1"
            " FROM character WHERE handle = 'old'"
        )
        older.commit()

    with open_library(home) as lib:
        for query, handles in {
            "white": ["mia"], "uniform": ["mia"], "fur": ["tom"], "winter": ["tom"],
            "外套": [], "wet": [], "gauze": [],
        }.items():  # fmt: skip
            assert [person.handle for person in lib.search(query)] == handles, query
        lib.restore("old")
        assert [person.handle for person in lib.search("gauze")] == ["old"]
        assert not any(problem.is_mendable for problem in lib.doctor())
        assert [lib.tasks.show(number).take for number in (1, 3)] == [None, 1]


def test_handles_are_not_folded_like_names(home: Path) -> None:
    """Two handles that differ in such a letter are two characters, each mentioned by its own."""
    handles = [text.split()[0] for text in (PERSIAN, ARABIC)]
    with open_library(home) as lib:
        for handle in handles:
            lib.add(handle, name=handle)
        assert [lib.show(handle).name for handle in handles] == handles
        assert {person.handle for person in lib.search(f"name:{handles[0]}")} == set(handles)
