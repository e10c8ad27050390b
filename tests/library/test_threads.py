"""One open library serves many threads: searches, edits, prompts and syncs at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import charlib
from charlib.library import Library
from charlib.sandbox import Server, Settings, film, running

THREADS = 16
ROUNDS = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A simulator that serves a film."""
    folder = tmp_path_factory.mktemp("films")
    film.render(folder / "clip.mp4", seconds=60, width=160, height=90, prompt="mia")
    with running(Settings(files=folder, polls=1, film_height=36)) as started:
        yield started


def work(lib: Library, server: Server, number: int) -> str:
    """What one thread does: everything that a person might."""
    handle = f"extra_{number}"
    window = f"{number * 3},{number * 3 + 2}"
    lib.create(handle, url=server.file_url("clip.mp4"), window=window, keep=False)
    for turn in range(ROUNDS):
        lib.edit(handle, look=f"coat {turn}")
        lib.tags.add("crowd", [handle])
        assert lib.search(f"look:{turn}", f"handle:{handle}", limit=1)
        prompt = lib.prompt(f"@{handle} waits").prompt
        assert lib.show(handle).bindings[0].remote_id in prompt
        lib.sync()
        lib.tags.remove("crowd", [handle])
    return lib.show(handle).look


def test_sixteen_threads_share_one_library(lib: Library, server: Server) -> None:
    """None fails, none sees another's half-done work, nothing is sent twice, no counter is off."""
    lib.accounts.add("main", profile="sandbox", base_url=server.bases["async"])
    before = len(server.ledger.characters)
    with ThreadPoolExecutor(THREADS) as pool:
        looks = list(pool.map(lambda number: work(lib, server, number), range(THREADS)))

    assert looks == [f"coat {ROUNDS - 1}"] * THREADS
    assert lib.count() == THREADS
    assert len(server.ledger.characters) - before == THREADS
    assert {tag.name: tag.characters for tag in lib.tags.list()} == {"crowd": 0}
    assert lib.doctor() == []


def test_a_library_can_be_closed_by_another_thread(home: Path) -> None:
    """Whoever goes on with it afterwards opens it again."""
    lib = charlib.open(home)
    lib.accounts.add("main", profile="sandbox")
    thread = threading.Thread(target=lib.close)
    thread.start()
    thread.join()

    assert [account.name for account in lib.accounts.list()] == ["main"]
    lib.close()
