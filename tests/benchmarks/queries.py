"""Queries in one process, warm: p50 over the queries of a class, in pages of 20 known rows."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import charlib
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import Line, Times, interleaved

PAGE20 = "page20"
_SOME = 12
"""So many queries a class: their p50 counts."""
_WARM = 200
_PAGE20 = """
    SELECT character.id, handle, character.name, slug, look, character.notes, likeness,
           character.created_at, character.updated_at, deleted_at,
           (SELECT group_concat(name, ' ') FROM character_tag JOIN tag ON tag.id = tag_id
            WHERE character_id = character.id)
    FROM json_each(?) AS wanted CROSS JOIN character ON character.id = wanted.value
    CROSS JOIN project ON project.id = project_id
"""


def classes(library: Library) -> dict[str, list[str]]:
    """The queries of each class."""
    rng = random.Random(7)
    tags, projects = library.cast.tags.things, library.cast.projects.things
    common, mid, rare = tags[:5], tags[100:300], tags[1000:2000]
    queries = [library.cast.commonest(rank=number) for number in range(10, 1000)]
    named = [word for word in queries if word in {*tags}][: 2 * _SOME]
    words = [
        library.cast.commonest(rank=number) for number in (1, 2, 3, 5, 100, 150, 300, 2000, 9000)
    ]
    han = [library.cast.commonest("han", number) for number in range(1, 200)]
    draw = partial(_drawn, rng)
    return {
        "AND: common, rare": draw("tag:{} tag:{}", common, rare),
        "AND: common, common": draw("tag:{} tag:{}", common, tags[5:10]),
        "AND: mid, mid": draw("tag:{} tag:{}", mid[:100], mid[100:]),
        "AND NOT: common": draw("tag:{} -tag:{}", common, tags[5:10]),
        "project + tag: large, mid": draw("project:{} tag:{}", projects[:3], mid),
        "project + tag: small, common": draw("project:{} tag:{}", projects[-5:], common),
        "project + tag: small, mid": draw("project:{} tag:{}", projects[-5:], mid),
        "small project + mid AND mid": draw(
            "project:{} tag:{} tag:{}", projects[-5:], mid[:100], mid[100:]
        ),
        "text, newest first": words,
        "text that tags are named by": named,
        "text of one to three ideographs": [
            next(glyph for glyph in han if len(glyph) == count) for count in (1, 2, 3)
        ],
    }


def _drawn(rng: random.Random, form: str, *lists: Sequence[str]) -> list[str]:
    return [form.format(*(rng.choice(list_) for list_ in lists)) for _ in range(_SOME)]


def pages(library: Library, rounds: int) -> Iterator[Line]:
    """The classes above, facets and ranked text, in `page20`."""
    with charlib.open(library.home) as lib, library.connect() as bare:
        page20 = partial(_page20, bare, library.size, random.Random(8))
        for _ in range(_WARM):  # else the first classes are measured against a cold file
            page20()
        for name, queries in classes(library).items():
            runs: dict[str, Callable[[], object]] = {
                query: partial(lib.page, query, limit=20, everywhere=True) for query in queries
            }
            target = 3.0 if name.startswith("text") else 30.0
            yield _in_pages(name, target, runs, page20, library.size, rounds)
        word = library.cast.commonest()
        best = partial(lib.page, word, limit=20, sort="rank", everywhere=True)
        yield _in_pages(
            "ranked text, commonest word", 120.0, {"": best}, page20, library.size, rounds
        )
        facets: dict[str, Callable[[], object]] = {
            "all": partial(lib.tags.list, sort="count", limit=20),
            "project": partial(
                lib.tags.list, library.cast.projects.things[0], sort="count", limit=20
            ),
        }
        for name, run in facets.items():
            what = f"facets: 20 commonest tags, {name}"
            yield _in_pages(what, 10.0, {"": run}, page20, library.size, rounds)


def _page20(bare: sqlite3.Connection, size: int, rng: random.Random) -> object:
    ids = [rng.randrange(size) + 1 for _ in range(20)]
    return bare.execute(_PAGE20, [json.dumps(ids)]).fetchall()


def _in_pages(
    name: str,
    target: float,
    runs: dict[str, Callable[[], object]],
    page20: Callable[[], object],
    size: int,
    rounds: int,
) -> Line:
    times = interleaved({**runs, PAGE20: page20}, rounds)
    seconds = _p50(times, runs)
    return Line(name, PAGE20, target, seconds / median(times[PAGE20]), size, seconds)


def _p50(times: Times, names: Sequence[str] | dict[str, Callable[[], object]]) -> float:
    return median(time for name in names for time in times[name])


def depth(library: Library, rounds: int) -> Iterator[Line]:
    """The page in the middle of what is found, in first pages."""
    asked = {
        "of all": "",
        "of a common tag": f"tag:{library.cast.tags.things[0]}",
        "of a common word": library.cast.commonest(),
    }
    with charlib.open(library.home) as lib:
        for name, query in asked.items():
            half = lib.count(query, everywhere=True) // 2
            middle = lib.page(query, limit=half, everywhere=True).next
            first = partial(lib.page, query, limit=20, everywhere=True)
            runs: dict[str, Callable[[], object]] = {
                "first": first,
                "half": partial(first, after=middle),
            }
            times = interleaved(runs, rounds)
            share = median(times["half"]) / median(times["first"])
            seconds = median(times["half"])
            yield Line(
                f"page at half depth {name}", "the first page", 2.0, share, library.size, seconds
            )


def layer(library: Library, rounds: int) -> Line:
    """Query text to records, in runs of the same SQL by hand with rows as they come."""
    queries = classes(library)["AND: mid, mid"] + classes(library)["AND: common, common"]
    with charlib.open(library.home) as lib, library.connect() as bare:
        runs: dict[str, Callable[[], object]] = {}
        for query in queries:
            runs[query] = partial(lib.page, query, limit=20, everywhere=True)
            runs[f"{query} by hand"] = partial(_by_hand, bare, _statements(lib, query))
        times = interleaved(runs, rounds)
    by_hand = [f"{query} by hand" for query in queries]
    seconds = _p50(times, queries)
    share = median(
        median(times[query]) / median(times[other])
        for query, other in zip(queries, by_hand, strict=True)
    )
    return Line("query layer", "the same SQL by hand", 1.3, share, library.size, seconds)


def _statements(lib: Library, query: str) -> list[str]:
    """The SQL that a query comes to, with its values in place."""
    queries: list[str] = []
    connection = lib._session.store.read._query.connection
    connection.set_trace_callback(queries.append)
    lib.page(query, limit=20, everywhere=True)
    connection.set_trace_callback(None)
    return queries


def _by_hand(bare: sqlite3.Connection, statements: Sequence[str]) -> object:
    """The statements, the last two of which are the page and its bindings: put together."""
    for sql in statements[:-2]:
        bare.execute(sql).fetchall()
    rows = bare.execute(statements[-2]).fetchall()
    bound: dict[int, list[object]] = {}
    for binding in bare.execute(statements[-1]):
        bound.setdefault(binding[1], []).append(binding)
    return [
        (*row[:6], sorted((row[6] or "").split(";")), bound.get(row[0]), *row[7:]) for row in rows
    ]


def sizes(library: Library) -> Line:
    """The library's file, in bytes of the texts it holds: handles, names, looks, notes, tags."""
    with library.connect() as bare:
        texts = "octet_length(handle) + octet_length(name) + octet_length(look)"
        texts = f"{texts} + octet_length(notes)".replace("octet_length(", "length(CAST(")
        texts = texts.replace(")", " AS BLOB))")
        queries = bare.execute(f"SELECT sum({texts}) FROM character").fetchone()[0]
        queries += bare.execute(
            "SELECT sum(n * (1 + length(CAST(name AS BLOB)))) FROM tag"
        ).fetchone()[0]
    share = library.database.stat().st_size / queries
    return Line("library file", "bytes of text", 4.0, share, library.size)


def renaming(folder: Path, library: Library) -> Line:
    """The pages that renaming the commonest tag writes, in pages of the whole library."""
    home = folder / "renaming"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    shutil.copy(library.database, home / "library.db")
    tag = library.cast.tags.things[0]
    with charlib.open(home) as lib:
        lib.tags.rename(tag, f"{tag} renamed")
        written = (home / "library.db-wal").stat().st_size
        whole = (home / "library.db").stat().st_size
        assert lib.count(f'tag:"{tag} renamed"', everywhere=True) > library.size // 4
    shutil.rmtree(home)
    what = "bytes written to rename the commonest tag"
    return Line(what, "the library's file", 0.01, written / whole, library.size)
