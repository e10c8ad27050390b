"""The verbs for accounts: `lib.accounts`."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.character import handle as handles
from charlib.domain.character.looks import parted
from charlib.domain.records import Account
from charlib.domain.text import clean, several
from charlib.errors import CharlibError, Conflict, InvalidInput
from charlib.hints import Hint, argument, call, filled
from charlib.library.session import Session

if TYPE_CHECKING:
    from decimal import Decimal

    from charlib.domain.money import Budget
    from charlib.domain.records import Character
    from charlib.library.claiming.present import BudgetLeft
    from charlib.providers.choices import Choice
    from charlib.providers.profile import Http, Profile
    from charlib.sync.inventory.cleaning import StoredCharacter
    from charlib.sync.remote import Remote


class CheckedAccount(NamedTuple):
    """What a free question to a provider showed: `accepted`, or `none` if there is no question.

    `asked` are the addresses that took the key.
    """

    account: str
    state: str
    asked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The result in words."""
        if self.state == "none":
            return f"The profile of {self.account} has no free question; the key was not tried."
        hosts = [*dict.fromkeys(self.asked)]
        keys = "keys of {} are" if self.asked[1:] else "key of {} is"
        return f"The {keys.format(self.account)} accepted by {' and '.join(hosts)}."


class Spent(NamedTuple):
    """What counts against a budget in its present period: what was sent, and what is planned."""

    budget: Budget
    amount: Decimal

    @property
    def left(self) -> Decimal:
        """What is left, in the budget's unit."""
        return self.budget.left(self.amount)

    @property
    def sentence(self) -> str:
        """In words: `20 USD/month: 7.5 used, 12.5 left`."""
        from charlib.domain import money

        return f"{self.budget}: {money.plain(self.amount)} used, {money.plain(self.left)} left"


