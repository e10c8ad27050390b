"""Tables of any program by a mapping file: CSV files, and SQLite databases that are only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from charlib.errors import InvalidInput, NotFound
from charlib.library import Library
from charlib.store import foreign

MAP = """
separator = ","
[columns]
handle = "Username"
name = "title"
look = "appearance"
notes = "remarks"
tags = "labels"
aliases = "others"
url = "video"
window = "span"
remote_id = "sora id"
mention = "called"
created_at = "since"
[values]
account = "relay"
likeness = "fictional"
"""
ROWS = """\
username;Title;appearance;remarks;labels;others;video;span;sora id;called;since;unused
mia;Mia Wong;a red coat;"two
lines";hero, lead;princess,mimi;http://h.invalid/v.mp4;5,8;ch_1;@mia.w;2026-04-01;x

Tom K.;;;;;;;;;;;
;;nobody;;;;;;;;;
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The mapping file of `ROWS`."""
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path / "map.toml"


@pytest.fixture
def relayed(lib: Library) -> Library:
    """A library with the account that the mapping names."""
    lib.accounts.add("relay", profile="sora-relay", key_env="KEY")
    return lib


def test_a_csv_file_moves_in(relayed: Library, mapping: Path, tmp_path: Path) -> None:
    """Each row a character, with its ID, its window and its lists; a second import adds nothing."""
    (tmp_path / "cast.csv").write_text(ROWS, "utf-8")

    done = relayed.import_from(tmp_path / "cast.csv", mapping=mapping)

    assert (done.format, done.added, done.accounts) == ("csv", 2, {"relay": "relay"})
    assert done.left == {"rows without a handle and a name": ["row 5"]}
    mia, tom = relayed.show("mia"), relayed.show("tom_k")
    assert (mia.name, mia.look, mia.notes) == ("Mia Wong", "a red coat", "two\nlines")
    assert (mia.tags, mia.aliases, mia.likeness) == (
        ("hero", "lead"),
        ("mimi", "princess"),
        "fictional",
    )
    (bound,) = mia.bindings
    assert (bound.account, bound.remote_id, bound.mention, bound.state) == (
        "relay", "ch_1", "@mia.w", "ready",
    )  # fmt: skip
    assert (bound.source, str(bound.window)) == ("http://h.invalid/v.mp4", "5,8")
    assert (tom.name, tom.bindings) == ("Tom K.", ())
    again = relayed.import_from(tmp_path / "cast.csv", mapping=mapping)
    assert (again.added, again.skipped) == (0, 2)
    relayed.undo()
    assert relayed.list() == []


def test_a_window_without_an_id_is_kept(lib: Library, tmp_path: Path) -> None:
    """The character can be created from it later."""
    (tmp_path / "map.toml").write_text('[columns]\nname = "n"\nurl = "u"\nwindow = "w"\n')
    (tmp_path / "cast.csv").write_text("n,u,w\nMia,http://h.invalid/v.mp4,0:05-0:08\n")
    lib.import_from(tmp_path / "cast.csv", format="csv", mapping=tmp_path / "map.toml")
    ((handle, window),) = lib.sources.windows("http://h.invalid/v.mp4")
    assert (handle, str(window)) == ("mia", "5,8")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of another program, with two tables and a view."""
    with closing(sqlite3.connect(tmp_path / "other.dat")) as connection:
        connection.executescript(
            "CREATE TABLE cast (id INTEGER, Name TEXT, look BLOB, gone INTEGER);"
            "CREATE TABLE film (id INTEGER);"
            "INSERT INTO cast VALUES (1, 'Mia Wong', 'a red coat', 0), (2, 'Tom', x'00ff', 0),"
            " (3, 'Eva', NULL, 1);"
            "CREATE VIEW bomb AS SELECT zeroblob(1000000000) AS name;"
        )
    return tmp_path / "other.dat"


def mapped(
    folder: Path, text: str, columns: str = '[columns]\nname = "name"\nlook = "look"'
) -> Path:
    """A mapping file."""
    (folder / "map.toml").write_text(f"{text}\n{columns}\n")
    return folder / "map.toml"


@pytest.mark.parametrize("what", ['table = "cast"', 'query = "SELECT * FROM cast WHERE gone = 0"'])
def test_a_database_moves_in(lib: Library, database: Path, tmp_path: Path, what: str) -> None:
    """A table of it, or what a query selects; the file stays as it was."""
    before = database.read_bytes()
    done = lib.import_from(database, mapping=mapped(tmp_path, what))
    assert done.format == "sqlite"
    assert done.added == (3 if "table" in what else 2)
    assert lib.show("mia_wong").look == "a red coat"
    assert lib.show("tom").look == ""
    assert database.read_bytes() == before
    assert {each.name for each in tmp_path.glob("other*")} == {"other.dat"}


