"""What the quick commands load. Modules are counted, not milliseconds: those depend on the day."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

import charlib
from charlib.library import Library

TYPER = "typer"
SLOW = {"dataclasses", "difflib", "logging", "concurrent"}
HEAVY = {"sqlmodel", "sqlalchemy", "alembic", "httpx", "pydantic", "rich", "av", "cv2", "numpy"}

QUICK = {
    "version": ["-m", "charlib", "--version"],
    "help": ["-m", "charlib", "--help"],
    "help of a command": ["-m", "charlib", "create", "--help"],
    "help of a group": ["-m", "charlib", "account", "--help"],
    "import": ["-c", "import charlib; print(charlib.__version__)"],
}
READING = {
    "list": ["list"],
    "list as JSON": ["--json", "list"],
    "search": ["search", "red", "tag:hero"],
    "show": ["show", "mia"],
    "prompt": ["prompt", "@mia walks"],
    "prompt everywhere": ["prompt", "@mia walks", "--all"],
    "lint": ["prompt", "@mia walks", "--lint"],
    "decompile": ["prompt", "@ch_1 walks", "--decompile"],
    "tags": ["tag", "list"],
    "projects": ["project", "list"],
    "accounts": ["account", "list"],
    "sources": ["source", "list"],
    "tasks": ["task", "list"],
    "window": ["window", "check", "5,8"],
}


COMPLETING = {
    "handle": ["_complete", "zsh", "charlib", "show", "m"],
    "tag": ["_complete", "zsh", "charlib", "tag", "add", "he"],
    "command": ["_complete", "zsh", "charlib", "se"],
    "order": ["_complete", "zsh", "charlib", "search", "--sort", "u"],
    "likeness": ["_complete", "bash", "charlib edit mia --likeness r", "29"],
}
INSTANT = {
    "search": ["search", "red", "tag:hero", "--limit", "3"],
    "list": ["--json", "list"],
    "tags": ["tag", "list"],
    "show": ["show", "mia"],
    "history": ["history"],
    "saved searches": ["search", "--saved"],
    "where": ["where"],
    "completion": ["completion", "bash"],
}
CATALOGUING = {
    "add": ["add", "zoe", "--id", "ch_9"],
    "edit": ["edit", "mia", "--look", "blue"],
    "rename": ["rename", "mia", "zoe"],
    "rm": ["rm", "mia"],
    "alias add": ["alias", "add", "mia", "mimi"],
    "move": ["move", "mia", "--to", "default"],
    "project rename": ["project", "rename", "default", "pilot"],
    "tag add": ["tag", "add", "lead", "mia"],
    "tag remove": ["tag", "remove", "hero", "mia"],
    "tag nest": ["tag", "nest", "hero", "cast"],
    "tag rename": ["tag", "rename", "hero", "star"],
    "tag alias": ["tag", "alias", "star", "hero"],
    "project add": ["project", "add", "pilot"],
    "source add": ["source", "add", "https://host.example/other.mp4"],
    "task add": ["task", "add", "video_2"],
    "search --save": ["search", "red", "--save", "reds"],
    "undo": ["undo"],
    "plans": ["do", "--list"],
}
OWN = {
    "search": {"cli.commands.cast.search"},
    "tag list": {"cli.commands.cast.tag"},
    "tag add lead mia": {"cli.commands.cast.tag"},
    "show mia": {"cli.commands.cast.show"},
    "history": {"cli.commands.upkeep.care"},
    "where": {"cli.commands.setup.start"},
    "account list": {"cli.commands.setup.account"},
    "window check 5,8": {"cli.commands.making.window"},
    "_complete zsh charlib show m": {"cli.commands.cast.show"},
    "_complete zsh charlib tag add he": {"cli.commands.cast.tag"},
    "_complete zsh charlib se": set(),
}
"""The command modules that a command line loads: its own."""


_MODULES = """
import sys
from charlib.cli import main
main(sys.argv[1:])
loaded = [name for name in sys.modules if name.count(".") == 4 and ".cli.commands." in name]
sys.stderr.write(" ".join(loaded))
"""


def loaded(*arguments: str, heavy: Collection[str] = HEAVY) -> set[str]:
    """Run Python as a person would, off a terminal; answer the packages that it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=Path(charlib.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]

    assert done.returncode == 0, done.stderr
    names = {line.rpartition("|")[2].strip() for line in lines}
    assert "charlib" in names
    return {name for name in names if name.partition(".")[0] in heavy}


@pytest.mark.parametrize("arguments", QUICK.values(), ids=QUICK.keys())
def test_what_needs_no_library_loads_nothing_heavy(arguments: list[str]) -> None:
    """Version, help and `import charlib` load no database, no HTTP and no drawing of tables."""
    assert sorted(loaded(*arguments)) == []


