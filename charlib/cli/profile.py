"""Profiles: the dialects that accounts speak."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import of
from charlib.errors import CharlibError

app = typer.Typer(help="Provider dialects.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(ctx: typer.Context, limit: opt.Limit = 0) -> None:
    """List the profiles an account can have: bundled ones and your own."""
    state = of(ctx)
    loaded = []
    for name in state.lib.profiles.names()[: limit or None]:
        try:
            loaded.append(state.lib.profiles.load(name))
        except CharlibError as error:
            state.output.warn(f"{state.lib.home.profiles / name}.toml: {error}")
    state.output.rows(
        [{"name": one.name, "title": one.title, "status": one.status} for one in loaded],
        ("profile", "status", "title"),
        [[one.name, one.status, one.title] for one in loaded],
    )
    state.output.talk(f"your own go into {state.lib.home.profiles}")


@app.command()
def show(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="PROFILE")]) -> None:
    """Print a profile's TOML: the pattern for one of your own."""
    state = of(ctx)
    profile = state.lib.profiles.load(name)
    text = state.lib.profiles.text(name) or ""
    if state.output.as_json:
        state.output.json({"name": profile.name, "status": profile.status, "toml": text})
        return
    for line in text.splitlines():
        state.output.line(line)


@app.command()
def check(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Tell whether a TOML file is a profile, and if not, what is wrong and where."""
    state = of(ctx)
    names = state.lib.profiles.check(file)
    state.output.result({"file": str(file), "profiles": names}, f"good: {', '.join(names)}")
