"""`charlib do`: a plan shown, asked about, and carried out."""

from __future__ import annotations

import re

import pytest

from charlib.library import Library
from charlib.sandbox import Fault, Server
from tests.conftest import Cli


@pytest.fixture
def ready(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library with an account at the simulator, and a source."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    lib.sources.add(sandbox.file_url("mia.mp4"))
    return lib


def test_a_plan_is_shown_and_carried_out(ready: Library, sandbox: Server, cli: Cli) -> None:
    """Off a terminal nothing is asked. The second time it says what was made."""
    plan = ready.plans.create("mia", window="5,8", source="1")
    done = cli("do", plan.id)
    assert (done.code, done.out) == (0, "Made default/mia.\n")
    first, second = done.err.splitlines()
    assert first == f"Plan {plan.id}: about 0.05 USD, for 1 request."
    assert second.startswith("  home: create @mia in project default from 5,8 s of source 1")
    again = cli("do", plan.id)
    assert again.out == f"Plan {plan.id} was carried out already: Made default/mia.\n"
    assert len(sandbox.ledger.characters) == 1
    assert ready.history(limit=1)[0].command == f"charlib do {plan.id}"


def test_plans_are_listed(ready: Library, cli: Cli) -> None:
    """With their price and state; as JSON with everything."""
    plan = ready.plans.generate("a dog walks", seconds=8)
    assert cli("do", "--list").out.split("\t")[:4] == [
        plan.id, "generate", "1", "about 0.8 USD",
    ]  # fmt: skip
    (form,) = cli("--json", "do", "--list").json
    assert (form["plan"], form["state"], form["made"]) == (plan.id, "open", [])
    assert form["sends"][0]["account"] == "home"
    made = cli("--json", "do", plan.id).json
    assert (made["state"], made["made"]) == ("done", ["task:1"])


def test_no_plans_are_told(cli: Cli) -> None:
    """On stderr; as JSON an empty list."""
    assert (cli("do", "--list").out, cli("do", "--list").err) == ("", "No plans.\n")
    assert cli("--json", "do", "--list").json == []


def test_films_that_were_not_made_are_named(ready: Library, cli: Cli, sandbox: Server) -> None:
    """A plan all of whose films were refused has failed; one with some films is done in part."""
    plan = ready.plans.generate(["a dog walks", "a cat sits"])
    sandbox.faults.add(Fault("job_fails", times=1))
    done = cli("do", plan.id)
    assert done.code == 4
    assert re.fullmatch("Made task:[12].\n", done.out)
    assert "1 request of plan" in done.err
    assert re.search("warning: task [12] at home: ", done.err)
    assert ready.plans.show(plan.id).state == "done"
    plan = ready.plans.generate(["a dog walks", "a cat sits"])
    sandbox.faults.add(Fault("job_fails", times=2))
    done = cli("--json", "do", plan.id)
    assert done.code == 4
    failed = ready.plans.show(plan.id)
    assert (failed.state, failed.result) == ("failed", ())
    assert re.match("task [34] at home: ", failed.error)


def test_what_cannot_be_done_is_explained(ready: Library, cli: Cli) -> None:
    """No plan, an unknown one, and one that would send something else."""
    assert cli("do").code == 2
    unknown = cli("do", "abcdefgh")
    assert (unknown.code, "charlib do --list" in unknown.err) == (1, True)
    ready.add("mia", "ch_1", account="home")
    plan = ready.plans.generate("@mia walks")
    ready.remove("mia")
    refused = cli("do", plan.id, "--yes")
    assert refused.code == 1
    assert "something else than was shown" in refused.err


def test_failures_are_named(ready: Library, cli: Cli, sandbox: Server) -> None:
    """Exit code 4 if a part was made."""
    for name in ("mia", "tom"):
        ready.create(name, source="1", window="5,8" if name == "mia" else "1,4")
    ready.accounts.add(
        "spare", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY"
    )
    plan = ready.plans.rebind("spare")
    assert len(plan.sends) == 2
    sandbox.faults.add(Fault("job_fails", times=1))
    done = cli("do", plan.id)
    assert (done.code, done.out.count("default/")) == (4, 1)
    assert f"1 request of plan {plan.id} failed." in done.err
    assert ready.plans.show(plan.id).state == "done"
    assert ready.plans.show(plan.id).error


def test_history_says_by_whom(ready: Library, cli: Cli) -> None:
    """In JSON, and in the command that is printed."""
    with ready.as_one("agent:claude-code: catalogue mia"):
        ready.add("mia")
    newest = cli("--json", "history").json[0]
    assert (newest["by"], newest["command"]) == (
        "agent:claude-code", "agent:claude-code: catalogue mia",
    )  # fmt: skip
    done = cli("--json", "undo", "--by", "agent:claude-code").json
    assert [each["id"] for each in done["undone"]] == [newest["id"]]
    assert done["kept"] == []
    assert cli("undo", "2", "--by", "agent:claude-code").code == 2
