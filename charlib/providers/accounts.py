"""From an account to a client: its base URL, its key, and whether the service is still alive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.domain.text import printable
from charlib.errors import InvalidInput, NoKey, Retired
from charlib.hints import Hint, argument, call, the_call
from charlib.providers import keys
from charlib.providers.addresses import is_http, is_loopback
from charlib.providers.transport import auth

if TYPE_CHECKING:
    from charlib.config import Clock
    from charlib.domain.records import Account
    from charlib.providers.profile import Http, Profile
    from charlib.providers.transport.client import Client


def check_base_url(url: str, http: Http) -> str:
    """Normalise a base URL that a user typed to the form that paths are appended to.

    Raises InvalidInput if it is not an http(s) URL, or contains a password.
    """
    text = url.strip()
    if not is_http(text) or not text.isprintable() or " " in urlsplit(text).netloc:
        raise InvalidInput(
            f"invalid base URL {printable(url)!r}",
            hint=Hint("Write it like: {}", argument("base_url", "https://host.example/v1/sora")),
        )
    parts = urlsplit(text)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidInput(
            "a user, password, query or fragment is not allowed in a base URL",
            hint=Hint("The key comes from an environment variable: {}", argument("key_env", "VAR")),
        )
    path = parts.path.rstrip("/")
    ending = next((end for end in http.trim if path.endswith(end)), "")
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix(ending)}"


def base_url(account: Account, profile: Profile) -> str:
    """The base URL of an account: its own, else the profile's."""
    return account.base_url or profile.http.base_url


def refuse_if_retired(account: Account, profile: Profile, now: int) -> None:
    """Raise Retired if calls would go to a service that has shut down (`now` in milliseconds)."""
    if profile.status != "sunset" or profile.sunset_on is None:
        return
    ended = datetime.fromtimestamp(now / 1000, UTC).date() >= profile.sunset_on
    host = urlsplit(profile.http.base_url).hostname
    if ended and urlsplit(base_url(account, profile)).hostname == host:
        raise Retired(
            f"account {account.name!r} uses {host}, which shut down on {profile.sunset_on}:"
            f" {profile.sunset_note}; nothing was sent",
            hint=Hint(
                "These still work: search, prompt, add, export; and another server with the same"
                " API: {}",
                the_call("account add", "NEW_NAME", profile=profile.name, base_url="URL"),
            ),
            is_permanent=True,
        )


def key(
    account: Account, profile: Profile, environ: Mapping[str, str], http: Http | None = None
) -> str:
    """The account's key, from the account's place for it; raise NoKey if it is missing or invalid.

    The account's place is for the profile's own address; an operation at another address has a
    variable of its own. No error contains any part of the key.
    """
    if account.is_foreign:
        raise NoKey(
            f"account {account.name!r} is of another library, and its key is not known here",
            hint=call("account edit", account.name, key_env="VARIABLE"),
        )
    http = http or profile.http
    is_own = http is profile.http
    who, variable = f"account {account.name!r}", (is_own and account.key_env) or http.key_env
    if is_own and account.key_command:
        secret, where = keys.from_command(account.key_command, account.name), "the command's output"
    elif is_own and account.key_ring:
        secret, where = keys.from_keyring(account.key_ring, who), "the keyring"
    elif http.public_key and not environ.get(variable, "").strip():
        secret, where = http.public_key, "the profile"
    else:
        form = auth.form(http)
        secret = keys.from_environment(environ, variable, who, form) if variable else ""
        where = variable
    if secret:
        _check_parts(secret, auth.form(http), f"the key in {where} does not fit {profile.name}")
    return secret


def _check_parts(secret: str, form: str, problem: str) -> None:
    """Raise NoKey if a key that has two parts, as `form` shows them, is something else."""
    if not form:
        return
    try:
        auth.parts(secret, form)
    except ValueError as error:
        hint = f"Write it as {form}, with a colon between the two parts"
        raise NoKey(f"{problem}: {error}", hint=hint) from None


def refuse_in_the_clear(account: Account, url: str, secret: str) -> None:
    """Refuse to send a key over plain http to another machine, unless the account allows it."""
    if not secret or account.allows_http or url.startswith("https:") or is_loopback(url):
        return
    raise InvalidInput(
        f"account {account.name!r} would send its key over plain http to {printable(url)}",
        hint=Hint(
            "Use https, or if that network is yours: {}",
            the_call("account edit", account.name, allow_http=True),
        ),
    )


def connect(
    account: Account,
    profile: Profile,
    environ: Mapping[str, str],
    clock: Clock,
    *,
    media: Path = Path(),
    http: Http | None = None,
) -> Client:
    """A client for an account, or for an operation of it that has an `http` of its own.

    Raises Retired, NoKey and InvalidInput before anything is sent. The account's own base URL is
    for all operations: it is another server, which speaks the whole dialect.
    """
    from charlib.providers.transport.client import Client  # noqa: PLC0415 - httpx loads slowly

    refuse_if_retired(account, profile, clock.now())
    http = http or profile.http
    url = account.base_url or http.base_url
    if not url:
        raise InvalidInput(
            f"profile {profile.name} only renders prompts and makes no calls",
            hint=Hint(
                "Paste the output into the provider's own page: {}", the_call("prompt", "TEXT")
            ),
        )
    secret = key(account, profile, environ, http)
    refuse_in_the_clear(account, url, secret)
    return Client(url, http, secret, clock, media)
