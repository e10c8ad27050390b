"""What was changed, taken back and done again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import NotFound

if TYPE_CHECKING:
    from charlib.domain.records import Entry

Steps = Annotated[int, typer.Argument(metavar="N", min=1, help="How many commands, not an id.")]


def history(ctx: typer.Context, limit: opt.Limit = 20) -> None:
    """List what was changed, newest first: one line for each command."""
    from charlib.domain import forms
    from charlib.domain.text import short

    state = of(ctx)
    told = [forms.entry(one) for one in state.lib.history(limit=limit)]
    state.output.rows(
        told,
        ("id", "when", "command", "changed", "state"),
        [
            [str(one["id"]), one["at"][:16].replace("T", " "), short(one["command"], 60),
             one["changed"], "" if one["state"] == "done" else "undone"]
            for one in told
        ],
    )  # fmt: skip


def undo(ctx: typer.Context, steps: Steps = 1) -> None:
    """Take back what the last command changed. What a provider made stays, with its ids."""
    state = of(ctx)
    _tell(state, _repeat(state.lib.undo, steps), "undone")


def redo(ctx: typer.Context, steps: Steps = 1) -> None:
    """Do again what was undone last."""
    state = of(ctx)
    _tell(state, _repeat(state.lib.redo, steps), "done again")


def _repeat(step: Callable[[], Entry], count: int) -> list[Entry]:
    """Go so many steps, or as many as there are; NotFound where there is none."""
    entries = [step()]
    with suppress(NotFound):
        entries += (step() for _ in range(count - 1))
    return entries


def _tell(state: State, entries: list[Entry], how: str) -> None:
    from charlib.domain import forms

    told = [forms.entry(one) for one in entries]
    if state.output.as_json:
        state.output.json(told)
        return
    for one in told:
        state.output.line(f"{how}: {one['command'] or one['changed']}")
