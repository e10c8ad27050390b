"""Budgets, dry runs, questions and sums from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from charlib.domain.jobs import Outcome
from charlib.library import open_library
from charlib.sandbox import Fault
from tests.cli.shell import FILM, Shell

PRICES = """
extends = "sandbox"
status = "live"
[[prices]]
of = "film"
per = "second"
amount = 0.1
unit = "USD"
[[prices]]
of = "character"
per = "call"
amount = 0.05
unit = "USD"
"""
BASE = "http://sandbox/async/sora/v1"


@pytest.fixture
def dear(shell: Shell, home: Path) -> Shell:
    """The command line of a library with @mia, and an account with prices and 1 USD a month."""
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "dear.toml").write_text(PRICES, "utf-8")
    added = ("--profile", "dear", "--base-url", BASE, "--budget", "1 usd/month")
    assert shell("account", "add", "main", *added).code == 0
    assert shell("add", "mia", "--id", "char_mia").code == 0
    return shell


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The questions that were asked at a terminal; the answer to each is no."""
    asked: list[bool] = []

    def refuse(*, yes: bool) -> bool:
        asked.append(yes)
        return yes

    monkeypatch.setattr("charlib.cli.many.confirmed", refuse)
    monkeypatch.setattr("charlib.cli.many.is_terminal", lambda: True)
    return asked


def batch(shell: Shell, *handles: str) -> str:
    """A batch of characters from windows of one film."""
    rows = (f'{handle},{FILM},"{n},{n + 3}"' for n, handle in enumerate(handles))
    return shell.write("batch.csv", "handle,url,window", *rows)


def test_an_account_shows_its_budget_and_what_is_left(dear: Shell) -> None:
    """In `show`, in `list` and in JSON, where amounts are numbers; `none` removes it."""
    assert dear("generate", "a street", "--seconds", "4").code == 0

    assert "budget    1 USD/month: 0.4 used, 0.6 left" in dear("account", "show", "main").out
    assert dear("account", "list").out.endswith("\tdefault, 0.6 of 1 USD/month left\n")
    form = dear("--json", "account", "show", "main").json
    assert (form["budget"], form["budget_left"]) == ("1 USD/month", 0.6)
    form = dear("--json", "account", "edit", "main", "--budget", "none").json
    assert (form["budget"], form["budget_left"]) == (None, None)
    assert "budget" not in dear("account", "show", "main").out


def test_a_restore_says_which_budget_counts(dear: Shell, tmp_path: Path) -> None:
    """The stricter one, with the command that sets another."""
    assert dear("backup", str(tmp_path / "old.db")).code == 0
    assert dear("account", "edit", "main", "--budget", "0.5 USD/month").code == 0
    done = dear("--json", "backup", "--restore", str(tmp_path / "old.db"), "--yes")
    assert done.json["budgets"] == [{
        "account": "main", "before": "0.5 USD/month", "restored": "1 USD/month",
        "kept": "0.5 USD/month",
    }]  # fmt: skip
    assert (
        "the budget of main was 0.5 USD/month before, and is 1 USD/month in the copy;"
        " 0.5 USD/month counts" in done.err
    )
    assert "charlib account edit main --budget BUDGET" in done.err


def test_what_exceeds_a_budget_is_refused_before_it_is_sent(dear: Shell) -> None:
    """Exit code 1, kind `money`, with the figures; nothing is sent or recorded."""
    result = dear("--json", "generate", "a street", "--seconds", "11")

    assert (result.code, result.json["error"]["kind"]) == (1, "money")
    assert result.json["error"]["message"] == (
        "the budget of main refuses the call: it costs about 1.1 USD; the budget of"
        " 1 USD/month has 1 left; nothing was sent"
    )
    assert result.json["error"]["hint"].startswith("charlib cost --by account    # ")
    assert dear("--json", "task", "list").json == []


