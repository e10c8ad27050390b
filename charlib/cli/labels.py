"""Showing tags. What `quick` calls without Typer, and `tag` with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State


def list_(
    state: State,
    *,
    limit: int = 0,
    sort: str = "name",
    unused: bool = False,
    prune: bool = False,
) -> None:
    """List the tags with the number of their characters, their parents and other names."""
    if prune:
        gone = state.lib.tags.remove_unused()
        stay = sum(not one.characters for one in state.lib.tags.list())
        why = f"; {stay} kept: other tags are under {'it' if stay == 1 else 'them'}" * bool(stay)
        state.output.talk(f"{gone} removed{why}")
    if sort not in {"name", "count"}:
        raise InvalidInput(f"no order {sort!r}", hint="--sort name | count")
    if unused:  # by nobody in any project, and so they have no order by count
        tags = [one for one in state.lib.tags.list() if not one.characters][: limit or None]
    else:
        tags = state.lib.tags.list(
            state.lib.project if state.project else None,
            sort="count" if sort == "count" else "name",
            limit=limit,
        )
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
