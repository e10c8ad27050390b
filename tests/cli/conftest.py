"""A sandbox and a command line beside it, for each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.sandbox import Server, Settings, running
from tests.cli.shell import BASE, Shell


@pytest.fixture
def sandbox(films: Path) -> Iterator[Server]:
    """A sandbox that serves the folder and finishes every job at the first poll."""
    with running(Settings(files=films, polls=0, film_height=36)) as server:
        yield server


@pytest.fixture
def shell(cli: Callable[..., Any], sandbox: Server, tmp_path: Path) -> Shell:
    """The command line of an empty library."""
    os.environ["CHARLIB_KEEP"] = "0"  # what is kept has tests of its own
    return Shell(cli, sandbox, tmp_path)


@pytest.fixture
def home_account(shell: Shell) -> Shell:
    """The command line of a library with the account `home` at the sandbox."""
    assert shell("account", "add", "home", "--profile", "sandbox", "--base-url", BASE).code == 0
    return shell


@pytest.fixture
def cast(home_account: Shell) -> Shell:
    """The same with @mia and @tom in it, whose ids were added by hand."""
    look = ("--name", "Mia Wong", "--look", "a red coat", "--tag", "hero", "--tag", "lead")
    assert home_account("add", "mia", "--id", "char_mia", *look).code == 0
    assert home_account("add", "tom", "--id", "char_tom", "--tag", "hero").code == 0
    return home_account
