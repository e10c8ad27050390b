"""Add, list, show and wait for generation tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, option
from charlib.domain.choices import TASK_STATES

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Task


_LABELS = {"id": "ID", "remote_id": "remote ID"}


def add(
    state: State,
    *,
    id_: str = argument("ID", "The provider's ID."),
    account: str | None = opt.ACCOUNT,
    prompt: str = option("TEXT", "The prompt it was made from.", default=""),
) -> None:
    """Record a task that was started elsewhere.

    Sends nothing.
    """
    show_task(state, state.lib.tasks.add(id_, account=account, prompt=prompt))


def list_(
    state: State,
    *,
    limit: int = opt.limit(),
    state_: str | None = option("STATE", "Only tasks in this state.", choices=TASK_STATES),
) -> None:
    """List the tasks, newest first."""
    from charlib.domain import forms
    from charlib.domain.text import shortened

    tasks = list(map(forms.task, state.lib.tasks.list(state=state_, limit=limit)))
    state.output.rows(
        tasks,
        ("ID", "state", "account", "remote ID", "prompt"),
        [
            [
                str(task["id"]),
                task["state"],
                task["account"],
                task["remote_id"] or "",
                shortened(task["prompt"], 40),
            ]
            for task in tasks
        ],
        nothing="No tasks found.",
    )


def show(state: State, *, task: str = opt.TASK) -> None:
    """Show a task."""
    show_task(state, state.lib.tasks.show(task))


def wait(state: State, *, task: str = opt.TASK) -> None:
    """Wait until a task is finished, and download its film."""
    with state.output.progress(f"task {task}", 1) as watch:
        finished = state.lib.tasks.wait(task, watch=watch)
    show_task(state, finished)


def show_task(state: State, task: Task) -> None:
    """Print a task."""
    from charlib.domain import forms

    form = forms.task(task)
    names = ("id", "state", "account", "remote_id", "model", "prompt", "output", "error")
    pairs = [(_LABELS.get(name, name), str(form[name])) for name in names if form[name]]
    state.output.pairs(form, pairs)
