"""What spends is planned, shown, approved by a person, and sent once."""

from __future__ import annotations

import json
import shutil
import threading
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.money import Cost
from charlib.library import Library, open_library
from charlib.mcp.desk import Allowance
from charlib.sandbox import Fault, Server
from tests.clocks import Hurried
from tests.conftest import Cli

from .agent import Agent, served

WALK = {"kind": "generate", "prompts": ["a dog walks"], "options": {"seconds": 4}}
MIA = {"kind": "create", "handle": "mia", "source": 1, "window": "5,8"}


def test_from_a_video_to_a_film(at_sandbox: Library, sandbox: Server, era: str) -> None:
    """A character is planned, approved and created; then a film of it; in either era."""
    with served(at_sandbox, era=era) as agent:
        plan = agent.call("plan", **MIA)
        assert (plan["total"], plan["plan"]["state"]) == (1, "open")
        assert "create @mia" in plan["sends"][0]["what"]
        assert sandbox.ledger.received == 0
        done = agent.call("carry_out", plan_id=plan["plan"]["plan_id"])
        assert (done["outcome"], done["plan"]["made"]) == ("done", ["default/mia"])
        (question,) = agent.asked
        assert question.startswith(f"Plan {plan['plan']['plan_id']}: the price is not known")
        film = agent.plan(kind="generate", prompts=["@mia walks"], options={"seconds": 8})
        made = agent.call("carry_out", plan_id=film)["plan"]["made"]
    assert made == ["task:1"]
    assert at_sandbox.tasks.show("1").state == "done"
    commands = [each.command for each in at_sandbox.history(by="agent:tester")]
    assert commands == [f"agent:tester: carry_out {film}",
                        f"agent:tester: carry_out {plan['plan']['plan_id']}"]  # fmt: skip


def test_another_look_and_another_provider(
    at_sandbox: Library, sandbox: Server, agent: Agent
) -> None:
    """A look is made like a character; rebinding makes what an account lacks."""
    agent.call("carry_out", plan_id=agent.plan(**MIA))
    look = agent.plan(**(MIA | {"kind": "look", "look": "uniform", "window": "1,3"}))
    assert agent.call("carry_out", plan_id=look)["plan"]["made"] == ["default/mia+uniform"]
    base = sandbox.bases["async"]
    at_sandbox.accounts.add("spare", profile="sandbox", base_url=base, key_env="HOME_KEY")
    plan = agent.call("plan", kind="rebind", account="spare", query="handle:mia")
    assert plan["total"] == 2
    done = agent.call("carry_out", plan_id=plan["plan"]["plan_id"])
    assert done["plan"]["made"] == ["default/mia", "default/mia+uniform"]
    assert agent.error("plan", kind="rebind", account="nowhere")["kind"] == "not-found"


@pytest.mark.parametrize("answer", ["no", "decline", "cancel"])
def test_a_person_may_decline(at_sandbox: Library, sandbox: Server, era: str, answer: str) -> None:
    """By any of the ways that there are; the plan stays open."""
    with served(at_sandbox, era=era, answer=answer) as agent:
        plan = agent.plan(**MIA)
        assert agent.call("carry_out", plan_id=plan)["outcome"] == "declined"
        assert len(agent.asked) == 1
    assert at_sandbox.plans.show(plan).state == "open"
    assert sandbox.ledger.received == 0


def test_a_client_that_cannot_ask_is_told_the_command(
    at_sandbox: Library, sandbox: Server, era: str, cli: Cli
) -> None:
    """A person types it, sees the price, and the plan is carried out."""
    with served(at_sandbox, era=era, answer=None) as agent:
        plan = agent.plan(**MIA)
        told = agent.call("carry_out", plan_id=plan)
        assert (told["outcome"], told["plan"]["state"]) == ("ask", "open")
        assert f"charlib do {plan}" in told["message"]
        assert sandbox.ledger.received == 0
        done = cli("do", plan)
        assert (done.code, done.out) == (0, "Made default/mia.\n")
        assert "by agent:tester: the price is not known, for 1 request." in done.err
        again = agent.call("carry_out", plan_id=plan)
        assert (again["outcome"], again["plan"]["made"]) == ("done", ["default/mia"])
    assert len(sandbox.ledger.characters) == 1


def test_a_plan_is_carried_out_once(at_sandbox: Library, sandbox: Server, agent: Agent) -> None:
    """The second time nobody is asked, and what it made is answered."""
    plan = agent.plan(**MIA)
    first, second = (agent.call("carry_out", plan_id=plan) for _ in range(2))
    assert first["plan"] == second["plan"]
    assert second["entry"] is None
    assert len(agent.asked) == 1
    assert len(sandbox.ledger.characters) == 1
    assert at_sandbox.history(limit=1)[0].id == first["entry"]


