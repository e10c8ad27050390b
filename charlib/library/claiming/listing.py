"""All open claims of a shared cast: who is creating what, since when, and until when at most.

A chain is known by digests and uids, so a claim for a character that is not here has no name here.
Chains that have ended are remembered, and read again only when they go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import with_look
from charlib.domain.sharing import claims
from charlib.domain.sharing.claims import Claim
from charlib.library.claiming import settling
from charlib.library.claiming.settling import ClaimNote
from charlib.store.shared.team import Object

if TYPE_CHECKING:
    from charlib.domain.records import Account, Character
    from charlib.library.claiming.team import Team
    from charlib.library.session import Session
    from charlib.objects.place import Place

_CLAIMS = "claims/"
_NAMED = "claims/name-"
_READERS = 8
"""Links that are read at the same time: each is an object, and a bucket takes its time."""
_SMALL = 64 << 10
_VOICE = settling.VOICE


class _Link(NamedTuple):
    """The last link of a chain, by its key, with the chain's account as far as it is here."""

    key: str
    claim: Claim
    account: Account | None

    @property
    def chain(self) -> str:
        """The key of the chain."""
        return self.key.rpartition(".")[0]


def all_claims(session: Session) -> list[ClaimNote]:
    """All claims that keep members from creating something, the oldest first.

    One that has run out keeps nobody. Raises NotFound, Unreachable.
    """
    team = settling.team(session)
    accounts = {claims.safe(each.uid): each for each in session.store.read.accounts.all()}
    links = [
        _Link(key, claim, accounts.get(key.rpartition(".")[0].rpartition(".")[2]))
        for key, claim in _unsettled(session, team.place)
    ]
    made = {name: settling.made_here(session, each) for name, each in accounts.items()}
    ended: list[_Link] = []
    waiting: list[_Link] = []
    for each in links:
        has_ended = _has_ended(each, made)
        (ended if has_ended else waiting).append(each)
    _remember(session, ended)
    now = team.common_now()
    lasting = [each for each in waiting if not _has_expired(each.claim, now)]
    return sorted(_notes(session, team, lasting), key=lambda note: (note.since, note.ref))


def _unsettled(session: Session, place: Place) -> Iterator[tuple[str, Claim]]:
    """The last link of each chain that is not known to have ended."""
    last: dict[str, str] = {}
    for key in place.list(_CLAIMS):
        if claims.number_of(key):
            last[key.rpartition(".")[0]] = key  # keys come in order
    keys = sorted(set(last.values()) - session.store.read.team.known(last.values()))
    with ThreadPoolExecutor(_READERS) as pool:
        told = pool.map(lambda key: claims.from_bytes(place.get(key, _SMALL)), keys)
        yield from zip(keys, told, strict=True)


def _has_ended(link: _Link, made: Mapping[str, set[str]]) -> bool:
    """Whether a chain keeps nobody here from creating: `made` are digests of the IDs by account."""
    if link.account is None:  # nobody here creates anything there
        return link.claim.state in {"done", "free"}
    known = made[claims.safe(link.account.uid)]
    return not settling.is_open(link.claim, known)


def _has_expired(claim: Claim, now: int | None) -> bool:
    return claim.state == "claimed" and now is not None and now > claim.until


def _remember(session: Session, ended: Iterable[_Link]) -> None:
    """Remember chains that have ended; of an account that is not here it may come."""
    settled = [Object(each.key) for each in ended if each.account is not None]
    if settled:
        with session.store.write() as writer:
            writer.team.know(settled)


def _notes(session: Session, team: Team, links: Iterable[_Link]) -> list[ClaimNote]:
    """One note for each creation, which has two chains."""
    jobs: dict[tuple[str, str, str], list[_Link]] = {}
    for each in links:
        account = each.chain.rpartition(".")[2]
        job = (account, each.claim.log, each.claim.job or each.chain)
        jobs.setdefault(job, []).append(each)
    refs = _refs(session, [each for some in jobs.values() for each in some])
    notes = []
    for some in jobs.values():
        link = max(some, key=lambda each: (each.claim.send, each.claim.state == "sending"))
        ref = next(filter(None, (refs.get(each.chain, "") for each in some)), "")
        name = link.account.name if link.account else ""
        notes.append(settling.note_of(team, ref, name, link.claim))
    return notes


# -- names


def _refs(session: Session, links: Iterable[_Link]) -> dict[str, str]:
    """What chains are about, as a person types it; those of characters that are here."""
    by_uid = [each.chain for each in links if not each.key.startswith(_NAMED)]
    uids = {chain.removeprefix(_CLAIMS).split(".")[0] for chain in by_uid}
    people = {each.uid: each for each in session.store.read.characters.by_uids(uids)}
    refs = {chain: _ref_by_uid(session, people, chain) for chain in by_uid}
    hidden = {each.chain for each in links if each.key.startswith(_NAMED)}
    return refs | _refs_by_name(session, hidden)


def _ref_by_uid(session: Session, people: dict[str, Character], chain: str) -> str:
    uid, part, _ = chain.removeprefix(_CLAIMS).split(".")
    person = people.get(uid)
    if person is None:
        return ""
    name = session.qualified(person)
    if part == "voice":
        return f"{_VOICE}{name}"
    look = next((each.name for each in person.looks if each.uid == part), "")
    return with_look(name, look)


def _refs_by_name(session: Session, chains: set[str]) -> dict[str, str]:
    """What chains are about of which only a digest of the name is known."""
    accounts = {chain.rpartition(".")[2] for chain in chains}
    found: dict[str, str] = {}
    for slug, handle, look in session.store.read.team.names_of_creations() if chains else ():
        name = qualified(handle, slug, session.project)
        refs = {look: with_look(name, look)} | ({} if look else {_VOICE: f"{_VOICE}{name}"})
        for part, ref in refs.items():
            chain_at = partial(claims.named_key, slug, handle, part)
            found |= {chain: ref for chain in map(chain_at, accounts) if chain in chains}
    return found
