"""What one server has: the library, what it may do, and what it may spend without asking."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.doors.libraries import Libraries
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument

if TYPE_CHECKING:
    from charlib.domain.money import Budget, Cost
    from charlib.domain.plans import Plan
    from charlib.library import Library

_LONGEST = 40


class Allowance:
    """What plans may cost, all together, while the server runs. Any thread may use it."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._spent = Decimal(0)
        self._lock = threading.Lock()

    @classmethod
    def parse(cls, text: str) -> Allowance:
        """Read an amount such as `5 USD` or `10 calls`. Raises InvalidInput."""
        budget = money.parse(text)
        if budget.period:
            raise InvalidInput(
                f"the amount is for as long as the server runs, not for a {budget.period}",
                hint=Hint("Give {}", argument("allow_spend", text.partition("/")[0].strip())),
            )
        return cls(budget)

    def refusal(self, costs: Sequence[Cost | None]) -> str | None:
        """Why calls with these costs need to be asked about; None if they fit."""
        with self._lock:
            return money.refusal(self.budget, self._spent, costs)

    def reserve(self, costs: Sequence[Cost | None]) -> str | None:
        """Take what calls cost from the allowance, if they fit; else say why not.

        It is not given back if they fail: what got no answer may have been paid for.
        """
        with self._lock:
            why = money.refusal(self.budget, self._spent, costs)
            if why is None:
                self._spent += self._amount(costs)
            return why

    def _amount(self, costs: Sequence[Cost | None]) -> Decimal:
        if self.budget.unit == money.CALLS:
            return Decimal(len(costs))
        own = (cost.amount for cost in costs if cost and cost.unit == self.budget.unit)
        return sum(own, Decimal(0))


class Desk(Libraries):
    """The library of one server, and what its clients may do."""

    def __init__(
        self, lib: Library, *, read_only: bool = False, allowance: Allowance | None = None
    ) -> None:
        super().__init__(lib)
        self.read_only, self.allowance = read_only, allowance

    def allows(self, plan: Plan, who: str) -> bool:
        """Whether a plan fits into the allowance, and is one that its client made itself."""
        return bool(
            self.allowance and plan.by == who and self.allowance.refusal(plan.costs) is None
        )


class Call(NamedTuple):
    """One call of a tool: by whom, what the journal calls it, and what the person said.

    `says` is empty for a tool that asks nobody; else it is a word of `approval`. `before` is the
    last entry of the journal before the call.
    """

    desk: Desk
    who: str
    command: str
    says: str = ""
    before: int = 0
    progress: Callable[[float, float | None, str], None] = lambda *_: None

    @property
    def lib(self) -> Library:
        """The library, with its current project."""
        return self.desk.lib

    @contextmanager
    def library(self, project: str | None) -> Iterator[Library]:
        """The library with another current project; what is changed there is one entry."""
        with self.desk.acting(self.command), self.desk.library(project) as lib:
            yield lib

    def entry(self) -> int | None:
        """The entry of the journal that this call has made; None if it changed nothing."""
        newest = self.lib.history(after=self.before, by=self.who)
        return next((each.id for each in newest if each.command == self.command), None)


def named_client(name: str) -> str:
    """What the journal calls a client: `agent:claude-code`."""
    cleaned = re.sub(r"[^A-Za-z0-9_.]+", "-", name).strip("-.")[:_LONGEST]
    return f"agent:{cleaned or 'unknown'}"
