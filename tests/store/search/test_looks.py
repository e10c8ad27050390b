"""Searching for looks: by name, and by episode."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import BadQuery
from charlib.library import Library, open_library
from charlib.store.search import text_index
from tests.conftest import Cli


@pytest.fixture
def cast(lib: Library) -> Library:
    """Mia in two looks, tom in one, and zoe in words."""
    for handle in ("mia", "tom", "zoe"):
        lib.add(handle, look="in uniform" if handle == "zoe" else "")
    lib.looks.add("mia", "uniform", episodes="4-12,15", description="grey")
    lib.looks.add("mia", "战斗装", episodes="13")
    lib.looks.add("tom", "uniform_2", episodes="1")
    lib.looks.add("tom", "old")
    lib.looks.remove("tom", "old")
    return lib


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("look:uniform", "mia zoe"),
        ("look:UNIFORM", "mia zoe"),
        ("look:=uniform", "mia"),
        ("look:uni*", "mia tom zoe"),
        ("look:*form*", "mia tom zoe"),
        ("look:~unifrom", "mia zoe"),
        ("look:战斗装", "mia"),
        ("look:战斗*", "mia"),
        ("look:old", ""),
        ("-look:uniform", "tom"),
        ("look:uniform episode:15", "mia"),
        ("episode:5", "mia"),
        ("episode:13..14", "mia"),
        ("episode:1..4", "mia tom"),
        ("episode:<4", "tom"),
        ("episode:>12", "mia"),
        ("episode:14", ""),
        ("-episode:5", "tom zoe"),
        ("handle:zoe or episode:1", "tom zoe"),
        ("grey", "mia"),
        ("GRE*", "mia"),
        ("look:grey", "mia"),
        ("look:~graey", "mia"),
        ("uniform", "mia tom zoe"),
        ('"uniform 2"', "tom"),
        ("*orm*", "mia tom zoe"),
        ("uniform -grey", "tom zoe"),
        ("战斗装", "mia"),
        ("name:grey or notes:grey", ""),
        ("old", ""),
    ],
)
def test_looks_are_found(cast: Library, query: str, handles: str) -> None:
    """By their names like other names, by any episode; and each is counted alike."""
    found = sorted(person.handle for person in cast.search(query))
    assert found == handles.split()
    assert cast.count(query) == len(found)


def words(lib: Library, *queries: str) -> list[str]:
    """The handles that words find; the index and the scan agree, and the doctor sees no fault."""
    assert [each for each in lib.doctor() if not each.is_note] == []
    return [" ".join(sorted(each.handle for each in lib.search(query))) for query in queries]


def test_words_of_looks_follow_every_change(cast: Library, tmp_path: Path) -> None:
    """Of looks that are changed, renamed, removed, imported, in the trash, undone and redone."""
    cast.looks.edit("mia", "uniform", description="navy blue, 红色围巾")
    assert words(cast, "grey", "navy", "围巾") == ["", "mia", "mia"]
    cast.looks.rename("mia", "uniform", "parade")
    assert words(cast, "parade", "uniform") == ["mia", "tom zoe"]
    cast.undo()
    cast.undo()
    assert words(cast, "grey", "navy", "parade", "uniform") == ["mia", "", "", "mia tom zoe"]
    cast.redo()
    cast.redo()
    assert words(cast, "grey", "navy", "parade") == ["", "mia", "mia"]
    cast.looks.remove("mia", "parade")
    cast.looks.add("mia", "parade", description="white")
    assert words(cast, "navy", "parade white") == ["", "mia"]
    cast.remove("mia")
    assert words(cast, "white", "parade") == ["", ""]
    cast.edit("tom", look="a hat", notes="white")
    cast.restore("mia")
    assert words(cast, "white", "parade", "hat 2") == ["mia tom", "mia", "tom"]
    cast.rename("mia", "maia")
    assert words(cast, "white -tom", "maia parade") == ["maia", "maia"]
    cast.export(tmp_path / "all.jsonl")
    with open_library(tmp_path / "other") as other:
        other.import_(tmp_path / "all.jsonl")
        assert words(other, "parade", "uniform") == ["maia", "tom zoe"]
        other.undo()
        assert words(other, "parade") == [""]
        other.redo()
        assert words(other, "parade white") == ["maia"]


def test_words_of_looks_go_over_in_a_merge(cast: Library) -> None:
    """And come back with its undo."""
    cast.merge("mia", "tom")
    assert words(cast, "grey", "uniform") == ["tom", "tom zoe"]
    cast.undo()
    assert words(cast, "grey", "uniform", "2") == ["mia", "mia tom zoe", "tom"]
    cast.redo()
    assert words(cast, "grey", "战斗装") == ["tom", "tom"]
    cast.purge("tom")
    assert words(cast, "grey", "uniform") == ["", "zoe"]


def test_a_changed_look_rewrites_one_entry(cast: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of its character; a look whose words stay the same rewrites none."""
    written: list[list[int]] = []
    real = text_index.replace

    def replace(connection: sqlite3.Connection, changes: Iterable[Any]) -> None:
        pairs = list(changes)
        written.append([old[0] for old, _ in pairs])
        real(connection, pairs)

    monkeypatch.setattr(text_index, "replace", replace)
    cast.looks.edit("mia", "uniform", description="black")
    assert written == [[cast.show("mia").id]]
    cast.looks.edit("mia", "uniform", episodes="4-9")
    assert len(written) == 1


def test_the_doctor_mends_words_of_looks(cast: Library) -> None:
    """Where a look was changed by something else."""
    with closing(sqlite3.connect(cast.home.database)) as connection, connection:
        connection.execute("UPDATE look SET description = 'amber' WHERE name = 'uniform'")
    assert [each.is_mendable for each in cast.doctor() if not each.is_note] == [True]
    cast.doctor(fix=True)
    assert words(cast, "amber", "grey") == ["mia", ""]


@pytest.mark.parametrize("query", ["episode:x", "episode:<0", "episode:", "episode:~5"])
def test_an_episode_is_a_number(cast: Library, query: str) -> None:
    """The error names the field."""
    with pytest.raises(BadQuery) as refused:
        cast.search(query)
    assert "used" not in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["prompt", "@mia+"], ["@mia+uniform", "@mia+战斗装"]),
        (["prompt", "see\\ @mia+u"], ["see @mia+uniform"]),
        (["prompt", "@maja+"], ["@maja+uniform", "@maja+战斗装"]),
        (["generate", "@maja+un"], ["@maja+uniform"]),
        (["prompt", "@uni+"], []),
        (["search", "look:uni"], ["look:uniform", "look:uniform_2"]),
        (["look", "rm", "mia", "un"], ["uniform", "uniform_2"]),
    ],
)
def test_looks_are_completed(cast: Library, cli: Cli, typed: list[str], offered: list[str]) -> None:
    """After the plus, also of another handle, in queries, and where a command takes one."""
    cast.aliases.add("mia", "maja")
    cast.aliases.add("zoe", "uni")
    assert cli("_complete", "zsh", "charlib", *typed).out.split("\n")[:-1] == offered
