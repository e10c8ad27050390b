"""A search for takes as one SQL statement, as `statement` has it for characters.

`c` is a row of `task`. A search that no list narrows reads an index that has what most terms test,
newest first; a task's own row is long, and read only by those terms that need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from charlib.domain.search.tree import And, Tree
from charlib.store.search.clause import Clause, cheapest, clauses_of, joined
from charlib.store.search.take_terms import LOWEST_SCORE, WORST_VERDICT, TakeClauses
from charlib.store.search.texts import Rows

TakeSort = Literal["newest", "oldest", "scene", "rating", "check"]
TAKE_ORDERS: tuple[TakeSort, ...] = get_args(TakeSort)
_ORDERS: dict[TakeSort, tuple[tuple[str, ...], str]] = {
    "newest": (("c.id",), "DESC"),
    "oldest": (("c.id",), "ASC"),
    "scene": (
        (
            "coalesce(c.project_id, 0)", "coalesce(c.episode, 0)",
            "CAST(c.scene AS INTEGER)", "c.scene",  # labels, most of them numbers: 3, 3a, 10
            "coalesce(c.take, 1 << 30)", "c.id",  # what failed comes last
        ),
        "ASC",
    ),
    "rating": (("coalesce(c.rating, -1)", "c.id"), "DESC"),
    "check": (
        (f"coalesce({WORST_VERDICT}, 9)", f"-coalesce({LOWEST_SCORE}, -1)", "c.id"), "ASC",
    ),
}  # fmt: skip
_COUNT = "SELECT max(id) FROM task"  # hardly any row is ever deleted
_SCAN = "task AS c INDEXED BY ix_task_take"


class TakeSearch:
    """Runs trees over takes on one database as it is now; `rows` reads it."""

    def __init__(self, rows: Rows, *, project_id: int | None) -> None:
        self._rows = rows
        self._total = max(1, rows(_COUNT, [])[0][0] or 0)
        self._clauses = TakeClauses(rows, self._total)
        self._scope = [] if project_id is None else [self._clauses.of_projects([project_id])]

    def page(
        self, tree: Tree, *, sort: TakeSort, limit: int, after: int | None, offset: int = 0
    ) -> list[int]:
        """The ids of a page; `after` is the last id of the page before, whatever the order."""
        inner = tree.parts if isinstance(tree, And) else (tree,)
        parts = [*self._scope, *clauses_of(inner, self._clauses.of, self._total)]
        is_by_id = _ORDERS[sort][0] == ("c.id",)
        wanted = limit + offset if limit and is_by_id else self._total
        driver, many = cheapest(parts, self._total, self._total, wanted, self._total)
        tests = sorted((part for part in parts if part is not driver), key=lambda part: part.cost)
        sql, values = _listing(driver, [part.test_for(many) for part in tests])
        if after is not None:
            sql += f" AND {_behind(sort)}"
            values += [after]
        order = _order(sort, driver.drive.key if driver and driver.drive else "c.id")
        sql += f" ORDER BY {order} LIMIT {limit or -1} OFFSET {offset}"
        return [row[0] for row in self._rows(sql, values)]


def _listing(
    driver: Clause | None, tests: Sequence[tuple[str, tuple[Any, ...]]]
) -> tuple[str, list[Any]]:
    """SQL, without an order, for the takes of a list, or of all, that pass all tests."""
    table, where = _SCAN, [sql for sql, _ in tests] or ["1"]
    values = [value for _, some in tests for value in some]
    if driver is not None and driver.drive is not None:
        drive = driver.drive  # CROSS JOIN keeps SQLite from swapping the two
        table = f"{drive.table} CROSS JOIN task AS c ON c.id = {drive.key}"
        where, values = [drive.where, *where], [*drive.values, *values]
    return f"SELECT c.id FROM {table} WHERE {joined(where, ' AND ')}", values


def _order(sort: TakeSort, key: str) -> str:
    """The ORDER BY of a listing with this key; in the order of ids nothing needs to be sorted."""
    keys, way = _ORDERS[sort]
    return ", ".join(f"{each.replace('c.id', key)} {way}" for each in keys)


def _behind(sort: TakeSort) -> str:
    """The condition of coming after a given take in an order; its value is an id."""
    keys, way = _ORDERS[sort]
    listed, sign = ", ".join(keys), "<" if way == "DESC" else ">"
    return f"({listed}) {sign} (SELECT {listed} FROM task AS c WHERE c.id = ?)"
