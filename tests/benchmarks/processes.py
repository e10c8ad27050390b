"""Whole processes, from the shell's point of view: start-up, search, TAB, import, list."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks import libraries
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import Line, Shell, charlib, floor, interleaved, middle, ratio

FLOOR = "floor: sqlite3 script"
Command = Sequence[str | Path]


def pair(library: Library) -> tuple[str, str]:
    """Two tags that some twenty or more have both: one in the first ten, one in the first forty."""
    return library.cast.tags.things[2], library.cast.tags.things[20]


def search(library: Library) -> Command:
    """A search for two tags, as a person types it."""
    query = " ".join(f"tag:{tag}" for tag in pair(library))
    return charlib("search", query, "--everywhere", "--limit", "20")


def start(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """The search of two tags, version and help, in floors."""
    shell = Shell(folder, library.home)
    bare = floor("search", library.database, *pair(library))
    _same(shell, search(library), bare)
    runs: dict[str, Command] = {
        "floor": bare,
        "search of two tags": search(library),
        "`--version`": charlib("--version"),
        "`--help`": charlib("--help"),
    }
    times = interleaved({name: partial(shell.silent, run) for name, run in runs.items()}, rounds)
    for name in list(runs)[1:]:
        target = 4.5 if name.startswith("search") else 5.0
        share = ratio(times, name, "floor")
        yield Line(name, FLOOR, target, share, library.size, middle(times, name))


def growth(folder: Path, small: Library, large: Library, rounds: int) -> Line:
    """The search of two tags in the large library, in times of the same in the small one."""
    runs: dict[str, Callable[[], object]] = {
        str(built.size): partial(Shell(folder, built.home).silent, search(built))
        for built in (small, large)
    }
    times = interleaved(runs, rounds)
    share = ratio(times, str(large.size), str(small.size))
    limit = f"the same at {small.size:,}"
    seconds = middle(times, str(large.size))
    return Line("search of two tags", limit, 1.15, share, large.size, seconds)


def completion(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """A TAB behind a handle and behind a tag, in floors."""
    shell = Shell(folder, library.home)
    project = library.cast.projects.things[0]
    handle, tag = library.cast.commonest()[:3], library.cast.tags.things[0][:2]
    asked = "_complete", "zsh", "charlib"
    runs: dict[str, Command] = {
        "TAB behind a handle": charlib(*asked, "--project", project, "show", handle),
        "TAB behind a tag": charlib(*asked, "tag", "add", tag),
    }
    floors: dict[str, Command] = {
        "TAB behind a handle": floor("complete", library.database, "handles", handle, project),
        "TAB behind a tag": floor("complete", library.database, "tags", tag),
    }
    for name, run in runs.items():
        _same(shell, run, floors[name])
        both = {"floor": floors[name], name: run}
        times = interleaved(
            {key: partial(shell.silent, command) for key, command in both.items()}, rounds
        )
        share = ratio(times, name, "floor")
        yield Line(name, FLOOR, 2.5, share, library.size, middle(times, name))


def listing(folder: Path, library: Library, rounds: int) -> Line:
    """All characters as JSON Lines, in dumps."""
    shell = Shell(folder, library.home)
    run = charlib("list", "--everywhere", "--limit", "0", "--format", "jsonl")
    bare = floor("dump", library.database)
    _same(shell, run, bare)
    both: dict[str, Command] = {"floor": bare, "list": run}
    times = interleaved(
        {key: partial(shell.silent, command) for key, command in both.items()}, rounds
    )
    share = ratio(times, "list", "floor")
    limit = "dump: sqlite3 and json"
    return Line(
        "`list` of all as JSON Lines", limit, 3.0, share, library.size, middle(times, "list")
    )


def loading(folder: Path, library: Library, rounds: int) -> Line:
    """An import into an empty library, in runs of `executemany` into the same schema."""
    shares, seconds = [], []
    for _ in range(rounds):
        homes = [folder / f"loading-{name}" for name in ("charlib", "floor")]
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
        ours, theirs = [libraries.empty(folder, home) for home in homes]
        shell = Shell(folder, homes[0])
        runs = {
            "charlib": partial(shell.silent, charlib("--quiet", "import", library.file)),
            "floor": partial(shell.silent, floor("load", theirs, library.file)),
        }
        times = {name: _once(run) for name, run in runs.items()}
        _same_rows(ours, theirs)
        shares.append(times["charlib"] / times["floor"])
        seconds.append(times["charlib"])
        for home in homes:
            shutil.rmtree(home)
    limit = "`executemany`, one index fill"
    return Line("import", limit, 1.5, median(shares), library.size, median(seconds))


def _once(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return perf_counter() - begun


def _same(shell: Shell, first: Command, other: Command) -> None:
    """A ratio counts only between two that print the same."""
    ours, theirs = shell.run(first), shell.run(other)
    if ours != theirs or not ours:
        raise RuntimeError(f"{first} and its floor differ:\n{ours[:400]!r}\n{theirs[:400]!r}")


_COUNTS = (
    "SELECT count(*), sum(n) FROM project",
    "SELECT count(*), sum(n) FROM tag",
    "SELECT count(*), sum(n) FROM project_tag",
    "SELECT count(*), sum(length(look) + length(notes)), sum(created_at) FROM character",
    "SELECT count(*), sum(character_id) FROM character_tag",
    "SELECT count(*), sum(character_id), sum(window_id IS NULL) FROM binding",
    "SELECT count(*), sum(start_ms) FROM window",
    "SELECT count(*) FROM source",
    "SELECT count(*) FROM term",
    "SELECT count(*) FROM tag_word",
    "SELECT count(*) FROM character_text_docsize",
)


def _same_rows(first: Path, other: Path) -> None:
    for sql in _COUNTS:
        ours, theirs = (sqlite3.connect(path).execute(sql).fetchone() for path in (first, other))
        if ours != theirs:
            raise RuntimeError(f"the import and its floor differ: {sql}: {ours}, {theirs}")
