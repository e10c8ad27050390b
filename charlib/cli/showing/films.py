"""How the films of several prompts are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.choices import LOST_TASKS
from charlib.errors import PartlyDone
from charlib.hints import Hint, call, the_call

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.domain.records import Task


def show_films(
    state: State,
    tasks: list[Task],
    given: list[Scenario],
    scenarios: Path | None,
    *,
    check: bool = False,
) -> None:
    """Show the films of several prompts; PartlyDone, with how to resume, if some failed."""
    from charlib.cli.commands.filming.identity import told
    from charlib.cli.commands.filming.task import place_of
    from charlib.domain import forms

    if check:
        tasks, given = _best_first(tasks, given)
    rows = [forms.task(task) for task in tasks]
    seen = ["; ".join(map(told, task.checks)) for task in tasks]
    third = seen if check else [row["remote_id"] or "" for row in rows]
    state.output.rows(
        rows,
        ("ID", "state", "check" if check else "remote ID", "output", "scene", "prompt"),
        [
            [str(task.id), row["state"], text, task.output or "", place_of(task), task.template]
            for task, row, text in zip(tasks, rows, third, strict=True)
        ],
    )
    failed = [
        (task, row) for task, row in zip(tasks, given, strict=True) if task.state in LOST_TASKS
    ]
    for task, row in failed:
        state.output.warn(f"{row.place + ': ' if row.place else ''}task {task.id}: {task.error}")
    if failed:
        named = ", ".join(
            f"{row.place} (task {task.id})" if row.place else f"task {task.id}"
            for task, row in failed
        )
        raise PartlyDone(
            f"Sent {len(tasks) - len(failed)} of {len(tasks)} prompts; failed: {named}.",
            hint=_how_to_resume(failed, given, scenarios),
        )


def _best_first(tasks: list[Task], given: list[Scenario]) -> tuple[list[Task], list[Scenario]]:
    """Takes and their rows: those of a prompt beside each other, the best first."""
    from charlib.domain.identity import standing

    prompts = [(task.episode, task.scene, task.template) for task in tasks]
    order = sorted(
        range(len(tasks)),
        key=lambda nth: (prompts.index(prompts[nth]), standing(tasks[nth].checks)),
    )
    return [tasks[nth] for nth in order], [given[nth] for nth in order]


def _how_to_resume(
    failed: list[tuple[Task, Scenario]], given: list[Scenario], scenarios: Path | None
) -> Hint:
    """What films failed rows: the file again, if that sends nothing else."""
    is_safe = all(row.scene for row in given) and all(task.state != "unknown" for task, _ in failed)
    if scenarios is None or not is_safe:
        return call("task show", str(failed[0][0].id))
    again = the_call("generate", scenarios=str(scenarios))
    return Hint("{}    # sends only what failed", again)
