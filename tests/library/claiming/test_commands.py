"""Claims and budgets on the command line, from the first push to the ID that a colleague pulls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from charlib.sandbox import Server
from charlib.sandbox.wire.faults import Fault
from tests.conftest import Result, run_cli

from .members import ENVIRON, order

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")


class Desk:
    """The command line of a member."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __call__(self, *argv: str) -> Result:
        """Run a command line."""
        return run_cli("--home", self._home, *argv, env=ENVIRON)

    def json(self, *argv: str) -> Any:
        """What a command line says to a script."""
        return self("--json", *argv).json

    def create(self, sandbox: Server, name: str) -> Result:
        """Create a character."""
        made = order(sandbox)
        return self("create", name, "--url", made["url"], "--window", made["window"], "--no-keep")


@pytest.fixture
def desks(tmp_path: Path, url: str, sandbox: Server) -> list[Desk]:
    """Anna, who begins a cast with an account, and bob, who joins it with his key."""
    anna, bob = Desk(tmp_path / "anna"), Desk(tmp_path / "bob")
    base = sandbox.bases["sync"]
    anna("account", "add", "main", "--profile", "sora-sync", "--base-url", base,
         "--key-env", "MEMBERS_KEY")  # fmt: skip
    anna("add", "seed", "--id", "ch_seed")
    for desk, name in ((anna, "anna"), (bob, "bob")):
        assert desk("share", "init", url, "--name", name).code == 0
        desk("share", "push")
        desk("share", "pull")
    bob("account", "edit", "main", "--key-env", "MEMBERS_KEY")
    bob("account", "use", "main")
    return [anna, bob]


def test_the_id_comes_with_the_next_push_and_pull(desks: list[Desk], sandbox: Server) -> None:
    """Bob is told to pull; once anna has pushed, he has what she paid for, and pays nothing."""
    anna, bob = desks
    minted = sandbox.ledger.minted
    assert anna.create(sandbox, "mia").code == 0

    refused = bob.create(sandbox, "mia")
    assert (refused.code, "anna created it on" in refused.err) == (1, True)
    assert "charlib share pull" in refused.err
    assert "anna created mia at main, on" in bob("share", "claims", "mia").out
    assert bob.json("share", "claims", "mia")[0]["state"] == "done"

    anna("share", "push")
    assert bob("share", "pull").code == 0
    assert bob.json("show", "mia")["bindings"][0]["state"] == "ready"
    assert bob("share", "claims", "mia").out == "Nobody is creating @mia.\n"
    assert (sandbox.ledger.minted - minted, bob.create(sandbox, "mia").code) == (1, 1)


def test_a_claim_is_ended_by_hand(desks: list[Desk], sandbox: Server) -> None:
    """What helps is in the error; a script gets the same as data."""
    anna, bob = desks
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    assert anna.create(sandbox, "mia").code == 3

    error = bob.json("create", "mia", "--url", order(sandbox)["url"], "--window", "5,8")["error"]
    assert (error["kind"], "anna has been creating it" in error["message"]) == ("conflict", True)
    assert "charlib share release mia" in error["hint"]
    own = anna("share", "release", "mia")
    assert (own.code, "charlib resolve mia --lost" in own.err) == (1, True)

    assert bob("share", "release", "mia").out == "Ended the claim of anna: mia at main.\n"
    assert bob("share", "release", "mia").code == 1
    assert bob.create(sandbox, "mia").code == 0


def test_all_open_claims_are_a_table(desks: list[Desk], sandbox: Server) -> None:
    """Who, what and since when; a script gets the same, and null for what has no name here."""
    anna, bob = desks
    none = bob("share", "claims")
    assert (none.code, none.out, none.err) == (0, "", "Nobody is creating anything.\n")
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    anna.create(sandbox, "mia")
    what, account, member, state, since, until = (
        anna("share", "claims").out.rstrip("\n").split("\t")
    )
    assert (what, account, member, state, until) == ("mia", "main", "you", "sending", "")
    assert since.startswith("20")
    assert bob("share", "claims").out.startswith("(not here)\tmain\tanna\tsending\t")
    (form,) = bob.json("share", "claims")
    assert (form["handle"], form["member"], form["self"]) == (None, "anna", False)


def test_a_budget_for_all(desks: list[Desk], sandbox: Server) -> None:
    """Set by one, kept by all, and shown with what is left."""
    anna, bob = desks
    assert bob("share", "budget", "main").out == "No budget for the team at main.\n"
    assert anna("share", "budget", "main", "1 call").out == (
        "1 calls for the team at main: 0 spent, 1 left; set by anna.\n"
    )
    assert anna.create(sandbox, "mia").code == 0
    refused = bob.create(sandbox, "tom")
    assert (refused.code, "charlib share budget main" in refused.err) == (1, True)
    assert bob.json("share", "budget", "main") == {
        "account": "main", "budget": "1 calls", "by": "anna", "spent": "1", "left": "0",
    }  # fmt: skip
    assert bob("share", "budget", "main", "5 calls", "--none").code == 2
    assert bob("share", "budget", "main", "much").code == 2
    assert bob("share", "budget", "main", "--none").code == 0
    assert bob("sync", "--retry").code == 0
    assert bob.json("show", "tom")["bindings"][-1]["state"] == "ready"


def test_a_dry_run_shows_what_is_left_for_all(desks: list[Desk], sandbox: Server) -> None:
    """And whether it would be refused; so does the account."""
    anna, bob = desks
    anna("share", "budget", "main", "1 call")
    made = order(sandbox)
    dry = ("create", "mia", "--url", made["url"], "--window", made["window"], "--dry-run")
    left = "1 calls for the team at main: 0 used, 1 left"
    assert left in bob(*dry).err
    assert bob.json(*dry)["cost"]["budgets"] == [
        {"account": "main", "whose": "team", "budget": "1 calls", "left": 1, "by": "anna"}
    ]
    assert left in bob("account", "show", "main").out
    shown = bob.json("account", "show", "main")
    assert (shown["team_budget"], shown["team_left"], shown["budget_left"]) == ("1 calls", 1, None)
    assert anna.create(sandbox, "tom").code == 0
    assert "the team's budget of main would refuse 1 call" in bob(*dry).err


def test_who_shares_nothing_is_told_how(tmp_path: Path) -> None:
    """There is nobody to ask."""
    alone = Desk(tmp_path / "alone")
    alone("account", "add", "main", "--profile", "sora-sync", "--key-env", "MEMBERS_KEY")
    for words in (("claims", "mia"), ("release", "mia"), ("budget", "main")):
        told = alone("share", *words)
        assert (told.code, "charlib share init URL" in told.err) == (1, True)
