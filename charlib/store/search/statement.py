"""A search as one SQL statement: the tree's clauses, the cheapest of which lists and the rest test.

SQLite's own planner picks the wrong side of an AND by up to a hundredfold, because it sees bound
parameters and no counters; so the order is fixed here, with CROSS JOIN.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from charlib.domain.choices import Sort
from charlib.domain.search.tree import And, Or, Term, Tree
from charlib.errors import BadQuery
from charlib.hints import Hint, argument
from charlib.store.search.clause import (
    Clause,
    Drive,
    Word,
    cheapest,
    clauses_of,
    joined,
    project_clause,
)
from charlib.store.search.terms import Clauses
from charlib.store.search.text_index import TEXTS
from charlib.store.search.texts import Rows

SORTS: dict[str, tuple[str, str]] = {
    "newest": ("c.id", "DESC"),
    "oldest": ("c.id", "ASC"),
    "handle": ("c.handle", "ASC"),
    "name": ("c.name_key", "ASC"),
    "updated": ("c.updated_at", "DESC"),
    "used": ("c.used", "DESC"),
}
"""The column that characters are sorted by, and the direction; ties go the same way by id."""
RANKED = 2_000
"""Matches ranked at most; of more, the newest half of that number is ranked."""
RANKING = 200
"""Terms that rank at most: a rank costs matches times terms."""
_ALL = 1 << 62
_SIZES = "SELECT sum(n), sum(CASE WHEN id = ? THEN n END), count(*) FROM project"
_INDEXED = {"name", "used", "updated"}
"""Sorts that have an index in each project."""
_CHARACTER_ID = re.compile(r"\bc\.id\b")


class Found(NamedTuple):
    """The ids of one page; `is_bounded` if only the newest matches were ranked."""

    ids: tuple[int, ...]
    is_bounded: bool = False


class Search:
    """Runs trees on one database as it is now; `rows` reads it."""

    def __init__(self, rows: Rows, *, project_id: int | None) -> None:
        self._rows = rows
        total, size, self._projects = rows(_SIZES, [project_id])[0]
        self._live = total or 0
        self._total = max(1, self._live)  # it is divided by
        self._clauses = Clauses(rows, self._total)
        self._scope = None
        self._project_id = project_id
        if project_id is not None:
            self._scope = project_clause(project_id, size or 0)
        self._own = self._scope

    def page(
        self, tree: Tree, *, sort: Sort, limit: int, after: int | None = None, offset: int = 0
    ) -> Found:
        """The ids of a page; `after` is the last id of the page before, whatever the order.

        `offset` is how many matches are left out before it.
        """
        parts = self._parts(tree)
        if sort == "rank":
            return self._ranked(tree, parts, limit, offset)
        return Found(self._listed(parts, sort, limit, after, offset))

    def _listed(
        self, parts: Sequence[Clause], sort: Sort, limit: int, after: int | None, offset: int
    ) -> tuple[int, ...]:
        sql, values = self._select(
            parts, "c.id", sort=sort, limit=limit, after=after, offset=offset
        )
        return tuple(self._ids(sql, values))

    def _ids(self, sql: str, values: Sequence[Any]) -> list[int]:
        """The ids that a statement finds, read as one text: see `store/read/parts.py`."""
        one = f"WITH page(id) AS ({sql}) SELECT json_group_array(id) FROM page"
        ids: list[int] = json.loads(self._rows(one, values)[0][0])
        return ids

    def found(self, tree: Tree) -> tuple[str, list[Any]]:
        """A statement that lists the ids of all matches, in no order, for use in another."""
        return self._select(self._parts(tree), "c.id AS id", sort=None, limit=0, after=None)

    def count(self, tree: Tree) -> int:
        """Count the matches."""
        parts = self._parts(tree)
        counted = self._counted(parts)
        if counted is not None:
            return counted
        sql, values = self._select(parts, "count(*)", sort=None, limit=0, after=None)
        return int(self._rows(sql, values)[0][0])

    def _counted(self, parts: Sequence[Clause]) -> int | None:
        """The number of matches, where triggers count them: of all characters, or of one tag."""
        others = [part for part in parts if part is not self._scope]
        if not others:
            return self._scope.size if self._scope else self._live
        is_plain = len(others) == 1 and self._scope is self._own
        return others[0].counter(self._project_id) if is_plain and others[0].counter else None

    # -- from tree to clauses

    def _parts(self, tree: Tree) -> list[Clause]:
        """The clauses all of which must hold, the scope among them; texts become one match."""
        parts = [self._scope] if self._scope else []
        inner = tree.parts if isinstance(tree, And) else [tree]
        clauses = clauses_of(inner, self._clauses.of, self._total, self._texts_joined)
        if self._scope is None:  # a project that the query names is a scope as well
            self._scope = next((clause for clause in clauses if clause.probe), None)
        return [*parts, *self._texts_joined(clauses, "AND")]

    def _texts_joined(self, clauses: Sequence[Clause], word: Word) -> list[Clause]:
        """Join the clauses that are text alone; a list that waits must not hold up the rest."""
        texts = [
            clause for clause in clauses if clause.match and clause.drive and not clause.drive.waits
        ]
        if len(texts) < 2:  # noqa: PLR2004 - a single clause
            return list(clauses)
        rest = [clause for clause in clauses if clause not in texts]
        return [*rest, self._clauses.texts.joined(texts, word)]

    # -- from clauses to SQL

    def _select(
        self,
        parts: Sequence[Clause],
        what: str,
        *,
        sort: Sort | None,
        limit: int,
        after: int | None,
        offset: int = 0,
    ) -> tuple[str, list[Any]]:
        shown, limit = limit, limit + offset if limit else 0  # what is left out is read, too
        is_by_id = sort is not None and SORTS[sort][0] == "c.id"
        page = limit if limit and (is_by_id or sort in _INDEXED) else self._total
        driver, many = self._driver(parts, page, page if is_by_id else self._total)
        tests = sorted((part for part in parts if part is not driver), key=lambda part: part.cost)
        drive = driver.drive if driver else None
        if sort is None:
            return _listing(what, drive, tests, many, None, None)
        if drive and drive.each and is_by_id:
            # Each list is in the order of ids already: merged, they are read as far as needed.
            listings = [_listing(each.key, each, tests, many, sort, after) for each in drive.each]
            sql, order = " UNION ".join(text for text, _ in listings), f"1 {SORTS[sort][1]}"
            values = [value for _, some in listings for value in some]
        elif not drive and sort in _INDEXED and self._is_merged(limit):
            sql, values = _first_of_projects(tests, many, sort, limit, after)
            order = "first.value ->> 0 {0}, first.value ->> 1 {0}".format(SORTS[sort][1])
        else:
            sql, values = _listing(what, drive, tests, many, sort, after)
            order = _order(sort, drive.key if drive else "c.id")
        left_out = f" OFFSET {min(offset, _ALL)}" if offset else ""
        return f"{sql} ORDER BY {order} LIMIT {min(shown, _ALL) or -1}{left_out}", values

    def _is_merged(self, limit: int) -> bool:
        """Whether the first page of each project is less than all characters."""
        return self._scope is None and 0 < limit * self._projects < self._live

    def _driver(
        self, parts: Sequence[Clause], limit: int, listed: int
    ) -> tuple[Clause | None, int]:
        """The clause that lists most cheaply, or None if reading all is cheaper; how many it reads.

        A page takes `limit` matches from all characters, and `listed` from a list, which may have
        another order. The number read for them is a guess: terms often go together, or never do.
        """
        alone = [part for part in parts if part is not self._scope]
        is_alone = len(alone) == 1 and alone[0].drive and not alone[0].drive.waits
        if is_alone and limit == listed and self._is_wide:
            return alone[0], 0
        scope = self._scope.size if self._scope else self._total
        return cheapest(parts, scope, self._total, limit, listed)

    @property
    def _is_wide(self) -> bool:
        """Whether the scope is so large that it hardly narrows the search."""
        return self._scope is None or self._scope.size * 4 > self._total

    def _ranked(self, tree: Tree, parts: Sequence[Clause], limit: int, offset: int) -> Found:
        """The best first, by `bm25`; matches by a tag alone come after them."""
        if not _has_words(tree):
            raise BadQuery(
                "nothing in this search can be ranked",
                hint=Hint("Search for a word, or leave out {}", argument("sort", "rank")),
            )
        sql, values = self._select(parts, "c.id", sort="newest", limit=RANKED + 1, after=None)
        ids = self._ids(sql, values)
        is_bounded = len(ids) > RANKED
        if is_bounded:
            ids = ids[: RANKED // 2]
        best = self._by_rank([rank(ids) for part in parts for rank in part.ranks], ids)
        ranked = set(best)
        best += [number for number in ids if number not in ranked]
        end = limit + offset if limit else None
        return Found(tuple(best[offset:end]), is_bounded)

    def _by_rank(self, matches: Sequence[str], ids: Sequence[int]) -> list[int]:
        matches = [f"({match})" for match in dict.fromkeys(matches) if match][:RANKING]
        if not (matches and ids):
            return []
        wanted = set(ids)
        rows = self._rows(
            "SELECT rowid FROM character_text WHERE character_text MATCH ?"
            " AND rowid BETWEEN ? AND ? ORDER BY bm25(character_text), rowid DESC",
            [" OR ".join(matches), min(ids), max(ids)],
        )
        return [row[0] for row in rows if row[0] in wanted]


def _has_words(tree: Tree) -> bool:
    """Whether a tree searches the texts."""
    if isinstance(tree, Term):
        return tree.field in {None, *TEXTS}
    return isinstance(tree, And | Or) and any(_has_words(part) for part in tree.parts)


def _order(sort: Sort, key: str) -> str:
    what, way = SORTS[sort]
    return f"{key} {way}" if what == "c.id" else f"{what.replace('c.id', key)} {way}, {key} {way}"


def _first_of_projects(
    tests: Sequence[Clause], many: int, sort: Sort, limit: int, after: int | None
) -> tuple[str, list[Any]]:
    """The first of each project, which an index keeps in order; the page is merged from them."""
    what = f"{SORTS[sort][0]} AS rank, c.id AS id"
    sql, values = _listing(what, None, tests, many, sort, after)
    first = f"{sql} AND c.project_id = home.id ORDER BY {_order(sort, 'c.id')} LIMIT {limit}"
    listed = f"SELECT json_group_array(json_array(rank, id)) FROM ({first})"
    return (
        f"SELECT first.value ->> 1 FROM project AS home CROSS JOIN json_each(({listed})) AS first",
        values,
    )


def _behind(sort: Sort, key: str) -> str:
    """The condition of coming after a given character in an order; its value is an id."""
    what, way = SORTS[sort]
    sign = "<" if way == "DESC" else ">"
    if what == "c.id":
        return f"{key} {sign} ?"
    theirs = f"(SELECT {what} FROM character AS c WHERE c.id = ?)"
    return f"({what.replace('c.id', key)}, {key}) {sign} ({theirs}, ?)"


@lru_cache
def _asked_of(key: str, test: str) -> str:
    """A test of a character, applied to a listing's own column."""
    return _CHARACTER_ID.sub(key, test)


def _listing(
    what: str,
    drive: Drive | None,
    tests: Sequence[Clause],
    many: int,
    sort: Sort | None,
    after: int | None,
) -> tuple[str, list[Any]]:
    """SQL, without an order, for the characters of a list, or of all, that pass all tests.

    `many` is how many will be tested.
    """
    asked = [part.test_for(many) for part in tests]
    key, table = "c.id", "character AS c"
    where = ["c.deleted_at IS NULL", *(sql for sql, _ in asked)]
    values = [value for _, some in asked for value in some]
    if drive:
        # CROSS JOIN keeps SQLite from swapping the two.
        key, table = drive.key, f"{drive.table} CROSS JOIN character AS c ON c.id = {drive.key}"
        # Applied to the listing itself, a test saves looking up the rows that fail it.
        probes = [part.probe or sql for part, (sql, _) in zip(tests, asked, strict=True)]
        where = [drive.where, *(_asked_of(key, test) for test in [where[0], *probes])]
        values = [*drive.values, *values]
    if after is not None and sort is not None:
        where.append(_behind(sort, key))
        values += [after] * (1 + (SORTS[sort][0] != "c.id"))
    return f"SELECT {what} FROM {table} WHERE {joined(where, ' AND ')}", values
