"""Searching for looks: by name, and by episode."""

from __future__ import annotations

import pytest

from charlib.errors import BadQuery
from charlib.library import Library
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
    ],
)
def test_looks_are_found(cast: Library, query: str, handles: str) -> None:
    """By their names like other names, by any episode; and each is counted alike."""
    found = sorted(person.handle for person in cast.search(query))
    assert found == handles.split()
    assert cast.count(query) == len(found)


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
        (["search", "look:uni"], ["look:uniform", "look:uniform_2"]),
        (["look", "rm", "mia", "un"], ["uniform", "uniform_2"]),
    ],
)
def test_looks_are_completed(cast: Library, cli: Cli, typed: list[str], offered: list[str]) -> None:
    """After the plus, in queries, and where a command takes one."""
    assert cast.list()
    assert cli("_complete", "zsh", "charlib", *typed).out.split("\n")[:-1] == offered
