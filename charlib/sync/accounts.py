"""Which account is meant, and which profile it speaks. Nothing here connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain.handle import did_you_mean
from charlib.domain.records import Account
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, argument, call, the_call

if TYPE_CHECKING:
    from charlib.providers.catalogue import Catalogue
    from charlib.providers.profile import Profile
    from charlib.store.store import Store


class AccountBook:
    """The accounts of a library."""

    def __init__(self, store: Store, profiles: Catalogue) -> None:
        self._store = store
        self._profiles = profiles

    def choose(self, name: str | None) -> Account:
        """The account named, else the default one, else the only one.

        Raises NotFound for an unknown name, InvalidInput where several could be meant.
        """
        if name is not None:
            return self.named(name)
        known = self._store.read.accounts.all()
        default = [account for account in known if account.is_default]
        if default or len(known) == 1:
            return (default or known)[0]
        if not known:
            raise NotFound(
                "there is no account yet",
                hint=Hint(
                    "{}    (try: {})",
                    the_call("account add", "NAME", profile="P"),
                    argument("profile", "sandbox"),
                ),
            )
        names = ", ".join(account.name for account in known)
        raise InvalidInput(
            f"several accounts: {names}",
            hint=Hint(
                "Choose one with {}, or for good: {}",
                argument("account", "NAME"),
                the_call("account use", "NAME"),
            ),
        )

    def named(self, name: str) -> Account:
        """An account by its name; NotFound where there is none."""
        account = self._store.read.accounts.by_name(name)
        if account is None:
            known = [account.name for account in self._store.read.accounts.all()]
            hint = did_you_mean(name, known, call("account list"))
            raise NotFound(f"no account {name!r}", hint=hint)
        return account

    def profile(self, account: Account) -> Profile:
        """An account's profile; BadProfile where it cannot be read, NotFound where it is gone."""
        return self._profiles.load(account.profile, account.profile_toml)
