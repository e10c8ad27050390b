"""What films and creations cost, as the library records it from estimates and from answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import charlib
from charlib.domain.jobs import Outcome
from charlib.domain.money import Cost
from charlib.errors import CharlibError, InvalidInput, OverBudget
from charlib.library import Library, open_library
from charlib.sandbox import Fault, Server
from charlib.sync.run import Runner
from tests.clocks import Hurried

KEY = "LIBRARY_KEY"
DEAR = """
extends = "sora-sync"
status = "live"
[http]
base_url = "https://host.example"
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
Open = Callable[..., Library]


@pytest.fixture
def opened(home: Path, sandbox: Server) -> Iterator[Open]:
    """Open the library with an account of a profile; `dear` has prices of its own."""
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "dear.toml").write_text(DEAR, "utf-8")
    lib = open_library(home, environ={KEY: "sandbox-key", "CHARLIB_KEEP": "0"}, clock=Hurried())

    def open_(
        profile: str = "dear", base: str = "sync", name: str = "main", **more: str
    ) -> Library:
        url = sandbox.bases[base]
        lib.accounts.add(name, profile=profile, base_url=url, key_env=KEY, **more)
        return lib

    yield open_
    lib.close()


def ignore(_: str) -> None:
    """Hear no warnings."""


def usd(amount: str, *, is_estimate: bool = True) -> Cost:
    """A cost in dollars."""
    return Cost(Decimal(amount), "USD", is_estimate)


def left(lib: Library, account: str = "main") -> str:
    """What is left of an account's budget."""
    spent = lib.accounts.spent(account)
    assert spent is not None
    return str(spent.left)


def test_estimates_are_recorded_with_the_requests(opened: Open, sandbox: Server) -> None:
    """By the profile's prices: a film by the second, a character by the call."""
    lib = opened()
    mia = lib.create("mia", url=sandbox.file_url("mia.mp4"), window="1,4")

    assert mia.bindings[0].cost == usd("0.05")
    assert lib.generate("@mia walks", seconds=4, wait=False).cost == usd("0.4")


def test_the_answers_cost_replaces_the_estimate(opened: Open) -> None:
    """Runway estimates when it takes a film, and states the cost when it is made."""
    lib = opened("runway:seedance2", "runway")
    task = lib.generate("a street", seconds=5, wait=False, warn=ignore)

    assert task.cost == usd("1.8")
    assert lib.tasks.wait(str(task.id)).cost == usd("1.8", is_estimate=False)


def test_a_failed_film_that_was_refunded_costs_nothing(opened: Open, sandbox: Server) -> None:
    """Runway states that a film that failed cost nothing."""
    lib = opened("runway:seedance2", "runway")
    sandbox.faults.add(Fault("job_fails", method="POST", message="It was moderated."))
    with pytest.raises(CharlibError):
        lib.generate("a street", seconds=5, warn=ignore)
    (task,) = lib.tasks.list()

    assert (task.remote_id is not None, task.cost, lib.cost().total) == (True, None, ())


def test_a_failed_film_that_was_charged_says_so(opened: Open, sandbox: Server, home: Path) -> None:
    """The cost stays, and `sync` names it; `progress` stands for a place that has it."""
    place = '\n[generate.poll.answer]\ncost = ["progress"]\ncost_unit = "credits"\n'
    (home / "profiles" / "dear.toml").write_text(DEAR + place, "utf-8")
    lib = opened(budget="10 calls")
    sandbox.faults.add(Fault("job_fails", method="POST", message="It was moderated."))
    lib.generate("a street", seconds=5, wait=False, warn=ignore)
    ((_, error),) = lib.sync().failed
    (task,) = lib.tasks.list()

    assert error.endswith("; the provider charged 100 credits for it")
    assert (task.state, task.cost) == ("rejected", Cost(Decimal(100), "credits"))
    lib.accounts.edit("main", budget="1000 credits")
    assert left(lib) == "900"


def test_what_was_refused_costs_nothing_and_what_is_unknown_does(
    opened: Open, sandbox: Server
) -> None:
    """A refusal frees its share; a lost answer keeps it until a person says what became of it."""
    lib = opened(budget="1 USD")
    for kind, more in (("status", {"status": 500}), ("lost_answer", {})):
        sandbox.faults.add(Fault(kind, method="POST", path_contains="/generations", **more))
        with pytest.raises(CharlibError):
            lib.generate("a street", seconds=4, warn=ignore)
    unknown, refused = lib.tasks.list()

    assert (unknown.cost, refused.cost, left(lib)) == (usd("0.4"), None, "0.6")
    assert [line.unknown for line in lib.cost().total] == [1]

    lost = lib.resolve(f"task:{unknown.id}", lost=True)

    assert isinstance(lost, charlib.Task)
    assert (lost.cost, left(lib)) == (None, "1")


