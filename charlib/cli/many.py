"""Several characters at a time: their number is shown and confirmed before anything changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charlib.cli.state import State
    from charlib.domain.money import Cost
    from charlib.library.costing import Estimate

_SHOWN = 5
TOGETHER = 2
"""So many paid calls are confirmed on a terminal before they are sent."""


_HISSING = ("s", "x", "ch", "sh")


def counted(count: int, noun: str) -> str:
    """A number with its noun: `1 character`, `2 characters`."""
    if count == 1:
        return f"{count:,} {noun}"
    return f"{count:,} {noun}{'es' if noun.endswith(_HISSING) else 's'}"


def minute(moment: str | None) -> str:
    """A time of a form for a table, to the minute."""
    return (moment or "")[:16].replace("T", " ")


def confirm_matches(
    state: State, query: str, what: str, *, dry_run: bool, yes: bool, everywhere: bool = False
) -> bool:
    """Show how many characters a query finds, and the first of them; whether to go on."""
    if not query.strip():
        raise InvalidInput(
            "The query is empty and would match every character.",
            hint=f"To match all of this project: --query project:{state.lib.project}",
        )
    count = show_matches(state, query, what, everywhere=everywhere, is_dry=dry_run)
    if dry_run:
        return False
    if not count:
        show_unknown(state, query)
    if not count or confirmed(yes=yes):
        return True
    state.output.talk("Nothing changed.")
    return False


def show_matches(
    state: State, query: str, what: str, *, everywhere: bool, is_dry: bool = True
) -> int:
    """Show how many characters a query finds, and the first; if `is_dry`, as the result."""
    count = state.lib.count(query, everywhere=everywhere)
    first = state.lib.search(query, limit=_SHOWN, everywhere=everywhere)
    names = " ".join(f"@{state.lib.qualified(person)}" for person in first)
    matches = counted(count, "character")
    listed = f"  {names}" if names else ""
    state.output.talk(f"{what}: {matches}{listed}" + " …" * (count > len(first)))
    if is_dry:
        form = {"query": query or None, "characters": count, "dry_run": True}
        state.output.result(form, f"{matches}; nothing was changed")
    return count


def is_terminal() -> bool:
    """Whether somebody may answer a question."""
    return sys.stdin.isatty()


def confirmed(*, yes: bool, what: str = "") -> bool:
    """Ask for confirmation on a terminal, unless `yes`; elsewhere a command does what it says.

    `what` says what is going to happen, if nothing printed before says it.
    """
    if yes or not is_terminal():
        return True
    import typer

    try:
        return typer.confirm(f"{what}. Continue?" if what else "Continue?", err=True)
    except typer.Abort:
        raise KeyboardInterrupt("nothing was changed") from None


def confirmed_cost(
    state: State,
    what: str,
    calls: Sequence[tuple[str, Cost | None]],
    *,
    yes: bool,
    always: bool = False,
) -> bool:
    """Ask on a terminal before more than one call that costs something, with what they cost.

    With `always`, also before one. Raises OverBudget, and asks nothing, if a budget refuses them.
    """
    if yes or (len(calls) < TOGETHER and not always):
        return True
    estimate = state.lib.estimate(calls)
    if estimate.refused:
        raise estimate.refused[0].error
    if estimate.paid < TOGETHER and not always:
        return True
    state.output.talk(f"{what}: {estimate.words}")
    show_estimate(state, estimate)
    if confirmed(yes=yes):
        return True
    state.output.talk("Nothing was sent.")
    return False


def show_estimate(state: State, estimate: Estimate) -> None:
    """Show what is left of the budgets, and which of them would refuse planned calls."""
    for budget in estimate.budgets:
        state.output.talk(f"  {budget.sentence}")
    for unasked in estimate.unasked:
        state.output.warn(unasked.sentence)
    for refusal in estimate.refused:
        state.output.warn(refusal.sentence)


def estimate_form(estimate: Estimate) -> dict[str, Any]:
    """What planned calls will cost, as a document."""
    from charlib.domain import forms

    return {
        "calls": estimate.calls,
        "total": list(map(forms.cost, estimate.total)),
        "unknown": estimate.unknown,
        "refused": [
            {
                "account": each.account, "whose": each.whose, "calls": each.calls,
                "why": each.why,
            }
            for each in estimate.refused
        ],
        "budgets": [
            {
                "account": each.account, "whose": each.whose, "budget": each.budget,
                "left": forms.number(each.left), "by": each.by or None,
            }
            for each in estimate.budgets
        ],
    }  # fmt: skip


def confirmed_for_good(what: str, *, yes: bool) -> bool:
    """Ask before a change that cannot be taken back; where nobody can answer, it needs `--yes`."""
    if yes:
        return True
    if not is_terminal():
        raise InvalidInput(f"{what}, and no terminal is attached to ask.", hint="Add --yes")
    return confirmed(yes=yes, what=what)


def is_shown_only(
    state: State, handles: Sequence[str], query: str | None, what: str, *, dry_run: bool
) -> bool:
    """Show the characters that are named, if it is a dry run of them: nothing changes then."""
    if not (dry_run and handles) or query is not None:
        return False
    people = [state.lib.show(handle) for handle in dict.fromkeys(handles)]
    names = [state.lib.qualified(person) for person in people]
    count = counted(len(people), "character")
    state.output.talk(f"{what}: {count}  " + " ".join(f"@{name}" for name in names))
    form = {"handles": names, "characters": len(people), "dry_run": True}
    state.output.result(form, f"{count}; nothing was changed")
    return True


def show_unknown(state: State, query: str) -> None:
    """Show which names of a query do not exist, and what they may have been meant for."""
    for field, name, meant in state.lib.unknown(query):
        suggestion = f" Did you mean {meant}?" if meant else ""
        state.output.talk(f"No {field} {name}.{suggestion}")


def show_count(state: State, key: str, count: int, text: str) -> None:
    """Show how many characters were changed, and how to take it back."""
    state.output.result({key: count}, text if count else "Nothing changed.")
    if count:
        state.output.talk("To undo this: charlib undo")
