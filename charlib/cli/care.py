"""Taking care of the library: copies of it, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from charlib.cli.phrasing import phrased
from charlib.cli.state import of
from charlib.errors import LibraryError


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Without one: into the backups' folder.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the copies in that folder.")] = False,
    restore: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Make the library what this copy says."),
    ] = None,
) -> None:
    """Copy the library to a file, while others may be writing; or go back to such a copy."""
    state = of(ctx)
    if list_:
        known = state.lib.backups()
        state.output.rows(
            [{"file": str(one), "bytes": one.stat().st_size} for one in known],
            ("file", "bytes"),
            [[str(one), f"{one.stat().st_size:,}"] for one in known],
        )
    elif restore is not None:
        kept = state.lib.restore_backup(restore)
        state.output.result(
            {"restored": str(restore), "backup": str(kept) if kept else None},
            f"the library is what {restore} says" + f"; what it was is in {kept}" * bool(kept),
        )
    else:
        made = state.lib.backup(file)
        state.output.result({"file": str(made), "bytes": made.stat().st_size}, str(made))


def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without losing anything.")
    ] = False,
) -> None:
    """Look for everything that may be wrong with the library, and tell what helps."""
    state = of(ctx)
    found = state.lib.doctor(fix=fix)
    state.output.rows(
        [one._asdict() for one in found],
        ("what", "is wrong", "helps"),
        [
            [one.what, one.problem, "mended" if one.is_mended else phrased(one.remedy)]
            for one in found
        ],
    )
    left = [one for one in found if not one.is_mended]
    if left:
        can = any(one.is_mendable for one in left)
        raise LibraryError(
            f"{len(left)} {'thing is' if len(left) == 1 else 'things are'} wrong with the library",
            hint="charlib doctor --fix" if can else "Do what stands beside each",
        )
    state.output.talk("nothing is wrong" if not found else "all of it is mended")