CHANGES = {
    "a look": lambda lib: lib.edit("mia", look="a blue coat"),
    "an ID": lambda lib: lib.remove("mia"),
    "an account": lambda lib: lib.accounts.edit("home", base_url="http://127.0.0.1:9/v1"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_plan_whose_world_has_changed_is_refused(
    at_sandbox: Library, sandbox: Server, agent: Agent, change: Any
) -> None:
    """Whatever it would send now was not shown, unless it is the same."""
    at_sandbox.add("mia", "ch_1", account="home", look="a red coat")
    plan = agent.plan(kind="generate", prompts=["@mia walks"])
    change(at_sandbox)
    is_same = change is CHANGES["a look"]  # this provider gets an ID, and no look
    if is_same:
        assert agent.call("carry_out", plan_id=plan)["outcome"] in {"done", "failed"}
        return
    error = agent.error("carry_out", plan_id=plan)
    assert (error["kind"], "something else" in error["message"]) == ("conflict", True)
    assert sandbox.ledger.received == 0
    assert at_sandbox.plans.show(plan).state == "open"


def test_a_plan_expires(at_sandbox: Library, sandbox: Server) -> None:
    """After an hour; it is asked about no longer."""
    clock = Hurried()
    with served(_at(at_sandbox, clock)) as agent:
        plan = agent.plan(**MIA)
        clock.wait(3_601)
        assert "expired" in agent.error("carry_out", plan_id=plan)["message"]
        assert agent.asked == []
        states = {each["plan_id"]: each["state"] for each in agent.call("open_work")["plans"]}
    assert states == {plan: "expired"}
    assert sandbox.ledger.received == 0


def _at(lib: Library, clock: Hurried) -> Library:
    return open_library(lib.home.data, clock=clock)


def test_two_servers_send_a_plan_once(at_sandbox: Library, sandbox: Server) -> None:
    """Both are asked to carry it out at the same moment."""
    with served(at_sandbox, name="one") as one, served(at_sandbox, name="two") as two:
        plan = one.plan(**MIA)
        both = threading.Barrier(2)
        results: list[Any] = []

        def carry_out(agent: Agent) -> None:
            both.wait(60)
            results.append(agent.result("carry_out", {"plan_id": plan}))

        threads = [threading.Thread(target=carry_out, args=[agent]) for agent in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert any(not result.is_error for result in results)
    assert len(sandbox.ledger.characters) == 1
    assert at_sandbox.plans.show(plan).result == ("default/mia",)


def test_an_allowance_carries_out_until_it_is_spent(priced: Library, sandbox: Server) -> None:
    """Two plans fit, the third does not: then the person is asked, or told the command."""
    priced = _at(priced, Hurried())  # nobody waits for the films
    with served(priced, allow_spend="0.9 USD", answer=None) as agent:
        plans = [agent.call("plan", **WALK)["plan"] for _ in range(3)]
        assert [plan["price"] for plan in plans] == ["about 0.4 USD"] * 3
        outcomes = [agent.call("carry_out", plan_id=plan["plan_id"])["outcome"] for plan in plans]
    assert outcomes == ["done", "done", "ask"]
    assert len(sandbox.ledger.generations) == 2
    with served(priced, allow_spend="0.5 USD") as agent:  # a new run, and a person
        assert agent.call("carry_out", plan_id=agent.plan(**WALK))["outcome"] == "done"
        assert agent.asked == []
        assert agent.call("carry_out", plan_id=agent.plan(**WALK))["outcome"] == "done"
        assert len(agent.asked) == 1


def test_an_allowance_is_for_known_prices_and_own_plans(
    at_sandbox: Library, priced: Library, sandbox: Server
) -> None:
    """A price that nobody knows, another unit, and another client's plan are asked about."""
    with served(at_sandbox, allow_spend="5 USD", answer=None) as agent:
        assert agent.call("carry_out", plan_id=agent.plan(**MIA))["outcome"] == "ask"
        with served(priced, name="other") as other:
            theirs = other.plan(account="paid", **WALK)
        assert agent.call("carry_out", plan_id=theirs)["outcome"] == "ask"
    with served(priced, allow_spend="5 credits", answer=None) as agent:
        mine = agent.plan(account="paid", **WALK)
        assert agent.call("carry_out", plan_id=mine)["outcome"] == "ask"
    with served(at_sandbox, allow_spend="1 calls", answer=None) as agent:
        assert agent.call("carry_out", plan_id=agent.plan(**MIA))["outcome"] == "done"
        again = agent.plan(**(MIA | {"handle": "tom", "window": "1,4"}))
        assert agent.call("carry_out", plan_id=again)["outcome"] == "ask"
    assert len(sandbox.ledger.characters) == 1


def test_an_allowance_is_one_sum_for_all_threads() -> None:
    """Of many that reserve at the same time, as many succeed as fit."""
    allowance, cost = Allowance.parse("5 USD"), Cost(Decimal(1), "USD")
    granted: list[object] = []
    threads = [
        threading.Thread(target=lambda: granted.append(allowance.reserve([cost])))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert granted.count(None) == 5


def test_a_budget_of_an_account_holds_all_the_same(priced: Library, sandbox: Server) -> None:
    """The plan says so, and it is refused before it is sent, allowance or not."""
    priced.accounts.edit("paid", budget="0.1 USD")
    with served(priced, allow_spend="5 USD") as agent:
        plan = agent.call("plan", **WALK)
        assert "would refuse 1 call" in plan["refused"][0]
        error = agent.error("carry_out", plan_id=plan["plan"]["plan_id"])
    assert error["kind"] == "money"
    assert sandbox.ledger.received == 0


def test_a_teams_budget_is_told_and_holds(priced: Library, sandbox: Server, tmp_path: Path) -> None:
    """An agent knows what is left for all members, and its plan says what is refused."""
    priced.share.init(str(tmp_path / "cast"), name="anna")
    priced.share.set_budget("paid", "0.1 USD")
    with served(priced, allow_spend="5 USD") as agent:
        plan = agent.call("plan", **WALK)
        assert plan["budgets"] == ["0.1 USD for the team at paid: 0 used, 0.1 left"]
        assert plan["refused"][0].startswith("the team's budget of paid would refuse 1 call")
        error = agent.error("carry_out", plan_id=plan["plan"]["plan_id"])
    assert (error["kind"], sandbox.ledger.received) == ("money", 0)


def test_a_place_that_is_away_is_told_without_its_folder(priced: Library, tmp_path: Path) -> None:
    """The plan is made, with a warning; an agent learns nothing about this machine."""
    priced.share.init(str(tmp_path / "cast"), name="anna")
    shutil.rmtree(tmp_path / "cast")
    with served(priced) as agent:
        plan = agent.call("plan", **WALK)
    (told,) = [each for each in plan["warnings"] if "team's budget" in each]
    assert "the team's budget of paid is not known" in told
    assert str(tmp_path) not in json.dumps(plan)


def test_a_failed_plan_says_why(at_sandbox: Library) -> None:
    """It is not tried again: a new plan is needed."""
    at_sandbox.accounts.edit("home", base_url="http://127.0.0.1:9/sora/v1")
    with served(_at(at_sandbox, Hurried())) as agent:
        plan = agent.plan(**MIA)
        failed = agent.call("carry_out", plan_id=plan)
        assert failed["outcome"] == "failed"
        assert failed["plan"]["error"]
        assert "has failed" in agent.error("carry_out", plan_id=plan)["message"]
    assert at_sandbox.show("mia").bindings[0].state == "failed"


def test_films_that_all_failed_are_no_success(at_sandbox: Library, sandbox: Server) -> None:
    """The agent is told that nothing was made, and why."""
    sandbox.faults.add(Fault("job_fails", times=2))
    with served(_at(at_sandbox, Hurried())) as agent:
        made = agent.call("plan", kind="generate", prompts=["a dog walks", "a cat sits"])
        failed = agent.call("carry_out", plan_id=made["plan"]["plan_id"])
    assert failed["outcome"] == "failed"
    assert failed["message"].startswith("Nothing was made. task 1 at home: ")


def test_progress_is_told(at_sandbox: Library, era: str) -> None:
    """A client that listens does not give up on a long call."""
    told: list[tuple[float, float | None, str | None]] = []

    async def listen(done: float, total: float | None, text: str | None) -> None:
        told.append((done, total, text))

    with served(at_sandbox, era=era) as agent:
        given = {"plan_id": agent.plan(**MIA)}
        call = partial(agent.client.call_tool, progress_callback=listen)
        assert not agent.do(call, "carry_out", given).is_error
    assert any(text and "@mia" in text for _, _, text in told)
    assert {total for _, total, _ in told} == {1}


def test_what_is_missing_is_asked_for(at_sandbox: Library, agent: Agent) -> None:
    """Before anything is planned; a file cannot be a source."""
    assert agent.error("plan", kind="create", handle="mia")["message"] == "source is missing"
    assert agent.error("plan", kind="generate")["message"] == "prompts is missing"
    assert agent.error("plan", kind="rebind")["message"] == "account is missing"
    assert agent.error("plan", **(MIA | {"source": 9}))["kind"] == "not-found"
    assert agent.error("plan", **(MIA | {"source": "/etc/passwd"}))["kind"] == "invalid"
    assert agent.error("plan", **WALK | {"options": {"path": "/etc"}})["kind"] == "invalid"
    assert agent.error("carry_out", plan_id="../../library")["kind"] == "not-found"
    assert at_sandbox.plans.list() == []
