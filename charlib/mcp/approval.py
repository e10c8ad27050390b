"""Whether a plan may be carried out: its person says so, or an allowance that was given before.

A client that can ask the person is made to, with the plan and its price. One that cannot is told
the command that a person types. A model's own word is no consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import anyio.to_thread
from mcp.server.mcpserver import AcceptedElicitation, Context, Elicit
from pydantic import BaseModel, Field

from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.doors.places import unplaced
from charlib.errors import CharlibError

if TYPE_CHECKING:
    from charlib.domain.plans import Plan
    from charlib.mcp.desk import Desk

Word = Literal["approved", "allowed", "declined", "unasked", "none"]
"""What was said: `unasked` of a client that cannot ask, `none` where there is nothing to ask."""
_SHOWN = 10
_LONG = 2_000


class Approval(BaseModel):
    """What the person is asked."""

    approve: bool = Field(title="Carry it out", description="Send this, at this price.")


class Asker:
    """Asks the person about a plan, in the way of the client's protocol."""

    def __init__(self, desk: Desk, who: Any) -> None:
        self._desk, self._who = desk, who

    async def ask(self, given: dict[str, Any], ctx: Context) -> Elicit[Approval] | str:
        """The question about a plan, or the word that makes it unnecessary."""
        plan = await anyio.to_thread.run_sync(self._plan, given.get("plan_id"))
        if plan is None or plan.state != "open":
            return "none"
        if self._desk.allows(plan, self._who(ctx)):
            return "allowed"
        if not can_ask(ctx):
            return "unasked"
        return Elicit(question(plan), Approval)

    def _plan(self, key: object) -> Plan | None:
        try:
            return self._desk.lib.plans.show(str(key))
        except CharlibError:
            return None


def can_ask(ctx: Context) -> bool:
    """Whether the client can show its person a form."""
    declared = ctx.client_capabilities
    elicitation = declared.elicitation if declared else None
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def heard(outcome: Any) -> Word:
    """What the person said, or what stood for it."""
    if not isinstance(outcome, AcceptedElicitation):
        return "declined"
    answer = outcome.data
    if isinstance(answer, Approval):
        return "approved" if answer.approve else "declined"
    known: tuple[Word, ...] = ("allowed", "unasked", "none")
    return next((word for word in known if word == answer), "declined")


def question(plan: Plan) -> str:
    """What the person is asked: the price first, for the rest may have any text in it."""
    calls = "1 request" if len(plan.sends) == 1 else f"{len(plan.sends):,} requests"
    accounts = ", ".join(dict.fromkeys(each.account for each in plan.sends))
    lines = [
        f"Plan {plan.id}: {plan.words}, for {calls} to {accounts}.",
        f"It can be carried out until {to_text(plan.expires_at)}, once.",
        "It sends:",
        *(f"- {printable(unplaced(each.what), _LONG)}" for each in plan.sends[:_SHOWN]),
    ]
    if len(plan.sends) > _SHOWN:
        lines.append(f"- and {len(plan.sends) - _SHOWN:,} more")
    lines += [printable(text, _LONG) for text in plan.budgets]
    told = (*plan.refused, *plan.skipped, *plan.warnings)
    lines += [f"Note: {printable(unplaced(text), _LONG)}" for text in told[:_SHOWN]]
    return "\n".join(lines)
