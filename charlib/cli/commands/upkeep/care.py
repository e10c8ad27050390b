"""Take care of the library: copies, checks, and taking changes back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted, minute
from charlib.cli.showing.phrasing import phrased
from charlib.errors import InvalidInput, LibraryError, NotFound, PartlyDone
from charlib.hints import NO_HINT, Notice, call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import Entry
    from charlib.store.kept_budgets import KeptBudget
    from charlib.store.reconciling import SentRequest

_ASKS_ABOVE = 3
_SHOWN = 10
"""Requests whose names are shown after a restore."""
_REQUESTS = {
    "answered": ("sent since the copy was made, and answered; the answers are restored", NO_HINT),
    "unanswered": ("sent since the copy was made, and not answered", call("sync")),
    "doubted": (
        "planned in the copy; this machine cannot know whether they were sent since",
        call("sync"),
    ),
    "absent": ("sent for characters or tasks that are not in the copy", NO_HINT),
}
"""What was sent since a copy was made: in words, with what settles it."""
STEPS = argument("N", "Number of commands, not an ID.", default=1, least=1)


def undo(
    state: State,
    *,
    steps: int = STEPS,
    by: str | None = option("NAME", "Undo all that this agent did: agent:NAME, as in history."),
    yes: bool = opt.YES,
) -> None:
    """Undo what the last commands changed.

    What a provider made stays, with its IDs. With --by, all commands of one agent are undone; what
    somebody else has changed since is kept.
    """
    if by is not None and steps > 1:
        raise InvalidInput("Give N or --by.", hint="charlib undo --by NAME    # undoes all of it")
    if by is not None:
        _undo_by(state, by, yes=yes)
        return
    if steps > _ASKS_ABOVE and not _confirm(state, steps, yes=yes):
        return
    from charlib.domain import forms

    rows = [forms.undone(entry) for entry in _repeat(state.lib.undo, steps)]
    _show_steps(state, rows, [_undone(row) for row in rows])


def _undo_by(state: State, by: str, *, yes: bool) -> None:
    """Undo all that an agent did; exit 4 if some of it is kept."""
    from charlib.domain import forms

    left = [each for each in state.lib.history(by=by) if each.undone_at is None]
    if len(left) > _ASKS_ABOVE:
        state.output.talk(f"Undo {counted(len(left), 'command')} of {by}.")
        if not many.confirmed(yes=yes):
            return
    done = state.lib.undo_by(by)
    rows = list(map(forms.undone, done.undone))
    kept = [{**forms.entry(entry), "kept": why} for entry, why in done.kept]
    if state.output.as_json:
        state.output.json({"undone": rows, "kept": kept})
    for row in () if state.output.as_json else rows:
        state.output.line(_undone(row))
    for row in kept:
        state.output.warn(f"kept: {_name(row)}: {row['kept']}")
    if kept:
        raise PartlyDone(f"{counted(len(kept), 'command')} not undone.", hint=call("history"))


def redo(state: State, *, steps: int = STEPS) -> None:
    """Redo what was undone last."""
    from charlib.domain import forms

    rows = list(map(forms.entry, _repeat(state.lib.redo, steps)))
    _show_steps(state, rows, [_redone(row) for row in rows])


def history(state: State, *, limit: int = opt.limit(20)) -> None:
    """List what commands changed, newest first."""
    from charlib.domain import forms
    from charlib.domain.text import shortened

    entries = list(map(forms.entry, state.lib.history(limit=limit)))
    if state.output.is_table:
        _show_history(state, entries)
        return
    state.output.rows(
        entries,
        ("ID", "when", "command", "changed", "state"),
        [
            [
                str(entry["id"]),
                minute(entry["at"]),
                shortened(entry["command"], 60),
                entry["changed"],
                "" if entry["state"] == "done" else "undone",
            ]
            for entry in entries
        ],
    )


def _show_history(state: State, entries: list[dict[str, Any]]) -> None:
    """Each entry in two lines: the command, and below it what it changed."""
    rows: list[list[str]] = []
    for entry in entries:
        undone = "" if entry["state"] == "done" else "undone: "
        rows.append([str(entry["id"]), minute(entry["at"]), entry["command"]])
        rows.append(["", "", f"  {undone}{entry['changed']}"])
    if rows:
        state.output.grid(rows)


def backup(
    state: State,
    *,
    file: Path | None = argument(
        "FILE", "The copy (default: a new file in the backups folder).", completes="files"
    ),
    with_media: bool = flag("Copy films and kept footage too, into one file."),
    list_: bool = flag("List the copies in the backups folder."),
    restore: Path | None = option("FILE", "Go back to this copy.", completes="files"),
    yes: bool = opt.YES,
) -> None:
    """Copy the library to a file, or go back to a copy.

    Other commands may be writing at the same time. What was sent since the copy was made is not
    sent again.
    """
    if list_:
        copies = state.lib.backups()
        state.output.rows(
            [{"file": str(copy), "bytes": copy.stat().st_size} for copy in copies],
            ("file", "bytes"),
            [[str(copy), f"{copy.stat().st_size:,}"] for copy in copies],
        )
    elif restore is not None:
        _restore(state, restore, yes=yes)
    else:
        copy = state.lib.backup(file, with_media=with_media)
        state.output.result({"file": str(copy), "bytes": copy.stat().st_size}, str(copy))


def _restore(state: State, file: Path, *, yes: bool) -> None:
    what = f"This replaces the library in {state.lib.home.data} by the copy {file}"
    found = state.lib.find_backup(file)
    if not many.confirmed_for_good(what, yes=yes):
        state.output.talk("Nothing changed.")
        return
    restored = state.lib.restore_backup(found)
    before = restored.before
    requests = restored.sent._asdict()
    form = {name: [each._asdict() for each in found] for name, found in requests.items()}
    missing = [{**loss._asdict(), "remedy": phrased(loss.remedy)} for loss in restored.missing]
    state.output.result(
        {
            "restored": str(file),
            "backup": str(before) if before else None,
            **form,
            "missing": missing,
            "budgets": [each._asdict() for each in restored.budgets],
        },
        f"Restored {file}." + f" The library before is in {before}." * bool(before),
    )
    for name, found in requests.items():
        if found:
            state.output.warn(_about_requests(name, found))
    for budget in restored.budgets:
        state.output.warn(_about_budget(budget))
    for loss in restored.missing:
        state.output.warn(Notice(f"{loss.what}: {loss.problem}", loss.remedy))


def _about_budget(budget: KeptBudget) -> Notice:
    text = (
        f"the budget of {budget.account} was {budget.before or 'none'} before, and is"
        f" {budget.restored or 'none'} in the copy; {budget.kept} counts"
    )
    return Notice(text, call("account edit", budget.account, budget="BUDGET"))


def _about_requests(name: str, found: tuple[SentRequest, ...]) -> Notice:
    from charlib.domain.text import first_of

    text, hint = _REQUESTS[name]
    names = first_of([_request(each) for each in found], _SHOWN)
    return Notice(f"{counted(len(found), 'request')} {text}: {names}", hint)


def _request(request: SentRequest) -> str:
    answer = f" ({request.remote_id})" if request.remote_id else ""
    return f"{request.label} at {request.account}{answer}"


def doctor(
    state: State, *, fix: bool = flag("Fix what can be fixed without losing anything.")
) -> None:
    """Check the library, and show how to fix it."""
    problems = state.lib.doctor(fix=fix)
    state.output.rows(
        [problem._asdict() for problem in problems],
        ("what", "problem", "try"),
        [
            [
                problem.what,
                problem.problem,
                "fixed" if problem.is_mended else phrased(problem.remedy),
            ]
            for problem in problems
        ],
    )
    faults = [problem for problem in problems if not problem.is_note]
    left = [problem for problem in faults if not problem.is_mended]
    if left:
        can_fix = any(problem.is_mendable for problem in left)
        raise LibraryError(
            f"The library has {counted(len(left), 'problem')}.",
            hint="charlib doctor --fix" if can_fix else "Follow the hint beside each",
        )
    nothing = "No problems found, only notes." if problems else "No problems found."
    state.output.talk("Fixed all problems." if faults else nothing)


def _repeat(step: Callable[[], Entry], count: int) -> list[Entry]:
    """Take this many steps, or as many as there are; NotFound where there is none."""
    entries = [step()]
    with suppress(NotFound):
        entries += (step() for _ in range(count - 1))
    return entries


def _confirm(state: State, steps: int, *, yes: bool) -> bool:
    """Show the commands that many steps back would undo, and ask."""
    from charlib.domain import forms

    rows = list(map(forms.entry, state.lib.undoable(steps)))
    state.output.talk(f"Undo {counted(len(rows), 'command')}:")
    for row in rows[:_SHOWN]:
        state.output.talk(f"  {_name(row)}")
    if len(rows) > _SHOWN:
        state.output.talk(f"  and {len(rows) - _SHOWN:,} more")
    if many.confirmed(yes=yes):
        return True
    state.output.talk("Nothing changed.")
    return False


def _name(row: dict[str, Any]) -> str:
    """An entry in a line: a command says what it did, a program does not."""
    command: str = row["command"]
    return command if command.startswith("charlib ") else f"{command}: {row['changed']}"


def _undone(row: dict[str, Any]) -> str:
    done = "undone" if row["undoable"] else "nothing to undo"
    return f"{done}: {_name(row)}" + f" ({row['stays']})" * bool(row["stays"])


def _redone(row: dict[str, Any]) -> str:
    return f"{'redone' if row['undoable'] else 'nothing to redo'}: {_name(row)}"


def _show_steps(state: State, rows: list[dict[str, Any]], lines: list[str]) -> None:
    if state.output.as_json:
        state.output.json(rows)
        return
    for line in lines:
        state.output.line(line)
