"""Asked before each request: nobody else is creating it, and the team's budget has room for it.

The send is in the log of this library already, so a process that is killed in here leaves a
request that `sync` knows of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.domain.sharing import claims, ledger
from charlib.domain.sharing.claims import LEASE_MS, Claim
from charlib.domain.sharing.ledger import Entry, Ruling, Sums
from charlib.errors import (
    CharlibError,
    InvalidInput,
    MissingExtra,
    NoAnswer,
    NotSent,
    Refused,
    Unreachable,
)
from charlib.library.claiming import spending
from charlib.library.claiming.chains import Chain, Link, refusal
from charlib.library.claiming.spending import Spending, refuse
from charlib.store.costs import cost_of

if TYPE_CHECKING:
    from charlib.domain.jobs import Job
    from charlib.domain.money import Budget, Cost
    from charlib.domain.records import Account
    from charlib.library.claiming.team import Team
    from charlib.store.sent import Sent
    from charlib.store.store import Store


_LONGEST_S = LEASE_MS // 2000
"""After so many seconds of asking nothing is sent: the lease must outlast the answer."""


class Held(NamedTuple):
    """Where others were told of a send: the chains of its claim, and its entry in a ledger."""

    chains: tuple[str, ...] = ()
    ledger: str = ""
    adds: Sums = MappingProxyType({})

    def text(self) -> str:
        """As the log of sends keeps it."""
        return json.dumps({**self._asdict(), "adds": dict(self.adds)})

    @classmethod
    def of(cls, text: str) -> Held:
        """From the log of sends."""
        said = json.loads(text) if text else {}
        return cls(tuple(said.get("chains", ())), said.get("ledger", ""), said.get("adds", {}))


class TeamGuard:
    """The guard of a library that is a member of a team. Any thread may ask it."""

    def __init__(self, store: Store, team: Team) -> None:
        self._store = store
        self._team = team
        self._spending = Spending(team.place)
        self._is_away = False

    def before_send(self, job: Job, send: int) -> None:
        """See `sync.guard.Guard`."""
        with reached():
            if not self._asks(job.account_uid):
                return
            begun = self._team.seconds()
            held = self._inherited(job, self._store.sends(job.uid), send)
            held = held._replace(chains=self._chains_of(job))
            self._store.hold(job.uid, send, held.text())
            links = self._claim(job, send, held.chains)
            self._spend(job, send, held)
            self._go(job, send, links)
            if self._team.seconds() - begun > _LONGEST_S:
                raise Unreachable(f"it took more than {_LONGEST_S} seconds to ask")

    def look(self, project: str, called: tuple[str, str], account: Account) -> None:
        """Raise NotSent if another member creates, or has made, what is not planned here yet.

        `called` are the handle and the look. So nothing is written here, where asking is enough.
        """
        with reached():
            if not self._asks(account.uid):
                return
            key = claims.named_key(project, *called, account.uid)
            known = _among(account.uid, lambda: self._store.read.jobs.remote_ids(account.name))
            mine = self.claim_of("claimed", "", 0, 0)
            last = Chain(self._team.place, key).last().claim
            if last is None or last.log == mine.log:
                return
            verdict = claims.decide(last, mine, self._team.common_now(), known)
            if verdict != "take":
                raise refusal(last, is_made=verdict == "made")

    def _asks(self, account_uid: str) -> bool:
        """Whether others must be asked about requests to an account.

        Raises NotSent if they cannot be: who only reads tells them nothing. An account of its own
        never comes to anybody else.
        """
        if not self._team.is_read_only:
            return True
        if self._store.read.shared.texts("account", [account_uid]):
            raise _read_only()
        return False

    # -- claims

    def _chains_of(self, job: Job) -> tuple[str, ...]:
        if job.what != "binding":
            return ()
        project, handle = self._store.read.jobs.character_of(job.uid)
        return claims.keys_of(job, project, handle)

    def _claim(self, job: Job, send: int, chains: tuple[str, ...]) -> list[tuple[Chain, Link]]:
        """Claim a creation. Where no claim ends by itself, it counts as sent from the start."""
        if not chains:
            return []
        now = self._team.common_now()
        at = self._team.now()
        expires = now is not None
        mine = self.claim_of("claimed" if expires else "sending", job.uid, send, at)
        mine = mine._replace(until=at + LEASE_MS) if expires else mine
        known = self._known_to(job)
        return [
            (chain, chain.take(mine, now, known))
            for chain in (Chain(self._team.place, key) for key in chains)
        ]

    def _go(self, job: Job, send: int, links: Iterable[tuple[Chain, Link]]) -> None:
        """Say that the request is sent now: from here on nobody else may take the claim."""
        for chain, link in links:
            mine = self.claim_of("sending", job.uid, send, self._team.now())
            chain.advance(link, mine)

    def claim_of(self, state: str, uid: str, send: int, at: int, made: str = "") -> Claim:
        """A claim of this library."""
        return Claim(state, self._team.member, self._team.log, uid, send, at, made=made)

    def _known_to(self, job: Job) -> Callable[[str], bool]:
        """Whether the ID of a digest was in this library before a job was planned."""
        return _among(job.account_uid, lambda: self._store.read.jobs.ids_before(job.uid))

    # -- money

    def _inherited(self, job: Job, sends: list[Sent], send: int) -> Held:
        """What an earlier send of a job left, which did not cost anything: it counts for this."""
        held = Held()
        for each in sends:
            if each.held and each.n < send and is_put_back(each):
                held = Held.of(each.held)
                self._store.hold(job.uid, each.n, "")
        return held

    def _spend(self, job: Job, send: int, held: Held) -> None:
        """Write what a send will cost into the ledger, if the team has a budget."""
        if held.ledger:
            return
        ruling = self._ruling(job)
        if ruling is None or not ruling.budget:
            return
        if not self._team.place.has_exclusive_create:
            raise no_ledger()
        self._enter(job, send, held, money.parse(ruling.budget))

    def _ruling(self, job: Job) -> Ruling | None:
        """The budget of the team at a job's account.

        Where the place cannot be reached, a film is sent if this library knows of no budget there.
        """
        may_go = job.what == "task" and not spending.is_limited(self._store, job.account_uid)
        if may_go and self._is_away:
            return None
        try:
            _, ruling = self._spending.ruling(job.account_uid)
        except (Unreachable, NoAnswer):
            if not may_go:
                raise
            self._is_away = True
            return None
        spending.learn(self._store, job.account_uid, ruling)
        return ruling

    def _enter(self, job: Job, send: int, held: Held, budget: Budget) -> None:
        cost = self._cost_of(job, send)
        prefix = ledger.entries(job.account_uid, budget, self._team.now())
        adds = ledger.adds_of(cost)
        entry = Entry(self._team.member, self._team.log, job.uid, send, self._team.now(), adds, {})
        self._spending.add(prefix, entry, lambda sums: refuse(job.account, budget, sums, cost))
        # Logged afterwards: a process that is killed in between leaves it counted, never forgotten.
        self._store.hold(job.uid, send, held._replace(ledger=prefix, adds=adds).text())

    def _cost_of(self, job: Job, send: int) -> Cost | None:
        sent = next(each for each in self._store.sends(job.uid) if each.n == send)
        return cost_of(sent.cost_micros, sent.cost_unit, 1)


def _among(account_uid: str, ids: Callable[[], Iterable[str]]) -> Callable[[str], bool]:
    """Whether a digest is that of one of these IDs, which are read only then."""
    return lambda made: any(claims.made_of(account_uid, each) == made for each in ids())


class NoPlace:
    """The guard of a library whose place cannot be opened: it lets nothing pass."""

    def __init__(self, error: CharlibError) -> None:
        self._error = error

    def before_send(self, job: Job, send: int) -> None:  # noqa: ARG002 - as in `sync.guard.Guard`
        """See `sync.guard.Guard`."""
        self._fail()

    def look(self, project: str, called: tuple[str, str], account: Account) -> None:  # noqa: ARG002
        """See `TeamGuard`."""
        self._fail()

    def _fail(self) -> None:
        with reached():
            raise self._error


def is_put_back(sent: Sent) -> bool:
    """Whether a request was planned again after a send that cost nothing: the next one counts."""
    return bool(sent.answer and sent.answer.state == "planned" and not sent.is_billed)


@contextmanager
def reached() -> Iterator[None]:
    """Turn every error of the place into one that says that nothing was sent."""
    try:
        yield
    except NotSent:
        raise
    except (Refused, InvalidInput, MissingExtra) as error:
        raise NotSent(
            f"{error}; nothing was sent",
            hint=error.hint, kind=error.kind, cause="place", is_permanent=True,
        ) from error  # fmt: skip
    except CharlibError as error:
        text = f"where the cast is shared, nobody answers: {error}; nothing was sent"
        raise Unreachable(text, hint=error.hint, cause="place") from error


def no_ledger() -> Refused:
    """The error for a place in which members cannot agree on what was spent."""
    return Refused(
        "the team has a budget, and a folder that a program synchronises cannot hold its ledger",
        hint="Share the cast in a bucket, or in a folder of a network drive",
        kind="money", cause="team_budget", is_permanent=True,
    )  # fmt: skip


def _read_only() -> NotSent:
    return NotSent(
        "this library only reads the shared cast, so it cannot tell the others what it creates",
        hint="Ask for the right to write, and share again",
        kind="permission", cause="place", is_permanent=True,
    )  # fmt: skip
