"""Showing tags. What `quick` calls without Typer, and `tag` with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.cli.state import State


def list_(state: State, *, limit: int = 0, unused: bool = False, prune: bool = False) -> None:
    """List the tags with the number of their characters, their parents and other names."""
    if prune:
        state.output.talk(f"{state.lib.tags.remove_unused()} removed")
    tags = state.lib.tags.list(state.lib.project if state.project else None)
    tags = [one for one in tags if not unused or not one.characters][: limit or None]
    state.output.rows(
        [
            {
                "tag": one.name,
                "characters": one.characters,
                "parents": list(one.parents),
                "aliases": list(one.aliases),
            }
            for one in tags
        ],
        ("tag", "characters", "under", "also"),
        [
            [one.name, str(one.characters), " ".join(one.parents), " ".join(one.aliases)]
            for one in tags
        ],
    )
