"""Commands that read a little, whole processes, in searches: prompt, lists, history, sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks import processes
from tests.benchmarks.changes import SEARCH
from tests.benchmarks.libraries import Library
from tests.benchmarks.people import ACCOUNTS
from tests.benchmarks.timing import (
    Line,
    Shell,
    charlib,
    children_cpu,
    interleaved,
    middle,
    ratio,
)

ACCOUNT = ACCOUNTS[0][0]
LISTS = {
    "`project list`": ("project", "list"),
    "`account list`": ("account", "list"),
    "`source list`": ("source", "list"),
    "`task list`": ("task", "list"),
    "`profile list`": ("profile", "list"),
    "`history`": ("history",),
    "`window check`": ("window", "check", "1,3", "--account", ACCOUNT),
}


def bound(library: Library) -> str:
    """A character that has an id at the account."""
    with library.connect() as bare:
        slug, handle = bare.execute(
            "SELECT slug, handle FROM binding JOIN account ON account.id = account_id"
            " JOIN character ON character.id = character_id JOIN project ON project.id = project_id"
            " WHERE account.name = ? AND state = 'ready' LIMIT 1",
            (ACCOUNT,),
        ).fetchone()
    return f"{slug}/{handle}"


def text(library: Library) -> str:
    """A prompt about a character that has an id at the account."""
    return f"@{bound(library)} walks through a city"


def lines(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """Each command in searches."""
    commands = {
        "`prompt`": charlib("prompt", "--account", ACCOUNT, text(library)),
        **{name: charlib(*words) for name, words in LISTS.items()},
        "`sync`, nothing open": charlib("sync"),
    }
    shell = Shell(folder, library.home)
    runs: dict[str, Callable[[], object]] = {
        name: partial(shell.silent, command)
        for name, command in ({SEARCH: processes.search(library)} | commands).items()
    }
    times = interleaved(runs, rounds, children_cpu)
    for name in commands:
        share = ratio(times, name, SEARCH)
        yield Line(name, SEARCH, 1.3, share, library.size, middle(times, name))