def test_a_request_that_is_sent_again_counts_twice(opened: Open, sandbox: Server) -> None:
    """Both sends may be billed, so both must fit."""
    lib = opened(budget="0.7 USD")
    sandbox.faults.add(Fault("lost_answer", method="POST", path_contains="/generations"))
    with pytest.raises(CharlibError):
        lib.generate("a street", seconds=4, warn=ignore)
    with pytest.raises(OverBudget, match=r"it costs about 0\.4 USD; .* 0\.3 left"):
        lib.resolve("task:1")
    assert lib.tasks.show("1").state == "unknown"

    lib.accounts.edit("main", budget="0.8 USD")
    lib.resolve("task:1")

    assert (left(lib), len(sandbox.ledger.generations)) == ("0", 2)
    assert [(line.films, line.amount) for line in lib.cost().total] == [(1, Decimal("0.8"))]


def test_retries_are_checked_too(opened: Open, sandbox: Server) -> None:
    """`sync(retry=True)` sends nothing that the budget does not let go."""
    lib = opened(budget="1 calls")
    sandbox.faults.add(Fault("status", method="POST", path_contains="/characters", status=500))
    url = sandbox.file_url("mia.mp4")
    with pytest.raises(CharlibError):
        lib.create("mia", url=url, window="1,4")
    with pytest.raises(OverBudget, match="it needs 1 call; the budget of 1 calls has 0 left"):
        lib.sync(retry=True)
    assert sandbox.ledger.minted == 0

    lib.accounts.edit("main", budget="2 calls")
    lib.sync(retry=True)

    assert (sandbox.ledger.minted, left(lib)) == (1, "0")
    assert lib.show("mia").bindings[0].cost == usd("0.05")


def test_a_price_that_nobody_knows_needs_a_budget_of_calls(opened: Open, sandbox: Server) -> None:
    """Nothing is sent, and the hint says what helps."""
    lib = opened("sora-sync", budget="100 USD/month")
    with pytest.raises(OverBudget, match="its price is unknown") as caught:
        lib.generate("a street", warn=ignore)

    assert caught.value.kind == "money"
    assert "budget='10 calls'" in caught.value.hint
    assert (lib.tasks.list(), sandbox.ledger.generations) == ([], ())

    lib.accounts.edit("main", budget="10 calls")
    assert lib.generate("a street", warn=ignore).state == "done"
    assert lib.cost().total[0].words == "price not known"


def test_a_batch_is_refused_whole(opened: Open, sandbox: Server) -> None:
    """Of three rows and three films nothing is sent where two would fit."""
    lib = opened(budget="2 calls")
    rows = charlib.read_batch
    file = lib.home.data / "batch.csv"
    file.write_text(
        "handle,url,window\n"
        + "".join(f'p{n},{sandbox.file_url("mia.mp4")},"{n},{n + 3}"\n' for n in range(3)),
        "utf-8",
    )
    with pytest.raises(OverBudget, match="refuses 3 calls: it needs 3 calls"):
        lib.create_many(rows(file))
    with pytest.raises(OverBudget, match="refuses 3 calls"):
        lib.generate_many(["one", "two", "three"], warn=ignore)

    assert (sandbox.ledger.minted, sandbox.ledger.generations, lib.list()) == (0, (), [])


def test_a_budget_that_was_lowered_holds_back_what_is_planned(
    opened: Open, sandbox: Server
) -> None:
    """A request that was planned before stays planned; `sync` says why."""
    lib = opened(budget="10 calls")
    store = lib._session.store
    with store.plan() as writer:
        writer.jobs.add_task(1, state="planned", request={"path": "/x"}, cost=usd("0.4"))
    lib.accounts.edit("main", budget="0 USD")
    result = lib.sync()

    (held,) = result.left
    assert held.why.startswith("the budget of main refuses the call: it costs about 0.4 USD; ")
    assert held.why.endswith("the budget of 0 USD has 0 left; nothing was sent")
    assert lib.tasks.list()[0].state == "planned"
    assert [r for r in sandbox.ledger.requests if r.method == "POST"] == []


