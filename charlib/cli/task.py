"""Tasks: generations at providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of

if TYPE_CHECKING:
    from charlib.domain.records import Task

app = typer.Typer(help="Generation tasks.", no_args_is_help=True, rich_markup_mode=None)
Id = Annotated[str, typer.Argument(metavar="TASK", help="charlib's number or the provider's id")]


@app.command()
def add(
    ctx: typer.Context,
    remote_id: Annotated[str, typer.Argument(metavar="ID", help="The provider's id.")],
    account: opt.Account = None,
    prompt: Annotated[str, typer.Option(metavar="TEXT", help="What it was made from.")] = "",
) -> None:
    """Record a task that was made elsewhere. No network."""
    state = of(ctx)
    show_task(state, state.lib.tasks.add(remote_id, account=account, prompt=prompt))


@app.command("list")
def list_(
    ctx: typer.Context,
    limit: opt.Limit = opt.DEFAULT_LIMIT,
    state_: Annotated[str | None, typer.Option("--state", metavar="S")] = None,
) -> None:
    """List the tasks, newest first."""
    from charlib.domain import forms
    from charlib.domain.text import short

    state = of(ctx)
    tasks = [forms.task(one) for one in state.lib.tasks.list(state=state_, limit=limit)]
    state.output.rows(
        tasks,
        ("id", "state", "account", "remote id", "prompt"),
        [
            [
                str(one["id"]),
                one["state"],
                one["account"],
                one["remote_id"] or "",
                short(one["prompt"], 40),
            ]
            for one in tasks
        ],
    )


@app.command()
def show(ctx: typer.Context, task: Id) -> None:
    """Show a task."""
    state = of(ctx)
    show_task(state, state.lib.tasks.show(task))


@app.command()
def wait(ctx: typer.Context, task: Id) -> None:
    """Ask after a task until it is finished, and fetch its film."""
    state = of(ctx)
    with state.output.progress(f"task {task}", 1) as watch:
        done = state.lib.tasks.wait(task, watch=watch)
    show_task(state, done)


def show_task(state: State, task: Task) -> None:
    """Print a task."""
    from charlib.domain import forms

    form = forms.task(task)
    names = ("id", "state", "account", "remote_id", "model", "prompt", "output", "error")
    pairs = [(name.replace("_", " "), str(form[name])) for name in names if form[name]]
    state.output.pairs(form, pairs)
