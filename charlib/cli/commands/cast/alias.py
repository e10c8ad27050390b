"""Give characters other handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, flag

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


def list_(
    state: State,
    *,
    handle: str | None = opt.HANDLE,
    everywhere: bool = flag("In all projects, not only the current one."),
) -> None:
    """List the aliases of the project, or of a character."""
    from charlib.domain.character.handle import qualified

    found = state.lib.aliases.list(handle, everywhere=everywhere)
    current = state.lib.project
    state.output.rows(
        [{"alias": alias, "handle": of, "project": project} for project, alias, of in found],
        ("alias", "character"),
        [
            [f"@{qualified(alias, project, current)}", f"@{qualified(of, project, current)}"]
            for project, alias, of in found
        ],
        nothing="No aliases.",
    )


def _show(state: State, person: Character) -> None:
    from charlib.domain import forms

    text = f"@{state.lib.qualified(person)}{opt.also(person)}"
    state.output.result(forms.character(person), text)