def test_a_task_shows_what_it_cost(dear: Shell, home: Path) -> None:
    """An estimate, a lost request, and a failed film that the provider charged for."""
    dear("generate", "a street", "--seconds", "4")
    form = dear("--json", "task", "show", "1").json
    assert form["cost"] == {"amount": 0.4, "unit": "USD", "is_estimate": True}
    assert "\ncost       about 0.4 USD\n" in dear("task", "show", "1").out

    with open_library(home) as lib, lib._session.store.settle() as writer:
        charged = Outcome(
            "failed", error="it failed", cost_micros=3_000_000, cost_unit="USD", cost_is_estimate=0
        )
        uid = lib.tasks.show("1").uid
        writer.jobs.record("task", uid, charged)
    form = dear("--json", "task", "show", "1").json
    assert form["cost"] == {"amount": 3, "unit": "USD", "is_estimate": False}
    assert "\ncost       3 USD, charged although it failed\n" in dear("task", "show", "1").out
    assert dear("cost").out == "total\t3 USD\t1\t0\t\n"


LEFT = "  1 USD/month at main: 0 used, 1 left\n"
"""What is told of the budget before money is spent."""


def test_a_dry_run_of_films_says_what_they_cost(dear: Shell) -> None:
    """The calls, the sum of each unit, and what the budget would refuse; nothing is sent."""
    file = dear.write("s.csv", "prompt,seconds", "a street,4", "a road,8")
    result = dear("generate", "--scenarios", file, "--dry-run")
    form = dear("--json", "generate", "--scenarios", file, "--dry-run").json

    why = "they cost about 1.2 USD; the budget of 1 USD/month has 1 left"
    assert result.code == 0
    assert f"warning: the budget of main would refuse 2 calls: {why}\n" in result.err
    assert "2 prompts for account main; about 1.2 USD; nothing was sent." in result.err
    assert [prompt["cost"]["amount"] for prompt in form["prompts"]] == [0.4, 0.8]
    assert form["cost"] == {
        "calls": 2,
        "total": [{"amount": 1.2, "unit": "USD", "is_estimate": True}],
        "unknown": 0,
        "refused": [{"account": "main", "whose": "library", "calls": 2, "why": why}],
        "budgets": [
            {"account": "main", "whose": "library", "budget": "1 USD/month", "left": 1, "by": None}
        ],
    }
    assert dear("--json", "task", "list").json == []


def test_a_dry_run_of_a_batch_says_what_it_costs(dear: Shell) -> None:
    """Rows that would fail are named, and the others priced; nobody is created."""
    file = batch(dear, "tom", "zoe", "bob", "mia")
    result = dear("create", "--from", file, "--dry-run")
    form = dear("--json", "create", "--from", file, "--dry-run").json

    assert result.code == 4
    assert "3 characters to create; about 0.15 USD; nothing was sent." in result.err
    assert "error: 1 row would be refused: 4." in result.err
    assert [(row["ok"], row["cost"] and row["cost"]["amount"]) for row in form["rows"]] == [
        (True, 0.05), (True, 0.05), (True, 0.05), (False, None),
    ]  # fmt: skip
    assert form["cost"]["total"] == [{"amount": 0.15, "unit": "USD", "is_estimate": True}]
    assert len(dear("--json", "list").json) == 1


def test_a_dry_run_of_one_character(dear: Shell) -> None:
    """The same for one."""
    result = dear("create", "tom", "--url", FILM, "--window", "1,4", "--dry-run")

    assert (result.code, result.out) == (0, "1\t@tom\tmain\tabout 0.05 USD\n")
    assert dear("show", "tom").code == 1


def test_a_dry_run_of_a_rebinding_says_what_is_refused(dear: Shell) -> None:
    """Each step has its cost, its unit and why the budget would refuse it."""
    dear("create", "tom", "--url", FILM, "--window", "1,4")
    two = ("--profile", "dear", "--base-url", BASE, "--budget", "0.01 USD")
    dear("account", "add", "two", *two)
    result = dear("rebind", "--to", "two", "--query", "handle:tom", "--dry-run")
    (step,) = dear("--json", "rebind", "--to", "two", "--query", "handle:tom", "--dry-run").json

    assert "; price: about 0.05 USD\n" in result.err
    assert (step["cost"], step["unit"]) == (0.05, "USD")
    assert step["refused"] == "it costs about 0.05 USD; the budget of 0.01 USD has 0.01 left"


