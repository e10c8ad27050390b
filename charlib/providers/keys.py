"""Where keys come from: the environment, a command, or the system's keyring.

Every function raises NoKey if there is no valid key; no error contains any part of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from charlib.config import in_keyring, output_of
from charlib.domain.text import printable
from charlib.errors import MissingExtra, NoKey
from charlib.hints import Hint, argument, install, the_call


def from_environment(environ: Mapping[str, str], name: str, who: str) -> str:
    """The key in an environment variable; `who` needs it."""
    secret = environ.get(name, "").strip()
    if not secret:
        why = f"the environment variable {name} is not set"
        raise _no_key(who, why, f"Set {name} to the key; charlib never stores keys")
    return _checked(secret, name)


def from_command(command: str, account: str) -> str:
    """The key of an account that a command prints."""
    who = f"account {account!r}"
    try:
        secret = output_of(command)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        edit = the_call("account edit", account, key_command="CMD")
        hint = Hint("Run it by hand, or: {}", edit)
        raise _no_key(who, f"{printable(command)!r} failed: {why}", hint) from None
    if not secret:
        why = f"{printable(command)!r} prints nothing"
        raise _no_key(who, why, "It must print the key and nothing else")
    return _checked(secret, "the command's output")


def from_keyring(name: str, who: str) -> str:
    """The key that the system's keyring has under a name. Raises MissingExtra, too."""
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
        raise _no_key(who, why, hint) from None
    if not secret:
        why = f"the keyring has no entry {name!r}"
        raise _no_key(who, why, f"keyring set charlib {name}")
    return _checked(secret, "the keyring")


def _checked(secret: str, where: str) -> str:
    if not secret.isascii() or not secret.isprintable():
        raise NoKey(f"the key in {where} has invalid characters", hint="Set it again")
    return secret


def _no_key(who: str, why: str, hint: Hint | str) -> NoKey:
    return NoKey(f"{who} has no key: {why}", hint=hint)