@pytest.fixture
def cast(lib: Library) -> None:
    """A library with one of everything."""
    lib.accounts.add("main", profile="sandbox")
    lib.sources.add("https://host.example/clip.mp4")
    lib.add("mia", "ch_1", account="main", look="red coat", tags=["hero"])
    task = lib.tasks.add("video_1", account="main")
    assert task.remote_id == "video_1"
    lib.close()


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("arguments", READING.values(), ids=READING.keys())
def test_reading_a_library_loads_nothing_heavy(arguments: list[str]) -> None:
    """Commands that only read get along without Typer, SQLModel, Alembic, httpx and pydantic."""
    assert sorted(loaded("-m", "charlib", *arguments, heavy={*HEAVY, TYPER})) == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("arguments", INSTANT.values(), ids=INSTANT.keys())
def test_what_people_wait_for_loads_no_typer(arguments: list[str]) -> None:
    """Searching and listing do without Typer, and without what only slips of the pen need."""
    assert sorted(loaded("-m", "charlib", *arguments, heavy={*HEAVY, TYPER, *SLOW})) == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("arguments", COMPLETING.values(), ids=COMPLETING.keys())
def test_a_tab_loads_no_library(arguments: list[str]) -> None:
    """TAB loads declarations and SQLite, and nothing by which commands work."""
    heavy = {*HEAVY, TYPER, *SLOW, "pathlib", "json", "inspect", "unicodedata"}
    assert sorted(loaded("-m", "charlib", *arguments, heavy=heavy)) == []
    domain = loaded("-m", "charlib", *arguments, heavy={"charlib"})
    assert domain.isdisjoint({"charlib.library", "charlib.config", "charlib.domain.search"})


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("arguments", CATALOGUING.values(), ids=CATALOGUING.keys())
def test_cataloguing_loads_no_typer(arguments: list[str]) -> None:
    """Commands that change the library, and call no provider, do without Typer and httpx."""
    heavy = {*HEAVY, TYPER}
    assert sorted(loaded("-m", "charlib", *arguments, heavy=heavy)) == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("line", OWN)
def test_a_command_loads_its_own_module_only(line: str) -> None:
    """Of the modules with commands, the one that is called."""
    done = subprocess.run(
        [sys.executable, "-c", _MODULES, *line.split()],
        cwd=Path(charlib.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in done.stderr.split() if name.startswith("charlib.cli.commands.")}
    assert names == {f"charlib.{name}" for name in OWN[line]}


def test_a_prompt_loads_what_it_renders_with(lib: Library) -> None:
    """No Typer, no films, no queries, nothing that connects, and none of what is slow to load."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", account="main")
    lib.close()
    words = ["-m", "charlib", "prompt", "@mia walks"]
    assert sorted(loaded(*words, heavy={*HEAVY, TYPER, *SLOW})) == []
    others = {
        "charlib.media", "charlib.domain.search", "charlib.domain.prompts.decompile",
        "charlib.sync.remote", "charlib.library.creating", "charlib.library.footage.kept",
    }  # fmt: skip
    assert loaded(*words, heavy={"charlib"}).isdisjoint(others)


def test_a_sync_with_nothing_to_do_loads_no_profiles(lib: Library) -> None:
    """It reads what is open, and asks nobody."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", account="main")
    lib.close()
    names = loaded("-m", "charlib", "sync", heavy={"charlib", *HEAVY, TYPER})
    others = r"(?!charlib)|charlib\.providers"
    assert [name for name in names if re.match(others, name)] == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "arguments",
    [*QUICK.values(), *READING.values(), *CATALOGUING.values(), ["doctor"]],
    ids=" ".join,
)
def test_no_other_command_loads_the_other_doors(arguments: list[str]) -> None:
    """Neither the studio nor the door for agents, nor what they are made with."""
    words = arguments if arguments[0] in {"-m", "-c"} else ["-m", "charlib", *arguments]
    names = loaded(*words, heavy={"starlette", "uvicorn", "mcp", "mcp_types", "anyio", "charlib"})
    others = r"starlette|uvicorn|mcp|anyio|charlib\.(studio|mcp|doors)"
    assert [name for name in names if re.match(others, name)] == []


def test_the_measure_sees_what_is_loaded() -> None:
    """A check that found nothing anywhere would pass too."""
    assert loaded("-c", "import charlib, sqlmodel", heavy={"sqlmodel", "sqlalchemy"})


def test_writing_loads_no_orm(lib: Library) -> None:
    """A library that is up to date is written by plain SQLite."""
    lib.accounts.add("main", profile="sandbox")
    lib.close()
    assert not loaded("-m", "charlib", "project", "add", "pilot", heavy=HEAVY)
