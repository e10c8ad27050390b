"""The verbs for a cast that several members share: `lib.share`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charlib.domain.text import clean
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument
from charlib.library.session import Session, Warn, warned
from charlib.library.sharing import share_names, shares

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.library.claiming.settling import ClaimNote, TeamBudget
    from charlib.library.sharing.pulling import Pulled
    from charlib.library.sharing.pushing import Pushed

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a share; when it last pushed, in ms since 1970."""

    author: str
    name: str
    pushed_at: int | None = None
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A shared cast: where it is, who this member is, and what is not told yet.

    `unpushed` are numbers of things by kind. `waiting` are numbers of new objects by member, and
    `refused` the objects that cannot be read, each with the reason. Times are in ms since 1970.
    """

    url: str
    name: str
    author: str
    media: str
    is_read_only: bool
    pulled_at: int | None
    pushed_at: int | None
    unpushed: dict[str, int] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    waiting: dict[str, int] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    questions: tuple[Question, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


class Share:
    """One cast for several members, in a folder or a bucket.

    Every verb raises NotFound if this library shares nothing, and a ProviderError if the place
    cannot be reached; all other verbs of the library work without it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def init(self, url: str, *, name: str = "", read_only: bool = False) -> Status:
        """Share the cast in a folder or an `s3://bucket/prefix`; begin one, or join it.

        The others see `name`, by default that of the user. A member who is `read_only` never
        writes there. Nothing is pushed or pulled yet. Raises InvalidInput for another place,
        TooNew for a cast of a newer charlib.
        """
        from charlib.objects.opening import open_place, place_url

        session = self._session
        full = place_url(url, session.environ)
        called = clean(name.strip() or _user(session), "the name", limit=_LONGEST)
        if not called:
            raise InvalidInput(
                "a member needs a name that the others see",
                hint=Hint("{}", argument("name", "ANNA")),
            )
        place = open_place(full, session.environ)
        try:
            shares.enter(place, read_only=read_only)
        finally:
            place.close()
        with session.store.share() as writer:
            writer.team.join(full, called, read_only=read_only)
        return self._local()

    def push(self, *, warn: Warn | None = None) -> Pushed:
        """Tell the others what this library changed since its last push.

        Footage of real people without a recorded consent stays here, and keys always do. Raises
        Conflict for a member who only reads.
        """
        from charlib.library.sharing import pushing

        return pushing.push(self._session, warn or warned)

    def pull(self, *, media: str | None = None, warn: Warn | None = None) -> Pulled:
        """Take what the others changed, joined field by field; one undo step.

        `media` says which kept files come: `all`, those that are needed (`on-demand`), or `none`;
        it is remembered. Objects that are damaged are refused, and the others are read.
        """
        from charlib.library.sharing import pulling

        return pulling.pull(self._session, media, warn or warned)

    def status(self, *, ask: bool = True) -> Status:
        """Where the cast is, who shares it, what is not pushed, and what is new there.

        Without `ask`, what is known here: nothing is `waiting` then.
        """
        if not ask:
            return self._local()
        from charlib.library.sharing import pulling

        session = self._session
        share = shares.joined(session)
        place, read = shares.place_of(session, share), session.store.read.team
        new = pulling.news(session, place, share).names
        met = {each.author for each in read.members()}
        prefix = share_names.MEMBERS
        names = [name.removeprefix(prefix) for name in place.list(prefix)]
        fresh = {
            author: (shares.name_of(place, author), None)
            for author in names
            if share_names.is_author(author) and author not in met
        }
        if fresh:
            with session.store.write() as writer:
                writer.team.meet(fresh)
        local = self._local()
        called = {each.author: each.name for each in local.members}
        return _with(local, waiting=pulling.waiting(new, called))

    def leave(self, *, warn: Warn | None = None) -> None:
        """Share no more. What was pulled stays here, and what was pushed stays there.

        Kept files that are only there do not come here any more: `warn` is told how many they are.
        """
        from charlib.library.sharing import fetching

        share = shares.joined(self._session)
        fetching.warn_of_leaving(self._session, share.url, warn or warned)
        with self._session.store.write() as writer:
            writer.team.leave()

    def claims(self, ref: str = "") -> list[ClaimNote]:
        """Who is creating a character, a look (`mia+rain`) or a voice (`voice:mia`) right now.

        Also who has created it, if the ID is not here yet. Without `ref`, all that anybody is
        creating, the oldest first.
        """
        from charlib.library.claiming import listing, settling

        session = self._session
        return settling.claims_of(session, ref) if ref else listing.all_claims(session)

    def release(self, ref: str, *, account: str | None = None) -> list[ClaimNote]:
        """End the claims of other members, so that this library may create it.

        A claim that was sent may have been paid for, and creating is paid for again: ask the member
        first. Returns what was ended. Raises NotFound if nobody else is creating it, and Conflict
        if this library is.
        """
        from charlib.library.claiming import settling

        return settling.release(self._session, ref, account=account)

    def budget(self, account: str) -> TeamBudget:
        """The budget of all members together at an account, and what is left of it."""
        from charlib.library.claiming import settling

        return settling.budget(self._session, account)

    def set_budget(self, account: str, budget: str | None) -> TeamBudget:
        """Give all members together a budget at an account: `20 USD/month`, `10 calls`.

        None takes it away. What was sent before does not count. Raises InvalidInput for what is no
        budget, and Refused where members cannot agree on what was spent: in a folder that a
        program synchronises.
        """
        from charlib.library.claiming import settling

        return settling.set_budget(self._session, account, budget)

    def _local(self) -> Status:
        """What is known without asking the place."""
        from charlib.domain.character import handle as handles
        from charlib.library.sharing import deciding

        session = self._session
        share, read = shares.joined(session), session.store.read.team
        with session.store.share() as writer:
            author = writer.team.author
        current = session.project
        return Status(
            url=share.url, name=share.name, author=author, media=share.media,
            is_read_only=share.is_read_only, pulled_at=share.pulled_at, pushed_at=share.pushed_at,
            unpushed=read.unpushed(),
            held=tuple(handles.qualified(each, slug, current) for slug, each in read.held()),
            members=tuple(
                Member(each.author, each.name, each.pushed_at, each.author == author)
                for each in read.members()
            ),
            questions=tuple(deciding.questions(session)), refused=dict(read.refused()),
        )  # fmt: skip


def _with(status: Status, **more: object) -> Status:
    from dataclasses import replace

    return replace(status, **more)  # type: ignore[arg-type] # names of its fields


def _user(session: Session) -> str:
    names = (session.environ.get(each, "") for each in ("USER", "USERNAME", "LOGNAME"))
    return next(filter(None, names), "") or _account_of_system()


def _account_of_system() -> str:
    """The user as the system knows it: services and containers have no USER."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a number without a name
        return ""
