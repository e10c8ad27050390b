"""Where keys are found, what is said when they are not, and where they may not go."""

from __future__ import annotations

import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from charlib.errors import InvalidInput, NoKey
from charlib.library import Library
from charlib.providers import accounts
from tests.conftest import Cli

SECRET = "sk-canary-5b1d"


class Ring(KeyringBackend):
    """A keyring of this test's own."""

    priority = 1  # type: ignore[assignment] # a plain number will do

    def __init__(self, keys: dict[str, str], *, is_locked: bool = False) -> None:
        self.keys, self.is_locked = keys, is_locked

    def get_password(self, service: str, username: str) -> str | None:
        """The key of that name."""
        if self.is_locked:
            raise KeyringError(SECRET)
        return self.keys.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a key."""
        self.keys[f"{service}/{username}"] = password


def key_of(lib: Library, name: str = "relay") -> str:
    """The key that an account's client would send."""
    account = lib.accounts.show(name)
    client = accounts.connect(
        account, lib.accounts.profile(name), lib._session.environ, lib._session.clock
    )
    client.close()
    return client._key


def relay(lib: Library, **where: str) -> Library:
    """Add an account that needs a key."""
    lib.accounts.add("relay", profile="sora-relay", base_url="https://relay.example/v1", **where)
    return lib


def test_a_command_tells_the_key(lib: Library, tmp_path: Path) -> None:
    """What a command prints is the key; no shell reads it."""
    script = tmp_path / "pass.py"
    script.write_text(f"print('{SECRET}')")
    relay(lib, key_command=f"{sys.executable} {script}")
    assert key_of(lib) == SECRET


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"print('{SECRET}'); raise SystemExit(3)", "exit code 3"),
        (f"import sys; sys.stderr.write('{SECRET}')", "prints nothing"),
        (f"print('{SECRET}', '\\x07')", "invalid characters"),
    ],
)
def test_a_command_that_fails_tells_no_key(
    lib: Library, tmp_path: Path, script: str, expected: str
) -> None:
    """It is told what the command did, and nothing of what it printed."""
    (tmp_path / "pass.py").write_text(script)
    relay(lib, key_command=f"{sys.executable} {tmp_path / 'pass.py'}")
    with pytest.raises(NoKey, match=expected) as caught:
        key_of(lib)
    assert SECRET not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("command", ["no-such-program --now", "'", "; rm -rf x"])
def test_a_command_that_is_none(lib: Library, command: str) -> None:
    """A program that is not there, or words that are none, are told in a sentence."""
    relay(lib, key_command=command)
    with pytest.raises(NoKey, match="failed"):
        key_of(lib)


def test_the_keyring_keeps_the_key(lib: Library) -> None:
    """The system's keyring is asked for `charlib` and the name; what it lacks is told."""
    before = keyring.get_keyring()
    relay(lib, key_ring="relay")
    try:
        keyring.set_keyring(Ring({"charlib/relay": SECRET}))
        assert key_of(lib) == SECRET
        keyring.set_keyring(Ring({}))
        with pytest.raises(NoKey) as caught:
            key_of(lib)
        assert "keyring set charlib relay" in caught.value.hint
        keyring.set_keyring(Ring({}, is_locked=True))
        with pytest.raises(NoKey, match="KeyringError") as caught:
            key_of(lib)
        assert SECRET not in str(caught.value)
    finally:
        keyring.set_keyring(before)


def test_a_key_is_found_in_one_place(lib: Library, cli: Cli) -> None:
    """A new place replaces the old one; two at once are refused; `show` says where it is."""
    relay(lib, key_env="RELAY_KEY")
    assert cli("account", "edit", "relay", "--key-command", "pass relay").code == 0
    account = lib.accounts.show("relay")
    assert (account.key_env, account.key_command) == (None, "pass relay")
    assert "the output of `pass relay`" in cli("account", "show", "relay").out
    assert cli("account", "edit", "relay", "--keyring", "relay").code == 0
    assert "the keyring: relay" in cli("account", "list").out
    assert cli("account", "edit", "relay", "--keyring", "a", "--key-env", "B").code == 2
    lib.undo()
    assert lib.accounts.show("relay").key_command == "pass relay"