def test_several_paid_calls_are_confirmed_with_their_price(
    dear: Shell, questions: list[bool]
) -> None:
    """Two films, or two characters; one is not asked for, and neither is `--yes`."""
    films = dear.write("s.txt", "a street", "a road")
    result = dear("generate", "--scenarios", films, "--seconds", "2")
    assert result.err == f"Generate 2 films: about 0.4 USD\n{LEFT}Nothing was sent.\n"
    result = dear("create", "--from", batch(dear, "tom", "zoe"))
    assert result.err == f"Create 2 characters: about 0.1 USD\n{LEFT}Nothing was sent.\n"
    assert questions == [False, False]

    assert dear("generate", "a street", "--seconds", "1").code == 0
    assert dear("generate", "--scenarios", films, "--seconds", "1", "--yes").code == 0
    assert questions == [False, False]
    assert len(dear("--json", "task", "list").json) == 3


def test_what_a_budget_refuses_is_not_asked_for(dear: Shell, questions: list[bool]) -> None:
    """Films, characters and retries are refused as they are where nobody can answer."""
    films = dear.write("s.txt", "a street", "a road")
    fault = Fault("status", method="POST", path_contains="/characters", status=500, times=2)
    dear.server.faults.add(fault)
    assert dear("create", "--from", batch(dear, "tom", "zoe"), "--yes").code == 4
    for words in (
        ("generate", "--scenarios", films, "--seconds", "8"),
        ("create", "--from", batch(dear, "ann", "eva")),
        ("sync", "--retry"),
    ):
        dear("account", "edit", "main", "--budget", "0.01 USD")
        told = dear(*words)
        assert (told.code, told.out, questions) == (1, "", [])
        assert "the budget of main refuses 2 calls" in told.err
        assert dear(*words, "--yes").err.endswith(told.err)
    assert dear("--json", "task", "list").json == []


def test_retries_are_confirmed_too(dear: Shell, questions: list[bool]) -> None:
    """Two creations that failed are named with their price, and stay failed after a no."""
    fault = Fault("status", method="POST", path_contains="/characters", status=500, times=2)
    dear.server.faults.add(fault)
    assert dear("create", "--from", batch(dear, "tom", "zoe"), "--yes").code == 4
    result = dear("sync", "--retry")

    assert (questions, result.out) == ([False], "")
    assert result.err == f"Retry 2 creations: about 0.1 USD\n{LEFT}Nothing was sent.\n"
    assert dear("sync", "--retry", "--yes").out == "2 ready\n"


def test_costs_are_summed_up(dear: Shell) -> None:
    """Rows of groups and a total; CSV; and a document whose amounts are numbers."""
    dear("create", "tom", "--url", FILM, "--window", "1,4")
    dear("create", "zoe", "--url", FILM, "--window", "5,8")
    dear("generate", "@zoe meets @tom", "--seconds", "1")

    assert dear("cost", "--by", "character").out == (
        "tom\t≈ 0.1 USD\t1\t1\t\nzoe\t≈ 0.1 USD\t1\t1\t\ntotal\t≈ 0.2 USD\t1\t2\t\n"
    )
    rows = list(csv.reader(io.StringIO(dear("cost", "--by", "account", "--csv").out)))
    assert rows == [
        ["account", "amount", "unit", "estimate", "films", "creations", "unknown"],
        ["main", "0.2", "USD", "yes", "1", "2", "0"],
    ]
    rows = list(csv.reader(io.StringIO(dear("cost", "--csv").out)))
    assert rows == [
        ["amount", "unit", "estimate", "films", "creations", "unknown"],
        ["0.2", "USD", "yes", "1", "2", "0"],
    ]
    assert dear("cost", "--since", "2999", "--csv").out.count("\n") == 1
    form = dear("--json", "cost", "--by", "episode").json
    sums = {
        "amount": 0.2, "unit": "USD", "is_estimate": True, "films": 1, "creations": 2,
        "unknown": 0,
    }  # fmt: skip
    assert form == {
        "by": "episode",
        "since": None,
        "lines": [{"episode": "", **sums}],
        "total": [sums],
    }
    assert dear("--json", "cost").json["lines"] == []


def test_nothing_costs_nothing(shell: Shell) -> None:
    """A new library says so."""
    result = shell("cost", "--by", "month")
    assert (result.code, result.out) == (0, "")
    assert result.err == "Nothing was sent that costs anything.\n"
