"""Reading what requests cost, in sums. Plain sqlite3, without SQLModel.

Films are tasks; creations are bindings, of characters and of voices. What failed and was not
charged is in no sum.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from charlib.store import costs
from charlib.store.read.query import Query

if TYPE_CHECKING:
    from charlib.domain.money import Budget

By: TypeAlias = Literal["project", "account", "month", "character", "episode"]
_COUNTED = f"""
    counted_at >= :since AND request IS NOT NULL
    AND (state NOT IN ('failed', 'rejected') OR {costs.MICROS} > 0)
"""
"""What is in the sums: the requests of this library that cost something, or may."""
_KINDS = "iif(cost_micros IS NULL AND earlier_micros = 0, '', cost_unit)"
"""The unit of a request; empty if nobody knows its price."""
_SUMS = f"""
    sum({costs.MICROS}) AS micros, max(cost_is_estimate OR earlier_micros > 0) AS is_estimate,
    count(*) AS many, sum(state = 'unknown') AS unknown
"""


class Sum(NamedTuple):
    """The sum of a group's requests of a kind in a unit; `day` is since 1970, where it is asked."""

    group: str
    day: int
    unit: str
    is_film: bool
    micros: int
    is_estimate: bool
    many: int
    unknown: int


class Costs:
    """The reading verbs for costs."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def spent(self, account_id: int, budget: Budget, now: int) -> Decimal:
        """What counts against an account's budget at a moment, in its unit."""
        with self._query.explaining():
            return costs.spent(self._query.connection, account_id, budget, now)
