"""Answers that never came, or came late: what is decided, and what a meeting of two leaves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.config import Owner
from charlib.domain.character.batch import Order, Row
from charlib.domain.jobs import Job, Outcome
from charlib.errors import ProviderError
from charlib.library import Library
from charlib.library.creating import orders_of
from charlib.providers import engine
from charlib.providers.messages import Answer
from charlib.store.write.transaction import Transaction
from charlib.sync.commit import commit
from charlib.sync.decide import LEASE_MS, LONGEST_MS, decide
from charlib.sync.pace import RETRY_CAP_S, poll_delay, retry_delay
from charlib.sync.verbs import Recovery, recover

from .stage import RELAY, SANDBOX, SYNC, Stage, bound

TABLE = {
    # asks, same key, lists, harmless: binding, task
    (True, True, True, True): ("recall", "recall"),
    (False, True, True, True): ("repeat", "repeat"),
    (False, False, True, True): ("reconcile", "reconcile"),
    (False, False, False, True): ("repeat", "lose"),
    (False, False, False, False): ("lose", "lose"),
}
"""What is done about a lost answer, by the first thing that a provider declares."""


@pytest.mark.parametrize("declared", list(product([True, False], repeat=4)))
def test_what_a_profile_declares_decides(declared: tuple[bool, bool, bool, bool]) -> None:
    """To be asked goes before a key, a key before a list, a list before harmless, else unknown."""
    first = declared.index(True) if True in declared else 4
    expected = TABLE[(*[False] * first, *[True] * (4 - first))]  # type: ignore[index] # four of them
    recovery = Recovery(*declared)

    assert (recover("binding", recovery), recover("task", recovery)) == expected


def sending(owner: str | None, until: int | None) -> Job:
    """A job that is being sent."""
    return Job("binding", 1, "@mia", "main", "sending", {}, None, owner, until, 0)


NOW = 10**12
LEASES = {
    "held": (NOW + LEASE_MS, None),
    "held by a long profile": (NOW + LONGEST_MS, None),
    "just over": (NOW, "lose"),
    "long over": (NOW - LEASE_MS, "lose"),
    "from a clock that was wrong": (NOW + LONGEST_MS + 1, "lose"),
}


@pytest.mark.parametrize(("until", "verb"), LEASES.values(), ids=LEASES.keys())
def test_a_lease_holds_for_its_time_and_no_longer(until: int, verb: str | None) -> None:
    """A lease ends when it says, and one that ends too late for any was taken by a wrong clock."""
    step = decide(sending("elsewhere/1/x", until), NOW, lambda _: False)

    assert (step.verb if step else None) == verb


def test_a_dead_owner_holds_nothing_and_a_reused_number_does() -> None:
    """A process that has ended is gone; one of another machine is believed until the lease ends."""
    me = Owner("host", 1, "run")
    lease = NOW + LEASE_MS

    gone = decide(sending("host/999999999/old", lease), NOW, me.is_gone)
    reused = decide(sending("host/1/older", lease), NOW, me.is_gone)
    elsewhere = decide(sending("other/999999999/old", lease), NOW, me.is_gone)

    assert gone is not None
    assert gone.verb == "lose"
    assert reused is not None, "this process knows its own number"
    assert elsewhere is None, "of another machine nobody here can tell"


def claimed(lib: Library, stage: Stage, owner: str = "a") -> str:
    """A binding that `owner` has claimed and is sending."""
    order = Order("mia", "5,8", url=stage.film)
    intent = orders_of(lib._session).check(order)
    with lib._session.store.settle() as writer:
        (row,) = commit(writer, [intent])
        assert claim(writer, row, owner)
    return row


def job(row: str) -> Job:
    """The binding with this uid, as a run has it."""
    return sending("a", NOW)._replace(uid=row)


def claim(writer: Transaction, row: str, owner: str) -> int:
    """Claim a binding."""
    return writer.jobs.claim("binding", row, owner=owner, until=NOW)


def test_a_job_is_claimed_once(stage: Stage) -> None:
    """Of two that want a planned job, one has it."""
    with stage.open(SYNC) as lib:
        row = claimed(lib, stage)
        with lib._session.store.settle() as writer:
            assert not claim(writer, row, "b")


def test_losing_a_job_that_was_answered_meanwhile_changes_nothing(stage: Stage) -> None:
    """A sync that finds a lease over does not overwrite the answer that came just now."""
    with stage.open(SYNC) as lib:
        row = claimed(lib, stage)
        with lib._session.store.settle() as writer:
            ready = Outcome("ready", remote_id="ch_1", mention="@ch_1")
            assert writer.jobs.record("binding", row, ready, states=("sending",), owner="a")
            assert not writer.jobs.record(
                "binding", row, Outcome("unknown"), states=("sending",), owner="a"
            )

        assert (bound(lib).state, bound(lib).remote_id) == ("ready", "ch_1")


def test_an_answer_that_comes_after_its_job_was_given_up_is_taken(stage: Stage) -> None:
    """What was called unknown becomes ready when its answer comes after all."""
    with stage.open(SYNC) as lib:
        row = claimed(lib, stage)
        with lib._session.store.settle() as writer:
            writer.jobs.record("binding", row, Outcome("unknown", error="given up"))
            ready = Outcome("ready", remote_id="ch_1", mention="@ch_1")
            assert writer.jobs.record_late(job(row), ready, 1)

        assert (bound(lib).state, bound(lib).remote_id, bound(lib).error) == ("ready", "ch_1", None)


def test_two_answers_to_one_intent_are_both_kept(stage: Stage) -> None:
    """When a request was sent again by hand and both are answered, no id is overwritten."""
    first, second = (Outcome("ready", remote_id=f"ch_{n}", mention=f"@ch_{n}") for n in (1, 2))
    with stage.open(SYNC) as lib:
        row = claimed(lib, stage)
        with lib._session.store.settle() as writer:
            writer.jobs.record("binding", row, second)
            for _ in range(2):
                writer.jobs.record_late(job(row), first, 1)
                writer.jobs.record_late(job(row), second, 1)
        ids = [binding.remote_id for binding in lib.show("mia").bindings]

    assert ids == ["ch_2", "ch_1"], "each once, however often it is told"


def test_a_poll_that_failed_does_not_undo_one_that_told_the_end(stage: Stage) -> None:
    """Two processes ask after one job: a poll that failed leaves the other's answer alone."""
    with stage.open(SANDBOX) as lib:
        lib.create("mia", url=stage.film, window="1,3", wait=False)
        stage.strike("status", "GET", "/characters/", times=0)
        remote = lib._session.remotes.connect(lib._session.accounts.named("main"))
        poll = remote.poll

        def beaten(job: Job) -> Outcome:
            finish(lib, job.id)
            return poll(job)

        remote.poll = beaten  # type: ignore[method-assign] # another process is quicker
        lib.sync()

        assert (bound(lib).state, bound(lib).remote_id, bound(lib).error) == ("ready", "ch_1", None)


