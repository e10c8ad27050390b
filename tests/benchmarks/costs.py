"""What `cost` takes, measured in runs of the bare SQL on the same file.

    python -m tests.benchmarks.costs [--sizes 100000] [--rounds 15] [--write]

Sizes are numbers of tasks. The bare SQL sums up the tasks of each month and unit. With `--write`
the table goes into `costs.md`.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import charlib
from charlib.domain.choices import COST_GROUPS
from tests.benchmarks import report
from tests.benchmarks.timing import Line, interleaved, middle, ratio
from tests.pages import fill

PAGE, MARK = Path(__file__).parent / "costs.md", "costs"
_BARE = """
    SELECT strftime('%Y-%m', counted_at / 1000, 'unixepoch'), cost_unit, sum(cost_micros), count(*)
    FROM task GROUP BY 1, 2
"""
_TASK = """
    INSERT INTO task (uid, account_id, state, prompt, model, request, params, created_at,
                      updated_at, counted_at, project_id, episode, sends, cost_micros, cost_unit,
                      cost_is_estimate, remote_id)
    VALUES (:uid, 1, 'done', :prompt, 'model', :request, '{}', :at, :at, :at, 1, :episode, 1,
            :cost, 'USD', :guessed, :uid)
"""
_NOW, _YEAR = 1_795_435_200_000, 365 * 86_400_000
_TARGETS = dict.fromkeys(COST_GROUPS, 5.0) | {"month": 3.0, "character": 20.0}
"""What a group may take, in runs of the bare SQL by month."""


def make(folder: Path, size: int) -> Path:
    """A library with so many tasks of a year, each with two of a hundred characters."""
    home = folder / f"costs-{size}"
    shutil.rmtree(home, ignore_errors=True)
    with charlib.open(home) as lib:
        lib.accounts.add("main", profile="sandbox")
        for number in range(100):
            lib.add(f"p{number}", f"ch_{number}", account="main")
    rng = random.Random(5)
    with closing(sqlite3.connect(home / "library.db")) as bare, bare:
        bare.executemany(_TASK, (_task(rng, number) for number in range(size)))
        bare.execute(
            "INSERT INTO prompt"
            " (uid, project_id, account_id, task_id, template, text, request, created_at)"
            " SELECT uid, 1, 1, id, prompt, prompt, '{}', created_at FROM task"
        )
        for position in range(2):
            bare.execute(
                "INSERT INTO prompt_character (prompt_id, position, character_id)"
                " SELECT id, ?1, (id + ?1) % 100 + 1 FROM prompt",
                [position],
            )
    return home


def _task(rng: random.Random, number: int) -> dict[str, object]:
    prompt = " ".join(rng.choice(("mia", "walks", "through", "a", "city")) for _ in range(30))
    return {
        "uid": f"t{number}", "prompt": prompt, "request": json.dumps({"body": {"prompt": prompt}}),
        "at": _NOW - rng.randrange(_YEAR), "episode": rng.randrange(1, 13),
        "cost": rng.randrange(10**6), "guessed": rng.randrange(2),
    }  # fmt: skip


def measured(folder: Path, sizes: list[int], rounds: int) -> Iterator[Line]:
    """Each grouping in the bare SQL by month, in one process, warm."""
    for size in sizes:
        home = make(folder, size)
        bare = sqlite3.connect(f"{(home / 'library.db').as_uri()}?mode=ro", uri=True)
        with charlib.open(home) as lib, closing(bare):
            runs: dict[str, Callable[[], object]] = {
                by: partial(lib.cost, by=by) for by in COST_GROUPS
            }
            times = interleaved({**runs, "bare": partial(_bare, bare)}, rounds)
        for by in COST_GROUPS:
            share, seconds = ratio(times, by, "bare"), middle(times, by)
            what = f"`cost --by {by}`"
            yield Line(what, "the bare SQL by month", _TARGETS[by], share, size, seconds)


def _bare(bare: sqlite3.Connection) -> object:
    return bare.execute(_BARE).fetchall()


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    lines, is_written = report.run(__doc__, measured, sizes="100000")
    if is_written:
        fill(PAGE, MARK, report.table(lines))


if __name__ == "__main__":
    main()
