"""A backup is restored between the plan of a request and its sending: nothing is sent, it is told.

What was planned is not in the restored library, so the run finds nothing to send.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from charlib.domain.character.batch import Order, Row
from charlib.errors import CharlibError, Conflict, ProviderError
from charlib.library import Library, syncing
from charlib.sync.run import Runner

from .stage import ASYNC, Stage


def create(stage: Stage, lib: Library) -> None:
    """One character, whose row in the restored library looks like the result."""
    lib.create("mia", url=stage.film, window="5,8", keep=False)


def create_many(stage: Stage, lib: Library) -> None:
    """A batch of one; a row's error is in its result."""
    row = Row(1, Order("mia", "5,8", url=stage.film), handle="mia")
    (result,) = lib.create_many([row], keep=False)
    if result.error:
        raise result.error


def generate(_: Stage, lib: Library) -> None:
    """One film."""
    lib.generate("a street", params=dict([ASYNC.length]))


def generate_many(_: Stage, lib: Library) -> None:
    """Two films."""
    lib.generate_many(["a street", "a house"], params=dict([ASYNC.length]))


@pytest.mark.parametrize("owner", [syncing, Runner], ids=["before it is read", "before it is sent"])
@pytest.mark.parametrize("verb", [create, create_many, generate, generate_many])
def test_what_a_restore_removed_before_it_was_sent_is_a_conflict(
    stage: Stage,
    verb: Callable[[Stage, Library], None],
    owner: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It never looks like a success, although the restored library has the character."""
    with stage.open(ASYNC) as lib, stage.open() as other:
        stage.strike("status", "POST", "/", status=400, times=1)
        with pytest.raises(ProviderError):
            create(stage, other)
        copy, sent = other.backup(), len(stage.requests("POST"))
        name = "_run" if owner is syncing else "run"
        real = getattr(owner, name)

        def restored(*args: Any, **kwargs: Any) -> Any:
            other.restore_backup(copy)
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, restored)
        with pytest.raises(Conflict, match="nothing was sent") as told:
            verb(stage, lib)

        assert "run it again" in told.value.hint
        assert len(stage.requests("POST")) == sent


def test_what_another_process_sent_before_the_restore_is_told_as_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of sends knows it: it may have been paid for, and is not called unsent."""
    with stage.open(ASYNC) as lib, stage.open() as other:
        copy = other.backup()
        real = syncing._run

        def restored(*args: Any, **kwargs: Any) -> Any:
            monkeypatch.setattr(syncing, "_run", real)
            other.sync()
            other.restore_backup(copy)
            return real(*args, **kwargs)

        monkeypatch.setattr(syncing, "_run", restored)
        with pytest.raises(CharlibError, match="another process sent") as told:
            lib.create("mia", url=stage.film, window="5,8", keep=False)

        assert "console" in told.value.hint
        assert len(stage.characters) == 1
