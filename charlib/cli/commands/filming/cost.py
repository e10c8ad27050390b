"""Show what films and creations cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli.declare import flag, option
from charlib.domain.choices import COST_GROUPS

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.costing import CostLine, CostReport

_ALL = "total"
_COLUMNS = ("amount", "unit", "estimate", "films", "creations", "unknown")
"""The columns of the CSV after the name of the group."""


def cost(
    state: State,
    *,
    by: str | None = option("GROUP", "A sum for each of these.", choices=COST_GROUPS),
    since: str | None = option("DATE", "Only what was sent since: 2026-11, 2026-11-05, 7d."),
    csv: bool = flag("Print CSV."),
) -> None:
    """Show what films and creations cost.

    Sums with an estimate are marked with ≈. What got no answer counts as spent; what failed and was
    not charged does not.
    """
    report = state.lib.cost(by=by, since=since)  # type: ignore[arg-type] # one of the choices
    if state.output.as_json:
        state.output.json(_form(report, since))
    elif csv:
        lines = report.lines if report.by else report.total
        named = [report.by] if report.by else []  # without groups nothing has a name
        rows = [_row(line)[1 - len(named) :] for line in lines]
        state.output.csv((*named, *_COLUMNS), rows)
    else:
        _show(state, report)


def _show(state: State, report: CostReport) -> None:
    lines = [*report.lines, *(total._replace(name=_ALL) for total in report.total)]
    state.output.rows(
        [],
        (report.by or "", "cost", "films", "creations", "unknown"),
        [
            [
                line.name or f"no {report.by}",
                line.words,
                str(line.films),
                str(line.creations),
                str(line.unknown or ""),
            ]
            for line in lines
        ],
        nothing="Nothing was sent that costs anything.",
    )
    if any(line.unknown for line in report.total):
        state.output.talk(
            "Requests that got no answer count as spent. To settle them: charlib sync"
        )


def _row(line: CostLine) -> list[str]:
    from charlib.domain import money

    amount = "" if line.amount is None else money.plain(line.amount)
    counts = (line.films, line.creations, line.unknown)
    return [line.name, amount, line.unit, "yes" if line.is_estimate else "no", *map(str, counts)]


def _form(report: CostReport, since: str | None) -> dict[str, Any]:
    """A report as a document; an amount that nobody knows is null."""
    lines = [{report.by or _ALL: line.name, **_sums(line)} for line in report.lines]
    return {
        "by": report.by,
        "since": since,
        "lines": lines,
        "total": list(map(_sums, report.total)),
    }


def _sums(line: CostLine) -> dict[str, Any]:
    from charlib.domain import forms

    amount = None if line.amount is None else forms.number(line.amount)
    form = {name: value for name, value in line._asdict().items() if name != "name"}
    return form | {"amount": amount, "unit": line.unit or None}
