"""Killed, cancelled, left alone: nothing is sent twice, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading

import anyio
import pytest
from mcp import Client
from mcp_types import ElicitResult

from charlib.errors import Conflict
from charlib.library import Library, open_library
from charlib.mcp.desk import Desk
from charlib.mcp.server import create_server
from charlib.sandbox import Server
from tests.clocks import Hurried
from tests.limits import HANGS_S

VICTIM = """
import os, signal, sys
from charlib.library import open_library, syncing
from charlib.library.planning import files

home, plan, moment = sys.argv[1:]

def before(module, name, *, after=False):
    real = getattr(module, name)
    def killed(*given, **more):
        result = real(*given, **more) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(module, name, killed)

{"claimed": lambda: before(files, "claim", after=True),
 "planned": lambda: before(syncing, "run"),
 "sent": lambda: before(syncing, "run", after=True),
 "ending": lambda: before(files, "end")}[moment]()
with open_library(home) as lib:
    lib.do(plan)
"""
"""A process that carries out a plan, and is killed at one moment of it."""


@pytest.mark.parametrize(
    ("moment", "made"), [("claimed", 0), ("planned", 1), ("sent", 1), ("ending", 1)]
)
def test_a_kill_sends_nothing_twice(
    at_sandbox: Library, sandbox: Server, moment: str, made: int
) -> None:
    """What was recorded is finished by `sync`; what was not is planned again."""
    plan = at_sandbox.plans.create("mia", window="5,8", source="1")
    words = [sys.executable, "-c", VICTIM, str(at_sandbox.home.data), plan.id, moment]
    killed = subprocess.run(words, check=False, timeout=HANGS_S, capture_output=True)
    assert killed.returncode == -9, killed.stderr

    assert at_sandbox.plans.show(plan.id).state == "begun"
    with pytest.raises(Conflict, match="was begun already; nothing of it is sent twice"):
        at_sandbox.do(plan)
    at_sandbox.sync()
    assert len(sandbox.ledger.characters) == made
    assert (at_sandbox.count("mia") == 1) == bool(made)
    if not made:  # nothing was recorded: it is planned again
        again = at_sandbox.plans.create("mia", window="5,8", source="1")
        assert at_sandbox.do(again).plan.result == ("default/mia",)
    assert len(sandbox.ledger.characters) == 1
    assert at_sandbox.show("mia").bindings[0].state == "ready"


class Held(Hurried):
    """A clock on which the first wait lasts until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.goes_on = threading.Event(), threading.Event()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Hold the first wait."""
        self.waits.set()
        assert self.goes_on.wait(HANGS_S)
        super().wait(seconds, wake)


def test_a_cancelled_call_goes_on_and_is_recorded(at_sandbox: Library, sandbox: Server) -> None:
    """The client gives up while the provider works; it can ask for the result later."""
    clock = Held()
    desk = Desk(open_library(at_sandbox.home.data, clock=clock))
    plan = at_sandbox.plans.create("mia", window="5,8", source="1").id

    async def yes(*_: object) -> ElicitResult:
        return ElicitResult(action="accept", content={"approve": True})

    async def give_up() -> None:
        async with (
            Client(create_server(desk), elicitation_callback=yes) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.call_tool, "carry_out", {"plan_id": plan})
            assert await anyio.to_thread.run_sync(clock.waits.wait, HANGS_S)
            group.cancel_scope.cancel()
            clock.goes_on.set()
        # the server ends when its threads have

    anyio.run(give_up)
    desk.close()
    assert at_sandbox.plans.show(plan).state == "done"
    assert len(sandbox.ledger.characters) == 1
    assert at_sandbox.history(limit=1)[0].command.endswith(f": carry_out {plan}")


def test_a_question_that_is_cancelled_claims_nothing(
    at_sandbox: Library, sandbox: Server, era: str
) -> None:
    """The client gives up while its person thinks; the plan stays open."""
    desk = Desk(at_sandbox.reopened())
    plan = at_sandbox.plans.create("mia", window="5,8", source="1").id

    async def give_up() -> None:
        asked = anyio.Event()

        async def think(*_: object) -> ElicitResult:
            asked.set()
            await anyio.sleep_forever()
            raise AssertionError

        async with (
            Client(create_server(desk), mode=era, elicitation_callback=think) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.call_tool, "carry_out", {"plan_id": plan})
            await asked.wait()
            group.cancel_scope.cancel()

    anyio.run(give_up)
    desk.close()
    assert at_sandbox.plans.show(plan).state == "open"
    assert sandbox.ledger.received == 0
