"""What packs take, measured in runs of plain sqlite3 that reads and writes the same rows.

    python -m tests.benchmarks.sharing [--sizes 100000] [--rounds 5] [--write]

Two libraries have the same characters, and each has changed a hundredth of them. A merge is the
import of a pack with all characters of the other one. The plain one reads the same lines as JSON,
looks each record up by its key, writes those that differ, and changes the same characters, their
tags and their places in the text index; one transaction, without checking anything. With `--write`
the table goes into `sharing.md`.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

import charlib
from charlib.library import Library
from charlib.store.search import text_index
from tests.benchmarks import libraries, report, timing
from tests.benchmarks.processes import search
from tests.benchmarks.timing import Line, Shell, interleaved, middle, ratio
from tests.pages import fill

PAGE, MARK = Path(__file__).parent / "sharing.md", "sharing"
_PLAIN = "plain sqlite3, the same rows"
_TARGETS = {"merge": 3.0, "again": 3.0, "export": 3.0}
_SHARE = 100
"""Each library changes one character of so many."""


def measured(folder: Path, sizes: list[int], rounds: int) -> Iterator[Line]:
    """Merging, merging again, and exporting, each beside plain sqlite3."""
    for size in sizes:
        made = libraries.make(folder, size)
        one, two = folder / f"one-{size}", folder / f"two-{size}"
        pack = folder / f"{size}.charpack"
        _shared(made.home, one, two, pack)
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            _round(folder, one, two, pack, times)
        for what, name in (
            ("merge", "import of a pack with changes, in a library with changes"),
            ("again", "import of the same pack again"),
            ("export", "export of a pack"),
        ):
            plain = "plain export" if what == "export" else "plain"
            share, seconds = ratio(times, what, plain), middle(times, what)
            yield Line(name, _PLAIN, _TARGETS[what], share, size, seconds)
        yield from _cast(folder, made, rounds)


def _cast(folder: Path, made: libraries.Library, rounds: int) -> Iterator[Line]:
    """A shared cast in a folder: whole commands with nothing new, and a pull of changes."""
    one, two, cast = (folder / f"{name}-{made.size}" for name in ("member", "other", "cast"))
    for each in (one, two, cast):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(made.home, one)
    with charlib.open(one) as lib, charlib.open(two) as other:
        lib.share.init(str(cast), name="one")
        begun = perf_counter()
        lib.share.push(warn=_ignore)
        pushed = perf_counter()
        other.share.init(str(cast), name="two")
        other.share.pull(warn=_ignore)
        pulled = perf_counter()
        print(f"first push {pushed - begun:.1f} s, first pull {pulled - pushed:.1f} s")  # noqa: T201
        _change(lib, 1)
        begun = perf_counter()
        lib.share.push(warn=_ignore)
        pushed = perf_counter()
        other.share.pull(warn=_ignore)
        pulled = perf_counter()
        print(f"changes: push {pushed - begun:.1f} s, pull {pulled - pushed:.1f} s")  # noqa: T201
    shell = Shell(folder, two)
    runs = {"search": search(made), "pull": timing.charlib("share", "pull")}
    times = interleaved(
        {name: partial(shell.silent, run) for name, run in runs.items()}, rounds * 5
    )
    name = "pull from a folder with nothing new, the whole command"
    yield Line(
        name, "search of two tags", 1.5, ratio(times, "pull", "search"), made.size,
        middle(times, "pull"),
    )  # fmt: skip


def _shared(home: Path, one: Path, two: Path, pack: Path) -> None:
    """Two libraries that have met, and a pack of the first, with changes on both sides."""
    for each in (one, two):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(home, one)
    with charlib.open(one) as lib:
        lib.export_pack(pack, warn=_ignore)
    with charlib.open(two) as lib:
        lib.import_pack(pack, warn=_ignore)
    for each, seed in ((one, 1), (two, 2)):
        with charlib.open(each) as lib:
            _change(lib, seed)
    with charlib.open(one) as lib:
        lib.export_pack(pack, warn=_ignore)


def _change(lib: Library, seed: int) -> None:
    """Change one character in a hundred: its name, or its tags."""
    with lib.session() as session:
        bare = session.connection().connection
        rows = bare.execute(
            "SELECT slug || '/' || handle FROM character JOIN project ON project.id = project_id"
        ).fetchall()
    people = random.Random(seed).sample([row[0] for row in rows], len(rows) // _SHARE)
    half = len(people) // 2
    with lib.as_one("changes"):
        lib.tags.add(f"changed-{seed}", people[:half])
        for number, handle in enumerate(people[half:]):
            lib.edit(handle, name=f"Name {seed} {number}")


def _round(folder: Path, one: Path, two: Path, pack: Path, times: dict[str, list[float]]) -> None:
    """Everything once, in copies."""
    here, plain = folder / "round", folder / "plain"
    for each in (here, plain):
        shutil.rmtree(each, ignore_errors=True)
        shutil.copytree(two, each)
    with charlib.open(here) as lib:
        lib.count()
        _timed(times, "plain", lambda: _plain_merge(plain / "library.db", pack))
        _timed(times, "merge", lambda: lib.import_pack(pack, warn=_ignore))
        _timed(times, "again", lambda: lib.import_pack(pack, warn=_ignore))
    with charlib.open(one) as lib:
        lib.count()
        target = folder / "out.charpack"
        _timed(times, "plain export", lambda: _plain_export(one / "library.db", folder / "out.zip"))
        _timed(times, "export", lambda: lib.export_pack(target, warn=_ignore))


def _timed(times: dict[str, list[float]], name: str, run: object) -> None:
    begun = perf_counter()
    run()  # type: ignore[operator] # a function without arguments
    times.setdefault(name, []).append(perf_counter() - begun)


def _plain_merge(database: Path, pack: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=FULL")
        db.execute("BEGIN IMMEDIATE")
        with zipfile.ZipFile(pack) as zipped, zipped.open("records.jsonl") as lines:
            for line in lines:
                form = json.loads(line)
                key = (form["kind"], form["uid"])
                text = json.dumps(
                    form["record"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
                )
                row = db.execute("SELECT record FROM shared WHERE kind=? AND uid=?", key).fetchone()
                if row is None or row[0] != text:
                    db.execute(
                        "INSERT OR REPLACE INTO shared (kind, uid, record) VALUES (?, ?, ?)",
                        (*key, text),
                    )
                    if form["kind"] == "character":
                        _plain_change(db, form["uid"], form["record"]["fields"])
        db.execute("COMMIT")


def _plain_change(db: sqlite3.Connection, uid: str, fields: dict[str, list[list[object]]]) -> None:
    number, *texts = db.execute(
        "SELECT id, handle, name, look, notes FROM character WHERE uid = ?", [uid]
    ).fetchone()
    name = fields["name"][0][3]
    db.execute("UPDATE character SET name = ? WHERE id = ?", [name, number])
    text_index.remove(db, [(number, *texts, "", "")])
    text_index.add(db, [(number, texts[0], name, *texts[2:], "", "")])
    for field in fields:
        if field.startswith("tag/"):
            db.execute(
                "INSERT OR IGNORE INTO tag (uid, name, created_at) VALUES (?, ?, 0)", [field] * 2
            )
            db.execute(
                "INSERT OR IGNORE INTO character_tag (tag_id, character_id)"
                " SELECT id, ? FROM tag WHERE name = ?",
                [number, field[4:]],
            )


def _plain_export(database: Path, target: Path) -> None:
    """All rows of which a pack tells, read, and written as JSON into a zip file."""
    with (
        closing(sqlite3.connect(database)) as db,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped,
        zipped.open("records.jsonl", "w") as lines,
    ):
        people = {row[0]: [*row] for row in db.execute("SELECT id, * FROM character")}
        for number, tag in db.execute(
            "SELECT character_id, name FROM character_tag JOIN tag ON tag.id = tag_id"
        ):
            people[number].append(tag)
        for table in ("binding", "window", "source"):
            for row in db.execute(f"SELECT * FROM {table}"):
                people[-len(people)] = [*row]
        for row in people.values():
            lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        for kind, uid, record in db.execute("SELECT kind, uid, record FROM shared"):
            form = {"kind": kind, "uid": uid, "record": json.loads(record)}
            lines.write(json.dumps(form, ensure_ascii=False).encode() + b"\n")


def _ignore(_: str) -> None:
    """No word about accounts without keys."""


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    lines, is_written = report.run(__doc__, measured, sizes="100000")
    if is_written:
        fill(PAGE, MARK, report.table(lines))


if __name__ == "__main__":
    main()
