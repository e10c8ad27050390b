"""Create characters at a provider: one, or a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.cli.showing.phrasing import phrased
from charlib.errors import InvalidInput, PartlyDone, ProviderError
from charlib.hints import Call, Hint, call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.character.batch import Row
    from charlib.domain.windows.suggestion import Suggestion
    from charlib.library.creating import RowResult
    from charlib.library.creation_plans import PlannedRow

_NAMED = 20
"""Failed rows that the last line of a batch names; each has a line of its own before."""


def create(
    state: State,
    *,
    handle: str | None = argument("HANDLE", "What to type after @, such as mia."),
    url: str | None = option("URL", "The URL of the source video."),
    task: str | None = option(
        "ID", "A generation task: its number, or the provider's ID.", completes="tasks"
    ),
    source: str | None = option(
        "REF", "A file, or a recorded source: label, number or URL.", completes="video"
    ),
    window: str | None = option("START,END", "The window in seconds, such as 5,8; or auto."),
    accept_low: bool = flag("With auto: accept a window of low confidence."),
    account: str | None = opt.ACCOUNT,
    tag: list[str] = opt.TAGS,
    name: str = opt.NAME,
    look: str = opt.LOOK,
    no_wait: bool = opt.NO_WAIT,
    from_: Path | None = option("FILE", "A batch: CSV or JSON Lines.", completes="files"),
    new_project: bool = flag("With --from: create projects that do not exist."),
    rejects: Path | None = option(
        "FILE", "With --from: write failed rows here.", completes="files"
    ),
    dry_run: bool = flag("Check it and show what it costs; send and change nothing."),
    yes: bool = opt.YES,
    jobs: int = opt.JOBS,
    keep: bool = opt.KEEP,
) -> None:
    """Create a character from a window of a video, or a batch.

    A batch (--from) names in each row handle, window and one of url, task or source.
    """
    single = (handle, url, task, source, window, name, look)
    _refuse_mixed(from_, single, (new_project, rejects))
    if from_ is not None:
        rows = _batch(state, from_, account, tag, new_project=new_project, dry_run=dry_run, yes=yes)
        if rows is not None:
            _create_batch(
                state, from_, rows, account=account, tags=tag, accept_low=accept_low,
                wait=not no_wait, keep=keep, workers=jobs, new_project=new_project,
                rejects=rejects,
            )  # fmt: skip
        return
    sources = {"url": url, "task": task, "source": source}
    if handle is None or window is None:
        raise _incomplete(handle, window, sources)
    given: dict[str, Any] = {**sources, "account": account, "name": name, "look": look, "tags": tag}
    if dry_run:
        _show_one(state, handle, window, given)
        return
    window = _chosen(state, sources, window, account, accept_low=accept_low)
    from charlib.cli.commands.cast.characters import show_bound

    with state.output.progress(f"@{handle}", 1) as watch:
        person = state.lib.create(
            handle, window=window, wait=not no_wait, keep=keep, watch=watch,
            warn=state.output.warn, **given,
        )  # fmt: skip
    show_bound(state, person)


def _show_one(state: State, handle: str, window: str, given: dict[str, Any]) -> None:
    """Show what one creation would send, and what that costs."""
    from charlib.domain.character.batch import Order, Row

    order = Order(handle=handle, window=window, **{**given, "tags": tuple(given["tags"])})
    _show_plan(state, [Row(1, order, handle=handle)], account=given["account"])


def _incomplete(
    handle: str | None, window: str | None, sources: dict[str, str | None]
) -> InvalidInput:
    """The error of a creation without its handle or window; its hint has what was given."""
    missing = "HANDLE" if handle is None else "--window START,END"
    given = [(name, value) for name, value in sources.items() if value] or [("url", "URL")]
    again = Call("create", (handle or "mia",), (*given, ("window", window or "5,8")))
    return InvalidInput(f"{missing} is missing.", hint=Hint("{}", again))


def _refuse_mixed(batch: Path | None, single: Sequence[object], several: Sequence[object]) -> None:
    """Refuse options of a single character with a batch, and those of a batch without one."""
    if batch is None and any(several):
        raise InvalidInput(
            "--new-project and --rejects need --from.", hint="charlib create --from FILE"
        )
    if batch is not None and any(single):
        raise InvalidInput(
            "--from takes no HANDLE and no options of a single character.",
            hint="Put them into the rows; --account and --tag are for all rows",
        )


def _chosen(
    state: State,
    sources: dict[str, str | None],
    window: str,
    account: str | None,
    *,
    accept_low: bool,
) -> str:
    """The window, or for `auto` the best one of a video, shown on stderr."""
    from charlib.cli.commands.making.window import duration_of
    from charlib.domain.windows.window import is_auto

    if not is_auto(window):
        return window
    video = state.lib.video_of(**sources)
    with state.output.bar("watching", duration_of(state, video)) as progress:
        best = state.lib.choose_window(
            video, account=account, accept_low=accept_low, progress=progress
        )
    state.output.talk(_reasoned(best))
    return str(best.window)


def _reasoned(best: Suggestion) -> str:
    """A window that was chosen, and why, in one line."""
    from charlib.cli.commands.making.window import reasons

    return f"window {best.window}, score {best.score:.2f}: {reasons(best)}"


def _batch(
    state: State,
    file: Path,
    account: str | None,
    tags: list[str],
    *,
    new_project: bool,
    dry_run: bool,
    yes: bool,
) -> list[Row] | None:
    """The rows of a batch file; None if they are only shown, or not wanted after all."""
    from charlib.library import read_batch

    rows = read_batch(file)
    choices: dict[str, Any] = {"account": account, "tags": tags, "new_project": new_project}
    if dry_run:
        _show_plan(state, rows, **choices)
        return None
    if yes or not many.is_terminal():
        return rows
    planned = [row for row in state.lib.plan_create_many(rows, **choices) if row.error is None]
    calls = [(row.account, row.cost) for row in planned]
    what = f"Create {counted(len(calls), 'character')}"
    return rows if many.confirmed_cost(state, what, calls, yes=yes) else None


def _show_plan(state: State, rows: list[Row], **choices: Any) -> None:
    """Show what a batch would create, what that costs, and what is refused."""
    planned = state.lib.plan_create_many(rows, **choices)
    good = [row for row in planned if row.error is None]
    estimate = state.lib.estimate([(row.account, row.cost) for row in good])
    if state.output.as_json:
        forms = list(map(_plan_form, planned))
        state.output.json({"rows": forms, "cost": many.estimate_form(estimate)})
    else:
        cells = [
            [
                str(row.number),
                f"@{state.lib.qualified(row)}",
                row.account,
                row.cost.words if row.cost else "",
            ]
            for row in good
        ]
        state.output.rows([], ("row", "handle", "account", "cost"), cells)
    _warn(state, planned)
    many.show_estimate(state, estimate)
    price = f"; {estimate.words}" if good else ""
    state.output.talk(f"{counted(len(good), 'character')} to create{price}; nothing was sent.")
    failed = [row for row in planned if row.error is not None]
    for row in failed:
        state.output.warn(f"row {row.number}: {row.error}")
    if failed and failed[0].error is not None:
        if len(planned) == 1:
            raise failed[0].error
        numbers = ", ".join(str(row.number) for row in failed[:_NAMED])
        raise PartlyDone(
            f"{counted(len(failed), 'row')} would be refused: {numbers}.",
            hint="Fix those rows and run them again",
        )


def _plan_form(row: PlannedRow) -> dict[str, Any]:
    from charlib.domain import forms

    return {
        "row": row.number, "handle": row.handle, "account": row.account or None,
        "ok": row.error is None, "error": None if row.error is None else str(row.error),
        "cost": forms.cost(row.cost),
    }  # fmt: skip


def _create_batch(
    state: State, file: Path, rows: list[Row], *, rejects: Path | None, **choices: Any
) -> None:
    """Create the characters of a batch file with these choices, and show each row's result."""
    with state.output.progress(file.name, len(rows)) as watch:
        results = state.lib.create_many(
            rows, watch=watch, warn=state.output.warn, rejects=rejects, **choices
        )
    for row in results:
        if row.chosen is not None:
            state.output.talk(f"row {row.number}: {_reasoned(row.chosen)}")
    _warn(state, results)
    state.output.rows(
        list(map(_row_form, results)),
        ("row", "handle", "state", "mention"),
        [_row_cells(state, row) for row in results if row.error is None],
    )
    if rejects is not None:
        count = sum(row.is_rejected for row in results)
        state.output.talk(f"Wrote {counted(count, 'failed row')} to {rejects}.")
    _refuse_failed(state, results, rejects)


