"""Tags: words that characters are found by."""

from __future__ import annotations

from typing import Annotated

import typer

from charlib.cli.state import of

app = typer.Typer(help="Tags.", no_args_is_help=True, rich_markup_mode=None)
Tag = Annotated[str, typer.Argument(metavar="TAG")]
Handles = Annotated[list[str], typer.Argument(metavar="HANDLE…")]


@app.command()
def add(ctx: typer.Context, tag: Tag, handles: Handles) -> None:
    """Give a tag to characters."""
    state = of(ctx)
    count = state.lib.tags.add(tag, handles)
    state.output.result({"tag": tag, "changed": count}, f"{count} tagged {tag}")


@app.command()
def remove(ctx: typer.Context, tag: Tag, handles: Handles) -> None:
    """Take a tag from characters."""
    state = of(ctx)
    count = state.lib.tags.remove(tag, handles)
    state.output.result({"tag": tag, "changed": count}, f"{count} no longer tagged {tag}")


@app.command()
def rename(ctx: typer.Context, old: Tag, new: Annotated[str, typer.Argument()]) -> None:
    """Rename a tag everywhere; where the new name exists, the two become one."""
    state = of(ctx)
    merged = state.lib.tags.rename(old, new)
    text = f"{old} and {new} are one now" if merged else f"{old} is {new} now"
    state.output.result({"tag": new, "merged": merged}, text)


@app.command("list")
def list_(ctx: typer.Context) -> None:
    """List the tags with the number of their characters."""
    state = of(ctx)
    tags = state.lib.tags.list(state.lib.project if state.project else None)
    state.output.rows(
        [{"tag": name, "characters": count} for name, count in tags],
        ("tag", "characters"),
        [[name, str(count)] for name, count in tags],
    )
