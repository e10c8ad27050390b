"""Whoever is shown a price is shown the team's budget: estimates, plans, and films in a batch."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from charlib.domain.character.batch import Order, Row
from charlib.errors import CharlibError, OverBudget, Unreachable
from charlib.library import Library
from charlib.library.claiming import settling
from charlib.library.claiming.settling import set_budget
from charlib.sandbox import Server

from .conftest import Members
from .members import order

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")
LEFT = "0.3 USD/month for the team at main: 0.05 used, 0.25 left"


@pytest.fixture
def bob(members: Members, url: str, sandbox: Server) -> Library:
    """A member of a team with 0.3 USD, of which anna has used 0.05."""
    anna, bob = members(url, profile="dear")
    set_budget(anna._session, "main", "0.3 USD/month")
    anna.create("mia", **order(sandbox))
    return bob


def _films(lib: Library, *texts: str) -> list[Any]:
    return lib.plan_generate(list(texts), params={"duration": "2"})


def test_an_estimate_has_both_budgets(bob: Library) -> None:
    """With what is left of each, and whose it is; the stricter one refuses."""
    bob.accounts.edit("main", budget="5 USD")
    films = _films(bob, "a street", "a road")
    one = bob.estimate([("main", films[0].cost)])
    assert [(each.whose, each.left, each.by) for each in one.budgets] == [
        ("library", Decimal(5), ""), ("team", Decimal("0.25"), "anna"),
    ]  # fmt: skip
    assert one.refused == one.unasked == ()
    assert one.budgets[1].sentence == LEFT

    two = bob.estimate([("main", film.cost) for film in films])
    (refused,) = two.refused
    assert refused.sentence == (
        "the team's budget of main would refuse 2 calls: they cost about 0.4 USD;"
        " the budget of 0.3 USD/month has 0.25 left"
    )
    assert (refused.whose, refused.error.kind) == ("team", "money")
    assert "share.budget('main')" in str(refused.error.hint)
    assert [each.whose for each in bob.accounts.budgets("main")] == ["library", "team"]


def test_a_plan_says_it_and_is_refused(bob: Library, sandbox: Server) -> None:
    """An agent's plan too: the person who carries it out sees what is left for all."""
    plan = bob.plans.generate(["a street", "a road"], params={"duration": "2"})
    assert plan.budgets == (LEFT,)
    assert plan.refused[0].startswith("the team's budget of main would refuse 2 calls")
    assert bob.plans.show(plan.id).budgets == (LEFT,)
    received = sandbox.ledger.received
    with pytest.raises(OverBudget, match="the team's budget of main refuses 2 calls"):
        bob.do(plan.id)
    assert sandbox.ledger.received == received


def test_of_films_that_do_not_fit_none_is_sent(bob: Library, sandbox: Server) -> None:
    """All of them fit into the team's budget, or none: as with one's own."""
    received = sandbox.ledger.received
    with pytest.raises(OverBudget, match="the team's budget of main refuses 2 calls"):
        bob.generate_many(["a street", "a road"], params={"duration": "2"}, wait=False)
    assert sandbox.ledger.received == received
    assert bob.tasks.list() == []


def test_of_a_batch_that_does_not_fit_nobody_is_created(bob: Library, sandbox: Server) -> None:
    """Six characters for 0.3 USD, of which 0.25 are left."""
    received, url = sandbox.ledger.received, order(sandbox)["url"]
    rows = [
        Row(number, Order(handle=f"c{number}", url=url, window=f"{number},{number + 3}"))
        for number in range(6)
    ]
    with pytest.raises(OverBudget, match="the team's budget of main refuses 6 calls"):
        bob.create_many(rows, keep=False)
    assert sandbox.ledger.received == received
    assert [each.handle for each in bob.list()] == ["seed"]


def test_a_place_that_is_away_is_asked_once(bob: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan is made all the same, and says what is not known; a page waits only once."""
    asked: Counter[str] = Counter()

    def away(_: object, account: str) -> None:
        asked[account] += 1
        raise Unreachable("cannot reach the bucket")

    monkeypatch.setattr(settling, "budget", away)
    plan = bob.plans.generate(["a street"], params={"duration": "2"})
    assert plan.budgets == ()
    assert plan.warnings[-1] == ("the team's budget of main is not known: cannot reach the bucket")
    assert bob.accounts.budgets("main") == []
    (unasked,) = bob.estimate([("main", None)]).unasked
    assert "nobody answered where the cast is shared" in unasked.sentence
    assert asked == {"main": 1}


def test_without_a_team_nobody_is_asked(members: Members, folder: str) -> None:
    """Nor is there anything to say about it."""
    (anna,) = members(folder, 1)
    anna.share.leave()
    told = anna.estimate([("main", None)])
    assert (told.budgets, told.unasked, told.refused) == ((), (), ())
    with pytest.raises(CharlibError):
        settling.team(anna._session)