class Accounts:
    """Accounts: a profile, a base URL, and the place of the key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        name: str,
        *,
        profile: str,
        base_url: str | None = None,
        key_env: str | None = None,
        key_command: str | None = None,
        key_ring: str | None = None,
        allow_http: bool = False,
        upload: Mapping[str, Any] | None = None,
        budget: str | None = None,
    ) -> Account:
        """Add an account. `profile` is a profile's name, `name:variant` for a variant of it.

        Its key is never stored, only its place: `key_env` is an environment variable,
        `key_command` a command that prints it, `key_ring` its name in the system's keyring. Without
        `allow_http` it is sent over plain http to this machine only.

        `upload` says how local files are uploaded for a provider that fetches by URL:
        `{"s3": "s3://bucket/prefix", "endpoint": URL}` or `{"command": "… {file} … {name}"}`.

        `budget` is the most that may be spent: `20 USD/month`, `500 credits/day`, `10 calls`. What
        would exceed it is refused before it is sent, and so is a call whose price nobody knows,
        unless the budget counts calls.

        Raises NotFound for an unknown profile, BadProfile, InvalidInput, Conflict.
        """
        name = handles.parse_slug(name, "an account", "kling, home-2")
        loaded = self._session.profiles.load(profile)
        url = _checked_url(base_url, loaded.http)
        text = self._session.profiles.text(profile) or ""
        place = _place_of_key(key_env, key_command, key_ring)
        variable = place.pop("key_env", None)
        with self._session.store.write() as writer:
            writer.accounts.add(
                name, profile, text, url, variable, allows_http=int(allow_http),
                upload=_uploading(upload), budget=_budget(budget), **place,
            )  # fmt: skip
        return self.show(name)

    def edit(
        self,
        name: str,
        *,
        base_url: str | None = None,
        key_env: str | None = None,
        key_command: str | None = None,
        key_ring: str | None = None,
        allow_http: bool | None = None,
        upload: Mapping[str, Any] | None = None,
        budget: str | None = None,
    ) -> Account:
        """Change an account's address, the place of its key, its uploads, or its budget.

        None changes nothing; the budget `none` removes it. The account keeps its IDs, so another
        service needs another account.
        """
        account = self.show(name)
        changes: dict[str, Any] = {}
        if base_url is not None:
            loaded = self._session.accounts.profile(account)
            changes["base_url"] = _checked_url(base_url, loaded.http)
        given = _place_of_key(key_env, key_command, key_ring)
        if given:
            changes |= dict.fromkeys(("key_env", "key_command", "key_ring")) | given
        if allow_http is not None:
            changes["allows_http"] = int(allow_http)
        if upload is not None:
            changes["upload"] = _uploading(upload)
        if budget is not None:
            changes["budget"] = _budget(budget)
        if not changes:
            raise InvalidInput(
                "nothing to change",
                hint=Hint(
                    "Give {}, {}, {}, an upload, or the place of its key",
                    argument("base_url"),
                    argument("allow_http"),
                    argument("budget"),
                ),
            )
        with self._session.store.write() as writer:
            writer.accounts.edit(account.id, **changes)
        return self.show(name)

    def show(self, name: str) -> Account:
        """An account by name; NotFound if it does not exist."""
        return self._session.accounts.named(name)

    def spent(self, name: str) -> Spent | None:
        """What counts against an account's budget now, and what is left; None without a budget."""
        account = self.show(name)
        if not account.budget:
            return None
        from charlib.domain import money

        budget, now = money.parse(account.budget), self._session.clock.now()
        spent = self._session.store.read.costs.spent(account.id, budget, now)
        return Spent(budget, spent)

    def budgets(self, name: str) -> list[BudgetLeft]:
        """The budgets that count at an account: of this library, and of its team if it answers."""
        from charlib.library.claiming.present import budgets_of

        return budgets_of(self._session, self.show(name))

    def profile(self, name: str) -> Profile:
        """The profile of an account."""
        return self._session.accounts.profile(self.show(name))

    def choices(self, name: str, *, model: str = "") -> builtins.list[Choice]:
        """What may be asked of a film at an account, with a model or with its own one."""
        from charlib.providers.choices import choices

        return choices(self.profile(name), model)

    def use(self, name: str) -> Account:
        """Make an account the default."""
        account = self.show(name)
        if account.is_foreign:
            raise Conflict(
                f"account {account.name} is of another library, and its key is not known here",
                hint=call("account edit", account.name, key_env="VARIABLE"),
            )
        with self._session.store.write() as writer:
            writer.settings.set("account", account.name)
        return self.show(name)

    def clean(self, name: str) -> builtins.list[StoredCharacter]:
        """The IDs at an account, and who in the library has them; asks the provider for its list.

        Of a provider without a list, only the IDs that the library has. Raises NoKey, Retired and
        ProviderError.
        """
        from charlib.sync.inventory import cleaning

        with _about(name):
            return cleaning.stored(self._session.store, self._remote(name))

    def adopt(
        self,
        name: str,
        remote_id: str,
        handle: str,
        *,
        stored: Sequence[StoredCharacter] | None = None,
    ) -> Character:
        """Give a listed ID that the library does not have to a character, new or known.

        Of a known one the handle may name a look, new or known: `mia+uniform`. `stored` is what
        `clean` returned, so that the provider is not asked again. Raises NotFound if the provider
        does not list it, Conflict if a character uses it.
        """
        from charlib.library import characters
        from charlib.sync.inventory import cleaning

        listed = cleaning.adopting(self._stored(name, stored), name, remote_id)
        handle, look = parted(handle)
        if look:
            from charlib.library.nouns.looks import Looks

            return Looks(self._session).add(handle, look, remote_id=remote_id, account=name)
        return characters.add(self._session, handle, remote_id, account=name, name=listed.name)

    def delete(
        self,
        name: str,
        remote_ids: str | Iterable[str],
        *,
        stored: Sequence[StoredCharacter] | None = None,
    ) -> dict[str, str]:
        """Delete IDs at the provider that no character uses; `undo` does not bring them back.

        `remote_ids` is one ID or several; `stored` is what `clean` returned, so that the provider
        is not asked again. Returns each with why it is still there; empty if it is
        gone. Nothing is deleted if one of them is used, may be an awaited answer, or is not there:
        Conflict, NotFound.
        """
        from charlib.sync.inventory import cleaning

        ids = self.check_delete(name, remote_ids, stored=stored)
        return dict(cleaning.delete(self._session.store, self._remote(name), ids))

    def check_delete(
        self,
        name: str,
        remote_ids: str | Iterable[str],
        *,
        stored: Sequence[StoredCharacter] | None = None,
    ) -> builtins.list[str]:
        """Check what `delete` would, and delete nothing; return each ID once."""
        from charlib.sync.inventory import cleaning

        ids = list(dict.fromkeys(several(remote_ids)))
        with _about(name):
            if ids:
                cleaning.check(self._stored(name, stored), name, ids)
        return ids

    def _stored(
        self, name: str, stored: Sequence[StoredCharacter] | None
    ) -> builtins.list[StoredCharacter]:
        """What an account keeps: as the provider lists it now, or as it was listed before."""
        from charlib.sync.inventory import cleaning

        if stored is None:
            return self.clean(name)
        return cleaning.again(self._session.store, self._remote(name), stored)

    def _remote(self, name: str) -> Remote:
        return self._session.remotes.connect(self.show(name))

    def retire(self, name: str) -> int:
        """Mark all IDs of an account as gone after its service shut down; return their number.

        Nothing is deleted; `undo` takes it back.
        """
        account = self.show(name)
        with self._session.store.write() as writer:
            return writer.jobs.retire(account.id)

    def remove(self, name: str) -> None:
        """Remove an account; Conflict if anything belongs to it."""
        account = self.show(name)
        with self._session.store.write() as writer:
            writer.accounts.remove(account.id)
            writer.settings.unset("account", account.name)

    def check(self, name: str) -> CheckedAccount:
        """Ask the provider a question that costs nothing, and read whether it takes the key.

        Raises Refused if it does not, Unreachable and NoAnswer without an answer, NoKey.
        """
        account = self.show(name)
        from charlib.sync import questions

        with _about(account.name):
            asked = questions.ask(self._session.remotes, account)
        return CheckedAccount(name, "accepted" if asked else "none", tuple(asked))

    def list(self) -> list[Account]:
        """All accounts by name."""
        return self._session.store.read.accounts.all()

    def gone(self) -> set[str]:
        """The names of the accounts all of whose IDs are gone, as after `retire`."""
        counts = self._session.store.read.accounts.ids()
        return {name for name, (ids, gone) in counts.items() if ids == gone}


