"""A studio over this test's library, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.sandbox import Server
from charlib.studio import run

from .browsing import Tab, chromium
from .client import Page, running


@pytest.fixture
def studio(lib: Library, home: Path, films: Path) -> Iterator[run.Studio]:
    """A studio with the folder of films."""
    assert lib.project == "default"
    with running(home=home, folders=(films,)) as started:
        yield started


@pytest.fixture
def page(studio: run.Studio) -> Iterator[Page]:
    """A page that has come in."""
    with Page(studio) as opened:
        yield opened


@pytest.fixture
def at_sandbox(page: Page, lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page whose library has an account at the simulator."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    (offered,) = page.get("/api/files")["files"]
    page.post("/api/sources", file=offered["id"])
    return page


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page over an empty library, for the tests of a module that change nothing."""
    with running(home=tmp_path_factory.mktemp("guarded")) as started, Page(started) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, as it is installed."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_tab(browser: Any, studio: run.Studio) -> Iterator[Callable[..., Tab]]:
    """Open the studio in a tab: its size and colour scheme can be given."""
    tabs: list[Tab] = []

    def opened(**how: Any) -> Tab:
        tabs.append(Tab(browser, studio.gate.url, **how))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.close()
