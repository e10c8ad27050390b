"""Give characters other handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Character


def add(
    state: State,
    *,
    handle: str = opt.HANDLE,
    other: str = argument("OTHER", "Another handle for it, such as mimi."),
) -> None:
    """Give a character another handle, for prompts too."""
    _show(state, state.lib.aliases.add(handle, other))


def rm(
    state: State,
    *,
    other: str = argument("OTHER", "The alias to remove.", completes="other handles"),
) -> None:
    """Remove another handle of a character; undo brings it back."""
    _show(state, state.lib.aliases.remove(other))


def _show(state: State, person: Character) -> None:
    from charlib.domain import forms

    text = f"@{state.lib.qualified(person)}{opt.also(person)}"
    state.output.result(forms.character(person), text)
