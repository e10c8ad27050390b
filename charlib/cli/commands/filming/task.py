"""Add, list, show, wait for and cancel generation tasks."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from charlib.cli import options as opt
from charlib.cli.declare import argument, option
from charlib.cli.many import minute
from charlib.domain.choices import TASK_STATES

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Task


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
        ("ID", "state", "created", "account", "prompt", "film"),
        [
            [
                str(task["id"]),
                task["state"],
                minute(task["created_at"]),
                task["account"],
                shortened(task["template"], 40),
                PurePath(task["output"] or "").name if has_film(task) else "",
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


def cancel(state: State, *, task: str = opt.TASK) -> None:
    """Cancel a film that is not finished.

    The provider decides: some cancel only films that wait in their queue.
    """
    show_task(state, state.lib.tasks.cancel(task))


def _asked(value: object) -> str:
    """A wish as it is typed, or a parameter as JSON."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def show_task(state: State, task: Task) -> None:
    """Print a task, and what was decided about it as a take."""
    from charlib.cli.commands.filming.identity import told
    from charlib.domain import forms

    form = forms.task(task)
    pairs = [
        ("ID", str(task.id)),
        ("scene", place_of(task)),
        ("state", form["state"]),
        ("rating", "★" * (task.rating or 0) or ("0" if task.rating == 0 else "")),
        ("picked", "yes" if task.picked else ""),
        ("note", task.note),
        *(("check", told(each)) for each in task.checks),
        ("account", task.account),
        ("remote ID", task.remote_id or ""),
        ("created", form["created_at"] or ""),
        ("completed", form["completed_at"] or ""),
        ("model", task.model),
        ("asked", ", ".join(f"{name} {_asked(value)}" for name, value in task.params.items())),
        ("prompt", task.template),
        ("sent", task.prompt if task.prompt != task.template else ""),
        ("output", task.output or ""),
        ("cost", _cost(task)),
        ("error", task.error or ""),
    ]
    state.output.pairs(form, [(name, value) for name, value in pairs if value])


def place_of(task: Task) -> str:
    """Where a task belongs in the story of its project: `e05 s3 take 2`."""
    from charlib.domain.scenes import Scene

    number = "" if task.take is None else f"take {task.take}"
    return " ".join(filter(None, (str(Scene(task.episode, task.scene)), number)))


def _cost(task: Task) -> str:
    """What a task cost, in words; of a failed one, that it was charged all the same."""
    if task.cost is None:
        return ""
    if task.state in {"failed", "rejected"}:
        may_be = "may have been charged" if task.cost.is_estimate else "charged"
        return f"{task.cost.words}, {may_be} although it failed"
    is_lost = task.state == "unknown"
    return f"{task.cost.words}, if it was made" if is_lost else task.cost.words


def has_film(form: dict[str, Any]) -> bool:
    """Whether a task's film is on this machine, not only at the provider."""
    return bool(form["output"]) and "://" not in form["output"]
