"""Fixtures of the acceptance tests; ``cli`` and ``home`` come from the folder above."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from charlib.library import session
from tests.acceptance.servers.expect import KEY_VAR, Cli, Result, done
from tests.acceptance.servers.strict_servers import KEY, StrictServer
from tests.clocks import Hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.servers.dialects import Dialect


NOTHING_KEPT = {"CHARLIB_KEEP": "0"}
"""Looking for faces in footage takes longer than a test, and has tests of its own."""


class Join(Protocol):
    """Starts a strict server and makes an account for it."""

    def __call__(
        self, dialect: Dialect, name: str = "main", *, pending: int = 0, delay_s: float = 0.0
    ) -> StrictServer:
        """Start one; all are stopped when the test ends."""


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs in this process waits for no poll: the time passes on its clock."""
    monkeypatch.setattr(session, "Clock", Hurried)


@pytest.fixture
def run(cli: Cli) -> Cli:
    """Give the command line with the accounts' key in its environment."""

    def run_with_key(
        *argv: str, stdin: str | None = None, env: dict[str, str] | None = None
    ) -> Result:
        return cli(*argv, stdin=stdin, env={KEY_VAR: KEY, **NOTHING_KEPT, **(env or {})})

    return run_with_key


@pytest.fixture
def join(run: Cli) -> Iterator[Join]:
    """Give a way to start strict servers, each with an account of the library for it."""
    with ExitStack() as running:

        def start(
            dialect: Dialect, name: str = "main", *, pending: int = 0, delay_s: float = 0.0
        ) -> StrictServer:
            strict = StrictServer(dialect, pending=pending, delay_s=delay_s)
            server = running.enter_context(strict)
            at = ("--profile", dialect.profile, "--base-url", server.base_url)
            done(run("account", "add", name, *at, "--key-env", KEY_VAR))
            return server

        yield start
