"""Tags: words that characters are found by."""

from __future__ import annotations

from typing import Annotated

import typer

from charlib.cli import bulk, labels
from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import InvalidInput

app = typer.Typer(help="Tags.", no_args_is_help=True, rich_markup_mode=None)
Tag = Annotated[str, typer.Argument(metavar="TAG")]
Parent = Annotated[str, typer.Argument(metavar="PARENT")]
Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="The other name.")]
Handles = Annotated[list[str] | None, typer.Argument(metavar="HANDLE…")]


@app.command()
def add(
    ctx: typer.Context,
    tag: Tag,
    handles: Handles = None,
    query: opt.Query = None,
    dry_run: opt.DryRun = False,
    yes: opt.Yes = False,
) -> None:
    """Give a tag to characters, named or found by a query."""
    state = of(ctx)
    if not _go_on(state, f"tag {tag}", handles, query, dry_run=dry_run, yes=yes):
        return
    count = state.lib.tags.add(tag, handles or (), query=query)
    state.output.result({"tag": tag, "changed": count}, f"{count} tagged {tag}")


@app.command()
def remove(
    ctx: typer.Context,
    tag: Tag,
    handles: Handles = None,
    query: opt.Query = None,
    dry_run: opt.DryRun = False,
    yes: opt.Yes = False,
) -> None:
    """Take a tag from characters, named or found by a query."""
    state = of(ctx)
    if not _go_on(state, f"untag {tag}", handles, query, dry_run=dry_run, yes=yes):
        return
    count = state.lib.tags.remove(tag, handles or (), query=query)
    state.output.result({"tag": tag, "changed": count}, f"{count} no longer tagged {tag}")


def _go_on(
    state: State,
    what: str,
    handles: list[str] | None,
    query: str | None,
    *,
    dry_run: bool,
    yes: bool,
) -> bool:
    if handles and query is not None:
        raise InvalidInput("who is meant?", hint="HANDLE…, or --query QUERY")
    bulk.check(query, dry_run=dry_run)
    return query is None or bulk.go_on(state, query, what, dry_run=dry_run, yes=yes)


@app.command()
def rename(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
) -> None:
    """Rename a tag everywhere; where the new name exists, the two become one."""
    state = of(ctx)
    was = state.lib.tags.meant(old)
    merged = state.lib.tags.rename(old, new)
    text = f"{was} and {new} are one now" if merged else f"{was} is {new} now"
    state.output.result({"tag": new, "merged": merged}, text)


@app.command()
def under(ctx: typer.Context, tag: Tag, parent: Parent) -> None:
    """Put a tag under another: a search for the parent finds it too. A tag may have several."""
    state = of(ctx)
    fresh = state.lib.tags.unknown(tag, parent)
    state.lib.tags.nest(tag, parent)
    state.output.result({"tag": tag, "parent": parent}, f"{tag} is under {parent}")
    _tell_new(state, fresh)


@app.command()
def apart(ctx: typer.Context, tag: Tag, parent: Parent) -> None:
    """Take a tag from under another."""
    state = of(ctx)
    state.lib.tags.unnest(tag, parent)
    state.output.result({"tag": tag, "parent": parent}, f"{tag} is no longer under {parent}")


@app.command()
def alias(ctx: typer.Context, alias: Alias, tag: Tag) -> None:
    """Give a tag another name: after `charlib tag alias held hero`, held means hero."""
    state = of(ctx)
    fresh = state.lib.tags.unknown(tag)
    before = state.lib.tags.alias(alias, tag)
    state.output.result({"alias": alias, "tag": tag}, f"{alias} means {tag}")
    if before:
        state.output.talk(f"until now it meant {before}; back with: charlib undo")
    _tell_new(state, fresh)


def _tell_new(state: State, names: list[str]) -> None:
    for name in names:
        state.output.talk(f"there was no tag {name}: it is new")


@app.command()
def unalias(ctx: typer.Context, alias: Alias) -> None:
    """Forget another name of a tag."""
    state = of(ctx)
    state.lib.tags.unalias(alias)
    state.output.talk(f"{alias} means nothing now")


@app.command("list")
def list_(
    ctx: typer.Context,
    limit: opt.Limit = 0,
    sort: Annotated[
        str, typer.Option(metavar="S", help="name, or count: the commonest first.")
    ] = "name",
    unused: Annotated[bool, typer.Option("--unused", help="Only tags that nobody has.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove those that nobody has.")] = False,
) -> None:
    """List the tags with the number of their characters, their parents and other names."""
    labels.list_(of(ctx), limit=limit, sort=sort, unused=unused, prune=prune)
