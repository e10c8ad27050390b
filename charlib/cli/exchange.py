"""Export and import of whole libraries as JSON Lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from charlib.cli.state import of
from charlib.errors import InvalidInput


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    query: Annotated[
        str, typer.Option(metavar="QUERY", help="Only the characters that a search finds.")
    ] = "",
) -> None:
    """Write all characters (with --project: that project's) to a JSON Lines file; no keys."""
    state = of(ctx)
    if str(file) == "-":
        raise InvalidInput(
            "export writes a file",
            hint="To print characters: charlib search --everywhere --limit 0 --format jsonl",
        )
    count = state.lib.export(file, query, everywhere=state.project is None)
    state.output.result({"file": str(file), "characters": count}, f"{count} characters in {file}")


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    update: Annotated[
        bool, typer.Option("--update", help="Let the file change characters that are here.")
    ] = False,
) -> None:
    """Read a JSON Lines file of characters: all of it, or nothing when a line is wrong."""
    state = of(ctx)
    done = state.lib.import_(file, update=update)
    state.output.result(
        {"added": done.added, "updated": done.updated, "skipped": done.skipped},
        f"{done.added} added, {done.updated} updated, {done.skipped} here already",
    )
    if done.skipped:
        state.output.talk("what was here was left alone; to let the file change it: --update")
