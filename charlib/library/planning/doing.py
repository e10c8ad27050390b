"""The verb `lib.do`: a plan carried out, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from charlib.domain.moment import to_text
from charlib.domain.plans import Made, Plan
from charlib.errors import CharlibError, Conflict
from charlib.hints import Hint, the_call
from charlib.library import costing
from charlib.library.planning import files, running
from charlib.library.planning.plans import Plans
from charlib.library.session import WORKERS, Session, Warn, Watch, reports

_AGAIN = "Ask for a new plan"


def do(
    session: Session,
    plan: Plan | str,
    *,
    wait: bool = True,
    watch: Watch | None = None,
    warn: Warn | None = None,
    workers: int = WORKERS,
) -> Made:
    """Carry out a plan, once: of several that try, one sends it.

    A plan that was carried out already is returned with what it made. Raises NotFound; Conflict for
    a plan that has expired, was begun, or would send something else than was shown; OverBudget;
    else what its verb raises, and then the plan has failed and its `error` says why.
    """
    known = Plans(session).show(plan if isinstance(plan, str) else plan.id)
    if known.state == "done":
        return Made(known)
    with _at(session, known.project) as here:
        _refuse(here, known)
        if not files.claim(here.home, known):
            raise _begun(known)
        return _run(here, known, watch, warn, workers, wait=wait)


@contextmanager
def _at(session: Session, project: str) -> Iterator[Session]:
    """A session in the project of a plan."""
    if project == session.project:
        yield session
        return
    other = session.sibling(project, session.store.caller())
    try:
        yield other
    finally:
        other.close()


def _refuse(session: Session, plan: Plan) -> None:
    """Raise Conflict for a plan that is not open, or would send something else now."""
    if plan.state == "begun":
        raise _begun(plan)
    if plan.state == "failed":
        raise Conflict(f"plan {plan.id} has failed: {plan.error}", hint=_AGAIN)
    if plan.state == "expired":
        raise Conflict(f"plan {plan.id} expired at {to_text(plan.expires_at)}", hint=_AGAIN)
    running.refuse_other(session, plan)
    costing.refuse(session, plan.calls)


def _begun(plan: Plan) -> Conflict:
    return Conflict(
        f"plan {plan.id} was begun already; nothing of it is sent twice",
        hint=Hint("{}    # finishes what was sent; then {}", the_call("sync"), the_call("history")),
    )


def _run(
    session: Session,
    plan: Plan,
    watch: Watch | None,
    warn: Warn | None,
    workers: int,
    *,
    wait: bool,
) -> Made:
    try:
        outcome = running.run(session, plan, reports(watch, warn, workers), wait=wait)
    except CharlibError as error:
        files.end(session.home, plan._replace(state="failed", error=str(error)))
        raise
    told = str(outcome.errors[0]) if outcome.errors else ""
    ended = plan._replace(
        state="done" if outcome.result or not told else "failed", result=outcome.result, error=told
    )
    files.end(session.home, ended)
    return Made(ended, outcome.errors)
