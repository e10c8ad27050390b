"""Many changes at once: imports of what is there, edits of a query, hundreds of handles."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from tests.benchmarks import libraries
from tests.benchmarks.changes import copied
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import (
    Line,
    Shell,
    charlib,
    children_cpu,
    floor,
    interleaved,
    middle,
    ratio,
)

FIRST = "the first `import`, a row"
JOURNALED = "sqlite3, a journal row each"
_EDITED = 4_800
"""About so many characters are edited at once."""
_PART = 2_500
"""So many rows of a large file are imported again."""
_HANDLES = 500


def importing(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """A file imported again, and again with `--update`, a row, in rows of its first import."""
    part = folder / "part.jsonl"
    with library.file.open(encoding="utf-8") as file:
        part.write_text("".join(line for line, _ in zip(file, range(_PART), strict=False)), "utf-8")
    size = min(_PART, library.size)
    runs = {
        "first": charlib("--quiet", "import", library.file),
        "second `import`": charlib("--quiet", "import", library.file),
        "`import --update`, nothing changed": charlib(
            "--quiet", "import", "--update", library.file
        ),
        f"`import --update` of {size:,}, nothing changed": charlib(
            "--quiet", "import", "--update", part
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    home = folder / "importing"
    for _ in range(rounds):
        shutil.rmtree(home, ignore_errors=True)
        libraries.empty(folder, home)
        shell = Shell(folder, home)
        for name, command in runs.items():
            begun = children_cpu()
            shell.silent(command)
            rows = size if command[-1] == part else library.size
            seconds[name].append((children_cpu() - begun) / rows)
    shutil.rmtree(home)
    for name in list(runs)[1:]:
        share = median(a / b for a, b in zip(seconds[name], seconds["first"], strict=True))
        target = 1.0 if name.startswith("second") else 1.5
        yield Line(name, FIRST, target, share, library.size)


def editing(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """An edit of all that a query finds, and its undo, in floors with a journal row each."""
    scratch = copied(folder, library, "editing")
    shell = Shell(folder, scratch.home)
    project = library.cast.projects.things[0]
    tag = _tag_of(scratch, project, _EDITED)
    numbers = count()

    def edit() -> None:
        query, text = f"tag:{tag}", f"new words here {next(numbers)}"
        shell.silent(charlib("--project", project, "edit", "--query", query, "--notes", text, "-y"))

    def edit_bare() -> None:
        text = f"new words here {next(numbers)}"
        shell.silent(floor("edit_many", scratch.database, "edit", project, tag, text))

    undo = partial(shell.silent, charlib("undo"))
    undo_bare = partial(shell.silent, floor("edit_many", scratch.database, "undo"))
    runs: dict[str, Callable[[], object]] = {
        "edit": edit,
        "undo": undo,
        "floor edit": edit_bare,
        "floor undo": undo_bare,
    }
    times = interleaved(runs, rounds, children_cpu)
    shell.run(charlib("doctor"))
    shutil.rmtree(scratch.home)
    for name in ("edit", "undo"):
        what = "`edit --query`" if name == "edit" else "`undo` of `edit --query`"
        share = ratio(times, name, f"floor {name}")
        yield Line(what, JOURNALED, 3.0, share, library.size, middle(times, name))


def _tag_of(library: Library, project: str, size: int) -> str:
    """The tag that nearest to so many characters of a project have."""
    with closing(library.connect()) as bare:
        name: str = bare.execute(
            "SELECT tag.name FROM project_tag JOIN tag ON tag.id = tag_id"
            " JOIN project ON project.id = project_id WHERE slug = ?"
            " ORDER BY abs(project_tag.n - ?) LIMIT 1",
            (project, size),
        ).fetchone()[0]
    return name


def handles(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """Hundreds of handles put away and brought back, in undos of the same; and their commits."""
    scratch = copied(folder, library, "handles")
    shell = Shell(folder, scratch.home)
    project = library.cast.projects.things[0]
    with closing(library.connect()) as bare:
        rows = bare.execute(
            "SELECT handle FROM character JOIN project ON project.id = project_id"
            " WHERE slug = ? AND deleted_at IS NULL LIMIT ?",
            (project, _HANDLES),
        ).fetchall()
    named = [row[0] for row in rows]
    remove = partial(shell.silent, charlib("--project", project, "rm", *named))
    restore = partial(shell.silent, charlib("--project", project, "restore", *named))
    undo = partial(shell.silent, charlib("undo"))
    runs: dict[str, Callable[[], object]] = {
        "rm": remove,
        "undo of rm": undo,
        "rm again": remove,
        "restore": restore,
        "undo of restore": undo,
        "restore again": restore,
    }
    times = interleaved(runs, rounds, children_cpu)
    for verb, run in (("rm", remove), ("restore", restore)):
        what = f"`{verb}` of {_HANDLES} handles"
        share = ratio(times, verb, f"undo of {verb}")
        yield Line(what, "`undo` of the same", 2.0, share, library.size, middle(times, verb))
        commits = _commits(scratch.database, run)
        yield Line(f"commits of {what}", "one", 1.0, commits, library.size)
    shell.run(charlib("doctor"))
    shutil.rmtree(scratch.home)


_HEADER, _FRAME = 32, 24
"""Bytes before the frames of a write-ahead log, and before the page of a frame."""


def _commits(database: Path, run: Callable[[], object]) -> int:
    """How many transactions a run commits: the frames of the log that end one."""
    log = database.with_name(f"{database.name}-wal")
    with closing(sqlite3.connect(database)) as held:  # so that the log outlives the process
        page = held.execute("PRAGMA page_size").fetchone()[0]
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        run()
        frames = log.read_bytes()
    starts = range(_HEADER, len(frames), _FRAME + page)
    # The second word of a frame's header is the size of the database after a commit, else 0.
    return sum(struct.unpack_from(">I", frames, start + 4)[0] > 0 for start in starts)
