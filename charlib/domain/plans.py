"""Plans that are kept: what would be sent to providers, and what it costs. Pure.

A plan is shown first, and carried out once if nothing it depends on has changed. Its digest is of
all that it would send; a plan that is made again of the same arguments must have the same one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from charlib.domain.money import Cost

if TYPE_CHECKING:
    from charlib.errors import CharlibError

PlanKind: TypeAlias = Literal["create", "look", "rebind", "generate"]
PlanState: TypeAlias = Literal["open", "expired", "begun", "done", "failed"]
KINDS: tuple[PlanKind, ...] = ("create", "look", "rebind", "generate")
LIVES_MS = 3_600_000
"""How long a plan can be carried out after it was made."""


class Sending(NamedTuple):
    """One paid call of a plan: what it sends, in words, where, and what it costs if it is known."""

    what: str
    account: str
    cost: Cost | None = None


class Plan(NamedTuple):
    """What would be sent, kept until it is carried out or expires.

    `refused` are sentences about what cannot be sent, by budgets or for want of footage, and
    `skipped` about what is left out; `words` is the price in words, and `budgets` what is left of
    those that count. `result` names what was made,
    of a plan that was carried out, and `error` why it failed.
    """

    id: str
    kind: PlanKind
    project: str
    by: str
    created_at: int
    expires_at: int
    state: PlanState
    sends: tuple[Sending, ...]
    words: str
    refused: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    budgets: tuple[str, ...] = ()
    digest: str = ""
    arguments: Mapping[str, Any] = MappingProxyType({})
    result: tuple[str, ...] = ()
    error: str = ""

    @property
    def calls(self) -> list[tuple[str, Cost | None]]:
        """The account of each call, and its cost."""
        return [(each.account, each.cost) for each in self.sends]

    @property
    def costs(self) -> list[Cost | None]:
        """The cost of each call."""
        return [each.cost for each in self.sends]


class Made(NamedTuple):
    """What a plan has made: the plan afterwards, and the error of each call that failed."""

    plan: Plan
    errors: tuple[CharlibError, ...] = ()


def to_json(plan: Plan) -> dict[str, Any]:
    """The form that is kept in a file."""
    sends = [[each.what, each.account, _cost(each.cost)] for each in plan.sends]
    return plan._asdict() | {"sends": sends, "arguments": dict(plan.arguments)}


def from_json(form: Mapping[str, Any], state: PlanState) -> Plan:
    """Read a kept plan. Raises ValueError, TypeError and KeyError for what is none."""
    sends = tuple(Sending(what, at, _read_cost(cost)) for what, at, cost in form["sends"])
    names = ("refused", "skipped", "warnings", "budgets", "result")
    texts = {name: tuple(form.get(name, ())) for name in names}
    return Plan(**{**form, **texts, "sends": sends, "state": state})


def _cost(cost: Cost | None) -> list[Any] | None:
    return None if cost is None else [str(cost.amount), cost.unit, cost.is_estimate]


def _read_cost(form: Sequence[Any] | None) -> Cost | None:
    return None if form is None else Cost(Decimal(form[0]), form[1], is_estimate=bool(form[2]))