@pytest.mark.parametrize(
    ("url", "is_sent"),
    [
        ("https://relay.example/v1", True),
        ("http://127.0.0.1:9/v1", True),
        ("http://localhost:9/v1", True),
        ("http://[::1]:9/v1", True),
        ("http://relay.example/v1", False),
        ("http://192.168.0.5/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_a_key_goes_over_plain_http_to_this_machine_only(
    lib: Library, url: str, *, is_sent: bool
) -> None:
    """To another machine it does not, unless the account says that it may."""
    lib._session.environ = {"K": SECRET}
    lib.accounts.add("relay", profile="sora-relay", base_url=url, key_env="K")
    if is_sent:
        assert key_of(lib) == SECRET
        return
    with pytest.raises(InvalidInput, match="plain http") as caught:
        key_of(lib)
    assert SECRET not in str(caught.value)
    lib.accounts.edit("relay", allow_http=True)
    assert key_of(lib) == SECRET
    lib.accounts.edit("relay", allow_http=False)
    with pytest.raises(InvalidInput):
        key_of(lib)


LITERAL = (
    "echo sk-abc123",
    "echo hunter2",
    "/bin/echo anything",
    "printf %s hunter2",
    "sh -c 'echo sk-123456789'",
    'sh -c "printf secret"',
    "cat sk-1234567890abcdef",
    "env KEY=sk-abc12345678901234 printenv KEY",
    "curl -H 'Authorization: Bearer abcdefghijkl' https://vault.example",
    "python3 -c print('sk-aaaaaaaaaaaa1111')",
    "get AKLTYzE1NmQ5abcdefgh:c2VjcmV0MTIzNDU2Nzg5MA==",
    "show 4fK9aL2mQ8xZ7wP3vN6bT1rY5",
    "show --token=4fK9aL2mQ8xZ7wP3vN6bT1rY5",
    "x AIzaSyD-abcdefghijklmnop123456",
    "x eyJhbGciOiJIUzI1NiJ9.eyJpc3Mi.abc",
)
FINDING = (
    "pass relay",
    "pass show api/kling-key-2026",
    "pass sk-relay",
    "op read op://Private/Kling/credential",
    "op item get 4xjdzbkqrhm3vgxnkd4ecd7ozy --fields password",
    "security find-generic-password -s charlib -w",
    "secret-tool lookup service charlib account relay",
    "gpg --decrypt ~/.keys/kling.gpg",
    "aws secretsmanager get-secret-value --secret-id prod/kling --output text",
    "bw get password 99ee88d2-6046-4ea7-92c2-acac464b1412",
    "cat /run/secrets/kling_api_key",
    "vault kv get -field=key secret/charlib",
    "gcloud secrets versions access latest --secret=kling-api-key",
    "az keyvault secret show --name KlingKey --vault-name MyVault2026Production",
    "printenv KLING_KEY",
)


@pytest.mark.parametrize("command", LITERAL)
def test_a_key_in_a_command_is_refused(cli: Cli, command: str) -> None:
    """A command is stored and shown: it finds a key, it does not contain one."""
    add = ("account", "add", "relay", "--profile", "sora-relay", "--key-command", command)

    result = cli(*add)

    assert result.code == 2
    assert "seems to contain the key itself" in result.err
    assert not {word.strip("'\"") for word in command.split()[1:]} & set(result.err.split())
    assert cli("account", "list").out == ""


@pytest.mark.parametrize("command", FINDING)
def test_a_command_that_finds_a_key_is_taken(cli: Cli, command: str) -> None:
    """Password managers, files and secret stores, with the long names that they have."""
    add = ("account", "add", "relay", "--profile", "sora-relay", "--key-command", command)

    assert cli(*add).code == 0
    assert cli("account", "edit", "relay", "--key-command", "echo sk-abc123").code == 2
    assert cli("--json", "account", "show", "relay").json["key_command"] == command