def test_a_month_that_is_over_does_not_count(opened: Open) -> None:
    """The share of a film is that of the period in which it was sent."""
    lib = opened(budget="0.4 USD/day")
    lib.generate("a street", seconds=4, wait=False, warn=ignore)
    assert left(lib) == "0"

    clock = lib._session.clock
    assert isinstance(clock, Hurried)
    clock.wait(86_400)

    assert left(lib) == "0.4"
    assert lib.generate("a road", seconds=4, wait=False, warn=ignore).cost == usd("0.4")
    assert lib.cost(since="2d").total[0].films == 2


def test_a_restore_fills_no_budget_up(opened: Open, sandbox: Server, tmp_path: Path) -> None:
    """What was sent since the backup counts, is in the sums, and goes where its rows come back."""
    lib = opened(budget="1 USD")
    lib.generate("a street", seconds=4)
    old = lib.backup(tmp_path / "old.db")
    lib.generate("a street", seconds=4)
    lib.create("mia", url=sandbox.file_url("mia.mp4"), window="1,4")
    sandbox.faults.add(Fault("status", method="POST", path_contains="/generations", status=500))
    with pytest.raises(CharlibError):
        lib.generate("a refused street", seconds=1, warn=ignore)
    whole = {by: lib.cost(by=by).total for by in (None, "account", "month", "character")}
    for _ in range(2):
        before = lib.restore_backup(old).before
        assert left(lib) == "0.15"
        assert {by: lib.cost(by=by).total for by in whole} == whole
        assert [line.name for line in lib.cost(by="account").lines] == ["main"]
        with pytest.raises(OverBudget):
            lib.generate("a street", seconds=4, warn=ignore)
        lib.accounts.edit("main", budget="10 calls")
        assert left(lib) == "6"
        lib.accounts.edit("main", budget="1 USD")
    lib.backup(tmp_path / "restored.db")
    assert before is not None
    lib.restore_backup(lib.backups()[-1])
    assert (left(lib), lib.cost().total) == ("0.15", whole[None])
    assert len(lib.tasks.list()) == 3


@pytest.mark.parametrize(
    ("before", "restored", "kept"),
    [("1 USD", "5 USD", "1 USD"), ("5 USD", "1 USD", "1 USD"), ("", "5 USD", "5 USD"),
     ("5 USD", "", "5 USD"), ("3 calls", "1 USD", "3 calls"),
     ("9 USD/day", "5 USD", "9 USD/day")],
    ids=["lowered", "raised", "removed", "added", "another unit", "another period"],
)  # fmt: skip
def test_a_restore_keeps_the_stricter_budget(
    opened: Open, tmp_path: Path, before: str, restored: str, kept: str
) -> None:
    """And says which ones there were; where nobody can compare them, the newer one counts."""
    lib = opened(budget=restored)
    old = lib.backup(tmp_path / "old.db")
    assert lib.restore_backup(old).budgets == ()
    lib.accounts.edit("main", budget=before)
    (told,) = lib.restore_backup(old).budgets
    assert told == ("main", before, restored, kept)
    assert lib.accounts.show("main").budget == kept
    assert lib.restore_backup(old).budgets == (
        () if kept == restored else (told._replace(before=kept),)
    )


def test_a_budget_of_a_damaged_library_is_not_known(opened: Open, tmp_path: Path) -> None:
    """The backup's counts."""
    lib = opened(budget="5 USD")
    old = lib.backup(tmp_path / "old.db")
    lib.close()
    lib.home.database.write_bytes(b"no library any longer")
    assert lib.restore_backup(old).budgets == ()
    assert lib.accounts.show("main").budget == "5 USD"


@pytest.mark.parametrize(
    ("cost", "spent"),
    [({"cost_micros": 900_000, "cost_unit": "USD", "cost_is_estimate": 0}, "0.95"),
     ({"frees": True}, "0.05")],
    ids=["charged", "free"],
)  # fmt: skip
def test_what_an_erased_person_cost_is_known_after_a_restore(
    opened: Open, sandbox: Server, tmp_path: Path, cost: dict[str, Any], spent: str
) -> None:
    """The log of sends keeps what the provider said of money, and nothing else of its answers."""
    lib = opened(budget="2 USD")
    old = lib.backup(tmp_path / "old.db")
    lib.create("mia", url=sandbox.file_url("mia.mp4"), window="1,4")
    film = lib.generate("@mia walks", seconds=4)
    with lib._session.store.settle() as writer:
        writer.jobs.record("task", film.uid, Outcome("failed", error="of @mia", **cost))
    lib.purge("mia")
    assert left(lib) == str(2 - Decimal(spent))
    lib.restore_backup(old)
    assert left(lib) == str(2 - Decimal(spent))
    assert lib.cost().total[0].amount == Decimal(spent)


