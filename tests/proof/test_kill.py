"""SIGKILL at every kind of moment: nothing that was answered is lost, nothing is paid twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from charlib.library import open_library
from charlib.sandbox import Fault, Server

from .conftest import Forked
from .zygote import ROWS, TEXTS

pytestmark = pytest.mark.skipif("not hasattr(os, 'fork')", reason="victims are forked")
WINDOWS = {f"extra_{n}": f"{n / 10:g},{n / 10 + 2:g}" for n in range(ROWS)}
WORKERS = 4
Copy = Callable[[str], Path]


@dataclass
class Holdings:
    """What a library holds: the state and id of each row, film and voice, by what made it."""

    people: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    voices: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    films: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, home: Path) -> Holdings:
        """Read it as it lies on the disk."""
        with open_library(home, environ={}) as lib:
            tally = cls()
            for person in lib.list():
                for binding in person.bindings:
                    if binding.method != "added":
                        tally.people[WINDOWS[person.handle]] = (binding.state, binding.remote_id)
                for spoken in person.voice.bindings if person.voice else ():
                    assert person.handle not in tally.voices
                    tally.voices[person.handle] = (spoken.state, spoken.remote_id)
            for task in lib.tasks.list():
                assert task.prompt not in tally.films
                tally.films[task.prompt] = (task.state, task.remote_id)
            return tally

    def unknown(self) -> int:
        """How many are unknown."""
        return sum(state == "unknown" for rows in self.all for state, _ in rows.values())

    @property
    def all(self) -> tuple[dict[str, tuple[str, str | None]], ...]:
        """The rows, the films and the voices."""
        return self.people, self.films, self.voices


@dataclass
class Tally:
    """What many kills came to."""

    kills: int = 0
    sent: int = 0
    lost: int = 0
    twice: int = 0
    unknown: int = 0
    untold: int = 0
    moments: Counter[str] = field(default_factory=Counter)


def kill_once(
    server: Server,
    forked: Forked,
    home: Path,
    moment: int,
    tally: Tally,
    *,
    again: int = 0,
    story: str = "make",
) -> None:
    """Kill the story at a moment, perhaps its sync too, let sync end it, and count."""
    ledger = server.ledger
    strike(server, story)
    minted, billed = len(ledger.characters), len(ledger.generations)
    order = {"home": str(home), "url": server.file_url("mia.mp4")}
    report = forked(**order, story=story, moment=moment)
    server.faults.clear()
    assert "fault" not in report, report["fault"]
    assert report["killed"] or report["moments"] < moment, report
    tally.kills += report["killed"]
    before = Holdings.read(home)
    if again:
        tally.kills += forked(**order, story="sync", moment=again)["killed"]
    synced = forked(**order, story="sync", moment=0)
    assert "fault" not in synced, synced["fault"]
    assert synced["left"] == []
    count(server, tally, (minted, billed), before, Holdings.read(home), synced["unknown"])


def strike(server: Server, story: str) -> None:
    """Let the provider misbehave as the story wants it."""
    if story == "retry":
        server.faults.add(Fault("status", method="POST", status=500, times=3))
    if story == "make":  # the first addresses of films have lapsed
        server.faults.add(Fault("status", method="GET", path_contains="/outputs/", status=403))


def count(
    server: Server,
    tally: Tally,
    since: tuple[int, int],
    before: Holdings,
    after: Holdings,
    named: list[str],
) -> None:
    """Hold the library against the sandbox's ledger."""
    minted = server.ledger.characters[since[0] :]
    voices = [(Path(each.source).stem, each.id) for each in minted if each.method == "Audio"]
    characters = [(each.window, each.id) for each in minted if each.method != "Audio"]
    paid = [
        (generation.prompt, generation.id) for generation in server.ledger.generations[since[1] :]
    ]
    for ids, rows in zip((characters, paid, voices), after.all, strict=True):
        times = Counter(what for what, _ in ids)
        tally.sent += len(ids)
        tally.twice += sum(count - 1 for count in times.values())
        for what, remote_id in ids:
            state, known = rows.get(what, ("nowhere", None))
            tally.lost += known != remote_id and state != "unknown"
        assert {state for state, _ in rows.values()} <= {"ready", "done", "unknown"}
    for old, new in zip(before.all, after.all, strict=True):
        kept = [what for what, (_, known) in old.items() if known]
        tally.lost += sum(new[what][1] != old[what][1] for what in kept)
    tally.unknown += after.unknown()
    tally.untold += after.unknown() - len(named)
    assert len(after.people) in {0, ROWS}
    assert len(after.films) in {0, len(TEXTS)}
    assert len(after.voices) in {0, ROWS}


