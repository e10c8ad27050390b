"""What the quick commands load. Modules are counted, not milliseconds: those depend on the day."""

from __future__ import annotations

import os
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


INSTANT = {
    "search": ["-m", "charlib", "search", "red", "tag:hero", "--limit", "3"],
    "list": ["-m", "charlib", "--json", "list"],
    "tags": ["-m", "charlib", "tag", "list"],
    "show": ["-m", "charlib", "show", "mia"],
    "completion": ["-m", "charlib", "_complete", "zsh", "charlib", "show", "m"],
}


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


@pytest.mark.parametrize("arguments", READING.values(), ids=READING.keys())
def test_reading_a_library_loads_nothing_heavy(arguments: list[str], lib: Library) -> None:
    """Commands that only read get along without SQLModel, Alembic, httpx and pydantic."""
    lib.accounts.add("main", profile="sandbox")
    lib.sources.add("https://host.example/clip.mp4")
    lib.add("mia", "ch_1", account="main", look="red coat", tags=["hero"])
    task = lib.tasks.add("video_1", account="main")
    assert task.remote_id == "video_1"
    lib.close()

    assert sorted(loaded("-m", "charlib", *arguments)) == []


@pytest.mark.parametrize("arguments", INSTANT.values(), ids=INSTANT.keys())
def test_what_people_wait_for_loads_no_typer(arguments: list[str], lib: Library) -> None:
    """Searching and TAB do without Typer, and without what only slips of the pen need."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", account="main", look="red coat", tags=["hero"])
    lib.close()

    assert sorted(loaded(*arguments, heavy={*HEAVY, TYPER, *SLOW})) == []


def test_a_prompt_is_rendered_without_typer_or_films(lib: Library) -> None:
    """What it is rendered by are profiles, which take `dataclasses`; nothing that opens films."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", account="main")
    lib.close()
    words = ["-m", "charlib", "prompt", "@mia walks"]
    assert sorted(loaded(*words, heavy={*HEAVY, TYPER, "difflib", "logging", "concurrent"})) == []
    assert "charlib.media" not in loaded(*words, heavy={"charlib"})


def test_writing_does_load_them(lib: Library) -> None:
    """The measure works: a command that writes is seen to load what writing takes."""
    lib.accounts.add("main", profile="sandbox")
    lib.close()
    assert "CHARLIB_HOME" in os.environ

    assert {"sqlmodel", "sqlalchemy"} <= loaded("-m", "charlib", "project", "add", "pilot")
