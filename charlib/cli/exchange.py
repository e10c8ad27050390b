"""Export and import of whole libraries as JSON Lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from charlib.cli import bulk
from charlib.cli import options as opt
from charlib.cli.state import of
from charlib.errors import InvalidInput


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    query: opt.Query = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Of all projects.")] = False,
    dry_run: opt.DryRun = False,
) -> None:
    """Write all characters (with --project: that project's) to a JSON Lines file; no keys."""
    state = of(ctx)
    if str(file) == "-":
        raise InvalidInput(
            "export writes a file",
            hint="To print characters: charlib search --everywhere --limit 0 --format jsonl",
        )
    bulk.check(query, dry_run=dry_run)
    is_wide = everywhere or (query is None and state.project is None)
    if query is not None and not bulk.go_on(
        state, query, "export", dry_run=dry_run, yes=True, everywhere=everywhere
    ):
        return
    count = state.lib.export(file, query or "", everywhere=is_wide)
    people = "character" if count == 1 else "characters"
    state.output.result({"file": str(file), "characters": count}, f"{count} {people} in {file}")


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    update: Annotated[
        bool, typer.Option("--update", help="Let the file change characters that are here.")
    ] = False,
) -> None:
    """Read a JSON Lines file of characters: all of it, or nothing when a line is wrong."""
    state = of(ctx)
    done = state.lib.import_(file, update=update, warn=state.output.warn)
    state.output.result(
        {"added": done.added, "updated": done.updated, "skipped": done.skipped},
        f"{done.added} added, {done.updated} updated, {done.skipped} here already",
    )
    if done.skipped and not update:
        state.output.talk("what was here was left alone; to let the file change it: --update")