REFUSED = {
    "no table": ("", "several tables, or none: cast, film"),
    "a table that is not there": ('table = "x"', "no such table"),
    "a deletion": ('query = "DELETE FROM cast"', "not authorized"),
    "another file": ("query = \"ATTACH 'x.db' AS x\"", "not authorized"),
    "an extension": ("query = \"SELECT load_extension('x') AS name\"", "not authorized"),
    "a setting": ('query = "PRAGMA journal_mode = WAL"', "not authorized"),
    "several statements": ('query = "SELECT 1; SELECT 2"', "one statement"),
    "nothing": ('query = ""\ntable = ""', "several tables"),
    "a bomb": ('table = "bomb"', "too big"),
    "a missing column": ('table = "film"', "other.dat has no column 'name', which map.toml gives"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_query_may_only_select(lib: Library, database: Path, tmp_path: Path, name: str) -> None:
    """All else is refused by SQLite itself, and the database stays as it was."""
    what, why = REFUSED[name]
    before = database.read_bytes()
    with pytest.raises(InvalidInput, match=why):
        lib.import_from(database, mapping=mapped(tmp_path, what))
    assert database.read_bytes() == before
    assert not (tmp_path / "x.db").exists()


def test_a_false_database_is_refused(lib: Library, tmp_path: Path) -> None:
    """The name says nothing; the content does."""
    (tmp_path / "x.csv").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(InvalidInput, match=r"x\.csv cannot be read"):
        lib.import_from(tmp_path / "x.csv", mapping=mapped(tmp_path, 'table = "cast"'))


WRONG = {
    "no columns": ("", "columns has neither handle nor name"),
    "an unknown key": ("tabel = 'x'", "unknown key 'tabel'; known are"),
    "an unknown field": ("[columns]\nhandel = 'x'", "unknown field 'handel' in columns"),
    "a number": ("[columns]\nname = 7", "name in columns must be text"),
    "twice": ("[columns]\nname = 'x'\n[values]\nname = 'y'", "name is a column and a value"),
    "not TOML": ("x", "map.toml is invalid"),
    "a query and a table": (
        "query = 'x'\ntable = 'y'\n[columns]\nname = 'x'",
        "a query and a table",
    ),
    "a query of a CSV file": ("query = 'x'\n[columns]\nname = 'n'", "a CSV file has no query"),
    "a column that is not there": ("[columns]\nname = 'x'", "has no column 'x', which map.toml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_mapping_is_refused(lib: Library, tmp_path: Path, name: str) -> None:
    """With what is wrong, before anything is read of the table."""
    text, why = WRONG[name]
    (tmp_path / "map.toml").write_text(text)
    (tmp_path / "cast.csv").write_text("n,m\nMia,1\n")
    with pytest.raises(InvalidInput, match=why):
        lib.import_from(tmp_path / "cast.csv", mapping=tmp_path / "map.toml")


BAD_ROWS = {
    "too many cells": ("n,u\nMia,1,2\n", "row 2: it has 3 columns"),
    "a bad window": ("n,u,w\nMia,http://h.invalid/v,x\n", "row 2: invalid window"),
    "a bad URL": ('n,u,w\nMia,ftp://h/v,"1,2"\n', "row 2: 'ftp://h/v' is not the URL"),
    "a bad tag": ("n,u,t\nMia,,-x\n", "row 2: invalid tag"),
    "an open quote": ('n,u\nTom,1\n"Mia,1\n', "row 3: unexpected end"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_wrong_row_stops_the_import(lib: Library, tmp_path: Path, name: str) -> None:
    """It is named by its number, and nothing is imported."""
    text, why = BAD_ROWS[name]
    columns = {"n": "name", "u": "url", "w": "window", "t": "tags"}
    head = text.partition("\n")[0].split(",")
    lines = "".join(f'{columns[each]} = "{each}"\n' for each in head)
    (tmp_path / "map.toml").write_text(f"[columns]\n{lines}")
    (tmp_path / "cast.csv").write_text(text)
    with pytest.raises(InvalidInput, match=why):
        lib.import_from(tmp_path / "cast.csv", mapping=tmp_path / "map.toml")
    assert lib.history() == []


def test_an_account_must_be_here(lib: Library, mapping: Path, tmp_path: Path) -> None:
    """An ID belongs to an account of this library."""
    (tmp_path / "cast.csv").write_text(ROWS, "utf-8")
    with pytest.raises(NotFound, match="relay"):
        lib.import_from(tmp_path / "cast.csv", mapping=mapping)
    assert lib.list() == []


def test_a_table_needs_a_mapping(lib: Library, database: Path) -> None:
    """The error says what to give."""
    with pytest.raises(InvalidInput, match=r"other\.dat is a table") as refused:
        lib.import_from(database)
    assert "mapping='map.toml'" in str(refused.value.hint)


def test_a_view_that_makes_up_rows_is_refused(
    lib: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small database may have a table that is a query for any number of large texts."""
    file = tmp_path / "cast.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute(
            "CREATE VIEW cast_of AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT 'mia' || x AS handle, printf('%.*c', 1000000, 'x') AS look FROM n"
        )
    (tmp_path / "map.toml").write_text(
        'table = "cast_of"\n[columns]\nhandle = "handle"\nlook = "look"\n'
    )
    monkeypatch.setattr(foreign, "MOST_BYTES", 8 << 20)
    with pytest.raises(InvalidInput, match="more than 8 MB"):
        lib.import_from(file, mapping=tmp_path / "map.toml")
    assert lib.count("") == 0


def test_half_a_window_is_named(lib: Library, tmp_path: Path) -> None:
    """A video needs a window, and a window needs its video."""
    (tmp_path / "cast.csv").write_text("h,u,w\nmia,https://x.example/a.mp4,\ntom,,1-3\neva,,\n")
    (tmp_path / "map.toml").write_text('[columns]\nhandle = "h"\nurl = "u"\nwindow = "w"\n')
    done = lib.import_from(tmp_path / "cast.csv", format="csv", mapping=tmp_path / "map.toml")
    assert done.added == 3
    assert done.left == {"videos without a window, and windows without a video": ["row 2", "row 3"]}
