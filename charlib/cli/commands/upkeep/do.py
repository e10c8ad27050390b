"""Carry out a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag
from charlib.cli.many import counted, minute
from charlib.errors import InvalidInput, PartlyDone
from charlib.hints import call

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.plans import Plan

_SHOWN = 20
"""Requests of a plan that are shown."""


def do(
    state: State,
    *,
    plan: str | None = argument("PLAN", "The plan, as an agent names it.", default=None),
    list_: bool = flag("List the plans of the last month."),
    yes: bool = opt.YES,
    no_wait: bool = opt.NO_WAIT,
    jobs: int = opt.JOBS,
) -> None:
    """Carry out a plan that an agent has made.

    It shows what will be sent and what it costs, and asks. Each plan is carried out once; one that
    would send something else by now is refused.
    """
    if list_:
        _list(state)
        return
    if plan is None:
        raise InvalidInput("Name a plan.", hint="charlib do --list")
    known = state.lib.plans.show(plan)
    if known.state == "open":
        _show(state, known)
        if not many.confirmed(yes=yes):
            state.output.talk("Nothing was sent.")
            return
    with state.output.progress(f"plan {known.id}", len(known.sends)) as watch:
        made = state.lib.do(
            known, wait=not no_wait, watch=watch, warn=state.output.warn, workers=jobs
        )
    names = ", ".join(made.plan.result) or "nothing"
    before = f"Plan {known.id} was carried out already: " if known.state == "done" else ""
    state.output.result(_form(made.plan), f"{before}Made {names}.")
    for error in made.errors:
        state.output.warn(str(error))
    if made.errors:
        raise PartlyDone(
            f"{counted(len(made.errors), 'request')} of plan {known.id} failed.",
            hint=made.errors[0].hint or call("sync"),
        )


def _list(state: State) -> None:
    plans = state.lib.plans.list()
    state.output.rows(
        list(map(_form, plans)),
        ("plan", "kind", "requests", "price", "until", "state"),
        [
            [
                plan.id, plan.kind, str(len(plan.sends)), plan.words,
                minute(_form(plan)["expires_at"]), plan.state,
            ]
            for plan in plans
        ],
        nothing="No plans.",
    )  # fmt: skip


def _show(state: State, plan: Plan) -> None:
    """What a plan would send, on stderr."""
    by = f" by {plan.by}" * bool(plan.by)
    requests = counted(len(plan.sends), "request")
    state.output.talk(f"Plan {plan.id}{by}: {plan.words}, for {requests}.")
    for sending in plan.sends[:_SHOWN]:
        price = sending.cost.words if sending.cost else "price not known"
        state.output.talk(f"  {sending.account}: {sending.what} ({price})")
    if len(plan.sends) > _SHOWN:
        state.output.talk(f"  and {len(plan.sends) - _SHOWN:,} more")
    for text in plan.budgets:
        state.output.talk(f"  {text}")
    for text in (*plan.refused, *plan.skipped, *plan.warnings):
        state.output.warn(text)


def _form(plan: Plan) -> dict[str, Any]:
    from charlib.domain import forms

    return forms.plan(plan)