def finish(lib: Library, row: int) -> None:
    """Write the end of a binding as another process would."""
    with closing(sqlite3.connect(lib.home.database)) as connection, connection:
        connection.execute(
            "UPDATE binding SET state = 'ready', remote_id = 'ch_1' WHERE id = ?", [row]
        )


def test_a_task_with_another_ones_id_is_unknown(stage: Stage) -> None:
    """When two generations are answered with one id, the second is not taken for the first."""
    with stage.open(SYNC) as lib:
        lib.generate("a street", params={"duration": "2"})
        (task,) = lib.tasks.list()
        stage.strike("error_in_200", "POST", "/generations", body={"id": task.remote_id})
        with pytest.raises(ProviderError, match="the ID of another task"):
            lib.generate("another street", params={"duration": "2"})

        assert [task.state for task in lib.tasks.list()] == ["unknown", "done"]


def test_a_second_binding_is_told_of_by_resolve(stage: Stage) -> None:
    """An unknown creation that is sent again is ready, and still one character."""
    stage.strike("lost_answer", "POST", "/characters")
    with stage.open(RELAY) as lib:
        with pytest.raises(Exception, match="no complete answer"):
            lib.create("mia", url=stage.film, window="1,3")
        lib.resolve("mia")

        assert [binding.state for binding in lib.show("mia").bindings] == ["ready"]
    assert len(stage.characters) == 2, "the person was told that it may be billed again"


def test_a_fault_of_our_own_costs_one_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When charlib cannot read one answer the others are kept, and that one is unknown."""
    read, odd = engine.read_creation, iter([True])

    def stumble(*words: Any) -> Answer:
        if next(odd, False):
            raise KeyError("nobody foresaw this")
        return read(*words)

    monkeypatch.setattr(engine, "read_creation", stumble)
    with stage.open(SYNC) as lib:
        orders = [Order(f"x{n}", f"{n},{n + 2}", url=stage.film) for n in range(4)]
        results = lib.create_many(
            [Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)]
        )
        states = sorted(character.bindings[0].state for character in lib.list())

    assert states == ["ready", "ready", "ready", "unknown"]
    assert ["a bug in charlib" in str(result.error) for result in results if result.error] == [True]


def test_leases_are_longer_than_the_profile_waits(stage: Stage) -> None:
    """While a request may still be answered, nobody takes it for lost."""
    seen: list[int] = []

    def look(job: Job, state: str) -> None:  # noqa: ARG001 - as a watcher is called
        with closing(sqlite3.connect(stage.home / "library.db")) as connection:
            rows = connection.execute(
                "SELECT lease_until - updated_at FROM binding WHERE state = 'sending'"
            )
            seen.extend(row[0] for row in rows)

    folder = stage.home / "profiles"
    folder.mkdir(parents=True)
    text = 'extends = "sora-sync"\n[http]\nbase_url = "https://host.example"\ntimeout_s = 900\n'
    (folder / "slow.toml").write_text(text, "utf-8")
    stage.strike("latency", "POST", "/characters", skip=1, seconds=0.2, times=3)
    with stage.open(SYNC) as lib:
        lib.accounts.add(
            "slow", profile="slow", base_url=stage.server.bases["sync"], key_env="STAGE_KEY"
        )
        orders = [Order(f"x{n}", f"{n},{n + 2}", url=stage.film, account="slow") for n in range(4)]
        rows = [Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)]
        lib.create_many(rows, watch=look)

    assert seen
    assert all(900_000 <= request <= LONGEST_MS for request in seen)


@given(st.integers(1, 30), st.none() | st.floats(0, 10**6))
def test_waits_before_another_try_are_bounded(attempt: int, named: float | None) -> None:
    """At least what the provider named, up to a minute; doubling where it named nothing."""
    wait = retry_delay(attempt, named)

    assert 0 <= wait <= RETRY_CAP_S
    assert named is None or wait >= min(named, RETRY_CAP_S)
    assert named is not None or wait <= 0.5 * 2.0 ** (attempt - 1)


@given(st.floats(0, 10**5), st.none() | st.floats(0, 10**5))
def test_polls_keep_the_pace_of_the_profile(age: float, quickest: float | None) -> None:
    """Never sooner than the profile says, never later than its longest pause."""
    wait = poll_delay(age, least=1, most=30, quickest=quickest)

    assert 1 <= wait <= 30
    assert age < 375 or wait == 30
