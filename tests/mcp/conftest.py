"""An agent over this test's library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from charlib.library import Library
from charlib.sandbox import Server

from .agent import ERAS, Agent, served


@pytest.fixture(params=ERAS)
def era(request: pytest.FixtureRequest) -> str:
    """Both eras of the protocol, one after the other."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def agent(lib: Library) -> Iterator[Agent]:
    """An agent whose person says yes."""
    with served(lib) as opened:
        yield opened


@pytest.fixture
def at_sandbox(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library with an account at the simulator, whose prices nobody knows, and a source."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.home.profiles.mkdir(parents=True, exist_ok=True)
    unpriced = 'name = "unpriced"\nextends = "sandbox"\nprices = []\n'
    (lib.home.profiles / "unpriced.toml").write_text(unpriced)
    lib.accounts.add(
        "home", profile="unpriced", base_url=sandbox.bases["async"], key_env="HOME_KEY"
    )
    lib.sources.add(sandbox.file_url("mia.mp4"))
    return lib


@pytest.fixture
def priced(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library with an account whose films have a price."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    base = sandbox.bases["openai"]
    lib.accounts.add("paid", profile="openai-videos", base_url=base, key_env="HOME_KEY")
    return lib
