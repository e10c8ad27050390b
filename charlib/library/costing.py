"""What requests cost, in sums: by project, account, month, character or episode."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.domain.choices import COST_GROUPS, CostGroup
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument

if TYPE_CHECKING:
    from charlib.library.session import Session
    from charlib.store.read.costs import Sum

_DAY_S = 86_400


class CostLine(NamedTuple):
    """What a group cost in one unit; `amount` is None, and the unit empty, where nobody knows.

    `name` is that of the group, empty for requests that belong to none. It `is_estimate` if any
    part of it is one. `unknown` requests got no answer; they count as spent.
    """

    name: str
    amount: Decimal | None
    unit: str
    is_estimate: bool
    films: int
    creations: int
    unknown: int

    @property
    def words(self) -> str:
        """The amount and its unit: `≈ 0.8 USD`; `price not known`."""
        if self.amount is None:
            return "price not known"
        return f"{'≈ ' * self.is_estimate}{money.plain(self.amount)} {self.unit}"


class CostReport(NamedTuple):
    """The lines of a report, by the name of their group, and the totals of each unit.

    The cost of a film with several characters is divided among them evenly, so the lines add up to
    the total; its `films` counts it once, and each of its characters once.
    """

    by: CostGroup | None
    lines: tuple[CostLine, ...]
    total: tuple[CostLine, ...]


def cost(session: Session, *, by: CostGroup | None = None, since: str | None = None) -> CostReport:
    """Sum up what films and creations cost, in each unit, by groups.

    `since` is a date (`2026-11`, `2026-11-05`) or an age (`7d`). What failed and was not charged is
    in no sum; what is planned, or got no answer, is. Raises InvalidInput.
    """
    if by is not None and by not in COST_GROUPS:
        raise InvalidInput(
            f"costs are not summed up by {printable(str(by))!r}",
            hint=Hint("Give one of: {}", ", ".join(COST_GROUPS)),
        )
    start = _start(since, session.clock.now()) if since else 0
    sums = session.store.read.costs.sums
    total = _lines(sums(None, start), None)
    return CostReport(by, _lines(sums(by, start), by) if by else (), total)


def _start(text: str, now: int) -> int:
    from charlib.domain.search import ranges
    from charlib.domain.search.mistake import Mistake

    try:
        low = ranges.dates(text.strip(), 0, now=now).low
    except Mistake:
        low = None
    if low is None:
        raise InvalidInput(
            f"invalid date {printable(text, 40)!r}",
            hint=Hint("Write it like {} or {}", *(argument("since", t) for t in ("2026-11", "7d"))),
        )
    return low


def _lines(sums: Iterable[Sum], by: CostGroup | None) -> tuple[CostLine, ...]:
    """Sums of films and creations as lines, by name and unit."""
    lines: dict[tuple[str, str], CostLine] = {}
    for each in sums:
        name = _month(each.day) if by == "month" else each.group
        key = (name, each.unit)
        known = lines.get(key) or CostLine(name, Decimal(0), each.unit, False, 0, 0, 0)
        lines[key] = known._replace(
            amount=(known.amount or Decimal(0)) + money.of_micros(each.micros)
            if each.unit
            else None,
            is_estimate=known.is_estimate or each.is_estimate,
            films=known.films + each.many * each.is_film,
            creations=known.creations + each.many * (not each.is_film),
            unknown=known.unknown + each.unknown,
        )
    return tuple(lines[key] for key in sorted(lines))


def _month(day: int) -> str:
    return datetime.fromtimestamp(day * _DAY_S, UTC).strftime("%Y-%m")
