"""Claims in the place: each link of a chain is an object that only one member can write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain.sharing import claims
from charlib.domain.sharing.claims import Claim
from charlib.domain.text import printable
from charlib.providers.replies.classify import failure

if TYPE_CHECKING:
    from charlib.errors import ProviderError
    from charlib.objects.place import Place

State = Literal["claimed", "sending", "done", "free"]
_SMALL = 64 << 10


class Link(NamedTuple):
    """The last claim of a chain, and its number; 0 and None of an empty one."""

    number: int
    claim: Claim | None


EMPTY = Link(0, None)


class Chain:
    """The claims of one creation."""

    def __init__(self, place: Place, key: str) -> None:
        self._place = place
        self.key = key

    def last(self) -> Link:
        """The last link that is there now."""
        numbers = map(claims.number_of, self._place.list(f"{self.key}."))
        number = max(numbers, default=0)
        if not number:
            return EMPTY
        data = self._place.get(claims.numbered(self.key, number), _SMALL)
        return Link(number, claims.from_bytes(data))

    def put(self, number: int, claim: Claim) -> bool:
        """Write a link; False if another member was first."""
        return self._place.put(claims.numbered(self.key, number), claims.to_bytes(claim))

    def take(self, mine: Claim, now: int | None, is_known: Callable[[str], bool]) -> Link:
        """Write `mine` as the last link, unless the last one is of the same job already.

        Returns the last link. Raises NotSent if another member is at it, or has made it.
        """
        # Where the place says who was first, the first claim of a chain needs no look at it.
        link = EMPTY if self._place.has_exclusive_create else self.last()
        while True:
            verdict = claims.decide(link.claim, mine, now, is_known)
            if verdict == "hold":
                return link
            if verdict != "take":
                raise refusal(link.claim or claims.UNREADABLE, is_made=verdict == "made")
            if self.put(link.number + 1, mine):
                return Link(link.number + 1, mine)
            link = self.last()

    def advance(self, link: Link, mine: Claim) -> None:
        """Write `mine` after a link of the same job. Raises NotSent if it was taken over."""
        while is_of(link, mine):
            if link.claim and link.claim.state == mine.state:
                return
            if self.put(link.number + 1, mine):
                return
            link = self.last()
        raise refusal(link.claim or claims.UNREADABLE)

    def end(self, mine: Claim) -> None:
        """Write how a job ended, if its claim is the last link."""
        link = self.last()
        while is_of(link, mine) and link.claim and link.claim.state in {"claimed", "sending"}:
            if self.put(link.number + 1, mine):
                return
            link = self.last()


def is_of(link: Link, mine: Claim) -> bool:
    """Whether a link is of the same job of the same library as a claim."""
    return link.claim is not None and (link.claim.log, link.claim.job) == (mine.log, mine.job)


def refusal(claim: Claim, *, is_made: bool = False) -> ProviderError:
    """The error for a creation that another member has claimed."""
    if is_made:
        text = f"{who(claim)} created it on {moment(claim.at)}, and its ID is not here"
        return failure(f"{text}; nothing was sent", "claimed:made")
    if claim.state == "free":
        return failure(f"{who(claim)} ended this claim meanwhile; nothing was sent", "claimed")
    since = f" since {moment(claim.at)}" if claim.at else ""
    return failure(f"{who(claim)} has been creating it{since}; nothing was sent", "claimed")


def who(claim: Claim) -> str:
    """The member who wrote a claim."""
    return printable(claim.member, 60) or "another member"


def moment(at: int) -> str:
    """A time as errors have it, in UTC."""
    try:
        return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, OSError, ValueError):
        return "an unknown day"
