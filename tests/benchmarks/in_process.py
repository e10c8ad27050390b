"""A library that stays open: threads that share it, prompts, and sorts of ever more characters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice

import charlib
from charlib.domain.choices import Sort
from tests.benchmarks import queries
from tests.benchmarks.beside_search import ACCOUNT, text
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import Line, interleaved, middle, ratio

SMALLER = "the same in the smaller library"
_THREADS = 8
SEARCHES = 960
"""So many searches are shared out among the threads."""
_ASKED = ("AND: mid, mid", "AND: common, common", "text, newest first")
PROMPTS = 50
"""So many prompts are rendered in a round."""
SORTS: tuple[Sort, ...] = ("name", "used", "updated")


def lines(library: Library, rounds: int) -> Iterator[Line]:
    """Threads beside one thread, and prompts beside those whose profile is kept."""
    with charlib.open(library.home) as lib:
        yield _threads(lib, library, rounds)
        yield _prompts(lib, library, rounds)


def _threads(lib: charlib.Library, library: Library, rounds: int) -> Line:
    """The time of a search when eight threads search, in searches of one thread.

    At least 0.9 times the searches of one thread are at most 1.11 times its time.
    """
    classes = queries.classes(library)
    asked = [query for name in _ASKED for query in classes[name]]
    chosen = list(islice(cycle(asked), SEARCHES))

    def search(part: list[str]) -> None:
        for query in part:
            lib.page(query, limit=20, everywhere=True)

    parts = [chosen[start::_THREADS] for start in range(_THREADS)]
    with ThreadPoolExecutor(1) as single, ThreadPoolExecutor(_THREADS) as eight:
        runs: dict[str, Callable[[], object]] = {
            "one": lambda: list(single.map(search, parts)),
            "eight": lambda: list(eight.map(search, parts)),
        }
        times = interleaved(runs, rounds)
    share = ratio(times, "eight", "one")
    what, limit = f"a search, {_THREADS} threads on one library", "one thread"
    return Line(what, limit, 1.11, share, library.size, middle(times, "eight") / SEARCHES)


def _prompts(lib: charlib.Library, library: Library, rounds: int) -> Line:
    """`prompt` of an open library, in the same with the profile kept."""
    asked = text(library)
    with charlib.open(library.home) as keeping:
        book = keeping._session.accounts
        profile = book.profile(book.choose(ACCOUNT))
        book.profile = lambda _: profile  # type: ignore[method-assign] # the limit
        runs: dict[str, Callable[[], object]] = {
            "prompt": partial(_repeated, partial(lib.prompt, asked, account=ACCOUNT)),
            "kept": partial(_repeated, partial(keeping.prompt, asked, account=ACCOUNT)),
        }
        times = interleaved(runs, rounds, time.process_time)
    share = ratio(times, "prompt", "kept")
    seconds = middle(times, "prompt") / PROMPTS
    return Line("`prompt` in process", "with the profile kept", 1.2, share, library.size, seconds)


def _repeated(run: Callable[[], object]) -> None:
    for _ in range(PROMPTS):
        run()


def growth(small: Library, large: Library, rounds: int) -> Iterator[Line]:
    """Sorted pages and the count of a tag in the large library, in times of the small one."""
    tag, project = large.cast.tags.things[0], large.cast.projects.things[0]
    for where, chosen, everywhere in (("", project, False), (", everywhere", None, True)):
        with (
            charlib.open(small.home, project=chosen) as few,
            charlib.open(large.home, project=chosen) as many,
        ):
            for name, run in _grown(tag, everywhere=everywhere).items():
                runs = {"few": partial(run, few), "many": partial(run, many)}
                times = interleaved(runs, rounds, time.process_time)
                share, seconds = ratio(times, "many", "few"), middle(times, "many")
                yield Line(f"{name}{where}", SMALLER, 1.2, share, large.size, seconds)


def _grown(tag: str, *, everywhere: bool) -> dict[str, Callable[[charlib.Library], object]]:
    """What must not grow with the library: the first page of each sort, and a count."""
    runs: dict[str, Callable[[charlib.Library], object]] = {
        f"`--sort {sort}`": partial(_page, sort=sort, everywhere=everywhere) for sort in SORTS
    }
    return runs | {"`--count` of a tag": partial(_count, tag=tag, everywhere=everywhere)}


def _page(lib: charlib.Library, *, sort: Sort, everywhere: bool) -> object:
    return lib.page(limit=50, sort=sort, everywhere=everywhere)


def _count(lib: charlib.Library, *, tag: str, everywhere: bool) -> object:
    return lib.count(f"tag:{tag}", everywhere=everywhere)
