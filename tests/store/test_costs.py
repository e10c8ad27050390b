"""What requests cost: in whatever order they are planned, answered, lost and settled."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from charlib.config import locate
from charlib.domain import money
from charlib.domain.jobs import Outcome, Planned
from charlib.domain.money import Cost
from charlib.domain.windows.window import Window
from charlib.errors import OverBudget
from charlib.store import costs
from charlib.store.store import Store
from charlib.store.write.transaction import Transaction
from tests.examples import examples

from .conftest import Ticking
from .filling import Filled, fill

PRICES = st.none() | st.integers(0, 5).map(lambda n: Cost(Decimal(n) / 10, "USD", is_estimate=True))
CHARGES = st.integers(0, 7).map(lambda n: Cost(Decimal(n) / 10, "USD"))
BUDGETS = st.sampled_from(["", "1 USD", "3 calls", "2.5 USD/month", "6 calls/day"])
Move = Callable[["Request"], None]


@dataclass
class Request:
    """What a person would note of a request: its state, and what it stands for."""

    uid: str
    what: str
    cost: Cost | None
    state: str = "planned"
    sends: int = 0
    calls: int = 1
    earlier: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """What it and its earlier sends cost, or may have cost."""
        return self.earlier + (self.cost.amount if self.cost else 0)

    def again(self, cost: Cost | None) -> None:
        """It is planned once more."""
        self.earlier, self.calls = self.amount, self.calls + 1
        self.state, self.cost = "planned", cost


class Ledger(RuleBasedStateMachine):
    """A library's sums beside those of somebody with a pencil."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(locate(Path(self.folder.name)), Ticking())
        self.filled = fill(self.store)
        self.requests: list[Request] = []
        self.budget = ""
        with self.store.settle() as writer:  # what the filled library has open counts as well
            for what, uid in (("task", "runningtask"), ("binding", "plannedbinding")):
                writer.jobs.record(what, uid, Outcome("rejected", frees=True))

    def teardown(self) -> None:
        """Close and remove the library."""
        self.store.close()
        self.folder.cleanup()

    def in_state(self, *states: str) -> list[Request]:
        """The requests in some states."""
        return [each for each in self.requests if each.state in states]

    def fits(self, prices: list[Cost | None]) -> bool:
        """Whether the pencil says that calls fit into the budget."""
        if not self.budget or not prices:
            return True
        budget = money.parse(self.budget)
        if budget.unit == money.CALLS:
            return sum(each.calls for each in self.requests) + len(prices) <= budget.amount
        if None in prices:
            return False
        asked = sum((each.amount for each in prices if each), Decimal(0))
        return not asked or sum(each.amount for each in self.requests) + asked <= budget.amount

    @rule(text=BUDGETS)
    def budget_is_set(self, text: str) -> None:
        """A person changes the budget."""
        self.budget = text
        with self.store.write() as writer:
            writer.accounts.edit(self.filled.account, budget=text)

    @rule(prices=st.lists(PRICES, min_size=1, max_size=3), is_film=st.booleans())
    def several_are_planned(self, prices: list[Cost | None], is_film: bool) -> None:  # noqa: FBT001 - drawn
        """All of a batch are planned, or none."""
        try:
            with self.store.plan() as writer:
                plan = _plan_films if is_film else _plan_creations
                uids = plan(writer, self.filled, prices)
        except OverBudget:
            assert not self.fits(prices)
            return
        assert self.fits(prices)
        what = "task" if is_film else "binding"
        self.requests += [Request(*pair, cost) for pair, cost in zip(
            ((uid, what) for uid in uids), prices, strict=True)]  # fmt: skip

    @precondition(lambda self: self.in_state("planned"))
    @rule(data=st.data())
    def one_is_sent(self, data: st.DataObject) -> None:
        """A process claims it, and sends it."""
        request = data.draw(st.sampled_from(self.in_state("planned")))
        with self.store.settle() as writer:
            assert writer.jobs.claim(request.what, request.uid, owner="me", until=1)
        request.state, request.sends = "sending", request.sends + 1

    @precondition(lambda self: self.in_state("sending", "unknown"))
    @rule(data=st.data(), charge=st.none() | CHARGES)
    def one_is_made(self, data: st.DataObject, charge: Cost | None) -> None:
        """The answer came, or a person adopted it; it may say what it cost."""
        request = data.draw(st.sampled_from(self.in_state("sending", "unknown")))
        state = "done" if request.what == "task" else "ready"
        self.record(request, Outcome(state, remote_id=request.uid, **_said(charge)))
        request.cost = charge or request.cost

    @precondition(lambda self: self.in_state("sending", "unknown"))
    @rule(data=st.data(), charge=st.none() | CHARGES)
    def one_fails(self, data: st.DataObject, charge: Cost | None) -> None:
        """It failed, or a person found that nothing was made; it may have been charged."""
        request = data.draw(st.sampled_from(self.in_state("sending", "unknown")))
        outcome = Outcome("failed", error="x", frees=charge is None or None, **_said(charge))
        self.record(request, outcome)
        request.cost = charge

    @precondition(lambda self: self.in_state("sending"))
    @rule(data=st.data())
    def one_is_lost(self, data: st.DataObject) -> None:
        """No answer came."""
        request = data.draw(st.sampled_from(self.in_state("sending")))
        self.record(request, Outcome("unknown", error="x"))

    @precondition(lambda self: self.in_state("sending"))
    @rule(data=st.data())
    def one_is_put_back(self, data: st.DataObject) -> None:
        """The provider was busy, so it is planned again: the same call."""
        self.record(data.draw(st.sampled_from(self.in_state("sending"))), Outcome("planned"))

    @precondition(lambda self: self.in_state("unknown"))
    @rule(data=st.data())
    def one_is_sent_again(self, data: st.DataObject) -> None:
        """A person lets it be sent again: both sends may cost."""
        request = data.draw(st.sampled_from(self.in_state("unknown")))
        fits = self.fits([request.cost])
        try:
            with self.store.settle() as writer:
                writer.budgets.count_again(request.what, request.uid)
                writer.jobs.record(request.what, request.uid, Outcome("planned"))
        except OverBudget:
            assert not fits
            return
        assert fits
        request.again(request.cost)

    @rule(price=PRICES)
    def all_failures_are_retried(self, price: Cost | None) -> None:
        """`sync --retry`: the newest failure of each character is planned again."""
        mine = [each for each in self.requests if each.what == "binding"]
        again = [each for each in mine[-1:] if each.state == "failed"]
        prices = {(self.filled.account, False): price} if price else {}
        fits = self.fits([price for _ in again])
        try:
            with self.store.plan() as writer:
                writer.jobs.replan_failed(prices)
        except OverBudget:
            assert not fits
            return
        assert fits
        for each in again:
            each.again(price)

    def record(self, request: Request, outcome: Outcome) -> None:
        """Write an outcome as a process does."""
        with self.store.settle() as writer:
            assert writer.jobs.record(request.what, request.uid, outcome)
        request.state = outcome.state

    @invariant()
    def the_sums_are_the_same(self) -> None:
        """Calls and money, and by every grouping the lines add up to the total."""
        connection, account = self.store.read._query.connection, self.filled.account
        calls, dollars = (
            costs.spent(connection, account, money.parse(text), 0) for text in ("1 calls", "1 USD")
        )
        assert calls == sum(each.calls for each in self.requests)
        assert dollars == sum(each.amount for each in self.requests)
        for by in (None, "project", "account", "month", "character", "episode"):
            sums = self.store.read.costs.sums(by, 0)  # type: ignore[arg-type] # one of its words
            assert money.of_micros(sum(each.micros for each in sums)) == dollars


