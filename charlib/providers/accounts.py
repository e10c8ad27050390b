"""From an account to a client: the base URL that counts, the key, and whether the service lives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.config import in_keyring, told_by
from charlib.domain.text import shown
from charlib.errors import InvalidInput, MissingExtra, NoKey, Retired
from charlib.providers import auth

if TYPE_CHECKING:
    from charlib.config import Clock
    from charlib.domain.records import Account
    from charlib.providers.client import Client
    from charlib.providers.profile import Http, Profile


def check_base_url(url: str, http: Http) -> str:
    """Bring a base URL that a person typed to the form requests are appended to.

    Raises InvalidInput where it is no http(s) address, or has a password in it.
    """
    try:
        parts = urlsplit(url.strip())
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or not url.strip().isprintable() or " " in parts.netloc:
        raise InvalidInput(
            f"{shown(url)!r} is no base URL",
            hint="Such as: --base-url https://host.example/v1/sora",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidInput(
            "a base URL has no user, password, query or fragment",
            hint="The key comes from an environment variable: --key-env VAR",
        )
    path = parts.path.rstrip("/")
    ending = next((end for end in http.trim if path.endswith(end)), "")
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix(ending)}"


def base_url(account: Account, profile: Profile) -> str:
    """The base URL of an account: its own, else the profile's."""
    return account.base_url or profile.http.base_url


def refuse_if_retired(account: Account, profile: Profile, now: int) -> None:
    """Raise Retired when calls would go to a service that has ended (`now` in milliseconds)."""
    if profile.status != "sunset" or profile.sunset_on is None:
        return
    ended = datetime.fromtimestamp(now / 1000, UTC).date() >= profile.sunset_on
    own = urlsplit(base_url(account, profile)).hostname != urlsplit(profile.http.base_url).hostname
    if ended and not own:
        raise Retired(
            f"account {account.name!r} speaks to {urlsplit(profile.http.base_url).hostname}, which"
            f" ended on {profile.sunset_on}: {profile.sunset_note}; nothing was sent",
            hint="What still works: search, prompt, add, export; and a server of your own that"
            f" speaks it: charlib account add NAME --profile {profile.name} --base-url URL",
            kind="retired",
            is_permanent=True,
        )


def key(
    account: Account, profile: Profile, environ: Mapping[str, str], http: Http | None = None
) -> str:
    """The account's key, from where it says it is found; raise NoKey if it is not there or whole.

    What the account says is of the profile's own address; an operation that lives elsewhere has a
    variable of its own. Nothing of the key itself is ever in an error.
    """
    http = http or profile.http
    is_own = http is profile.http
    if is_own and account.key_command:
        found, where = _from_command(account, account.key_command), "the command's answer"
    elif is_own and account.key_ring:
        found, where = _from_keyring(account, account.key_ring), "the keyring"
    else:
        where = (account.key_env if is_own else None) or http.key_env
        found = environ.get(where, "").strip() or http.public_key
        if where and not found:
            raise NoKey(
                f"account {account.name!r} has no key: the environment variable {where} is not set",
                hint=f"export {where}=…    (charlib never stores keys)",
            )
    if not found.isascii() or not found.isprintable():
        raise NoKey(f"the key in {where} has characters no key has", hint="Set it again")
    if http.auth != "key" and found:
        try:
            auth.parts(found)
        except ValueError as error:
            raise NoKey(
                f"the key in {where} is not what {profile.name} wants: {error}",
                hint="It is ACCESS:SECRET, both parts with a colon between",
            ) from None
    return found


def _from_command(account: Account, command: str) -> str:
    try:
        found = told_by(command)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NoKey(
            f"account {account.name!r} has no key: {shown(command)!r} cannot tell it: {why}",
            hint=f"Run it by hand, or: charlib account edit {account.name} --key-command CMD",
        ) from None
    if not found:
        raise NoKey(
            f"account {account.name!r} has no key: {shown(command)!r} prints nothing",
            hint="It must print the key alone",
        )
    return found


def _from_keyring(account: Account, name: str) -> str:
    try:
        found = in_keyring(name)
    except ImportError:
        raise MissingExtra(
            "keys in the system's keyring need a package", hint="pip install 'charlib[keyring]'"
        ) from None
    except Exception as error:  # noqa: BLE001 - each backend has errors of its own
        kind = type(error).__name__
        why = "there is no keyring here" if kind == "NoKeyringError" else f"the keyring says {kind}"
        raise NoKey(
            f"account {account.name!r} has no key: {why}",
            hint="Unlock it, or keep the key elsewhere: --key-env, --key-command",
        ) from None
    if not found:
        raise NoKey(
            f"account {account.name!r} has no key: the keyring has none named {name!r}",
            hint=f"keyring set charlib {name}",
        )
    return found


def refuse_in_the_clear(account: Account, url: str, secret: str) -> None:
    """Refuse to send a key over plain http to another machine, unless the account allows it."""
    if not secret or account.allows_http or url.startswith("https:") or is_loopback(url):
        return
    raise InvalidInput(
        f"account {account.name!r} would send its key over plain http to {shown(url)}",
        hint=f"Use https, or if that network is yours: charlib account edit {account.name}"
        " --allow-http",
    )


def is_loopback(url: str) -> bool:
    """Whether a URL is of this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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

    Raises Retired, NoKey and InvalidInput before anything is sent. A base URL of the account's own
    is for all of its operations: it is another server, which speaks the whole dialect.
    """
    from charlib.providers.client import Client  # noqa: PLC0415 - httpx loads when it is needed

    refuse_if_retired(account, profile, clock.now())
    http = http or profile.http
    url = account.base_url or http.base_url
    if not url:
        raise InvalidInput(
            f"profile {profile.name} renders prompts and calls nobody",
            hint="Paste what charlib prompt prints into the provider's own page",
        )
    found = key(account, profile, environ, http)
    refuse_in_the_clear(account, url, found)
    return Client(url, http, found, clock, media)
