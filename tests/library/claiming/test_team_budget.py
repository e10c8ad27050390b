"""A team's budget holds over all members: what they send together never exceeds it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from charlib.errors import CharlibError
from charlib.library import Library
from charlib.library.claiming.guard import TeamGuard
from charlib.library.claiming.settling import budget, set_budget
from charlib.sandbox import Server
from charlib.sandbox.wire.faults import Fault

from .conftest import Members
from .members import Dying, Gone, Killed, order, placed, told

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")
MOST, FILMS = 10, 8


def film(lib: Library, text: str) -> CharlibError | None:
    """Send a film; why it was refused."""
    try:
        lib.generate(text, params={"duration": "2"}, wait=False)
    except CharlibError as error:
        return error
    return None


def test_two_members_never_send_an_eleventh(members: Members, url: str, sandbox: Server) -> None:
    """Both begin at the same moment with eight films each: ten are sent, six are refused."""
    team, gate = members(url), Barrier(2)
    set_budget(team[0]._session, "main", f"{MOST} calls")
    billed = sandbox.ledger.billed

    def spend(lib: Library) -> list[CharlibError | None]:
        gate.wait()
        return [film(lib, f"street {lib.home.data.name} {n}") for n in range(FILMS)]

    with ThreadPoolExecutor(2) as pool:
        results = [error for some in pool.map(spend, team) for error in some]

    refused = [error for error in results if error is not None]
    assert sandbox.ledger.billed - billed == MOST
    assert len(refused) == 2 * FILMS - MOST
    assert {(error.kind, error.exit_code) for error in refused} == {("money", 1)}
    assert "the team's budget of main refuses the call" in str(refused[0])
    for lib in team:
        left = budget(lib._session, "main")
        assert (left.spent, left.left, left.by) == (MOST, 0, "anna")
        spent = lib.cost().total
        assert sum(line.films for line in spent) <= MOST


def test_what_was_not_made_is_given_back(members: Members, url: str, sandbox: Server) -> None:
    """A request that certainly did not arrive counts for nobody; one without an answer does."""
    anna, bob = members(url)
    set_budget(anna._session, "main", "2 calls")
    base_url = anna.accounts.show("main").base_url
    anna.accounts.edit("main", base_url="http://127.0.0.1:9")
    refused = film(anna, "a street")
    assert refused is not None
    assert refused.kind == "network"
    anna.accounts.edit("main", base_url=base_url)
    anna.close()  # its connections go to the old address
    assert budget(bob._session, "main").spent == 0

    sandbox.faults.add(Fault("lost_answer", method="POST"))
    assert film(anna, "a street") is not None
    assert [budget(lib._session, "main").spent for lib in (anna, bob)] == [1, 1]


def test_creations_count_too(members: Members, url: str, sandbox: Server) -> None:
    """The budget is the account's: characters and films are paid for by the same team."""
    anna, bob = members(url)
    set_budget(anna._session, "main", "1 call")
    anna.create("mia", **order(sandbox))
    with pytest.raises(CharlibError, match="the team's budget of main refuses the call") as no:
        bob.create("tom", **order(sandbox))
    assert told(no) == ("money", 1)

    set_budget(bob._session, "main", "2 calls")
    bob.sync(retry=True)
    assert [binding.state for binding in bob.show("tom").bindings] == ["ready"]
    set_budget(bob._session, "main", None)
    assert budget(anna._session, "main") == ("main", "", None, None, "bob")
    anna.create("zoe", **order(sandbox, 1))


def test_a_budget_in_money_needs_prices(members: Members, url: str) -> None:
    """Nobody can count what has no known price."""
    (anna,) = members(url, 1)
    set_budget(anna._session, "main", "20 USD/month")
    refused = film(anna, "a street")
    assert refused is not None
    assert "its price is unknown; the budget is 20 USD/month" in str(refused)


