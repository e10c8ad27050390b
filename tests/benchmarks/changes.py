"""One change, whole process: against the same rows written by a sqlite3 script, and a search."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from tests.benchmarks import processes
from tests.benchmarks.libraries import Library
from tests.benchmarks.processes import Command
from tests.benchmarks.timing import (
    Line,
    Shell,
    charlib,
    children_cpu,
    floor,
    interleaved,
    middle,
    ratio,
)

SEARCH = "`search` of two tags"
_ACCOUNT = "relay"

Person = tuple[str, str]
"""The slug of a project, and a handle."""
Make = Callable[[Library, Person], tuple[Command, Command]]
"""From a character to charlib's command, and the floor's for another character's name."""


def copied(folder: Path, library: Library, name: str) -> Library:
    """A copy of a library, to be written to."""
    home = folder / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    with closing(library.connect()) as source, closing(sqlite3.connect(home / "library.db")) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode=WAL")
    home.chmod(0o700)
    (home / "library.db").chmod(0o600)
    return replace(library, home=home)


def plain(library: Library, count: int, project: str | None = None) -> list[Person]:
    """Characters whose texts are ASCII: a floor can split those into words."""
    ascii_only = "character.name || look || character.notes NOT GLOB '*[^ -~]*'"
    with closing(library.connect()) as bare:
        rows = bare.execute(
            "SELECT slug, handle FROM character JOIN project ON project.id = project_id"
            f" WHERE {ascii_only} AND deleted_at IS NULL AND (?1 IS NULL OR slug = ?1)"
            " ORDER BY character.id DESC LIMIT ?2",
            (project, count),
        ).fetchall()
    assert len(rows) == count, f"there are only {len(rows)} such characters"
    return rows


def _tag(person: Person) -> tuple[Command, Command]:
    name = f"bench{person[1]}"
    command = charlib("tag", "add", name, "/".join(person))
    return command, ("tag", *person, name)


def _undo(_: Person) -> tuple[Command, Command]:
    return charlib("undo"), ("undo",)


def _edit(person: Person) -> tuple[Command, Command]:
    text = f"new words for {person[1]}"
    return charlib("edit", "/".join(person), "--notes", text), ("edit", *person, text)


def _add(person: Person) -> tuple[Command, Command]:
    project, handle, new = *person, f"new{person[1]}"
    given = ("--id", f"id{handle}", "--account", _ACCOUNT)
    command = charlib("--project", project, "add", new, *given)
    return command, ("add", project, new, f"id{handle}", _ACCOUNT)


def _rename(person: Person) -> tuple[Command, Command]:
    new = f"{person[1]}x"
    return charlib("rename", "/".join(person), new), ("rename", *person, new)


def _rm(person: Person) -> tuple[Command, Command]:
    return charlib("rm", "/".join(person)), ("rm", *person)


def _restore(person: Person) -> tuple[Command, Command]:
    return charlib("restore", "/".join(person)), ("restore", *person)


VERBS = {
    "tag add": _tag,
    "undo": _undo,
    "edit": _edit,
    "add": _add,
    "rename": _rename,
    "rm": _rm,
    "restore": _restore,
}
_ORDER = (("tag add", "undo"), ("edit",), ("add",), ("rename",), ("rm", "restore"))
"""What is undone or restored was tagged or removed just before, by the same side."""
_SAME_PERSON = {"restore": "rm"}


def lines(folder: Path, library: Library, rounds: int) -> Iterator[Line]:
    """Each verb in floors and in searches; the library is sound afterwards."""
    scratch = copied(folder, library, "changes")
    shell = Shell(folder, scratch.home)
    runs = _runs(shell, scratch, rounds + 1)
    times = interleaved(runs, rounds, children_cpu)
    _check(shell, scratch, rounds + 1)
    for verb in VERBS:
        seconds = middle(times, verb)
        for limit, name, target in (
            (processes.FLOOR, f"floor {verb}", 4.0),
            (SEARCH, SEARCH, 1.5),
        ):
            share = ratio(times, verb, name)
            yield Line(f"`{verb}` of one", limit, target, share, library.size, seconds)
    shutil.rmtree(scratch.home)


def _runs(shell: Shell, library: Library, count: int) -> dict[str, Callable[[], object]]:
    """A search, then each verb and its floor, which get different characters in every round."""
    people = iter(plain(library, 2 * count * len(VERBS)))
    given = {verb: [list(islice(people, count)) for _ in range(2)] for verb in VERBS}
    runs: dict[str, Callable[[], object]] = {
        SEARCH: partial(shell.silent, processes.search(library))
    }
    for verbs in _ORDER:
        for side, form in enumerate(("{}", "floor {}")):
            for verb in verbs:
                chosen = given[_SAME_PERSON.get(verb, verb)][side]
                words_of = [VERBS[verb](person)[side] for person in chosen]
                bare = [floor("change", library.database, *words) for words in words_of]
                runs[form.format(verb)] = _each(shell, bare if side else words_of)
    return runs


def _each(shell: Shell, commands: Sequence[Command]) -> Callable[[], None]:
    """A function that runs the next of these commands whenever it is called."""
    left = iter(commands)
    return lambda: shell.silent(next(left))


def _check(shell: Shell, library: Library, rounds: int) -> None:
    """A ratio counts only if both write the same changes, and charlib finds nothing wrong."""
    shell.run(charlib("doctor"))
    with closing(library.connect()) as bare:
        rows = bare.execute(
            "SELECT command LIKE 'charlib %', verb FROM"
            " (SELECT id AS number, command FROM entry ORDER BY id DESC LIMIT ?)"
            " JOIN change ON entry_id = number",
            (2 * (len(VERBS) - 1) * rounds,),  # an undo has no entry of its own
        ).fetchall()
    ours, theirs = ([verb for is_ours, verb in rows if is_ours == side] for side in (1, 0))
    if sorted(ours) != sorted(theirs) or not ours:
        raise RuntimeError(f"the changes and their floors differ: {ours}, {theirs}")