def _warn(state: State, rows: Sequence[PlannedRow] | Sequence[RowResult]) -> None:
    """Print the warnings of rows; of very many, the first."""
    warnings = [f"row {row.number}: {warning}" for row in rows for warning in row.warnings]
    for warning in warnings[:_NAMED]:
        state.output.warn(warning)
    if len(warnings) > _NAMED:
        state.output.warn(f"{len(warnings) - _NAMED:,} more of this kind")


def _refuse_failed(state: State, results: list[RowResult], rejects: Path | None) -> None:
    failed = [row for row in results if row.error is not None]
    for row in failed:
        state.output.warn(f"row {row.number}: {_reason(row)}")
    skipped = sum(row.is_skipped for row in results)
    done = len(results) - len(failed)
    if skipped:
        state.output.talk(f"Skipped {counted(skipped, 'row')} whose character is there already.")
    if not failed:
        state.output.talk(f"Created {counted(done - skipped, 'character')}.")
    elif done or len(failed) > 1:
        numbers = ", ".join(str(row.number) for row in failed[:_NAMED])
        numbers += ", …" * (len(failed) > _NAMED)
        rows = "row" if len(failed) == 1 else "rows"
        of_all = counted(len(results), "row")
        raise PartlyDone(
            f"Created {done - skipped} of {of_all}; failed: {rows} {numbers}.",
            hint=_remedy(failed, rejects),
        )
    elif failed[0].error is not None:
        raise failed[0].error


