"""In a project a name means one character, whatever happened, and by whichever verb."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.errors import Busy, CharlibError, Conflict, InvalidInput
from charlib.library import Library, open_library
from tests.examples import examples
from tests.limits import HANGS_S

from .conftest import Fresh
from .test_counters import assert_counted

NAMES = ("mia", "tom", "éva", "林小雨", "林小", "zoe")
PLACES = ("main", "noir")
_MEANINGS = """
    SELECT project_id, handle, id FROM character WHERE deleted_at IS NULL
    UNION ALL SELECT named.project_id, named.handle, c.id FROM character_alias AS named
    JOIN character AS c ON c.id = character_id WHERE deleted_at IS NULL
"""

Choice = Callable[[int], int]
"""A number below another one."""


def assert_clear(lib: Library) -> None:
    """No name has two meanings, and each means what the verbs say."""
    with closing(sqlite3.connect(lib.home.database)) as connection:
        meanings = connection.execute(_MEANINGS).fetchall()
        places = dict(connection.execute("SELECT id, slug FROM project"))
        wrong = (
            "SELECT 1 FROM character_alias AS named JOIN character AS c ON c.id = character_id"
            " WHERE c.project_id <> named.project_id OR c.handle = named.handle"
            " AND c.deleted_at IS NULL"
        )
        assert connection.execute(wrong).fetchall() == []
    assert len({(project, name) for project, name, _ in meanings}) == len(meanings)
    for project, name, number in meanings:
        assert lib.show(f"{places[project]}/{name}").id == number


def assert_sound(lib: Library) -> None:
    """The doctor finds nothing, and the counters are right."""
    assert [each.problem for each in lib.doctor() if not each.is_note] == []
    assert_counted(lib.home.database)


def change(lib: Library, choice: Choice, folder: Path) -> None:
    """One random change by a verb of the library, or its refusal."""

    def one() -> str:
        return f"{PLACES[choice(len(PLACES))]}/{name()}"

    def name() -> str:
        return NAMES[choice(len(NAMES))]

    def imported() -> object:
        lines = [
            {"handle": name(), "project": PLACES[choice(2)], "aliases": [name(), name()]}
            for _ in range(3)
        ]
        file = folder / "in.jsonl"
        file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
        return lib.import_(file, update=bool(choice(2)), warn=lambda _: None)

    verbs: list[Callable[[], object]] = [
        lambda: lib.add(name()),
        lambda: lib.add(name()),
        lambda: lib.aliases.add(one(), name()),
        lambda: lib.aliases.add(one(), name()),
        lambda: lib.aliases.remove(one()),
        lambda: lib.rename(one(), name()),
        lambda: lib.rename(one(), name()),
        lambda: lib.remove(one()),
        lambda: lib.restore(one()),
        lambda: lib.merge(one(), one()),
        lambda: lib.move([one(), one()], PLACES[choice(2)]),
        lambda: lib.projects.use(PLACES[choice(2)]),
        imported,
        lib.undo,
        lib.undo,
        lib.redo,
    ]
    with suppress(CharlibError):
        verbs[choice(len(verbs))]()


@pytest.mark.parametrize("seed", range(4))
def test_a_random_history_leaves_names_clear(lib: Library, tmp_path: Path, seed: int) -> None:
    """After each change, undo and redo a name means one character at most."""
    for place in PLACES:
        lib.projects.add(place)
    lib.projects.use("main")
    random = Random(seed)
    for _ in range(120):
        change(lib, random.randrange, tmp_path)
        assert_clear(lib)
    assert_sound(lib)


@examples(8)
@given(data=st.data())
def test_every_history_leaves_names_clear(
    fresh: Fresh, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The same, for whatever Hypothesis comes up with."""
    folder = tmp_path_factory.mktemp("in")
    with fresh() as lib:
        for _ in range(data.draw(st.integers(1, 40))):
            change(lib, lambda n: data.draw(st.integers(0, n - 1)), folder)
            assert_clear(lib)
        assert_sound(lib)


def test_two_libraries_claim_a_name_at_the_same_time(lib: Library) -> None:
    """Of renames, aliases and additions in many threads and two libraries, one gets each name."""
    for name in ("mia", "tom", "eva"):
        lib.add(name)
    barrier, won = threading.Barrier(8), []

    def claim(at: int) -> None:
        with open_library(lib.home.data) as other:
            for number in range(5):
                barrier.wait()
                try:
                    verbs[at % 4](other if at % 2 else lib, f"name{number}")
                except (Conflict, Busy, InvalidInput):
                    continue
                won.append(number)

    verbs: list[Callable[[Library, str], object]] = [
        lambda each, name: each.add(name),
        lambda each, name: each.aliases.add("tom", name),
        lambda each, name: each.rename("mia", name),
        lambda each, name: each.aliases.add("eva", name),
    ]
    threads = [threading.Thread(target=claim, args=[at]) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(won) == set(range(5))
    assert_clear(lib)


def test_two_processes_claim_a_name_at_the_same_time(lib: Library) -> None:
    """One of a renaming and an alias in two processes succeeds, the other is refused."""
    lib.add("mia")
    lib.add("tom")
    commands = [["rename", "mia", "zoe"], ["alias", "add", "tom", "zoe"]]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "charlib", "--home", str(lib.home.data), *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for words in commands
    ]  # fmt: skip
    assert sorted(process.wait(HANGS_S) for process in processes) == [0, 1]
    assert lib.show("zoe").handle in {"zoe", "tom"}
    assert_clear(lib)


@pytest.mark.parametrize(
    "name",
    [
        "MIA",
        "Mia",
        "\uff4d\uff49\uff41",
        "e\u0301va",
        "ÉVA",
        "ß",
        "\u017fam",
        "\u0130zel",
        "\ufb01ona",
    ],
    ids=ascii,
)
def test_a_name_is_one_in_every_spelling(lib: Library, name: str) -> None:
    """Case and composition make no second name: both spellings mean one, or both are refused."""
    lib.add("hub")
    try:
        lib.aliases.add("hub", name)
    except InvalidInput:
        return
    for spelled in (name, name.upper(), name.lower(), f"@{name}"):
        with suppress(InvalidInput):
            if lib.refer(spelled) != lib.refer(name):
                continue
            assert lib.show(spelled).handle == "hub"
            with pytest.raises(Conflict):
                lib.add(spelled)