@contextmanager
def _about(account: str) -> Iterator[None]:
    """Name the account in the hints of errors."""
    try:
        yield
    except CharlibError as error:
        error.hint = filled(error.hint, NAME=account)
        raise


def _place_of_key(
    key_env: str | None, key_command: str | None, key_ring: str | None
) -> dict[str, str | None]:
    """The place of a key, as columns; an empty text means the profile's own variable."""
    places = {"key_env": key_env, "key_command": key_command, "key_ring": key_ring}
    given = {name: value for name, value in places.items() if value is not None}
    if len(given) > 1:
        raise InvalidInput(
            "a key has one place",
            hint=Hint(
                "Give one of {}, {} and {}", *map(argument, ("key_env", "key_command", "keyring"))
            ),
        )
    checks = {"key_env": _variable, "key_command": _command, "key_ring": _plain}
    return {name: checks[name](text) for name, text in given.items()}


def _uploading(settings: Mapping[str, Any] | None) -> str | None:
    """The settings of an uploader, checked, as text; None for none."""
    if not settings:
        return None
    import json

    from charlib.providers import uploads

    return json.dumps(uploads.check(settings))


def _budget(text: str | None) -> str:
    """A budget as it is kept; empty for none."""
    from charlib.domain import money

    cleared = text is None or text.strip().casefold() in {"", "none"}
    return "" if text is None or cleared else str(money.parse(text))


def _plain(text: str) -> str | None:
    return clean(text, "it", limit=1000) or None


def _command(text: str) -> str | None:
    from charlib.providers.keys import check_command

    return _plain(check_command(text))


def _variable(name: str) -> str | None:
    if not name:
        return None
    if not name.replace("_", "").isalnum() or not name.isascii() or name[0].isdigit():
        raise InvalidInput(
            "an account takes the name of an environment variable, not a key",
            hint=Hint(
                "Set the variable to the key, and give its name: {}", argument("key_env", "MY_KEY")
            ),
        )
    return name


def _checked_url(url: str | None, http: Http) -> str | None:
    if not url:
        return None
    from charlib.providers.accounts import check_base_url

    return check_base_url(url, http)
