"""Plans: kept in files of one's own, carried out once, and only if nothing has changed."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from charlib.domain.plans import LIVES_MS, Plan
from charlib.errors import (
    BadPrompt,
    CharlibError,
    Conflict,
    InvalidInput,
    MediaError,
    NotFound,
    OverBudget,
)
from charlib.library import Library, creating, open_library, rebinding
from charlib.sandbox import Server
from tests.clocks import Hurried


@pytest.fixture
def home_account(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The library with an account at the simulator, and a source."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    lib.sources.add(sandbox.file_url("mia.mp4"))
    return lib


def test_a_plan_is_a_file_of_ones_own(home_account: Library, sandbox: Server) -> None:
    """It survives the process, says everything, and has no key; nothing was sent."""
    plan = home_account.plans.create("mia", window="5,8", source="1", tags=["hero"])
    (file,) = (home_account.home.data / "plans").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "sandbox-key" not in file.read_text("utf-8")
    with open_library(home_account.home.data) as other:
        kept = other.plans.show(plan.id)
        assert kept._replace(arguments={}) == plan._replace(arguments={})
        assert other.plans.list() == [kept]
    assert plan.expires_at == plan.created_at + LIVES_MS
    assert home_account.count("") == 0
    assert sandbox.ledger.received == 0


def test_of_many_one_sends_it(home_account: Library, sandbox: Server) -> None:
    """Threads of one process and others; the rest are told that it was begun, or its result."""
    plan = home_account.plans.create("mia", window="5,8", source="1")
    barrier = threading.Barrier(8)
    results: list[object] = []

    def carry_out() -> None:
        with open_library(home_account.home.data) as lib:
            barrier.wait(60)
            try:
                results.append(lib.do(plan).plan.result)
            except CharlibError as error:
                results.append(type(error))

    threads = [threading.Thread(target=carry_out) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(results) <= {("default/mia",), Conflict}
    assert ("default/mia",) in results
    assert len(sandbox.ledger.characters) == 1


Change = Callable[[Library, Path], object]
CREATING: dict[str, Change] = {
    "the character exists now": lambda lib, _: lib.add("mia", "ch_1", account="home"),
    "the account is elsewhere": lambda lib, _: lib.accounts.edit("home", base_url="http://[::1]/"),
    "the account is gone": lambda lib, _: lib.accounts.remove("home"),
    "the film is another one": lambda _, film: film.write_bytes(film.read_bytes() + b"more"),
    "the film is gone": lambda _, film: film.unlink(),
}


@pytest.mark.parametrize("change", CREATING.values(), ids=CREATING.keys())
def test_a_creation_that_would_send_something_else_is_refused(
    home_account: Library, sandbox: Server, films: Path, tmp_path: Path, change: Change
) -> None:
    """It stays open: if the change is undone, it is what was shown again."""
    film = tmp_path / "own.mp4"
    film.write_bytes((films / "mia.mp4").read_bytes())
    home_account.accounts.edit("home", upload={"command": "false {file}"})
    plan = home_account.plans.create("mia", window="5,8", source=str(film))
    change(home_account, film)
    with pytest.raises(Conflict, match="would send something else than was shown"):
        home_account.do(plan)
    assert home_account.plans.show(plan.id).state == "open"
    assert sandbox.ledger.received == 0


def test_a_price_that_has_changed_is_refused(
    lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile says what a film costs; a person approved another price."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    text = lib.profiles.text("openai-videos") or ""
    own = lib.home.profiles / "mine.toml"
    own.parent.mkdir(parents=True)
    own.write_text(text.replace('name = "openai-videos"', 'name = "mine"'), "utf-8")
    base = sandbox.bases["openai"]
    lib.accounts.add("paid", profile="mine", base_url=base, key_env="HOME_KEY")
    plan = lib.plans.generate("a dog walks", seconds=4)
    assert plan.words == "about 0.4 USD"
    own.write_text(own.read_text("utf-8") + "\n# another text\n", "utf-8")
    with open_library(lib.home.data) as later, pytest.raises(Conflict, match="something else"):
        later.do(plan)
    assert sandbox.ledger.received == 0


def test_films_are_what_was_shown(home_account: Library, sandbox: Server) -> None:
    """The prompt is rendered again: another ID or another look is another prompt."""
    home_account.add("mia", "ch_1", account="home")
    plan = home_account.plans.generate(["@mia walks", "a dog"], takes=2, scene="3", episode=1)
    assert [each.what.rpartition(": ")[2] for each in plan.sends] == [
        "@ch_1 walks", "@ch_1 walks", "a dog", "a dog",
    ]  # fmt: skip
    home_account.remove("mia")
    with pytest.raises(Conflict, match="something else"):
        home_account.do(plan)
    home_account.restore("mia")
    made = home_account.do(plan, wait=False)
    assert len(made.plan.result) == 4
    assert {task.scene for task in home_account.tasks.list()} == {"3"}
    assert len(sandbox.ledger.generations) == 4


def test_what_changes_at_the_last_moment_is_seen(home_account: Library, sandbox: Server) -> None:
    """Between the check and the sending, after the prompts are rendered; nothing is sent."""
    home_account.add("mia", "ch_1", account="home")
    plan = home_account.plans.generate(["@mia walks", "nobody is here"])

    def interfere(_: str) -> None:
        with home_account.reopened() as other:
            other.accounts.edit("home", base_url=sandbox.bases["sync"])

    with pytest.raises(Conflict, match="something else than was shown"):
        home_account.do(plan, warn=interfere)
    assert home_account.plans.show(plan.id).state == "failed"
    assert home_account.tasks.list() == []
    assert sandbox.ledger.received == 0


@pytest.mark.parametrize("kind", ["create", "rebind"])
def test_an_account_that_changes_before_a_creation_is_recorded(
    home_account: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """After the plan was compared for the last time: nothing is recorded, and nothing sent."""
    if kind == "create":
        module, verb = creating, "create_order"
        plan = home_account.plans.create("mia", window="5,8", source="1")
    else:
        module, verb = rebinding, "rebind"
        with home_account.reopened() as other:
            other.accounts.add("old", profile="sandbox", base_url=sandbox.bases["sync"])
            other.add("mia", "ch_1", account="old")
            other.keep("mia", source=sandbox.file_url("mia.mp4"), window="5,8")
        plan = home_account.plans.rebind("home")
    run, received = getattr(module, verb), sandbox.ledger.received

    def interfere(*given: object, **more: object) -> object:
        with home_account.reopened() as other:
            other.accounts.edit("home", base_url=sandbox.bases["sync"])
        return run(*given, **more)

    monkeypatch.setattr(module, verb, interfere)
    with pytest.raises(Conflict, match="account home was changed meanwhile; nothing was sent"):
        home_account.do(plan)
    assert home_account.plans.show(plan.id).state == "failed"
    assert home_account.open_work() == []
    assert sandbox.ledger.received == received


def test_a_plan_belongs_to_its_project(home_account: Library) -> None:
    """Wherever it is carried out from."""
    home_account.projects.add("noir")
    with home_account.reopened(project="noir") as noir:
        plan = noir.plans.create("mia", window="5,8", source="1")
    assert home_account.do(plan.id).plan.result == ("noir/mia",)
    assert home_account.show("noir/mia").project == "noir"
    assert home_account.count("") == 0


def test_budgets_are_told_and_kept(home_account: Library, sandbox: Server) -> None:
    """In the plan, and before it is claimed."""
    home_account.accounts.edit("home", budget="0 calls")
    plan = home_account.plans.create("mia", window="5,8", source="1")
    assert "would refuse 1 call" in plan.refused[0]
    with pytest.raises(OverBudget):
        home_account.do(plan)
    assert home_account.plans.show(plan.id).state == "open"
    home_account.accounts.edit("home", budget="1 calls")
    assert home_account.do(plan).plan.state == "done"
    assert len(sandbox.ledger.characters) == 1


def test_rebinding_says_what_it_skips(home_account: Library, sandbox: Server) -> None:
    """And why; with nothing to create there is no plan."""
    home_account.create("mia", source="1", window="5,8")
    home_account.add("tom")
    base = sandbox.bases["async"]
    home_account.accounts.add("spare", profile="sandbox", base_url=base, key_env="HOME_KEY")
    plan = home_account.plans.rebind("spare")
    assert [each.what.partition(" from")[0] for each in plan.sends] == ["create @mia"]
    assert plan.skipped[0].startswith("@tom: ")
    made = home_account.do(plan)
    assert (made.plan.result, made.errors) == (("default/mia",), ())
    with pytest.raises(Conflict, match="nothing to create at spare"):
        home_account.plans.rebind("spare")


def test_a_window_is_chosen_when_it_is_planned(home_account: Library, films: Path) -> None:
    """What is shown is what is sent, so `auto` is looked for at once, or refused at once."""
    with pytest.raises(MediaError, match="is clearly good"):
        home_account.plans.create("mia", window="auto", source=str(films / "mia.mp4"))
    assert home_account.plans.list() == []


def test_what_cannot_be_sent_is_no_plan(home_account: Library) -> None:
    """The verb's own errors come at once, and no file is left."""
    with pytest.raises(BadPrompt):
        home_account.plans.generate("@nobody walks")
    with pytest.raises(InvalidInput):
        home_account.plans.create("mia", window="8,5", source="1")
    with pytest.raises(NotFound):
        home_account.plans.create("mia", window="5,8", source="1", account="nowhere")
    with pytest.raises(NotFound):
        home_account.plans.look("nobody", "uniform", window="5,8", source="1")
    with pytest.raises(NotFound, match="no plan"):
        home_account.do("zzzzzzzz")
    assert home_account.plans.list() == []


