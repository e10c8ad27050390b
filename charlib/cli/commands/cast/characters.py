"""Add, edit, rename, remove and restore characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.domain.choices import LIKENESSES
from charlib.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Character

_BACK = "charlib rm --query QUERY --yes    (they go to the trash; charlib undo brings them back)"


def add(
    state: State,
    *,
    handle: str = opt.NEW_HANDLE,
    id_: str | None = option("REMOTE_ID", "The provider's ID, if there is one."),
    mention: str | None = opt.MENTION,
    account: str | None = opt.ACCOUNT,
    tag: list[str] = opt.TAGS,
    name: str = opt.NAME,
    look: str = opt.LOOK,
) -> None:
    """Record a character, with a provider's ID if there is one.

    Sends nothing. Without an ID, its footage goes along with prompts: see `charlib keep`.
    """
    person = state.lib.add(
        handle,
        id_,
        mention=mention,
        account=account,
        name=name,
        look=look,
        tags=tag,
        warn=state.output.warn,
    )
    show_bound(state, person)
    if not person.bindings:
        state.output.talk(
            f"To keep its footage: charlib keep {state.lib.qualified(person)} --source FILE"
            " --window START,END"
        )


def edit(
    state: State,
    *,
    handle: str | None = opt.HANDLE,
    name: str | None = option("NAME", "Full name."),
    look: str | None = option("TEXT", "Appearance, in words."),
    notes: str | None = option("TEXT", "Notes of your own."),
    likeness: str | None = option("LIKENESS", "The kind of face.", choices=LIKENESSES),
    consent: str | None = option("TEXT", "Who agreed, and where that is written."),
    query: str | None = opt.QUERY,
    dry_run: bool = opt.DRY_RUN,
    yes: bool = opt.YES,
) -> None:
    """Change the texts of a character, or of a query's matches."""
    from charlib.domain import forms

    if query is not None and handle is None and name is None:
        if many.confirm_matches(state, query, "Change", dry_run=dry_run, yes=yes):
            count = state.lib.edit_many(
                query, look=look, notes=notes, likeness=likeness, consent=consent
            )
            many.show_count(state, "changed", count, f"Changed {counted(count, 'character')}.")
        return
    if handle is None or query is not None:
        raise InvalidInput(
            "Name one character, or give --query without --name.",
            hint="charlib edit HANDLE    # or: charlib edit --query QUERY",
        )
    if many.is_shown_only(state, [handle], query, "Change", dry_run=dry_run):
        return
    before = state.lib.show(handle)
    person = state.lib.edit(
        handle, name=name, look=look, notes=notes, likeness=likeness, consent=consent
    )
    change = "changed" if person != before else "unchanged"
    state.output.result(forms.character(person), f"@{state.lib.qualified(person)} {change}")


def rename(
    state: State, *, old: str = opt.HANDLE, new: str = argument("NEW", "Its new handle.")
) -> None:
    """Give a character another handle; the old one stays valid.

    It is an alias then, so prompts may go on using it. IDs stay too.
    """
    from charlib.domain import forms

    person = state.lib.rename(old, new)
    text = f"@{state.lib.qualified(person)}{opt.also(person)}"
    state.output.result(forms.character(person), text)


def rm(
    state: State,
    *,
    handles: list[str] = opt.HANDLES._replace(default=()),
    query: str | None = opt.QUERY,
    dry_run: bool = opt.DRY_RUN,
    yes: bool = flag("Do not ask; also remove characters that prompts use.", short="-y"),
) -> None:
    """Move characters to the trash.

    `charlib restore` brings them back with all their IDs.
    """
    from charlib.domain import forms

    if bool(handles) == (query is not None):
        raise InvalidInput(
            "Name characters, or give --query.",
            hint="charlib rm HANDLE    # or: charlib rm --query QUERY",
        )
    if many.is_shown_only(state, handles, query, "Move to the trash", dry_run=dry_run):
        return
    if query is not None:
        _remove_matches(state, query, dry_run=dry_run, yes=yes)
        return
    if not yes:
        _refuse_used(state, handles)
    removed = state.lib.remove_all(handles)
    if state.output.as_json:
        state.output.json([forms.character(person) for person in removed])
    names = [state.lib.qualified(person) for person in removed]
    back = f"charlib restore {' '.join(names)}"
    state.output.talk(f"In the trash: {_listed(names)}. To bring back: {back}")


def restore(
    state: State, *, handles: list[str] = opt.HANDLES._replace(completes="trashed")
) -> None:
    """Bring characters back from the trash."""
    from charlib.domain import forms

    restored = state.lib.restore_all(handles)
    rows = [forms.character(person) for person in restored]
    names = _listed([state.lib.qualified(person) for person in restored])
    state.output.result(rows[0] if len(rows) == 1 else rows, f"Restored {names}")


def show_bound(state: State, person: Character) -> None:
    """Show a character with its newest binding, if it has one."""
    from charlib.domain import forms

    name = f"@{state.lib.qualified(person)}"
    if not person.bindings:
        state.output.result(forms.character(person), name)
        return
    binding = person.bindings[-1]
    text = f"{name}  {binding.state}  {binding.mention or ''}".rstrip()
    state.output.result(forms.character(person), text)
    if binding.state != "ready":
        state.output.talk(f"{name} is {binding.state}. To continue: charlib sync")


def _refuse_used(state: State, handles: list[str]) -> None:
    """Raise Conflict with everybody that prompts use; the hint removes all that were named."""
    uses = state.lib.uses_each(handles)
    used = [f"@{name} is used in {counted(n, 'prompt')}" for name, n in uses.items() if n]
    if used:
        goes = "they go" if uses.keys() - {next(iter(uses))} else "it goes"
        raise Conflict(
            f"{' and '.join(used)}.",
            hint=f"charlib rm {' '.join(uses)} --yes    # {goes} to the trash; the prompts stay",
        )


def _remove_matches(state: State, query: str, *, dry_run: bool, yes: bool) -> None:
    uses = state.lib.uses_of(query)
    if uses and not (yes or dry_run):
        raise Conflict(
            f"Characters that match {query!r} are used in {counted(uses, 'prompt')}.", hint=_BACK
        )
    if many.confirm_matches(state, query, "Move to the trash", dry_run=dry_run, yes=yes):
        count = state.lib.remove_many(query)
        text = f"Moved {counted(count, 'character')} to the trash."
        many.show_count(state, "removed", count, text)


def _listed(names: list[str]) -> str:
    return " ".join(f"@{name}" for name in names)
