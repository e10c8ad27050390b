"""The libraries that are measured: made once a size through `charlib import`, then kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import people
from tests.benchmarks.timing import Shell, charlib


@dataclass(frozen=True)
class Library:
    """A library of a size: the words it is told in, its file of characters, its home."""

    size: int
    cast: people.Cast
    file: Path
    home: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "library.db"

    def connect(self) -> sqlite3.Connection:
        """A bare connection for reading."""
        # Room for all statements that are asked in turn: preparing them is not what is measured.
        return sqlite3.connect(
            f"{self.database.as_uri()}?mode=ro", uri=True, cached_statements=10_000
        )


def make(folder: Path, size: int) -> Library:
    """The library of that size in a folder; made where it is not there yet."""
    file, home = folder / f"{size}.jsonl", folder / f"home-{size}"
    done = folder / f"{size}.done"
    if not done.exists():
        cast = people.write(file, size)
        Shell(folder, home).run(charlib("--quiet", "import", file))
        done.touch()
    else:
        cast = people.Cast()
    return Library(size, cast, file, home)


def empty(folder: Path, home: Path) -> Path:
    """A library without anybody, to be filled; answers its database."""
    Shell(folder, home).run(charlib("project", "list"))
    return home / "library.db"
