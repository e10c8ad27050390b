"""Looks leave a library and come into another one."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import CharlibError, Conflict, InvalidInput
from charlib.library import Library, open_library

URL = "http://127.0.0.1:9"


@pytest.fixture
def cast(lib: Library) -> Library:
    """Mia in three looks, two of which have IDs, and tom."""
    lib.accounts.add("sora", profile="sora-sync", base_url=URL, key_env="ONE_KEY")
    lib.add("mia", "ch_1", look="a red coat", account="sora")
    lib.add("tom", "ch_9", account="sora")
    lib.looks.add(
        "mia", "uniform", description="grey", episodes="4-12,15", remote_id="ch_2", account="sora"
    )
    lib.looks.add("mia", "战斗装", episodes="13")
    return lib


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of an export."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, forms: list[dict[str, Any]]) -> Path:
    """A file to import."""
    path.write_text("".join(f"{json.dumps(form)}\n" for form in forms), "utf-8")
    return path


def test_looks_round_trip(cast: Library, tmp_path: Path) -> None:
    """Names, texts and bindings; a second import and an update change nothing."""
    there, back = tmp_path / "all.jsonl", tmp_path / "back.jsonl"
    cast.export(there)
    with open_library(tmp_path / "other") as other:
        assert other.import_(there).added == 2
        assert other.import_(there).skipped == 2
        assert other.import_(there, update=True).updated == 0
        other.export(back)
        mia = other.show("mia")
        assert [(each.look, each.remote_id) for each in mia.bindings] == [
            ("", "ch_1"), ("uniform", "ch_2"),
        ]  # fmt: skip
        assert other.search("episode:13") == [mia]
    assert lines(back) == lines(there)


def test_an_update_adds_looks(cast: Library, tmp_path: Path) -> None:
    """Those that are here stay, and take texts; one undo takes everything away again."""
    file = tmp_path / "all.jsonl"
    cast.export(file)
    mia, tom = lines(file)
    mia["looks"][1]["description"] = "grey and gold"
    mia["looks"].append({"name": "old", "description": "white hair", "episodes": "20"})
    mia["bindings"].append({**mia["bindings"][1], "look": "old", "remote_id": "ch_3"})
    before = cast.show("mia")
    assert cast.import_(write(file, [mia, tom]), update=True).updated == 1
    after = cast.show("mia")
    assert [(look.name, look.description) for look in after.looks] == [
        ("", "a red coat"), ("uniform", "grey and gold"), ("战斗装", ""), ("old", "white hair"),
    ]  # fmt: skip
    assert after.bindings[-1].look == "old"
    cast.undo()
    assert cast.show("mia").looks == before.looks
    assert cast.show("mia").bindings == before.bindings


def test_an_old_export_has_one_main_look(lib: Library, tmp_path: Path) -> None:
    """A line without looks is a character with its look in words."""
    file = write(tmp_path / "old.jsonl", [{"handle": "mia", "look": "a red coat"}])
    lib.import_(file)
    assert [(look.name, look.description) for look in lib.show("mia").looks] == [
        ("", "a red coat")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "looks",
    [
        ["uniform"],
        [{"name": "a b"}],
        [{"name": "a", "episodes": "x"}],
        [{"name": "a", "episodes": "1-3"}, {"name": "b", "episodes": "3"}],
        [{"name": "a"}, {"name": "A"}],
        [{"name": 5}],
        "uniform",
    ],
    ids=["text", "name", "episodes", "overlap", "twice", "number", "no-list"],
)
def test_a_wrong_look_imports_nothing(lib: Library, tmp_path: Path, looks: object) -> None:
    """The error names the line."""
    file = write(tmp_path / "x.jsonl", [{"handle": "tom"}, {"handle": "mia", "looks": looks}])
    with pytest.raises((InvalidInput, CharlibError), match="line 2"):
        lib.import_(file)
    assert lib.count() == 0


def test_an_update_that_would_overlap_changes_nothing(cast: Library, tmp_path: Path) -> None:
    """The error names the character and both looks."""
    form = {"handle": "mia", "looks": [{"name": "old", "episodes": "5"}]}
    with pytest.raises(Conflict, match=r"@mia\+old: look uniform already has episode 5"):
        cast.import_(write(tmp_path / "x.jsonl", [form]), update=True)
    assert len(cast.show("mia").looks) == 3


def test_looks_may_change_episodes_with_each_other(cast: Library, tmp_path: Path) -> None:
    """What the file says is right as a whole, in whatever order its looks are."""
    first = [{"name": "old", "episodes": "20-29"}, {"name": "uniform", "episodes": "30"}]
    other = [{"name": "old", "episodes": "30"}, {"name": "uniform", "episodes": "20-29"}]
    for looks in (first, other):
        cast.import_(write(tmp_path / "x.jsonl", [{"handle": "mia", "looks": looks}]), update=True)
        known = {look.name: look.episodes for look in cast.show("mia").looks}
        assert all(known[look["name"]] == look["episodes"] for look in looks)


def test_very_many_looks_of_a_file_are_read(lib: Library, tmp_path: Path) -> None:
    """The work grows with their number, not with its square."""
    looks = [{"name": f"l{at}", "episodes": str(2 * at)} for at in range(5_000)]
    file = write(tmp_path / "x.jsonl", [{"handle": "mia", "looks": looks}])
    started = time.process_time()
    lib.import_(file)
    lib.import_(file, update=True)
    assert len(lib.show("mia").looks) == 5_001
    assert time.process_time() - started < 20


def test_a_look_that_only_a_binding_names_is_added(cast: Library, tmp_path: Path) -> None:
    """Nothing that was paid for is lost."""
    file = tmp_path / "all.jsonl"
    cast.export(file)
    mia = {**lines(file)[0], "handle": "eva", "uid": ""}
    mia["looks"] = mia["looks"][:1]
    for binding in mia["bindings"]:
        binding["remote_id"] += "0"
    cast.import_(write(file, [mia]))
    assert [look.name for look in cast.show("eva").looks] == ["", "uniform"]