def test_a_plan_of_an_erased_person_costs_nothing(
    opened: Open, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was never sent, and never will be."""
    lib = opened(budget="1 USD")
    with monkeypatch.context() as patched:
        patched.setattr(Runner, "run", interrupt)
        with pytest.raises(KeyboardInterrupt):
            lib.create("mia", url=sandbox.file_url("mia.mp4"), window="1,4")
    assert left(lib) == "0.95"
    lib.purge("mia")
    lib.sync()
    assert (left(lib), lib.cost().total, sandbox.ledger.minted) == ("1", (), 0)


def interrupt(*_: object) -> None:
    """Stop as somebody does at a keyboard."""
    raise KeyboardInterrupt


def test_sends_of_a_request_that_a_backup_had_once_all_count(
    opened: Open, sandbox: Server, tmp_path: Path
) -> None:
    """It was sent again since: both sends may be billed."""
    lib = opened(budget="2 USD")
    sandbox.faults.add(Fault("lost_answer", method="POST", path_contains="/generations"))
    with pytest.raises(CharlibError):
        lib.generate("a street", seconds=4, warn=ignore)
    lib.backup(tmp_path / "old.db")
    for _ in range(2):
        sandbox.faults.add(Fault("lost_answer", method="POST", path_contains="/generations"))
        with pytest.raises(CharlibError):
            lib.resolve("task:1")
    spent = left(lib)
    lib.restore_backup(tmp_path / "old.db")
    assert (left(lib), spent) == ("0.8", "0.8")
    lib.restore_backup(tmp_path / "old.db")
    assert left(lib) == "0.8"


def test_a_log_of_an_earlier_version_goes_on(opened: Open, home: Path, tmp_path: Path) -> None:
    """It does not know what its sends were to cost; those after it, it does."""
    lib = opened(budget="1 USD")
    old = lib.backup(tmp_path / "old.db")
    lib.generate("a street", seconds=4)
    lib.close()
    with closing(sqlite3.connect(home / "sent.db")) as log:
        for column in ("cost_micros", "cost_unit"):
            log.execute(f"ALTER TABLE sent DROP COLUMN {column}")
        log.commit()
    with open_library(home, environ={KEY: "sandbox-key"}, clock=Hurried()) as again:
        again.generate("a street", seconds=4)
        again.restore_backup(old)
        assert left(again) == "0.6"
        again.accounts.edit("main", budget="10 calls")
        assert left(again) == "8"


def test_sums_by_every_group_add_up(opened: Open, sandbox: Server) -> None:
    """A film with two characters is divided between them evenly, to the last millionth."""
    lib = opened()
    url = sandbox.file_url("mia.mp4")
    for n, handle in enumerate(("mia", "tom", "zoe")):
        lib.create(handle, url=url, window=f"{n},{n + 3}", warn=ignore)
    lib.generate("@mia, @tom and @zoe walk", seconds=1, wait=False)
    lib.generate("a street", seconds=2, wait=False, warn=ignore)
    total = lib.cost().total

    assert [(line.words, line.films, line.creations) for line in total] == [("≈ 0.45 USD", 2, 3)]
    for by in ("project", "account", "month", "character", "episode"):
        report = lib.cost(by=by)  # type: ignore[arg-type] # one of its words
        assert report.total == total
        assert sum(line.amount or 0 for line in report.lines) == total[0].amount
    people = {line.name: line.amount for line in lib.cost(by="character").lines}
    assert people == {
        "": Decimal("0.2"), "mia": Decimal("0.083334"), "tom": Decimal("0.083333"),
        "zoe": Decimal("0.083333"),
    }  # fmt: skip
    assert [line.name for line in lib.cost(by="project").lines] == ["default"]


@pytest.mark.parametrize("wrong", [{"by": "day"}, {"since": "soon"}, {"since": "..2026"}], ids=str)
def test_what_is_no_group_and_no_date_is_refused(lib: Library, wrong: dict[str, str]) -> None:
    """The hint says what is one."""
    with pytest.raises(InvalidInput) as caught:
        lib.cost(**wrong)  # type: ignore[arg-type] # what is tested
    assert caught.value.hint


@pytest.mark.parametrize("text", ["none", "", " NONE "], ids=ascii)
def test_a_budget_is_removed(opened: Open, text: str) -> None:
    """`none` or nothing, and it can be undone."""
    lib = opened(budget="10 calls")
    assert lib.accounts.edit("main", budget=text).budget == ""
    assert lib.accounts.spent("main") is None
    lib.undo()
    assert lib.accounts.show("main").budget == "10 calls"
