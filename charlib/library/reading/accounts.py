"""The accounts of an import file, and which accounts of the library they are.

An account is recognised by its `uid`, never by its name: everybody's first account has the same
one. Another library's account is added beside those that are here, under a free name and without a
key, unless a person says which of theirs it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character import handle as handles
from charlib.domain.records import Account
from charlib.domain.text import printable
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound
from charlib.hints import Hint, Notice, argument, the_call

if TYPE_CHECKING:
    from charlib.library.session import Session
    from charlib.providers.profile import Profile
    from charlib.store.write.transaction import Transaction

_UID = 64


class Theirs(NamedTuple):
    """An account as a file names it; `base_url` is None in a file that does not say it."""

    name: str
    uid: str
    profile: str
    base_url: str | None


class Matcher:
    """Finds the account of the library for each account of a file, and adds those that are new.

    `mapped` are names of the file, each with the name of an account here. `origin` is where other
    accounts come from, in words.
    """

    def __init__(
        self,
        session: Session,
        writer: Transaction,
        mapped: Mapping[str, str],
        origin: str = "another library",
    ) -> None:
        self._session = session
        self._writer = writer
        self._origin = origin
        self._mapped = {handles.parse_slug(name): mine for name, mine in mapped.items()}
        self._known = session.store.read.accounts.all()
        self._taken = {account.name for account in self._known}
        self._ids: dict[Theirs, int] = {}
        self._added: dict[str, tuple[int, Theirs]] = {}
        self.warnings: list[str] = []
        self.names: dict[str, str] = {}

    def id(self, name: str, uid: str, profile: str, base_url: str | None) -> int:
        """The id of the account that a binding of the file belongs to."""
        theirs = Theirs(name, uid, profile, base_url)
        if theirs not in self._ids:  # read once, however many bindings it has
            name = handles.parse_slug(name, "an account", "kling, home-2")
            self._ids[theirs] = self._find(
                theirs._replace(name=name, uid=checked_uid(uid, "account_uid"))
            )
        return self._ids[theirs]

    def is_known(self, account_id: int) -> bool:
        """Whether an account was here before this import."""
        return any(account.id == account_id for account in self._known)

    def refuse_unused(self) -> None:
        """Raise InvalidInput if an account that was mapped is not in the file."""
        unused = sorted(set(self._mapped) - set(self.names))
        if unused:
            raise InvalidInput(
                f"the file has no account {unused[0]!r}; nothing was imported",
                hint=Hint("Give {}", argument("map_account", "THEIRS=MINE")),
            )

    def _find(self, theirs: Theirs) -> int:
        if theirs.name in self._mapped:
            mine = self._session.accounts.named(self._mapped[theirs.name])
            self._refuse_another_service(theirs, mine)
            self._note(theirs, mine.name)
            return mine.id
        same = next((each for each in self._known if _is_same(each, theirs)), None)
        if same is not None:
            self._refuse_another_family(theirs, same.name, same.profile)
            self._warn_of_another_address(theirs, same)
            self.names[theirs.name] = same.name
            return same.id
        if theirs.uid in self._added:  # the file has it under two names or addresses
            account_id, first = self._added[theirs.uid]
            self._refuse_another_family(theirs, first.name, first.profile)
            self.names[theirs.name] = self.names[first.name]
            return account_id
        return self._add(theirs)

    def _refuse_another_family(self, theirs: Theirs, mine: str, profile: str) -> None:
        """Raise Conflict for a known uid at another service: somebody edited the file."""
        families = [
            _family(name, self._profile(theirs._replace(profile=name)))
            for name in (theirs.profile, profile)
        ]
        if theirs.uid and theirs.profile and families[0] != families[1]:
            raise Conflict(
                f"account {theirs.name} of the file has the uid of account {mine}, but its profile"
                f" is {printable(theirs.profile, 60)}, not {profile}",
                hint="Correct the profile or the account_uid in the file",
            )

    def _warn_of_another_address(self, theirs: Theirs, mine: Account) -> None:
        """An account may have moved since the file was written; its IDs stay its own."""
        if theirs.uid and (theirs.base_url or "").rstrip("/") not in {
            "", (mine.base_url or "").rstrip("/"),
        }:  # fmt: skip
            where = printable(mine.base_url or "its profile's address")
            self.warnings.append(
                f"account {mine.name} was at {printable(theirs.base_url or '')} when the file was"
                f" written, and is at {where} now"
            )

    def _note(self, theirs: Theirs, mine: str) -> None:
        self.names[theirs.name] = mine
        if mine != theirs.name:
            self.warnings.append(f"account {theirs.name} of the file is {mine} here")

    def _refuse_another_service(self, theirs: Theirs, mine: Account) -> None:
        """Raise Conflict unless both accounts are of one family, at one address."""
        profile, own = self._profile(theirs), self._session.accounts.profile(mine)
        families = [_family(theirs.profile, profile), _family(mine.profile, own)]
        where = [_address(theirs.base_url, profile), _address(mine.base_url, own)]
        for what, (a, b) in (("profile", families), ("base URL", where)):
            if a != b and not (what == "base URL" and theirs.base_url is None):
                raise Conflict(
                    f"account {theirs.name} of the file cannot be {mine.name}: their {what}s differ"
                    f" ({printable(a) or 'none'}, {printable(b) or 'none'})",
                    hint=Hint("Import it without {}", argument("map_account")),
                )

    def _profile(self, theirs: Theirs) -> Profile | None:
        try:
            return self._session.profiles.load(theirs.profile)
        except CharlibError:
            return None

    def _add(self, theirs: Theirs) -> int:
        """Add an account of another library: without a key, and never the default one."""
        name = self._free_name(theirs.name)
        try:
            text = self._session.profiles.text(theirs.profile) or ""
        except NotFound:
            text = ""
        added = self._writer.accounts.add(
            name, theirs.profile, text, self._checked_url(theirs), "",
            **({"uid": theirs.uid} if theirs.uid else {}),
        )  # fmt: skip
        if theirs.uid:
            self._added[theirs.uid] = (added, theirs)
        self._taken.add(name)
        self.names[theirs.name] = name
        if not self._has_ended(theirs):
            self.warnings.append(self._notice(theirs, name, is_known=bool(text)))
        return added

    def _has_ended(self, theirs: Theirs) -> bool:
        """Whether nobody can use an account: its IDs came without an address, of a dead service."""
        profile = self._profile(theirs)
        return theirs.base_url is None and profile is not None and profile.status == "sunset"

    def _free_name(self, name: str) -> str:
        names = (name if n == 1 else f"{name[:60]}-{n}" for n in count(1))
        return next(name for name in names if name not in self._taken)

    def _checked_url(self, theirs: Theirs) -> str | None:
        if not theirs.base_url:
            return None
        from charlib.providers.accounts import check_base_url
        from charlib.providers.profile import Http

        profile = self._profile(theirs)
        return check_base_url(theirs.base_url, profile.http if profile else Http())

    def _notice(self, theirs: Theirs, name: str, *, is_known: bool) -> Notice:
        origin = f"of {self._origin}"
        origin += f" at {printable(theirs.base_url)}" if theirs.base_url else ""
        origin += "" if is_known else f", whose profile {theirs.profile} is not known here"
        was = "" if name == theirs.name else f" for its account {theirs.name}"
        alike = next((each for each in self._known if self._is_alike(each, theirs)), None)
        say = the_call("account edit", name, key_env="VARIABLE")
        if alike:
            key = f"{alike.name} ({alike.key_env})" if alike.key_env else alike.name
            use = the_call("account use", name)
            hint = Hint("If it has the key of {}: {}, then {}", key, say, use)
        else:
            hint = Hint("To use it, say where its key is: {}", say)
        return Notice(f"account {name} is new here{was}: it is {origin}, and has no key", hint)

    def _is_alike(self, mine: Account, theirs: Theirs) -> bool:
        """Whether an account of this library may be the same one, added twice.

        Nobody can tell without asking: colleagues often have a key each, in one variable.
        """
        profile, own = self._profile(theirs), self._session.accounts.profile(mine)
        families = [_family(theirs.profile, profile), _family(mine.profile, own)]
        where = [_address(theirs.base_url, profile), _address(mine.base_url, own)]
        return not mine.is_foreign and families[0] == families[1] and where[0] == where[1]


def _is_same(mine: Account, theirs: Theirs) -> bool:
    """Whether an account here is the one of the file, which old files do not give a uid."""
    if theirs.uid:
        return mine.uid == theirs.uid
    is_named = mine.name == theirs.name or (mine.is_foreign and _is_copy(mine.name, theirs.name))
    has_profile = theirs.profile in {"", mine.profile}
    return is_named and has_profile and theirs.base_url in {None, mine.base_url or ""}


def _is_copy(name: str, original: str) -> bool:
    """Whether a name is one that an earlier import gave to the same account."""
    return name.startswith(f"{original[:60]}-") and name.rpartition("-")[2].isdecimal()


def _family(name: str, profile: Profile | None) -> str:
    return profile.family if profile and profile.family else name.partition(":")[0]


def _address(own: str | None, profile: Profile | None) -> str:
    return (own or (profile.http.base_url if profile else "")).rstrip("/")


def checked_uid(text: str, what: str) -> str:
    """A uid of a file; ValueError, naming `what` it is, if it cannot be one."""
    if len(text) > _UID or not all(char.isalnum() or char in "-_" for char in text):
        raise ValueError(f"its {what} {printable(text, 60)!r} is invalid")
    return text
