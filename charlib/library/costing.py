"""What requests cost, in sums: by project, account, month, character or episode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain import money
from charlib.domain.choices import COST_GROUPS, CostGroup
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument

if TYPE_CHECKING:
    from charlib.domain.money import Cost
    from charlib.errors import OverBudget
    from charlib.library.claiming.present import BudgetLeft, Unasked
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


class Refusal(NamedTuple):
    """The calls that a budget of an account would refuse, and why; `whose` it is."""

    account: str
    calls: int
    why: str
    error: OverBudget
    whose: Literal["library", "team"] = "library"

    @property
    def sentence(self) -> str:
        """In one sentence."""
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        budget = "the team's budget" if self.whose == "team" else "the budget"
        return f"{budget} of {self.account} would refuse {calls}: {self.why}"


class Estimate(NamedTuple):
    """What several calls will cost: the sum of each unit, and `unknown` calls without a price.

    `budgets` are all that count at the accounts, of this library and of its team. Those in
    `unasked` could not be asked for: they count when the calls are sent.
    """

    calls: int
    total: tuple[Cost, ...]
    unknown: int
    refused: tuple[Refusal, ...] = ()
    free: int = 0
    budgets: tuple[BudgetLeft, ...] = ()
    unasked: tuple[Unasked, ...] = ()

    @property
    def paid(self) -> int:
        """The number of calls that cost something, as far as anybody knows."""
        return self.calls - self.free

    @property
    def words(self) -> str:
        """In words: `about 1.6 USD, and 2 calls without a known price`."""
        if self.calls and self.unknown == self.calls:
            return "the price is not known"
        parts = [cost.words for cost in self.total if cost.amount]
        if self.unknown:
            calls = "1 call" if self.unknown == 1 else f"{self.unknown} calls"
            parts.append(f"{calls} without a known price")
        return " and ".join(parts) or "free of charge"


def estimate(session: Session, calls: Iterable[tuple[str, Cost | None]]) -> Estimate:
    """Sum up what planned calls will cost: the account of each, and its cost if it is known.

    It says which budgets count, and which would refuse them; nothing is sent or reserved. Where
    the cast is shared, the place is asked for the team's.
    """
    by_account: dict[str, list[Cost | None]] = {}
    for account, each in calls:
        by_account.setdefault(account, []).append(each)
    costs = [each for many in by_account.values() for each in many]
    budgets, unasked = _budgets(session, by_account)
    refusals = (_refusal(each, by_account[each.account]) for each in budgets)
    return Estimate(
        len(costs), tuple(money.totals(costs)), costs.count(None),
        tuple(filter(None, refusals)), sum(each is not None and not each.amount for each in costs),
        budgets, unasked,
    )  # fmt: skip


def refuse(session: Session, calls: Iterable[tuple[str, Cost | None]]) -> None:
    """Raise OverBudget if a budget would refuse planned calls."""
    for refusal in estimate(session, calls).refused:
        raise refusal.error


def refuse_together(session: Session, calls: Sequence[tuple[str, Cost | None]]) -> None:
    """Raise OverBudget if several calls do not fit together: all of them are sent, or none.

    One alone is refused when it is sent, where its cost counts at once.
    """
    if len(calls) > 1:
        refuse(session, calls)


def _budgets(
    session: Session, names: Iterable[str]
) -> tuple[tuple[BudgetLeft, ...], tuple[Unasked, ...]]:
    """The budgets that count at accounts, and those that could not be asked for."""
    from charlib.library.claiming.present import Unasked, of_library, of_team

    found: list[BudgetLeft] = []
    unasked: list[Unasked] = []
    for name in names:
        account = session.accounts.named(name)
        own, shared = of_library(session, account), of_team(session, account)
        found += filter(None, [own])
        if isinstance(shared, Unasked):
            unasked.append(shared)
        else:
            found += filter(None, [shared])
    return tuple(found), tuple(unasked)


def _refusal(budget: BudgetLeft, costs: Sequence[Cost | None]) -> Refusal | None:
    why = budget.refusal(costs)
    if not why:
        return None
    return Refusal(budget.account, len(costs), why, budget.error(costs, why), budget.whose)


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
    each = sums(by, start)
    whole = sums(None, start) if by == "character" else each  # which has a film more than once
    total = _lines((one._replace(group="") for one in whole), None)
    return CostReport(by, _lines(each, by) if by else (), total)


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
        amount = money.exact((known.amount or Decimal(0)) + money.of_micros(each.micros))
        lines[key] = known._replace(
            amount=amount if each.unit else None,
            is_estimate=known.is_estimate or each.is_estimate,
            films=known.films + each.many * each.is_film,
            creations=known.creations + each.many * (not each.is_film),
            unknown=known.unknown + each.unknown,
        )
    return tuple(lines[key] for key in sorted(lines))


def _month(day: int) -> str:
    return datetime.fromtimestamp(day * _DAY_S, UTC).strftime("%Y-%m")
