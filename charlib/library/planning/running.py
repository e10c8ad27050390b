"""A plan carried out: what it sends, by the verbs that would send it without a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain import money
from charlib.domain.character.looks import with_look
from charlib.domain.choices import LOST_TASKS
from charlib.domain.plans import Plan, PlanKind
from charlib.errors import CharlibError, Conflict, Refused
from charlib.hints import call
from charlib.library import creating, rebinding
from charlib.library.filming import prompting
from charlib.library.planning import drafts
from charlib.library.session import Reports, Session

if TYPE_CHECKING:
    from charlib.domain.records import Task
    from charlib.library.planning.drafts import Draft
    from charlib.library.rebinding import RebindPlan


_AGAIN = "Ask for a new plan"


class Outcome(NamedTuple):
    """The names of what was made, and the errors of what was not."""

    result: tuple[str, ...]
    errors: tuple[CharlibError, ...] = ()


def run(session: Session, plan: Plan, heard: Reports, *, wait: bool) -> Outcome:
    """Carry out a plan that is claimed; raises what its verb raises."""
    return _KINDS[plan.kind](session, plan, heard, wait)


def _create(session: Session, plan: Plan, heard: Reports, wait: bool) -> Outcome:  # noqa: FBT001 - as the table calls it
    order = drafts.order_of(plan.arguments)
    with _same_account(session, plan):
        made = creating.create_order(session, order, heard, wait=wait, keep=True)
    return Outcome((f"{made.project}/{with_look(made.handle, order.look_name)}",))


def _generate(session: Session, plan: Plan, heard: Reports, wait: bool) -> Outcome:  # noqa: FBT001 - as above
    with session.store.checking(partial(refuse_other, session, plan)):
        tasks = prompting.generate_many(
            session, plan.arguments["texts"], wait=wait, watch=heard.watch, warn=heard.warn,
            workers=heard.workers, **drafts.film_arguments(plan.arguments),
        )  # fmt: skip
    failed = [task for task in tasks if task.state in LOST_TASKS]
    made = (task for task in tasks if task.state not in LOST_TASKS)
    return Outcome(tuple(f"task:{task.id}" for task in made), tuple(map(_lost, failed)))


def _lost(task: Task) -> CharlibError:
    """The error of a task that made no film, or got no answer."""
    return Refused(
        f"task {task.id} at {task.account}: {task.error}", hint=call("task show", str(task.id))
    )


def _rebind(session: Session, plan: Plan, heard: Reports, wait: bool) -> Outcome:  # noqa: FBT001 - as above
    now = rebinding.plan_rebind(
        session, plan.arguments["account"], plan.arguments["query"], warn=heard.warn
    )
    _refuse_more(plan, now)
    with _same_account(session, plan):
        rows = rebinding.rebind(
            session, now, wait=wait, watch=heard.watch, warn=heard.warn, workers=heard.workers
        )
    projects = {(step.handle, step.look): step.project for step in now.of("make")}
    names = [
        f"{projects.get((step.handle, step.look), session.project)}/{step.called}"
        for step, row in zip(now.of("make"), rows, strict=True)
        if row.error is None
    ]
    return Outcome(tuple(names), tuple(row.error for row in rows if row.error is not None))


@contextmanager
def _same_account(session: Session, plan: Plan) -> Iterator[None]:
    """Record nothing if the account is another one by then than the plan was shown for."""
    name = plan.arguments["account"]
    before = drafts.account_facts(session, name)
    refuse_other(session, plan)

    def refuse() -> None:
        if drafts.account_facts(session, name) != before:
            raise Conflict(f"account {name} was changed meanwhile; nothing was sent", hint=_AGAIN)

    with session.store.checking(refuse):
        yield


def refuse_other(session: Session, plan: Plan) -> None:
    """Raise Conflict if a plan would send something else now than was shown."""
    try:
        now: Draft | None = drafts.draft(session, plan.kind, plan.arguments)
        why = ""
    except CharlibError as error:
        now, why = None, f": {error}"
    if now is None or now.digest != plan.digest:
        raise Conflict(
            f"plan {plan.id} would send something else than was shown{why}; nothing was sent",
            hint=_AGAIN,
        )


def _refuse_more(plan: Plan, now: RebindPlan) -> None:
    """Raise Conflict if more would be sent, or for more, once the footage has been fetched."""
    before, after = money.totals(plan.costs), money.totals(cost for _, cost in now.calls)
    shown = {cost.unit: cost.amount for cost in before}
    is_dearer = any(cost.amount > shown.get(cost.unit, 0) for cost in after)
    unknown = Counter(cost is None for _, cost in now.calls)[True]
    if len(now.calls) > len(plan.sends) or is_dearer or unknown > plan.costs.count(None):
        raise Conflict(
            "what it would send has changed since the plan was shown; nothing was sent",
            hint=_AGAIN,
        )


_KINDS: Mapping[PlanKind, Callable[[Session, Plan, Reports, bool], Outcome]] = {
    "create": _create, "look": _create, "rebind": _rebind, "generate": _generate,
}  # fmt: skip
