"""The verbs for accounts: `lib.accounts`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.domain.character import handle as handles
from charlib.domain.records import Account
from charlib.domain.text import clean
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.providers.profile import Http, Profile


class Accounts:
    """Accounts: a profile, a base URL, and where the key is found."""

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
    ) -> Account:
        """Add an account. `profile` is a profile's name, `name:variant` for a variant of it.

        Its key is never kept, only where it is found: `key_env` is an environment variable,
        `key_command` a command that prints it, `key_ring` its name in the system's keyring. Without
        `allow_http` it goes over plain http to this machine only.

        `upload` is how files of this machine are made reachable for a provider that fetches:
        `{"s3": "s3://bucket/prefix", "endpoint": URL}` or `{"command": "… {file} … {name}"}`.

        Raises NotFound for an unknown profile, BadProfile, InvalidInput, Conflict.
        """
        name = handles.parse_slug(name, "an account")
        loaded = self._session.profiles.load(profile)
        url = _checked_url(base_url, loaded.http) if base_url else None
        text = self._session.profiles.text(profile) or ""
        where = _where_key_is(key_env, key_command, key_ring)
        variable = where.pop("key_env", None)
        with self._session.store.write() as writer:
            writer.accounts.add(
                name, profile, text, url, variable, allows_http=int(allow_http),
                upload=_uploading(upload), **where,
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
    ) -> Account:
        """Change where an account's calls go, or where its key is found; None leaves it as it is.

        Ids stay the account's own: another service is another account.
        """
        account = self.show(name)
        changes: dict[str, Any] = {}
        if base_url is not None:
            loaded = self._session.accounts.profile(account)
            changes["base_url"] = _checked_url(base_url, loaded.http) if base_url else None
        given = _where_key_is(key_env, key_command, key_ring)
        if given:
            changes |= dict.fromkeys(("key_env", "key_command", "key_ring")) | given
        if allow_http is not None:
            changes["allows_http"] = int(allow_http)
        if upload is not None:
            changes["upload"] = _uploading(upload)
        if not changes:
            raise InvalidInput(
                "nothing to change",
                hint=Hint(
                    "Give {}, {}, an upload, or where its key is found",
                    argument("base_url"),
                    argument("allow_http"),
                ),
            )
        with self._session.store.write() as writer:
            writer.accounts.edit(account.id, **changes)
        return self.show(name)

    def show(self, name: str) -> Account:
        """An account by its name; NotFound if there is none."""
        return self._session.accounts.named(name)

    def profile(self, name: str) -> Profile:
        """The profile of an account."""
        return self._session.accounts.profile(self.show(name))

    def use(self, name: str) -> Account:
        """Make an account the one that is meant when none is named."""
        account = self.show(name)
        with self._session.store.write() as writer:
            writer.settings.set("account", account.name)
        return self.show(name)

    def retire(self, name: str) -> int:
        """Call all that an account has gone, where its service ended; answers how many ids it was.

        Nothing is deleted: the ids stay, and `undo` brings them back.
        """
        account = self.show(name)
        with self._session.store.write() as writer:
            return writer.jobs.retire(account.id)

    def remove(self, name: str) -> None:
        """Remove an account that nothing belongs to; Conflict otherwise."""
        account = self.show(name)
        with self._session.store.write() as writer:
            writer.accounts.remove(account.id)
            writer.settings.unset("account", account.name)

    def list(self) -> list[Account]:
        """All accounts by name."""
        return self._session.store.read.accounts.all()


def _where_key_is(
    key_env: str | None, key_command: str | None, key_ring: str | None
) -> dict[str, str | None]:
    """The one place a key is found at, as columns; an empty text is the profile's own variable."""
    given = {
        name: value
        for name, value in (
            ("key_env", key_env), ("key_command", key_command), ("key_ring", key_ring),
        )
        if value is not None
    }  # fmt: skip
    if len(given) > 1:
        raise InvalidInput(
            "a key is found in one place",
            hint=Hint(
                "Give one of {}, {} and {}", *map(argument, ("key_env", "key_command", "keyring"))
            ),
        )
    return {
        name: (_variable(value) if name == "key_env" else clean(value, "it", limit=1000)) or None
        for name, value in given.items()
    }


def _uploading(settings: Mapping[str, Any] | None) -> str | None:
    """CheckedPrompt settings of an uploader as text; None for none."""
    if not settings:
        return None
    import json

    from charlib.providers import uploads

    return json.dumps(uploads.check(settings))


def _variable(name: str) -> str | None:
    if not name:
        return None
    if not name.replace("_", "").isalnum() or not name.isascii() or name[0].isdigit():
        raise InvalidInput(
            "an account is told the name of an environment variable, not a key",
            hint=Hint(
                "Set the variable to the key, and give its name: {}", argument("key_env", "MY_KEY")
            ),
        )
    return name


def _checked_url(url: str, http: Http) -> str:
    from charlib.providers.accounts import check_base_url

    return check_base_url(url, http)
