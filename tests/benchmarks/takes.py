"""Takes, measured: a list by two conditions, in searches of as many characters."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from charlib.config import new_uids
from charlib.store.search import text_index
from tests.benchmarks import processes
from tests.benchmarks.changes import SEARCH
from tests.benchmarks.libraries import Library
from tests.benchmarks.timing import (
    Line,
    Shell,
    charlib,
    children_cpu,
    interleaved,
    middle,
    ratio,
)

QUERIES = {
    "`take list` by person and rating": "character:{} rating:>3",
    "`take list` by episode and pick": "episode:4..6 picked:yes",
    "`take list` by state and note": "state:failed has:note",
    "`take list` by word and scene": "umbrella scene:3",
    "`take list` by a common word": "rain",
    "`take list` by a word nobody wrote": "zeppelin",
}
"""What is listed → its query; `{}` is a leading character of the commonest project."""
TARGET = 1.5
_LEADS = 5
_EPISODES, _SCENES = 12, 40
_ANSWER = json.dumps({"status": "completed", "trace": "x" * 1500})
"""An answer as providers give it: rows of tasks are long."""
_WORDS = ("walks", "runs", "sits", "rain", "night", "street", "coat", "harbour", "station")
_TASKS = """
    INSERT INTO task (uid, account_id, remote_id, state, prompt, model, request, raw, sends,
        created_at, updated_at, completed_at, params, project_id, episode, scene, take, rating,
        picked, note, cost_unit, cost_is_estimate)
    VALUES (?, 1, ?, ?, ?, 'sora-2', '{}', ?, 1, ?, ?, ?, '{}', ?, ?, ?, ?, ?, ?, ?, '', 1)
"""
_PROMPTS = """
    INSERT INTO prompt (uid, project_id, account_id, task_id, template, text, request, created_at)
    VALUES (?, ?, 1, ?, ?, ?, '{}', ?)
"""
_FILMS = """
    INSERT INTO source (uid, kind, ref, task_id, media_path, created_at, updated_at)
    VALUES (?, 'task', ?, ?, ?, ?, ?)
"""
_SHOWN = "INSERT INTO prompt_character (prompt_id, position, character_id) VALUES (?, ?, ?)"
_LIVE = "SELECT project_id, id, handle FROM character WHERE deleted_at IS NULL"


def lines(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """Each list in searches, as whole processes, in a library of as many takes."""
    home, lead = filled(folder, library)
    shell = Shell(folder, home)
    commands = {
        what: charlib("take", "list", query.format(lead), "--everywhere", "--limit", "20")
        for what, query in QUERIES.items()
    }
    runs: dict[str, Callable[[], object]] = {
        name: partial(shell.silent, command)
        for name, command in ({SEARCH: processes.search(library)} | commands).items()
    }
    times = interleaved(runs, rounds, children_cpu)
    for name in commands:
        yield Line(
            name, SEARCH, TARGET, ratio(times, name, SEARCH), library.size, middle(times, name)
        )


def filled(folder: Path, library: Library) -> tuple[Path, str]:
    """A copy of a library with as many takes as characters; its home, and a leading character."""
    home = folder / f"takes-{library.size}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    shutil.copy(library.database, home / "library.db")
    with sqlite3.connect(home / "library.db") as bare:
        lead = _fill(bare, library.size)
    bare.close()
    return home, lead


def _fill(bare: sqlite3.Connection, size: int) -> str:
    rng, people = random.Random(11), _people(bare)
    projects = sorted(people, key=lambda number: -len(people[number]))
    numbers = rng.choices(projects, [1 / rank for rank in range(1, len(projects) + 1)], k=size)
    tasks, prompts, films, shown = [], [], [], []
    uids = (new_uids(size) for _ in range(3))
    for number, project, uid, other, third in zip(count(1), numbers, *uids, strict=False):
        cast = _cast(rng, people[project])
        names = " and ".join(f"@{handle}" for _, handle in cast)
        word = "umbrella" if rng.random() < 0.02 else rng.choice(_WORDS)
        text = f"{names} {' '.join(rng.choices(_WORDS, k=12))} {word}"
        at = 1_760_000_000_000 + number * 60_000
        tasks.append(_task(rng, number, project, uid, text, at))
        prompts.append((other, project, number, text, text, at))
        ref = f"task:video_{number}"
        films.append((third, ref, number, f"media/films/{number}.mp4", at, at))
        shown += [(number, place, person) for place, (person, _) in enumerate(cast)]
    bare.executemany(_TASKS, tasks)
    bare.executemany(_PROMPTS, prompts)
    bare.executemany(_FILMS, films)
    text_index.fill_tasks(bare)
    bare.executemany(_SHOWN, shown)
    return people[projects[0]][0][1]


def _people(bare: sqlite3.Connection) -> dict[int, list[tuple[int, str]]]:
    people: dict[int, list[tuple[int, str]]] = {}
    for project, person, handle in bare.execute(_LIVE):
        people.setdefault(project, []).append((person, handle))
    return people


def _cast(rng: random.Random, people: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The people of a take: a lead and, often, others."""
    leads = people[:_LEADS]
    cast = [rng.choice(leads), *rng.choices(people, k=rng.choice((0, 1, 1, 2)))]
    return list(dict.fromkeys(cast))


def _task(
    rng: random.Random, number: int, project: int, uid: str, text: str, at: int
) -> tuple[object, ...]:
    state = rng.choices(("done", "failed", "rejected"), (90, 7, 3))[0]
    rating = rng.choice((1, 2, 3, 3, 4, 5)) if rng.random() < 0.4 else None
    note = "the hand" if rng.random() < 0.1 else ""
    episode, scene = rng.randint(1, _EPISODES), str(rng.randint(1, _SCENES))
    return (
        uid, f"video_{number}", state, text, _ANSWER, at, at, at + 50_000, project, episode, scene,
        number, rating, int(rng.random() < 0.1), note,
    )  # fmt: skip
