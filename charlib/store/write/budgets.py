"""Budgets: what would exceed one is not planned, and so never sent.

The check and the plan are in one write transaction, so two processes never plan the same share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from charlib.store import costs
from charlib.store.costs import cost_of
from charlib.store.write.scope import Scope

if TYPE_CHECKING:
    from charlib.domain.money import Cost
    from charlib.errors import OverBudget

_NO_COST = {"cost_micros": None, "cost_unit": "", "cost_is_estimate": 1}
_PLANNED = """
    SELECT account.id, account.name, account.budget, cost_micros, cost_unit, cost_is_estimate
    FROM {what} JOIN account ON account.id = account_id WHERE {what}.uid = ?
"""


class Budgets:
    """The verbs for budgets of accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def check(self, asked: Iterable[tuple[int, Cost | None]]) -> None:
        """Raise OverBudget if calls do not fit: the account and the cost of each, None if unknown.

        All of an account fit, or none.
        """
        by_account: dict[int, list[Cost | None]] = {}
        for account_id, cost in asked:
            by_account.setdefault(account_id, []).append(cost)
        for account_id, each in by_account.items():
            self._check(account_id, each)

    def _check(self, account_id: int, asked: Sequence[Cost | None]) -> None:
        name, text = self._scope.row("SELECT name, budget FROM account WHERE id = ?", account_id)
        error = self._refusal(account_id, name, text, asked) if text else None
        if error is not None:
            raise error

    def costing(self, cost: Cost | None) -> dict[str, Any]:
        """The columns of a planned row about its cost, which counts from now on."""
        if cost is None:
            return {**_NO_COST, "counted_at": self._scope.now}
        from charlib.domain import money

        return {**money.columns(cost), "counted_at": self._scope.now}

    def count_again(self, what: str, uid: str) -> None:
        """Count a request that is about to be planned again: both sends may cost.

        Raises OverBudget if it does not fit a second time.
        """
        found = self._scope.row(_PLANNED.format(what=what), uid)
        if found is None:
            return
        account_id, _, _, *cost = found
        self.check([(account_id, cost_of(*cost))])
        costs.count_again(self._scope.connection, what, [uid])
        if self._scope.log is not None:
            self._scope.log.bill(uid)
        sql = f"UPDATE {what} SET counted_at = ?, cost_is_estimate = 1 WHERE uid = ?"
        self._scope.execute(sql, self._scope.now, uid)

    def before_sending(self, what: str, uid: str) -> OverBudget | None:
        """Why a planned request may not be sent; its budget may be another one by now."""
        found = self._scope.row(_PLANNED.format(what=what), uid)
        if found is None or not found[2]:
            return None
        account_id, name, text, *cost = found
        return self._refusal(account_id, name, text, [cost_of(*cost)], but=uid)

    def _refusal(
        self,
        account_id: int,
        name: str,
        text: str,
        asked: Sequence[Cost | None],
        **more: Any,
    ) -> OverBudget | None:
        from charlib.domain import money

        budget = money.parse(text)
        spent = costs.spent(self._scope.connection, account_id, budget, self._scope.now, **more)
        why = money.refusal(budget, spent, asked)
        return money.over_budget(name, budget, asked, why) if why else None
