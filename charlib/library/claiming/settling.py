"""A person looks at claims and at the team's budgets, and ends or sets them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.domain.character import looks
from charlib.domain.sharing import claims, ledger
from charlib.domain.sharing.claims import Claim
from charlib.domain.sharing.ledger import Ruling
from charlib.errors import Conflict, NotFound, Refused
from charlib.hints import Hint, call, the_call
from charlib.library import finding
from charlib.library.claiming.chains import Chain, moment
from charlib.library.claiming.guard import no_ledger
from charlib.library.claiming.spending import Spending, learn

if TYPE_CHECKING:
    from charlib.domain.records import Account
    from charlib.library.claiming.team import Team
    from charlib.library.session import Session

VOICE = "voice:"
"""Before the handle of a character whose voice is meant."""
_MINE = "claimed", "sending"


class ClaimNote(NamedTuple):
    """Who creates a character, a look or a voice at an account, or has: `ref` as it is typed.

    `state` is `claimed` (about to be sent), `sending` (sent, and not known yet how it ended) or
    `done`. `since` is in milliseconds since 1970, `until` when a claim ends by itself, if it does.
    `ref` is empty for what is not here yet, and `account` for one that is not here.
    """

    ref: str
    account: str
    member: str
    state: str
    since: int
    until: int | None
    is_mine: bool


class TeamBudget(NamedTuple):
    """The budget of a team at an account, and what all members have spent in its present period.

    `budget` is empty, and the amounts are None, where the team has none. `by` set it.
    """

    account: str
    budget: str
    spent: Decimal | None
    left: Decimal | None
    by: str


def team(session: Session) -> Team:
    """The team of a library. Raises NotFound if it shares no cast."""
    found = session.team
    if found is None:
        raise NotFound("this library shares no cast", hint=call("share init", "URL"))
    return found


def claims_of(session: Session, ref: str) -> list[ClaimNote]:
    """Who is creating a character, a look (`mia+uniform`) or a voice (`voice:mia`) right now.

    Also what another member has created, if its ID is not here. Raises NotFound, Unreachable.
    """
    place = team(session).place
    notes: dict[tuple[str, str], ClaimNote] = {}
    for account, key in _chains(session, ref):
        last = Chain(place, key).last().claim
        if last is not None and is_open(last, made_here(session, account)):
            note = note_of(team(session), ref.removeprefix("@"), account.name, last)
            notes.setdefault((account.name, last.job), note)
    return list(notes.values())


def release(session: Session, ref: str, *, account: str | None = None) -> list[ClaimNote]:
    """End the claims of other members: a person knows that nobody is creating it any more.

    What they sent may have been paid for; the next creation is paid for in any case. Returns the
    claims that were ended. Raises NotFound if there is none, Conflict if it is this library's own.
    """
    mine = team(session)
    ended: dict[tuple[str, str], ClaimNote] = {}
    for at, key in _chains(session, ref, account):
        if (note := _end(session, mine, ref, at, key)) is not None:
            ended.setdefault((note.account, note.member), note)
    if not ended:
        raise NotFound(f"nobody else is creating {ref}", hint=call("share claims", ref))
    return list(ended.values())


def _end(session: Session, mine: Team, ref: str, account: Account, key: str) -> ClaimNote | None:
    chain = Chain(mine.place, key)
    while True:
        number, last = chain.last()
        if last is None or not is_open(last, made_here(session, account)):
            return None
        if last.log == mine.log:
            _refuse_own(session, ref, last)
        over = Claim("free", mine.member, mine.log, last.job, last.send, mine.now())
        if chain.put(number + 1, over):
            return note_of(mine, ref.removeprefix("@"), account.name, last)


def _refuse_own(session: Session, ref: str, claim: Claim) -> None:
    """Raise Conflict for a claim of this library whose request is still open here."""
    states = session.store.read.jobs.states("binding", [claim.job])
    if states.get(claim.job) == "unknown":
        name = ref.removeprefix("@")
        settle = the_call("resolve", name, lost=True)
        raise Conflict(
            f"this library has created {ref} itself, and got no answer",
            hint=Hint("{}    # if the provider made nothing", settle),
        )
    if states.get(claim.job) in {"planned", "sending", "processing"}:
        raise Conflict(f"this library is creating {ref} itself", hint=call("sync"))


def made_here(session: Session, account: Account) -> set[str]:
    """What stands for the IDs of an account that are here."""
    ids = session.store.read.jobs.remote_ids(account.name)
    return {claims.made_of(account.uid, each) for each in ids}


def is_open(claim: Claim, made: set[str]) -> bool:
    """Whether a claim keeps others from creating the same, who have `made` already."""
    if claim.state != "done":
        return claim.state != "free"
    return claim.made not in made


def note_of(mine: Team, ref: str, account: str, claim: Claim) -> ClaimNote:
    """A claim as a member sees it."""
    return ClaimNote(
        ref, account, claim.member, claim.state, claim.at, claim.until or None,
        claim.log == mine.log,
    )  # fmt: skip


def _chains(
    session: Session, ref: str, account: str | None = None
) -> Iterator[tuple[Account, str]]:
    """The chains of a character, a look or a voice, at one account or at all."""
    at = [session.accounts.named(account)] if account else session.store.read.accounts.all()
    is_voice = ref.startswith(VOICE)
    handle, look = looks.parted(ref.removeprefix(VOICE))
    project, handle = finding.refer(session, handle)
    person = session.store.read.characters.by_handle(project, handle)
    if person is not None:  # the handle may be another one of its handles
        project, handle = person.project, person.handle
    for each in at:
        yield each, claims.named_key(project, handle, VOICE if is_voice else look, each.uid)
        known = person and person.look_called(look)
        if person is not None and known is not None:
            yield each, claims.uid_key(person.uid, known.uid, each.uid, is_voice=is_voice)


# -- the team's budget


def budget(session: Session, account: str) -> TeamBudget:
    """The budget of the team at an account, and what is left of it."""
    at, mine = session.accounts.named(account), team(session)
    spending = Spending(mine.place)
    _, ruling = spending.ruling(at.uid)
    learn(session.store, at.uid, ruling)
    if ruling is None or not ruling.budget:
        return TeamBudget(at.name, "", None, None, ruling.member if ruling else "")
    rule = money.parse(ruling.budget)
    sums = spending.last(ledger.entries(at.uid, rule, mine.now())).sums
    spent = ledger.spent(sums, rule)
    return TeamBudget(at.name, str(rule), spent, rule.left(spent), ruling.member)


def set_budget(session: Session, account: str, text: str | None) -> TeamBudget:
    """Give the team a budget at an account, or with None take it away; it counts from now on.

    Raises Refused where members cannot agree on what was spent: in a folder that a program
    synchronises.
    """
    at, mine = session.accounts.named(account), team(session)
    rule = "" if text is None else str(money.parse(text))
    if mine.is_read_only:
        raise Refused(
            "this library only reads the shared cast", kind="permission",
            hint="Ask a member who may write to set the budget",
        )  # fmt: skip
    if rule and not mine.place.has_exclusive_create:
        raise no_ledger()
    Spending(mine.place).rule(at.uid, Ruling(mine.member, mine.log, mine.now(), rule))
    return budget(session, account)


def told(note: ClaimNote) -> str:
    """A claim as a sentence."""
    who = "this library" if note.is_mine else note.member or "another member"
    ref = note.ref or "something that is not here yet"
    at = note.account or "an account that is not here"
    what = {"done": "created", "claimed": "is about to create"}.get(note.state, "is creating")
    end = f", until {moment(note.until)} at the latest" if note.until else ""
    when = "on" if note.state == "done" else "since"
    return f"{who} {what} {ref} at {at}, {when} {moment(note.since)}{end}"