def _remedy(failed: list[RowResult], rejects: Path | None) -> str:
    """What to do about failed rows; `rejects` is the file that they were written to."""
    if rejects is not None and any(row.is_rejected for row in failed):
        again = call("create", **{"from": str(rejects)})
        return f"{phrased(again)}    # after you have corrected the rows in it"
    are_ours = [not isinstance(row.error, ProviderError) for row in failed]
    if all(are_ours):
        return "Fix those rows and run them again"
    retry = "charlib sync --retry"
    if any(are_ours):
        return f"Fix the invalid rows and run them again; for those the provider failed: {retry}"
    return retry


def _reason(row: RowResult) -> str:
    """What stopped a row; an error that does not name the character gets the name."""
    message, name = str(row.error), f"@{row.handle}"
    return message if message.startswith(name) or not row.handle else f"{name}: {message}"


def _row_form(row: RowResult) -> dict[str, Any]:
    from charlib.domain import forms

    return {
        "row": row.number,
        "handle": row.handle,
        "ok": row.error is None,
        "error": None if row.error is None else str(row.error),
        "character": forms.character(row.character) if row.character else None,
    }


def _row_cells(state_: State, row: RowResult) -> list[str]:
    binding = row.character.bindings[-1] if row.character and row.character.bindings else None
    state, mention = (binding.state, binding.mention or "") if binding else ("", "")
    name = state_.lib.qualified(row.character) if row.character else row.handle
    return [str(row.number), f"@{name}", state, mention]