def rehearse(server: Server, forked: Forked, home: Path, story: str = "make") -> list[str]:
    """Tell the story to its end: the moments that it has."""
    strike(server, story)
    report = forked(home=str(home), url=server.file_url("mia.mp4"), story=story, moment=0)
    server.faults.clear()
    assert "fault" not in report, report["fault"]
    names: list[str] = report["names"]
    return names


def test_thirty_kills_lose_nothing_and_pay_nothing_twice(
    sandbox: Server, forked: Forked, copy: Copy
) -> None:
    """Thirty kills over all moments of a story: every answer is kept, and every other is named."""
    names = rehearse(sandbox, forked, copy("whole"))
    tally, step = Tally(), len(names) / 30
    for number in range(30):
        kill_once(sandbox, forked, copy(f"kill-{number}"), 1 + int(number * step), tally)

    assert tally.kills >= 25
    assert (tally.lost, tally.twice, tally.untold) == (0, 0, 0)
    assert 0 < tally.unknown <= tally.kills * WORKERS
    assert {*names} == {
        "before commit", "after commit", "before send", "answer begun", "answer read",
        "before log", "after log",
    }  # fmt: skip


@pytest.mark.parametrize("story", ["restore", "retry"])
def test_kills_in_restores_and_retries_pay_nothing_twice(
    sandbox: Server, forked: Forked, copy: Copy, story: str
) -> None:
    """A library that goes back to a backup, and failed requests that are tried again."""
    names = rehearse(sandbox, forked, copy("whole"), story)
    tally, step = Tally(), len(names) / 9
    for number in range(9):
        moment = 1 + int(number * step)
        kill_once(sandbox, forked, copy(f"kill-{number}"), moment, tally, story=story)

    assert tally.kills >= 6
    assert (tally.lost, tally.twice, tally.untold) == (0, 0, 0)
    assert ("before restore" in names) == (story == "restore")


def test_killed_creations_of_voices_are_unknown_and_never_made_twice(
    sandbox: Server, forked: Forked, copy_of_cast: Copy
) -> None:
    """Each voice takes two calls and a poll: what was answered is kept, the rest is named."""
    names = rehearse(sandbox, forked, copy_of_cast("whole"), "voices")
    tally, step = Tally(), len(names) / 12
    for number in range(12):
        moment, home = 1 + int(number * step), copy_of_cast(f"kill-{number}")
        kill_once(sandbox, forked, home, moment, tally, again=number * 2, story="voices")

    assert tally.kills >= 10
    assert (tally.lost, tally.twice, tally.untold) == (0, 0, 0)
    assert 0 < tally.unknown <= tally.kills * WORKERS


@pytest.mark.long
@pytest.mark.parametrize("story", ["make", "restore", "retry", "voices"])
def test_four_hundred_kills_of_a_story_lose_nothing_and_pay_nothing_twice(
    sandbox: Server, forked: Forked, copy: Copy, copy_of_cast: Copy,
    capsys: pytest.CaptureFixture[str], story: str,
) -> None:  # fmt: skip
    """Every moment of the story, with the sync after it killed too, until 400 are through."""
    copy = copy_of_cast if story == "voices" else copy
    names = rehearse(sandbox, forked, copy("whole"), story)
    dice, tally, number = random.Random(4), Tally(), 0
    while tally.kills < 400:
        moment, home = 1 + number % len(names), copy(f"kill-{number}")
        again = dice.randrange(1, 20)
        kill_once(sandbox, forked, home, moment, tally, again=again, story=story)
        number += 1

    with capsys.disabled():
        print(f"\n{tally}, {len(names)} moments")  # noqa: T201 - the figures are for faults.md
    assert (tally.lost, tally.twice, tally.untold) == (0, 0, 0)
