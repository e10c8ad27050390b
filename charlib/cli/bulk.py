"""Changing many characters at once: who they are is shown before anything is done."""

from __future__ import annotations

import sys

import typer

from charlib.cli import people
from charlib.cli.state import State
from charlib.errors import InvalidInput

_SHOWN = 5


def go_on(
    state: State, query: str, what: str, *, dry_run: bool, yes: bool, everywhere: bool = False
) -> bool:
    """Show how many a query finds, and the first of them; whether to go on."""
    if not query.strip():
        raise InvalidInput(
            "the query is empty, and would mean everybody",
            hint=f"If that is meant: --query project:{state.lib.project}",
        )
    count = state.lib.count(query, everywhere=everywhere)
    first = state.lib.search(query, limit=_SHOWN, everywhere=everywhere)
    names = " ".join(f"@{state.lib.qualified(one)}" for one in first) + " …" * (count > len(first))
    who = f"{count} {'character' if count == 1 else 'characters'}"
    state.output.talk(f"{what}: {who}  {names}")
    if dry_run:
        state.output.result(
            {"query": query, "characters": count, "dry_run": True}, f"{who}; nothing was done"
        )
        return False
    if not count:
        people.tell_unknown(state, query)
    if not count or is_agreed(yes=yes):
        return True
    state.output.talk("nothing was done")
    return False


def is_agreed(*, yes: bool) -> bool:
    """Ask a person on a terminal, unless `yes`; elsewhere nobody is there to answer."""
    return yes or not sys.stdin.isatty() or typer.confirm("Go on?", err=True)


def check(query: str | None, *, dry_run: bool) -> None:
    """Refuse a dry run of what is named: it would be done, and not only shown."""
    if dry_run and query is None:
        raise InvalidInput(
            "--dry-run goes with --query", hint="Leave it out, or say who is meant with --query"
        )


def tell_changed(state: State, form: str, count: int, text: str) -> None:
    """Tell how many were changed; where nobody was there is nothing to take back."""
    back = "; back with: charlib undo" if count else ""
    state.output.result({form: count}, f"{count} {text}{back}")
