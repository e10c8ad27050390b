"""Where keys come from: the environment, a command, or the system's keyring.

Every function raises NoKey if there is no valid key; no error contains any part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from charlib.config import in_keyring, output_of
from charlib.domain.text import printable
from charlib.errors import InvalidInput, MissingExtra, NoKey
from charlib.hints import Hint, argument, install, the_call

_PRINTERS = {"echo", "printf", "print", "Write-Output"}
"""Commands that print what they are given: their words are the key."""
_KEY = re.compile(
    r"(?<![\w-])((sk|pk|rk|fal|xai|gsk|hf|r8|key|vda|tp|ak)[-_](?=[\w-]*\d)[\w-]{12,}"
    r"|AIza[\w-]{20,}|(AKIA|LTAI|AKLT)\w{12,}|eyJ[\w-]{10,}\.[\w-]{5,})"
)
"""How the keys of many services begin; a name of one in a password manager has no digits."""
_HEADER = re.compile(
    r"\b(bearer|authorization: *\w+|api[-_]key[:=]) *(?![$\"'\s])\S{8,}", re.IGNORECASE
)
_TOKEN = re.compile(r"[\w+-]+(:[\w+-]+)?={0,2}", re.ASCII)
_RANDOM = 24
_CHANGES = 4


def from_environment(environ: Mapping[str, str], name: str, who: str, form: str = "") -> str:
    """The key in an environment variable; `who` needs it, and `form` is that of a key of parts."""
    secret = environ.get(name, "").strip()
    if not secret:
        why = f"the environment variable {name} is not set"
        key = f"the key, {form}" if form else "the key"
        raise _no_key(who, why, f"Set {name} to {key}; charlib never stores keys")
    return _checked(secret, name)


def check_command(command: str) -> str:
    """A command that finds a key somewhere; InvalidInput if it contains the key itself.

    Commands are kept in the library, shown and exported; no message repeats one with a key in it.
    """
    if _has_key(command):
        raise InvalidInput(
            "the command seems to contain the key itself, and commands are stored",
            hint=Hint(
                "Set a variable to the key, and give its name: {}; or use a command of a password"
                " manager: {}",
                argument("key_env", "MY_KEY"),
                argument("key_command", "pass MY_KEY"),
            ),
        )
    return command


def _has_key(command: str) -> bool:
    if _KEY.search(command) or _HEADER.search(command):
        return True
    words = _words(command)
    prints = any(word.rpartition("/")[2] in _PRINTERS for word in words[:-1])
    return prints or any(map(_is_random, words))


def _words(command: str) -> list[str]:
    """The words of a command, and of commands inside its words (`sh -c "echo …"`)."""
    return [word for word in re.split(r"[\s'\"=;|&()]+", command) if word]


def _is_random(word: str) -> bool:
    """Whether a word is long, and mixes letters and digits as only keys do."""
    if len(word) < _RANDOM or not _TOKEN.fullmatch(word):
        return False
    kinds = (str.islower, str.isupper, str.isdigit)
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(word))
    return all(any(map(is_kind, word)) for is_kind in kinds) and changes >= _CHANGES


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
