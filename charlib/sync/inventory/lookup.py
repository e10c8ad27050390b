"""Accounts with their profiles, and sources, by the names that people type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.domain.character.handle import did_you_mean
from charlib.domain.records import Account, Source
from charlib.domain.text import clean, printable
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Hint, argument, call, the_call
from charlib.providers.addresses import quoted

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.providers.profiles import Profiles
    from charlib.store.read.reader import Reader
    from charlib.store.store import Store

ONE_SOURCE = Hint(
    "Give one of {}, {} and {}",
    argument("url", "URL"),
    argument("task", "ID"),
    argument("source", "REF"),
)
"""The hint for the source of a window."""


def check_url(url: str) -> str:
    """Check the URL of a source video; raise InvalidInput if no provider could fetch it."""
    url = quoted(clean(url.strip(), "the URL", limit=8000))
    parts = urlsplit(url)
    if not parts.scheme:
        raise InvalidInput(
            f"{printable(url, 100)!r} is not the URL of a video",
            hint=Hint("A file of this machine is a source: {}", argument("source", url)),
        )
    if parts.scheme.casefold() not in {"http", "https"} or not parts.hostname:
        raise InvalidInput(
            f"{printable(url, 100)!r} is not the URL of a video",
            hint=Hint(
                "Providers fetch http and https only; for a local file: {}",
                the_call("source add", "FILE"),
            ),
        )
    return url


def find_source(read: Reader, ref: str) -> Source:
    """The source of a reference; NotFound if there is none, Conflict if there are several."""
    ref = ref.strip()
    other = quoted(ref) if "://" in ref else str(Path(ref).expanduser().absolute())
    sources = read.sources.find(ref) or read.sources.find(other)
    if not sources:
        raise NotFound(
            f"no source {printable(ref, 100)!r}",
            hint=Hint("{}    # or: {}", the_call("source add", "REF"), the_call("source list")),
        )
    if len(sources) > 1:
        raise Conflict(
            f"{printable(ref)!r} could mean {len(sources)} sources",
            hint=Hint("Use its number: {}", the_call("source list")),
        )
    return sources[0]


class AccountBook:
    """The accounts of a library."""

    def __init__(self, store: Store, profiles: Profiles) -> None:
        self._store = store
        self._profiles = profiles

    def choose(self, name: str | None) -> Account:
        """The account named, else the default one: the first that was added, or another chosen.

        Raises NotFound for an unknown name, and if there is no account but those of other
        libraries.
        """
        if name is not None:
            return self.named(name)
        known = self._store.read.accounts.all()
        default = next((account for account in known if account.is_default), None)
        if default is not None:
            return default
        if not known:
            raise NotFound(
                "there is no account yet",
                hint=Hint(
                    "{}    # for the simulator: {}",
                    the_call("account add", "NAME", profile="P"),
                    argument("profile", "sandbox"),
                ),
            )
        names = ", ".join(account.name for account in known)
        raise NotFound(
            f"there is no account of this library yet; of others: {names}",
            hint=Hint(
                "Choose one with {}, or make one yours: {}",
                argument("account", "NAME"),
                the_call("account edit", known[0].name, key_env="VARIABLE"),
            ),
        )

    def named(self, name: str) -> Account:
        """An account by name; NotFound if it does not exist."""
        account = self._store.read.accounts.by_name(name)
        if account is None:
            known = [account.name for account in self._store.read.accounts.all()]
            hint = did_you_mean(name, known, call("account list"))
            raise NotFound(f"no account {name!r}", hint=hint)
        return account

    def profile(self, account: Account) -> Profile:
        """An account's profile; BadProfile if it is invalid, NotFound if it is missing."""
        return self._profiles.load(account.profile, account.profile_toml)