def test_what_it_cost_replaces_the_estimate(members: Members, url: str, sandbox: Server) -> None:
    """Films and creations count with their prices, and what failed and was not charged does not."""
    anna, bob = members(url, profile="dear")
    set_budget(anna._session, "main", "0.35 USD/month")
    assert film(anna, "a street") is None
    bob.create("mia", **order(sandbox))
    assert budget(anna._session, "main").spent == Decimal("0.25")
    refused = film(bob, "a road")
    assert refused is not None
    assert "it costs about 0.2 USD; the budget of 0.35 USD/month has 0.1 left" in str(refused)

    set_budget(bob._session, "main", "1 USD/month")
    sandbox.faults.add(Fault("job_fails", method="POST"))
    assert film(bob, "a road") is None
    assert budget(anna._session, "main").spent == Decimal("0.45")
    bob.sync()
    assert budget(anna._session, "main").spent == Decimal("0.25")
    (entry,) = {line.amount for line in bob.cost().total if line.unit}
    assert entry == Decimal("0.05")


@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
def test_killed_at_any_moment_it_holds(
    members: Members, url: str, sandbox: Server, *, is_written: bool
) -> None:
    """What a killed member may have sent stays counted: never more is sent than the budget has."""
    anna, bob = members(url)
    set_budget(anna._session, "main", "3 calls")
    billed = sandbox.ledger.billed
    for moment in (1, 2, 1):
        deadly = partial(Dying, moment=moment, is_written=is_written)
        with placed(anna, deadly), suppress(Killed):
            film(anna, f"a street {moment}")
    results = [film(bob, f"a road {n}") for n in range(4)]

    assert sandbox.ledger.billed - billed <= 3
    assert results[-1] is not None


def test_a_synchronised_folder_holds_no_ledger(members: Members, folder: str) -> None:
    """Two members could write one number there, so a budget is refused, and so is spending."""
    anna, bob = members(folder)
    set_budget(anna._session, "main", "10 calls")
    (Path(folder) / ".stfolder").mkdir()
    for lib in (anna, bob):
        lib.close()  # what the folder is like is looked at once
    with pytest.raises(CharlibError, match="cannot hold its ledger") as no:
        set_budget(anna._session, "main", "5 calls")
    assert no.value.kind == "money"
    refused = film(bob, "a street")
    assert refused is not None
    assert (refused.kind, refused.exit_code) == ("money", 1)


def test_without_the_place_films_go_where_no_budget_is_known(
    members: Members, url: str, sandbox: Server
) -> None:
    """Who works at home may film; under a budget of the team nobody may, once it was seen."""
    anna, bob = members(url)
    billed = sandbox.ledger.billed
    with placed(anna, Gone):
        assert film(anna, "a street") is None
        assert film(anna, "another street") is None
    assert sandbox.ledger.billed - billed == 2

    set_budget(bob._session, "main", "5 calls")
    assert film(anna, "a road") is None
    with placed(anna, Gone):
        refused = film(anna, "another road")
        assert refused is not None
        assert (refused.kind, refused.exit_code) == ("network", 3)
    set_budget(anna._session, "main", None)
    with placed(anna, Gone):
        assert film(anna, "another road") is None
    assert sandbox.ledger.billed - billed == 4


def test_a_damaged_ledger_sends_nothing(members: Members, url: str, sandbox: Server) -> None:
    """Nobody knows what was spent, so nobody spends."""
    (anna,) = members(url, 1)
    set_budget(anna._session, "main", "10 calls")
    team, billed = anna._session.team, sandbox.ledger.billed
    assert team is not None
    account = anna.accounts.show("main")
    assert team.place.put(f"spends/{account.uid}/ever/000000001", b"what?")
    refused = film(anna, "a street")
    assert refused is not None
    assert "is damaged" in str(refused)
    assert sandbox.ledger.billed == billed


def test_a_library_that_shares_nothing_asks_nobody(
    members: Members, folder: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No guard is made, and no place is opened."""
    (anna,) = members(folder, 1)
    with anna._session.store.share() as writer:
        writer.team.leave()
    monkeypatch.setattr(TeamGuard, "__init__", lambda *_: pytest.fail("a guard was made"))
    anna.create("mia", **order(sandbox))
    assert film(anna, "a street") is None
