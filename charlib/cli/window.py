"""Windows: is this one good?"""

from __future__ import annotations

from typing import Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import of
from charlib.errors import BadWindow

app = typer.Typer(help="Windows of sources.", no_args_is_help=True, rich_markup_mode=None)


@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
def check(
    ctx: typer.Context,
    window: Annotated[str, typer.Argument(metavar="START,END", help="In seconds: 5,8")],
    source: Annotated[
        str | None, typer.Option(metavar="REF", help="The source it is a window of.")
    ] = None,
    account: opt.Account = None,
) -> None:
    """Tell everything that is wrong with a window, for an account and a source, at once."""
    state = of(ctx)
    problems = state.lib.check_window(window, source=source, account=account)
    hard = [one.text for one in problems if one.is_hard]
    form = {
        "window": window,
        "ok": not hard,
        "problems": [{"text": one.text, "hard": one.is_hard} for one in problems],
    }
    if state.output.as_json:
        state.output.json(form)
    for one in problems:
        if not state.output.as_json:
            state.output.line(f"{'refused' if one.is_hard else 'advice'}: {one.text}")
    if hard:
        raise BadWindow(
            f"window {window}: {'; '.join(hard)}", hint="Choose another part of the source"
        )
    if not problems:
        state.output.talk(f"window {window} is good")
