"""Searching and listing, as Typer reads them; what they do is in `people`."""

from __future__ import annotations

from typing import Annotated

import typer

from charlib.cli import options as opt
from charlib.cli import people
from charlib.cli.state import of

Everywhere = Annotated[
    bool, typer.Option("--everywhere", help="In all projects, not only the current one.")
]
Format = Annotated[str | None, typer.Option("--format", metavar="F", help="table, csv or jsonl")]


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY…", help='tag:hero -tag:old "blue coat" (a or b)'),
    ] = None,
    limit: opt.Limit = people.DEFAULT_LIMIT,
    sort: Annotated[
        str, typer.Option(metavar="S", help="newest oldest handle name updated used rank")
    ] = "newest",
    after: Annotated[
        str | None, typer.Option(metavar="HANDLE", help="Go on after this one.")
    ] = None,
    everywhere: Everywhere = False,
    count: Annotated[bool, typer.Option("--count", help="Only how many there are.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="Only the handles, one a line.")] = False,
    form: Format = None,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the query, for saved:NAME.")
    ] = None,
    forget: Annotated[str | None, typer.Option(metavar="NAME", help="Forget a kept query.")] = None,
    saved: Annotated[bool, typer.Option("--saved", help="List the kept queries.")] = False,
) -> None:
    """Find characters. The language is in the README: words, "phrases", fields, or, not, ( )."""
    people.search(
        of(ctx), words or (), limit=limit, sort=sort, after=after, everywhere=everywhere,
        count=count, ids=ids, form=form, save=save, forget=forget, saved=saved,
    )  # fmt: skip


def list_(
    ctx: typer.Context,
    limit: opt.Limit = people.DEFAULT_LIMIT,
    everywhere: Everywhere = False,
    trash: Annotated[bool, typer.Option("--trash", help="Show what was removed.")] = False,
    form: Format = None,
) -> None:
    """List the project's characters, those added last first."""
    people.list_(of(ctx), limit=limit, everywhere=everywhere, trash=trash, form=form)
