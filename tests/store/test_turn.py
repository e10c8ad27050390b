"""Threads read in turn, and none waits long for another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

from charlib.store.turn import Turn


def test_nobody_waits_for_a_slow_reader() -> None:
    """While a thread keeps its turn, others read without one; afterwards they take turns again."""
    turn, is_held, may_end = Turn(), Event(), Event()

    def slow() -> None:
        with turn.taken():
            is_held.set()
            assert may_end.wait(30)

    def quick() -> str:
        with turn.taken():
            return "read"

    with ThreadPoolExecutor(4) as pool:
        held = pool.submit(slow)
        assert is_held.wait(30)
        reads = [pool.submit(quick) for _ in range(20)]
        assert [read.result(30) for read in reads] == ["read"] * 20
        assert not held.done()
        may_end.set()
        held.result(30)
        assert pool.submit(quick).result(30) == "read"


def test_a_turn_may_be_taken_within_a_turn_and_ends_with_an_error() -> None:
    """A verb may use another one, and one that fails leaves the turn to the next thread."""
    turn = Turn()
    with suppress(ValueError), turn.taken(), turn.taken():
        raise ValueError

    def is_free() -> bool:
        is_mine = turn._lock.acquire(blocking=False)
        if is_mine:
            turn._lock.release()
        return is_mine

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(is_free).result(30)
