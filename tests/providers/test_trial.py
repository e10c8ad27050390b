"""`charlib profile try`: every request of a profile, as it arrives at a recorder here."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from charlib import trial
from charlib.providers.profiles import Profiles
from tests.conftest import Cli, Result

BUNDLED = Profiles(Path("/there/is/no/such/folder"))

OWN = """
extends = "kling-elements"
title = "Kling at a gateway"
status = "live"

[http]
base_url = "https://gateway.example/kling"
key_env = "GATEWAY_KEY"

[variants.seconds]
[variants.seconds.generate.asks.seconds]
default = 7
"""


@pytest.mark.parametrize("name", BUNDLED.names())
def test_every_bundled_profile_can_be_tried(name: str) -> None:
    """Each operation of the profile is there, or the prompt that it renders."""
    profile = BUNDLED.load(name)
    tried = {request.for_ for request in trial.run(profile)}
    calls = {
        "a film": profile.generate, "verifying a character": profile.verify,
        "the list of characters": profile.listing, "deleting a character": profile.delete,
        "account check": profile.check,
    }  # fmt: skip
    expected = {for_ for for_, call in calls.items() if call is not None}
    if profile.create is not None:
        expected |= {f"a character from {way}" for way in profile.create.ways}
    assert expected or tried == {"a prompt"}
    assert expected <= tried


def _tried(cli: Cli, path: Path, *words: str) -> Any:
    result = cli("--json", "profile", "try", path, *words)
    assert (result.code, result.err) == (0, "")
    return result.json


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A profile of a user's own, with a variant."""
    path = tmp_path / "gateway.toml"
    path.write_text(OWN)
    return path


def test_a_profile_of_ones_own(cli: Cli, own: Path) -> None:
    """The requests go where the file says, with a made-up key and made-up media."""
    tried = {each["profile"]: each["requests"] for each in _tried(cli, own)}
    assert {"gateway", "gateway:legacy", "gateway:seconds"} <= set(tried)
    requests = {request["for"]: request for request in tried["gateway"]}
    made = requests["a character from stills"]
    assert made["method"] == "POST"
    url = "https://gateway.example/kling/v1/general/advanced-custom-elements"
    assert made["url"] == url
    assert made["headers"]["authorization"] == "Bearer YOUR-KEY"
    assert made["body"]["element_name"] == "Mia"
    film = requests["a film"]["body"]
    assert film["contents"][0] == {"type": "prompt", "text": "@mia walks with @tom"}
    assert [item["element_id"] for item in film["contents"][1:]] == ["1001", "1002"]
    assert film["settings"]["duration"] == 5
    (only,) = _tried(cli, own, "--variant", "seconds")
    films = [each["body"] for each in only["requests"] if each["for"] == "a film"]
    assert films[0]["settings"]["duration"] == 7


def test_it_reads_like_http(cli: Cli) -> None:
    """A bundled profile by its name: a comment, the request line, headers, body."""
    shown = cli("profile", "try", "gemini").out.splitlines()
    assert shown[:2] == ["# gemini: a prompt", "{"]
    shown = cli("profile", "try", "kling-elements", "--variant", "legacy").out.splitlines()
    assert shown[0] == "# kling-elements:legacy: a character from stills"
    assert shown[1].startswith("POST https://")
    assert shown[2].startswith("authorization: Bearer ")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["none.toml"], 1, "none.toml cannot be read: "),
        (["kling-element"], 1, "no profile 'kling-element'"),
        (["OWN", "--variant", "first"], 1, "has no variant first."),
    ],
)
def test_what_is_not_there(cli: Cli, own: Path, words: list[str], code: int, message: str) -> None:
    """A file, a profile, a variant that does not exist."""
    result: Result = cli("profile", "try", *[str(own) if each == "OWN" else each for each in words])
    assert result.code == code
    assert message in result.err


def test_a_mistake_is_told_as_by_check(cli: Cli, own: Path) -> None:
    """Nothing is sent of a profile with an unknown key."""
    own.write_text(OWN.replace("default = 7", "defualt = 7"))
    assert cli("profile", "try", own).err == cli("profile", "check", own).err != ""


def test_nothing_reaches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is to this machine, also where the profile has another address."""
    reached: list[Any] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        reached.append(address[0])
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    trial.run(BUNDLED.load("seedance-assets"))
    assert set(reached) == {"127.0.0.1"}