def test_old_plans_are_forgotten_and_damaged_ones_ignored(home_account: Library) -> None:
    """A month after they expired; those that were begun and never ended stay."""
    clock = Hurried()
    with open_library(home_account.home.data, clock=clock) as lib:
        first = lib.plans.create("mia", window="5,8", source="1")
        folder = lib.home.data / "plans"
        begun = folder / f"{first.id}.json"
        begun.rename(folder / f"{first.id}.begun.json")
        old = lib.plans.create("tom", window="5,8", source="1")
        (folder / "abcdefgh.json").write_text("{", "utf-8")
        clock.wait(31 * 86_400)
        new = lib.plans.create("eva", window="5,8", source="1")
        assert [plan.id for plan in lib.plans.list()] == [new.id, first.id]
        with pytest.raises(NotFound):
            lib.plans.show(old.id)
        assert lib.plans.show(first.id).state == "begun"


def test_a_purge_forgets_all_plans(home_account: Library) -> None:
    """Names and prompts are in them."""
    home_account.add("mia", "ch_1", account="home")
    home_account.plans.generate("@mia walks alone")
    home_account.purge("mia")
    assert list((home_account.home.data / "plans").iterdir()) == []


def test_a_plan_is_kept_as_it_is(home_account: Library) -> None:
    """The file is JSON, and reads back as the same plan."""
    plan = home_account.plans.generate("a dog", seconds=8, params={"style": "noir"})
    (file,) = (home_account.home.data / "plans").iterdir()
    form = json.loads(file.read_text("utf-8"))
    assert set(form) == set(Plan._fields)
    assert home_account.plans.show(plan.id) == plan
