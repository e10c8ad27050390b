"""What the tests of runs share: dialects, a clock that is never waited for, and a stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from charlib.config import Clock
from charlib.domain.records import Binding
from charlib.errors import CharlibError
from charlib.library import Library, open_library
from charlib.sandbox import Fault, Server
from charlib.sandbox.wire.ledger import BilledGeneration, MintedCharacter, SeenRequest
from tests.clocks import Hurried

KEY_VARIABLE = "STAGE_KEY"
KEYS = {KEY_VARIABLE: "sandbox-key", "STAGE_KEYS": "sandbox:sandbox-key"}
ACCOUNT = "main"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A profile, the sandbox's base, how short a film it can be asked for, and its key."""

    profile: str
    base: str
    length: tuple[str, str] = ("duration", "2")
    key_env: str = KEY_VARIABLE

    def __str__(self) -> str:
        return self.profile


SYNC = Dialect("sora-sync", "sync")
ASYNC = Dialect("sora-async", "async")
RELAY = Dialect("sora-relay", "relay", ("seconds", "4"))
RELAY_MODEL = Dialect("sora-relay:model", "relay-model", ("seconds", "4"))
SANDBOX = Dialect("sandbox", "async")
DIALECTS = (SYNC, ASYNC, RELAY, RELAY_MODEL, SANDBOX)


@dataclass
class Stage:
    """A sandbox that only this test uses, a library beside it, and what the sandbox has seen."""

    server: Server
    home: Path
    clock: Clock = field(default_factory=Hurried)

    def open(self, dialect: Dialect | None = None, **more: Any) -> Library:
        """Open the library, with the account `main` of a dialect if one is given.

        It keeps no footage: looking for faces takes longer than a test, and has tests of its own.
        """
        environ = {**KEYS, "CHARLIB_KEEP": "0"}
        lib = open_library(self.home, environ=environ, clock=self.clock, **more)
        if dialect:
            base = self.server.bases[dialect.base]
            lib.accounts.add(
                ACCOUNT, profile=dialect.profile, base_url=base, key_env=dialect.key_env
            )
        return lib

    @property
    def skipped(self) -> float:
        """The seconds of waiting that were skipped so far."""
        return self.clock.skipped if isinstance(self.clock, Hurried) else 0.0

    @property
    def film(self) -> str:
        """The URL of a ten-second film that the sandbox serves."""
        return self.server.file_url("mia.mp4")

    @property
    def characters(self) -> tuple[MintedCharacter, ...]:
        """The characters minted."""
        return self.server.ledger.characters

    @property
    def generations(self) -> tuple[BilledGeneration, ...]:
        """The generations billed."""
        return self.server.ledger.generations

    @property
    def seen(self) -> tuple[SeenRequest, ...]:
        """The requests that arrived."""
        return self.server.ledger.requests

    def requests(self, method: str, path: str = "") -> list[SeenRequest]:
        """Those of them with this method and this in their path."""
        return [
            request for request in self.seen if request.method == method and path in request.path
        ]

    def strike(self, kind: str, method: str, path: str, **more: Any) -> None:
        """Let the next call with this method and this in its path be answered badly."""
        options = {**_TOLD.get(kind, {}), **more}
        if kind == "redirect":
            options = {"url": self.film, **options}
        self.server.faults.add(Fault(kind, method=method, path_contains=path, **options))


_TOLD: dict[str, dict[str, Any]] = {
    "latency": {"seconds": 0.01},
    "slow_drip": {"seconds": 0.0},
    "rate_limit": {"seconds": 3},
}


def bound(lib: Library, handle: str = "mia") -> Binding:
    """The only binding of a character."""
    (only,) = lib.show(handle).bindings
    return only


def told(error: CharlibError | None) -> str:
    """The sentence of an error that has what every error must: one line, and one that helps."""
    if error is None:
        return ""
    assert error.hint
    assert "\n" not in str(error) + error.hint
    return str(error)
