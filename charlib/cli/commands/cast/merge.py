"""Merge two records of one person, and move characters to other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import option
from charlib.cli.many import counted
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.persons.merging import MergePlan


def merge(
    state: State,
    *,
    old: str = opt.HANDLE._replace(metavar="FROM", help="The record that goes."),
    into: str = opt.HANDLE._replace(metavar="INTO", help="The record that stays."),
    dry_run: bool = opt.DRY_RUN._replace(help="Show what would happen, change nothing."),
    yes: bool = opt.YES,
) -> None:
    """Merge two records of one person into one.

    IDs, looks, footage, tags, prompts and aliases of FROM go to INTO, and the handle FROM becomes
    an alias. The texts and the voice of INTO stay.
    """
    from charlib.domain import forms

    plan = state.lib.plan_merge(old, into)
    _show_plan(state, plan)
    if dry_run:
        form = {"merged": plan.old.handle, "into": plan.into.handle}
        document = {**form, "conflicts": list(plan.conflicts), "dry_run": True}
        state.output.result(document, "Nothing was changed.")
        return
    if not many.confirmed(yes=yes):
        state.output.talk("Nothing was changed.")
        return
    person = state.lib.merge(old, into)
    document = {**forms.character(person), "conflicts": list(plan.conflicts)}
    state.output.result(document, f"@{state.lib.qualified(person)}{opt.also(person)}")
    state.output.talk("To undo this: charlib undo")


def _show_plan(state: State, plan: MergePlan) -> None:
    names = " into ".join(f"@{state.lib.qualified(each)}" for each in (plan.old, plan.into))
    parts = [
        counted(len(plan.old.bindings), "ID"),
        counted(len(plan.old.looks) - 1, "look"),
        counted(len(plan.old.tags), "tag"),
        counted(plan.prompts, "prompt"),
    ]
    state.output.talk(f"Merge {names}: {', '.join(parts)}")
    for conflict in plan.conflicts:
        state.output.warn(conflict)


def move(
    state: State,
    *,
    handles: list[str] = opt.HANDLES._replace(default=()),
    to: str = option("PROJECT", "The project to move them to.", completes="projects"),
    query: str | None = opt.QUERY,
    dry_run: bool = opt.DRY_RUN,
    yes: bool = opt.YES,
) -> None:
    """Move characters to another project.

    Their prompts and takes stay where they were recorded.
    """
    from charlib.domain import forms

    if bool(handles) == (query is not None):
        raise InvalidInput(
            "Name characters, or give --query.",
            hint="charlib move HANDLE --to PROJECT    # or: --query QUERY",
        )
    what = f"Move to {to}"
    if many.is_shown_only(state, handles, query, what, dry_run=dry_run):
        return
    if query is None:
        moved = state.lib.move(handles, to)
        names = " ".join(f"@{person.project}/{person.handle}" for person in moved)
        state.output.result([forms.character(person) for person in moved], names)
    elif many.confirm_matches(state, query, what, dry_run=dry_run, yes=yes):
        count = state.lib.move_many(query, to)
        many.show_count(state, "moved", count, f"Moved {counted(count, 'character')} to {to}.")
