"""Tells the others how a send ended: whether its claim is over, and what it really cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from charlib.domain import money
from charlib.domain.sharing import claims, ledger
from charlib.domain.sharing.claims import Claim
from charlib.domain.sharing.ledger import Entry, Sums
from charlib.library.claiming.chains import Chain
from charlib.library.claiming.guard import Held, is_put_back
from charlib.library.claiming.spending import Spending
from charlib.store import unrecorded

if TYPE_CHECKING:
    from charlib.library.claiming.team import Team
    from charlib.store.sent import Sent
    from charlib.store.store import Store

_OVER = {"ready", "done", "failed", "rejected", "expired", "gone"}
"""States after which nothing more is heard of a request."""
_AT_ONCE = 8


def tell(store: Store, team: Team) -> int:
    """Tell what is known by now; return the number of requests that were told.

    One that got no answer keeps its claim. Raises ProviderError if the place cannot be reached.
    """
    held = store.held()
    last = {each.uid: each.n for each in held}
    over = [each for each in held if each.held and _is_over(each, last[each.uid])]
    if not over:
        return 0
    teller = _Teller(store, team)
    with ThreadPoolExecutor(min(_AT_ONCE, len(over)), thread_name_prefix="charlib") as pool:
        list(pool.map(lambda sent: teller.tell(sent, last[sent.uid]), over))
    return len(over)


def _is_over(sent: Sent, last: int) -> bool:
    """Whether it is known how a send ended, or a later one of the same request counts."""
    if is_put_back(sent):
        return False
    if sent.n < last:
        return True
    return sent.answer is not None and sent.answer.state in _OVER


class _Teller:
    """Tells of sends, each in a thread of its own."""

    def __init__(self, store: Store, team: Team) -> None:
        self._store = store
        self._team = team
        self._spending = Spending(team.place)

    def tell(self, sent: Sent, last: int) -> None:
        held = Held.of(sent.held)
        if sent.n == last:
            self._end(sent, held)
        if held.ledger:
            self._correct(sent, held)
        self._store.hold(sent.uid, sent.n, "")

    def _end(self, sent: Sent, held: Held) -> None:
        """End the claim: its ID was made, or nothing was."""
        remote_id = sent.answer.remote_id if sent.answer else None
        is_made = bool(sent.answer and sent.answer.state not in {"failed", "rejected"})
        made = claims.made_of(sent.account_uid, remote_id or "") if is_made else ""
        state = "done" if is_made else "free"
        mine = Claim(
            state, self._team.member, self._team.log, sent.uid, sent.n, self._team.now(), made=made
        )
        for key in held.chains:
            Chain(self._team.place, key).end(mine)

    def _correct(self, sent: Sent, held: Held) -> None:
        """Add to the ledger what a send cost beyond its estimate, or take off what it did not.

        A process that is killed in here leaves too much in the ledger rather than too little: that
        it was corrected is logged after more was added, and before anything is taken off.
        """
        less, more = differences(held.adds, counted(sent))
        if more:
            self._add(sent, held, more)
        self._store.hold(sent.uid, sent.n, held._replace(ledger="").text())
        if less:
            self._add(sent, held, less)

    def _add(self, sent: Sent, held: Held, adds: Sums) -> None:
        team = self._team
        entry = Entry(team.member, team.log, sent.uid, sent.n, team.now(), adds, {})
        self._spending.add(held.ledger, entry, lambda _: None)


def counted(sent: Sent) -> dict[str, int]:
    """What a send counts as, by all that is known of it."""
    charge, unit = unrecorded.charge(sent)
    known = {money.CALLS: charge.calls}
    if unit and unit != money.CALLS:
        known[unit] = charge.micros
    return {unit: count for unit, count in known.items() if count}


def differences(before: Sums, after: Sums) -> tuple[dict[str, int], dict[str, int]]:
    """What is to be taken off, and what is to be added, to get from one to the other."""
    change = ledger.added(after, {unit: -count for unit, count in before.items()})
    less = {unit: count for unit, count in change.items() if count < 0}
    return less, {unit: count for unit, count in change.items() if count > 0}