def _said(charge: Cost | None) -> dict[str, object]:
    return {**money.columns(charge)} if charge else {}


def _plan_films(writer: Transaction, filled: Filled, prices: list[Cost | None]) -> list[str]:
    """Films with two characters each."""
    writer.budgets.check((filled.account, price) for price in prices)
    return [_plan_film(writer, filled, price) for price in prices]


def _plan_film(writer: Transaction, filled: Filled, price: Cost | None) -> str:
    uid = f"film{len(writer._scope.rows('SELECT id FROM task'))}"
    task = writer.jobs.add_task(filled.account, uid=uid, state="planned", request={}, cost=price)
    writer.jobs.add_prompt(
        project_id=1, account_id=filled.account, task_id=task, template="", text="", request={},
        characters=[(filled.mia, None, None), (filled.tom, None, None)],
    )  # fmt: skip
    return uid


def _plan_creations(writer: Transaction, filled: Filled, prices: list[Cost | None]) -> list[str]:
    planned = [
        Planned(filled.tom, filled.account, filled.source, Window(0, 1500), "url", {}, price)
        for price in prices
    ]
    uids: list[str] = writer.jobs.plan_bindings(planned)
    return uids


TestLedger = Ledger.TestCase
TestLedger.settings = examples(25, stateful_step_count=30)
