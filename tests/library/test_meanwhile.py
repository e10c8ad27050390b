"""What another process changes between the look-up of a name and the change is seen in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import CharlibError, Conflict
from charlib.library import Library, open_library
from charlib.sandbox import Server
from charlib.store.store import Store
from tests.library.test_costs import ignore

Act = Callable[[Library], object]
Between = Callable[[Act], None]

GONE: dict[str, Act] = {
    "removed": lambda other: other.remove("mia"),
    "merged": lambda other: other.merge("mia", "mira"),
    "erased": lambda other: other.purge("mia"),
}
VERBS: dict[str, Act] = {
    "edit": lambda lib: lib.edit("mia", notes="a sesame"),
    "edit all": lambda lib: lib.edit_all("mia", notes="a sesame"),
    "rename": lambda lib: lib.rename("mia", "maya"),
    "move": lambda lib: lib.move("mia", "noir"),
    "alias add": lambda lib: lib.aliases.add("mia", "maya"),
    "tag add": lambda lib: lib.tags.add("sesame", "mia"),
    "tag rm": lambda lib: lib.tags.remove("lead", "mia"),
    "look add": lambda lib: lib.looks.add("mia", "gown", description="a sesame gown"),
    "look edit": lambda lib: lib.looks.edit("mia", "uniform", description="a sesame"),
    "look rename": lambda lib: lib.looks.rename("mia", "uniform", "gown"),
    "look rm": lambda lib: lib.looks.remove("mia", "uniform"),
    "voice add": lambda lib: lib.voices.add("mia", remote_id="voice_mia", account="home"),
    "generate": lambda lib: lib.generate("@mia walks", wait=False, warn=ignore),
}


@pytest.fixture
def cast(lib: Library, sandbox: Server) -> Library:
    """@mia with a uniform, and @mira; an account at the sandbox."""
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"])
    lib.create("mia", url=sandbox.file_url("mia.mp4"), window="1,4", keep=False)
    lib.tags.add("lead", "mia")
    lib.looks.add("mia", "uniform", description="grey", episodes="4-6")
    lib.add("mira")
    lib.projects.add("noir")
    return lib


@pytest.fixture
def between(cast: Library, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    """Let another process act right before the next change of this one."""
    acts: list[Act] = []
    with open_library(home) as other:

        def before(name: str) -> None:
            method = getattr(Store, name)

            def called(store: Store, *args: Any, **more: Any) -> Any:
                if acts and store is cast._session.store:
                    acts.pop()(other)
                return method(store, *args, **more)

            monkeypatch.setattr(Store, name, called)

        for name in ("write", "plan"):
            before(name)
        yield acts.append
    assert not acts


@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_to_whom_another_process_took_away(
    cast: Library, between: Between, sandbox: Server, home: Path, verb: str, gone: str
) -> None:
    """The verb is refused, and no text, look, film or name lands in the trash or nowhere."""
    between(GONE[gone])
    sent = len(sandbox.ledger.generations)

    with pytest.raises(Conflict, match="meanwhile"):
        VERBS[verb](cast)
    assert len(sandbox.ledger.generations) == sent
    with closing(sqlite3.connect(home / "library.db")) as library:
        rows = "\n".join(library.iterdump())
    assert "sesame" not in rows
    assert "maya" not in rows
    assert "voice_mia" not in rows
    assert "gown" not in rows


def test_a_look_that_another_process_took_away_is_not_changed(
    cast: Library, between: Between
) -> None:
    """The error says so; the change would be seen by nobody."""
    between(lambda other: other.looks.remove("mia", "uniform"))
    with pytest.raises(Conflict, match="the look was removed meanwhile"):
        cast.looks.edit("mia", "uniform", description="blue")


@pytest.mark.parametrize(
    "verb",
    [
        lambda lib: lib.looks.add("mia", "gown", episodes="8-10"),
        lambda lib: lib.looks.edit("mia", "uniform", episodes="4-9"),
    ],
    ids=["add", "edit"],
)
def test_two_processes_never_give_an_episode_to_two_looks(
    cast: Library, between: Between, verb: Act
) -> None:
    """Whoever is second is refused: a prompt of that episode would take either."""
    between(lambda other: other.looks.add("mia", "coat", episodes="7-9"))
    with pytest.raises(Conflict, match="look coat already has episode"):
        verb(cast)
    looks = {look.name: look.episodes for look in cast.show("mia").looks}
    assert looks == {"": "", "uniform": "4-6", "coat": "7-9"}


@pytest.mark.parametrize("gone", ["removed", "erased"])
def test_a_look_is_not_created_for_whom_another_process_took_away(
    cast: Library, between: Between, sandbox: Server, gone: str
) -> None:
    """Nobody of that name is begun anew, and nothing is paid for."""
    url, minted = sandbox.file_url("mia.mp4"), sandbox.ledger.minted
    cast.sources.add(url)
    between(GONE[gone])
    with pytest.raises(CharlibError):
        cast.looks.add("mia", "gown", url=url, window="5,8", keep=False)
    assert sandbox.ledger.minted == minted
    assert [each.handle for each in cast.list()] == ["mira"]
