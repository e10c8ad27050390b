"""The budgets that count at an account right now: that of this library, and that of its team.

Whoever shows a price asks here, so that nobody is shown one budget without the other.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain import money
from charlib.errors import CharlibError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charlib.domain.money import Cost
    from charlib.domain.records import Account
    from charlib.errors import OverBudget
    from charlib.library.session import Session

_PATIENCE_MS = 60_000
"""After a failure nothing is asked for so long: a table of prices would wait for each row."""


class BudgetLeft(NamedTuple):
    """A budget at an account, and what is left of it in its present period.

    It is `whose`: that of this `library`, or of its `team`, to which all members count; then `by`
    is the member who set it. What is planned here counts only for the library.
    """

    account: str
    whose: Literal["library", "team"]
    budget: str
    spent: Decimal
    left: Decimal
    by: str = ""

    @property
    def sentence(self) -> str:
        """In words: `20 USD/month for the team at kling: 7.5 used, 12.5 left`."""
        team = " for the team" if self.whose == "team" else ""
        used, left = money.plain(self.spent), money.plain(self.left)
        return f"{self.budget}{team} at {self.account}: {used} used, {left} left"

    def refusal(self, costs: Sequence[Cost | None]) -> str | None:
        """Why it would refuse calls with these costs together; None if all of them fit."""
        return money.refusal(money.parse(self.budget), self.spent, costs)

    def error(self, costs: Sequence[Cost | None], why: str) -> OverBudget:
        """The error of calls that it refuses."""
        over = money.over_team_budget if self.whose == "team" else money.over_budget
        return over(self.account, money.parse(self.budget), costs, why)


class Unasked(NamedTuple):
    """A team's budget that is not known, because nobody answers where the cast is shared."""

    account: str
    why: str

    @property
    def sentence(self) -> str:
        """In one sentence."""
        return f"the team's budget of {self.account} is not known: {self.why}"


def of_library(session: Session, account: Account) -> BudgetLeft | None:
    """The budget of this library at an account; None if it has none."""
    if not account.budget:
        return None
    budget = money.parse(account.budget)
    spent = session.store.read.costs.spent(account.id, budget, session.clock.now())
    return BudgetLeft(account.name, "library", str(budget), spent, budget.left(spent))


def of_team(session: Session, account: Account) -> BudgetLeft | Unasked | None:
    """The budget of the team at an account; None if there is none, or no team.

    The place is asked. One that could not be reached is left alone for a minute.
    """
    if session.store.read.team.share() is None:
        return None
    if session.clock.now() < session.unreachable_until:
        return Unasked(account.name, "nobody answered where the cast is shared")
    from charlib.library.claiming.settling import budget

    try:
        told = budget(session, account.name)
    except CharlibError as error:
        session.unreachable_until = session.clock.now() + _PATIENCE_MS
        return Unasked(account.name, str(error))
    if told.spent is None or told.left is None:
        return None
    return BudgetLeft(account.name, "team", told.budget, told.spent, told.left, told.by)


def budgets_of(session: Session, account: Account) -> list[BudgetLeft]:
    """All budgets that are known to count at an account."""
    found = (of_library(session, account), of_team(session, account))
    return [each for each in found if isinstance(each, BudgetLeft)]
