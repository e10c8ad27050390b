"""A condition over `c`, a row of `character`: how to test it, list its matches and combine several.

`size` estimates how many characters match: exact where a counter is kept, else counted up to a
bound. The planner in `statement` decides which clause lists and which only test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import Any, Literal, NamedTuple

from charlib.domain.search.tree import And, Everything, Not, Or, Term, Tree

MERGED = 32
"""Lists merged at most; with more, all are read first."""
_GROUP = 100
"""Tests joined in one group; SQLite accepts chains of 1,000, and 500 united lists."""
LISTING = 32
"""Clauses considered for listing at most, those of the fewest matches: each is weighed against all
others."""


Test = tuple[str, tuple[Any, ...]]
"""A condition in SQL, and its values."""
Word = Literal["AND", "OR"]
Ranks = Callable[[Sequence[int]], str]
"""The ids of matches → the FTS5 expression that ranks them; empty for none."""


class Drive(NamedTuple):
    """A way to list ids: table, id column, condition; `is_eager` if it must find all to begin.

    `each` are the lists that this one unites. In the order of ids they can be merged, which reads
    no more of each than a page needs. `toll` is what listing costs beside its matches, in rows.
    """

    table: str
    key: str
    where: str = "1"
    values: tuple[Any, ...] = ()
    is_eager: bool = False
    each: tuple[Drive, ...] = ()
    toll: int = 0

    @property
    def waits(self) -> bool:
        """Whether even in the order of ids something must be read whole."""
        return any(drive.is_eager for drive in self.each) if self.each else self.is_eager


class Clause:
    """A condition over `c`; `match` is its FTS5 expression where it is nothing else.

    `ranks` make the expressions that rank the matches of a text. A `size` that must be counted is
    counted on first use: a search with one clause needs none. `probe` tests ids that another clause
    lists for a project by an index alone, without reading their rows. `bulk` is a test, with its
    values, that reads all matches once; it is cheaper when many are tested. `cost` is that of one
    test, in rows that could be read meanwhile. `counter` knows the number of matches in a project,
    or in all, without reading them.
    """

    def __init__(
        self,
        test: str,
        values: tuple[Any, ...],
        size: int | Callable[[], int],
        cost: int = 1,
        drive: Drive | None = None,
        match: str | None = None,
        ranks: tuple[Ranks, ...] = (),
        probe: str | None = None,
        bulk: Test | None = None,
        counter: Callable[[int | None], int] | None = None,
    ) -> None:
        self.test, self.values, self._size = test, values, size
        self.cost, self.drive, self.match = cost, drive, match
        self.ranks = ranks or ((lambda _: match,) if match else ())
        self.probe = probe
        self.bulk = bulk
        self.counter = counter

    @property
    def size(self) -> int:
        """Estimate how many characters match."""
        if not isinstance(self._size, int):
            self._size = self._size()
        return self._size

    def test_for(self, many: int) -> Test:
        """The cheapest test for this many characters."""
        is_bulk = self.bulk and many * self.cost > self.size + many
        return self.bulk if self.bulk and is_bulk else (self.test, self.values)

    def testing(self, many: int) -> int:
        """The cost of testing this many characters, in rows."""
        alone = many * self.cost
        return min(alone, self.size + many) if self.bulk else alone


class _Combined(Clause):
    """A condition made of others, each tested the cheapest way."""

    def __init__(
        self,
        parts: Sequence[Clause],
        form: Callable[[Sequence[str]], str],
        size: Callable[[], int],
        drive: Drive | None = None,
        *,
        is_ranked: bool = True,
    ) -> None:
        parts = sorted(parts, key=lambda part: part.cost)  # the expensive ones are rarely reached
        super().__init__(
            form([part.test for part in parts]),
            _values(parts),
            size,
            sum(part.cost for part in parts),
            drive,
            ranks=tuple(rank for part in parts for rank in part.ranks) if is_ranked else (),
        )
        self._parts, self._form = parts, form

    def test_for(self, many: int) -> Test:
        tests = [part.test_for(many) for part in self._parts]
        return self._form([sql for sql, _ in tests]), _values_of(tests)

    def testing(self, many: int) -> int:
        return sum(part.testing(many) for part in self._parts)


NOBODY = Clause("0", (), 0, drive=Drive("(SELECT NULL AS id WHERE 0) AS d", "d.id"))

_IN_PROJECT = (
    "EXISTS (SELECT 1 FROM character AS p INDEXED BY ix_character_live"
    " WHERE p.project_id = ? AND p.deleted_at IS NULL AND p.id = c.id)"
)


def project_clause(project_id: int, size: int) -> Clause:
    """The characters of a project; listing them is reading its own index backwards."""
    return Clause("c.project_id = ?", (project_id,), size, probe=_IN_PROJECT)


def listed_clause(ids: Sequence[int]) -> Clause:
    """Exactly these characters."""
    listed = json.dumps(list(ids))
    return Clause(
        "+c.id IN (SELECT value FROM json_each(?))",  # else the index is asked for each of them
        (listed,),
        len(ids),
        drive=Drive("json_each(?) AS d", "d.value", values=(listed,), is_eager=True),
    )


def any_of(parts: Sequence[Clause], total: int) -> Clause:
    """The characters that match one of several clauses."""
    return _Combined(
        parts,
        lambda tests: joined(tests, " OR "),
        lambda: min(total, sum(part.size for part in parts)),
        _union([part.drive for part in parts]),
    )


def all_of(parts: Sequence[Clause], drive: Drive | None = None) -> Clause:
    """The characters that match all of several clauses."""
    return _Combined(
        parts,
        lambda tests: joined(tests, " AND "),
        lambda: min(part.size for part in parts),
        drive,
    )


def none_of(part: Clause, total: int) -> Clause:
    """The characters that do not match a clause; it does not rank them."""
    return _Combined(
        [part],
        lambda tests: f"NOT {tests[0]}",
        lambda: max(1, total - part.size),
        is_ranked=False,
    )


def joined(tests: Sequence[str], word: str) -> str:
    """Join tests in groups: a long chain is too deep an expression for SQLite."""
    while len(tests) > _GROUP:
        tests = [joined(tests[at : at + _GROUP], word) for at in range(0, len(tests), _GROUP)]
    return f"({word.join(tests)})"


def any_test(tests: Sequence[Test]) -> Test:
    """The test that passes where one of several does."""
    return joined([sql for sql, _ in tests], " OR "), _values_of(tests)


def _values_of(tests: Sequence[Test]) -> tuple[Any, ...]:
    return tuple(value for _, values in tests for value in values)


def _values(parts: Sequence[Clause | Drive]) -> tuple[Any, ...]:
    return tuple(value for part in parts for value in part.values)


def _union(drives: Sequence[Drive | None]) -> Drive | None:
    """List the matches of any of several lists; None where one of them cannot list."""
    known = [drive for drive in drives if drive]
    if not known or len(known) < len(drives):
        return None
    listings = [
        f"SELECT {drive.key} AS id FROM {drive.table} WHERE {drive.where}" for drive in known
    ]
    while len(listings) > _GROUP:  # more cannot be united in one statement
        listings = [
            f"SELECT id FROM ({' UNION '.join(listings[at : at + _GROUP])})"
            for at in range(0, len(listings), _GROUP)
        ]
    return Drive(
        f"({' UNION '.join(listings)}) AS d", "d.id", values=_values(known), is_eager=True,
        each=each_of(known), toll=sum(drive.toll for drive in known),
    )  # fmt: skip


def each_of(drives: Sequence[Drive]) -> tuple[Drive, ...]:
    """The single lists that are united; none if they are too many to merge."""
    single = [part for drive in drives for part in drive.each or (drive,)]
    return tuple(single) if len(single) <= MERGED else ()


def cheapest(
    parts: Sequence[Clause], scope: int, total: int, limit: int, listed: int
) -> tuple[Clause | None, int]:
    """The part that lists most cheaply, or None if reading all is cheaper; how many it reads.

    A page takes `limit` matches from the `scope`, the rows that are read without a list, and
    `listed` from a list. Parts without a list only test.
    """
    share = 1.0
    for part in parts:
        share *= min(1.0, max(part.size, 1) / total)
    matches = max(1.0, share * total)

    def reading(part: Clause | None, size: int) -> tuple[float, int]:
        waits = part is not None and part.drive is not None and part.drive.waits
        wanted = limit if part is None else listed
        read = size if waits else min(size, int(wanted * size / matches))
        tested = sum(other.testing(read) for other in parts if other is not part)
        toll = part.drive.toll if part is not None and part.drive is not None else 0
        return read + tested + size * waits + toll, read

    best, (least, many) = None, reading(None, scope)
    drivers = [part for part in parts if part.drive is not None]
    if len(drivers) > LISTING:
        drivers = nsmallest(LISTING, drivers, key=lambda part: part.size)
    for part in drivers:
        cost, read = reading(part, max(part.size, 1))
        if cost < least:
            best, least, many = part, cost, read
    return best, many


def clauses_of(
    trees: Iterable[Tree],
    of: Callable[[Term], Clause],
    total: int,
    join: Callable[[Sequence[Clause], Word], Sequence[Clause]] = lambda clauses, _: clauses,
) -> list[Clause]:
    """The clauses of trees, by those of their terms; one that is repeated is read once.

    `join` may make one of several that stand side by side. Of `total` things any may match.
    """

    def clause(tree: Tree) -> Clause:
        if isinstance(tree, Term):
            return of(tree)
        if isinstance(tree, Not):
            return none_of(clause(tree.part), total)
        if isinstance(tree, And | Or):
            word: Word = "AND" if isinstance(tree, And) else "OR"
            parts = join(clauses_of(tree.parts, of, total, join), word)
            if len(parts) == 1:
                return parts[0]
            return all_of(parts) if word == "AND" else any_of(parts, total)
        return Clause("1", (), total)

    return [clause(tree) for tree in dict.fromkeys(trees) if not isinstance(tree, Everything)]
