"""The budget of a team, and the ledger of what its members send: objects in the place."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.domain.sharing import ledger
from charlib.domain.sharing.ledger import Entry, Ruling, Sums
from charlib.errors import Refused
from charlib.providers.replies.classify import failure
from charlib.store.reconciling import set_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from charlib.domain.money import Budget, Cost
    from charlib.errors import ProviderError
    from charlib.objects.place import Place
    from charlib.store.store import Store

_LIMITED = "team_budgets"
"""The setting with the accounts at which the team has a budget, as far as this library knows."""
_SMALL = 64 << 10


class Last(NamedTuple):
    """The last entry of a ledger, and its number; 0 and None of an empty one."""

    number: int
    entry: Entry | None

    @property
    def sums(self) -> Sums:
        """What all members have spent."""
        return self.entry.sums if self.entry else {}


class Spending:
    """The budgets of the team, and what counts against them."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._seen: dict[str, int] = {}
        self._lock = threading.Lock()

    def ruling(self, account_uid: str) -> tuple[int, Ruling | None]:
        """The budget of an account that is in force, and its number."""
        keys = [*self._place.list(ledger.rulings(account_uid))]
        if not keys:
            return 0, None
        ruling = ledger.ruling_of(self._place.get(keys[-1], _SMALL))
        if ruling is None:
            raise _damaged(keys[-1])
        return ledger.number_of(keys[-1]), ruling

    def rule(self, account_uid: str, ruling: Ruling) -> None:
        """Put a budget into force."""
        prefix, data = ledger.rulings(account_uid), ledger.to_bytes(ruling)
        while True:
            number, _ = self.ruling(account_uid)
            if self._place.put(ledger.numbered(prefix, number + 1), data):
                return

    def last(self, prefix: str) -> Last:
        """The last entry of a ledger that is there now."""
        with self._lock:
            seen = self._seen.get(prefix, 0)
        after = ledger.numbered(prefix, seen - 1) if seen > 1 else ""  # the last one is read again
        numbers = map(ledger.number_of, self._place.list(prefix, after))
        number = max(numbers, default=0)
        if not number:
            return Last(0, None)
        key = ledger.numbered(prefix, number)
        entry = ledger.entry_of(self._place.get(key, _SMALL))
        if entry is None:
            raise _damaged(key)
        with self._lock:
            self._seen[prefix] = max(number, self._seen.get(prefix, 0))
        return Last(number, entry)

    def add(self, prefix: str, entry: Entry, check: Callable[[Sums], None]) -> None:
        """Write an entry after all others; `check` raises if the sums do not allow it."""
        while True:
            last = self.last(prefix)
            check(last.sums)
            whole = entry._replace(sums=ledger.added(last.sums, entry.adds))
            if self._place.put(ledger.numbered(prefix, last.number + 1), ledger.to_bytes(whole)):
                return


def is_limited(store: Store, account_uid: str) -> bool:
    """Whether this library knows of a budget of the team at an account, without asking anybody."""
    return account_uid in _limited(store)


def learn(store: Store, account_uid: str, ruling: Ruling | None) -> None:
    """Remember whether the team has a budget at an account, for times without the place."""
    known = _limited(store)
    now = known | {account_uid} if ruling and ruling.budget else known - {account_uid}
    if now != known:
        text = json.dumps(sorted(now))
        with store.write() as writer:
            writer.repair(lambda connection: set_setting(connection, _LIMITED, text))


def _limited(store: Store) -> set[str]:
    return set(json.loads(store.read.setting(_LIMITED) or "[]"))


def refuse(account: str, budget: Budget, sums: Sums, cost: Cost | None) -> None:
    """Raise NotSent if the budget of the team does not have room for a call."""
    why = money.refusal(budget, ledger.spent(sums, budget), [cost])
    if why:
        text = f"the team's budget of {account} refuses the call: {why}; nothing was sent"
        raise failure(text, "team_budget")


def _damaged(key: str) -> ProviderError:
    return Refused(
        f"the object {key} is damaged, or of a newer charlib; nothing was sent",
        hint="Use the newest charlib; if it stays so, ask who wrote the object",
        kind="content", cause="place", is_permanent=True,
    )  # fmt: skip
