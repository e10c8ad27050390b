"""What costs money: a plan first, which sends nothing, then the plan carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.domain.plans import KINDS, Plan
from charlib.doors.places import unplaced
from charlib.errors import CharlibError, InvalidInput
from charlib.mcp import shapes, showing
from charlib.mcp.declare import Table, give
from charlib.mcp.phrasing import phrased
from charlib.mcp.tools.words import EPISODE, PROJECT

if TYPE_CHECKING:
    from charlib.library import Library
    from charlib.mcp.desk import Call

table = Table()
_MOST = 50
"""Calls of a plan that are listed; `total` counts all of them."""
_OPTIONS = ("ratio", "seconds", "resolution", "seed", "audio", "model")


@table.tool("plans.create", shapes.PLAN, repeats=False)
def plan(
    at: Call,
    *,
    kind: str = give(
        "create: handle, source, window. look: also look. rebind: account, query; looks and voices "
        "too. generate: prompts.",
        choices=KINDS,
    ),
    account: str | None = give("Default: the default account.", None, longest=200),
    project: str | None = PROJECT,
    handle: str | None = give("", None, longest=300),
    look: str | None = give("", None, longest=200),
    source: int | None = give("Its number.", None, least=1),
    window: str | None = give("start,end in seconds.", None, longest=100),
    query: str | None = give("Which characters.", None),
    prompts: list[str] | None = give("", None, longest=100),
    episode: str | None = EPISODE,
    scene: str | None = give("", None, longest=200),
    takes: int = give("", 1, least=1, most=20),
    options: dict[str, Any] | None = give("ratio, seconds, resolution, seed, audio, model.", None),
) -> Any:
    """What would be sent to a provider, and its price. Sends nothing."""
    given = {
        "account": account, "handle": handle, "look": look, "source": source, "window": window,
        "query": query, "prompts": prompts, "episode": episode, "scene": scene, "takes": takes,
        "options": options,
    }  # fmt: skip
    with at.library(project) as lib:
        made = _PLANNERS[kind](lib, given)
    return showing.noted(
        plan=showing.planned(made),
        sends=showing.sends(made, _MOST),
        total=len(made.sends),
        budgets=list(made.budgets),
        refused=list(made.refused),
        skipped=list(made.skipped),
        warnings=list(map(unplaced, made.warnings)),
        then="Show this to the person, then call carry_out with plan_id.",
    )


def _needed(given: Mapping[str, Any], *names: str) -> list[Any]:
    missing = [name for name in names if given[name] is None]
    if missing:
        raise InvalidInput(f"{missing[0]} is missing", hint=f"Give {', '.join(names)}")
    return [given[name] for name in names]


def _footage(lib: Library, given: Mapping[str, Any]) -> dict[str, Any]:
    number, window = _needed(given, "source", "window")
    return {"source": str(lib.sources.numbered(number).id), "window": window}


def _create(lib: Library, given: Mapping[str, Any]) -> Plan:
    (handle,) = _needed(given, "handle")
    return lib.plans.create(handle, account=given["account"], **_footage(lib, given))


def _look(lib: Library, given: Mapping[str, Any]) -> Plan:
    handle, name = _needed(given, "handle", "look")
    return lib.plans.look(handle, name, account=given["account"], **_footage(lib, given))


def _rebind(lib: Library, given: Mapping[str, Any]) -> Plan:
    (account,) = _needed(given, "account")
    return lib.plans.rebind(account, given["query"] or "")


def _generate(lib: Library, given: Mapping[str, Any]) -> Plan:
    (prompts,) = _needed(given, "prompts")
    options = given["options"] or {}
    unknown = [name for name in options if name not in _OPTIONS]
    if unknown:
        raise InvalidInput(f"unknown option {unknown[0]}", hint=f"There are {', '.join(_OPTIONS)}")
    return lib.plans.generate(
        prompts, account=given["account"], episode=given["episode"], scene=given["scene"],
        takes=given["takes"], **options,
    )  # fmt: skip


_PLANNERS = {"create": _create, "look": _look, "rebind": _rebind, "generate": _generate}


@table.tool("do", shapes.CARRIED, changes=True, destroys=True, reaches=True)
def carry_out(at: Call, *, plan_id: str = give("", longest=40)) -> Any:
    """Send what a plan says, once. The person is asked first. Spends money."""
    known = at.lib.plans.show(plan_id)
    if known.state == "open":
        refusal = _refusal(at, known)
        if refusal is not None:
            return refusal
    with at.lib.reopened(project=known.project, command=at.command) as lib:
        try:
            made = lib.do(known, watch=_watch(at, known), warn=lambda _: None)
        except CharlibError as error:
            ended = lib.plans.show(plan_id)
            if ended.state != "failed" or known.state == "failed":
                raise
            return _outcome(at, ended, "failed", f"{error}. {phrased(error.hint)}")
    if made.plan.state == "failed":
        why = f"{made.plan.error}. {phrased(made.errors[0].hint)}" if made.errors else ""
        return _outcome(at, made.plan, "failed", f"Nothing was made. {why}".rstrip())
    failed = f" {len(made.errors)} of them failed." if made.errors else ""
    return _outcome(at, made.plan, "done", f"Carried out.{failed}")


def _refusal(at: Call, plan: Plan) -> dict[str, Any] | None:
    """The answer for a plan that nobody has approved; None if it may be carried out."""
    if at.says == "approved":
        return None
    if at.says == "declined":
        return _outcome(at, plan, "declined", "The person declined; nothing was sent.")
    allowance = at.desk.allowance if at.says == "allowed" else None
    if allowance is not None and allowance.reserve(plan.costs) is None:
        return None
    command = f"charlib do {plan.id}"
    return _outcome(at, plan, "ask", f"Nothing was sent. Ask the person to type: {command}")


def _outcome(at: Call, plan: Plan, outcome: str, message: str) -> dict[str, Any]:
    return showing.noted(
        plan=showing.planned(plan), outcome=outcome, message=message, entry=at.entry()
    )


def _watch(at: Call, plan: Plan) -> Any:
    """Tell how far a plan is, in steps at the provider."""
    ended: set[str] = set()

    def watch(job: Any, state: str) -> None:
        if state not in {"planned", "sending", "processing", "queued", "running"}:
            ended.add(job.uid)
        at.progress(len(ended), len(plan.sends), f"{job.label}: {state}")

    return watch
