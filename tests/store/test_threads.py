"""One open library serves many threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from charlib.config import program
from charlib.domain.search.tree import Everything
from charlib.store.store import Store

THREADS = 16


def test_each_thread_reads_and_writes(store: Store) -> None:
    """Sixteen threads add characters and see their own and each other's; no counter is off."""
    barrier = threading.Barrier(THREADS)

    def work(number: int) -> int:
        barrier.wait()
        for at in range(20):
            with store.write() as writer:
                writer.characters.add(1, f"a{number}_{at}", tags=["hero", f"t{number}"])
            assert store.read.characters.by_handle("default", f"a{number}_{at}") is not None
        return store.read.characters.count(Everything())

    with ThreadPoolExecutor(THREADS) as pool:
        counts = list(pool.map(work, range(THREADS)))

    assert max(counts) == THREADS * 20
    tags = {tag.name: tag.characters for tag in store.read.tags.all()}
    assert tags["hero"] == THREADS * 20
    assert {tags[f"t{number}"] for number in range(THREADS)} == {20}


def test_a_thread_has_a_reader_of_its_own(store: Store) -> None:
    """A reader stays its thread's, and is closed when the store is or the thread is gone."""
    mine = store.read
    assert store.read is mine
    others = []

    def look() -> None:
        others.append(store.read)

    for _ in range(3):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert len({id(mine), *map(id, others)}) >= 2
    assert all(other is not mine for other in others)
    assert len(store._readers) == 2, "this thread's, and that of the last one that ended"


def test_closing_closes_all_and_the_store_opens_again(store: Store) -> None:
    """`close` ends every connection; whoever goes on gets new ones."""
    before = store.read
    store.close()
    with pytest.raises(Exception, match="closed"):
        before.projects.all()

    assert store.read is not before
    assert [project.slug for project in store.read.projects.all()] == ["default"]


def test_two_commands_at_once_are_two_entries(store: Store) -> None:
    """`as_one` groups what its own thread writes, and nothing of another's."""
    inside, outside = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait()
        with store.write() as writer:
            writer.characters.add(1, "tom")
        outside.set()

    thread = threading.Thread(target=other)
    thread.start()
    with store.as_one("two steps"):
        with store.write() as writer:
            writer.characters.add(1, "mia")
        inside.set()
        outside.wait()
        with store.write() as writer:
            writer.characters.add(1, "ann")
    thread.join()

    entries = store.read.journal.entries()
    assert sorted((entry.command, len(entry.changes)) for entry in entries) == [
        (program(), 1),
        ("two steps", 2),
    ]
