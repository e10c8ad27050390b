"""From an account to a client: its base URL, its key, and whether the service is still alive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.config import in_keyring, output_of
from charlib.domain.text import printable
from charlib.errors import InvalidInput, MissingExtra, NoKey, Retired
from charlib.hints import Hint, argument, install, the_call
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
                the_call("account add", "NAME", profile=profile.name, base_url="URL"),
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
    http = http or profile.http
    is_own = http is profile.http
    if is_own and account.key_command:
        secret, where = _from_command(account, account.key_command), "the command's output"
    elif is_own and account.key_ring:
        secret, where = _from_keyring(account, account.key_ring), "the keyring"
    else:
        where = (account.key_env if is_own else None) or http.key_env
        secret = environ.get(where, "").strip() or http.public_key
        if where and not secret:
            why = f"the environment variable {where} is not set"
            raise _no_key(account, why, f"Set {where} to the key; charlib never stores keys")
    if not secret.isascii() or not secret.isprintable():
        raise NoKey(f"the key in {where} has invalid characters", hint="Set it again")
    if http.auth != "key" and secret:
        try:
            auth.parts(secret)
        except ValueError as error:
            raise NoKey(
                f"the key in {where} does not fit {profile.name}: {error}",
                hint="Write it as ACCESS:SECRET, with a colon between the two parts",
            ) from None
    return secret


def _from_command(account: Account, command: str) -> str:
    try:
        secret = output_of(command)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        other = the_call("account edit", account.name, key_command="CMD")
        hint = Hint("Run it by hand, or: {}", other)
        raise _no_key(account, f"{printable(command)!r} failed: {why}", hint) from None
    if not secret:
        why = f"{printable(command)!r} prints nothing"
        raise _no_key(account, why, "It must print the key and nothing else")
    return secret


def _from_keyring(account: Account, name: str) -> str:
    try:
        secret = in_keyring(name)
    except ImportError:
        message = "keys in the system's keyring need the package keyring"
        raise MissingExtra(message, hint=install("keyring")) from None
    except Exception as error:  # noqa: BLE001 - each backend has errors of its own
        kind = type(error).__name__
        why = "there is no keyring here" if kind == "NoKeyringError" else f"keyring error {kind}"
        others = argument("key_env", "VAR"), argument("key_command", "CMD")
        hint = Hint("Unlock the keyring, or use {} or {}", *others)
        raise _no_key(account, why, hint) from None
    if not secret:
        why = f"the keyring has no entry {name!r}"
        raise _no_key(account, why, f"keyring set charlib {name}")
    return secret


def _no_key(account: Account, why: str, hint: Hint | str) -> NoKey:
    return NoKey(f"account {account.name!r} has no key: {why}", hint=hint)


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
