"""Characters: create, add, list, search, show, edit, rename, rm, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charlib.cli import bulk, showing
from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import Conflict, InvalidInput, PartlyDone, ProviderError

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.domain.suggestion import Suggestion
    from charlib.library.creating import RowResult


_NAMED = 20
"""How many failed rows the last line of a batch names; each has a line of its own before."""


def create(
    ctx: typer.Context,
    handle: Annotated[str | None, typer.Argument(metavar="HANDLE")] = None,
    url: Annotated[str | None, typer.Option(help="The URL of the source video.")] = None,
    task: Annotated[
        str | None,
        typer.Option(metavar="ID", help="A generation task, charlib's or the provider's."),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="REF", help="A recorded source: label, number or URL.")
    ] = None,
    window: Annotated[
        str | None,
        typer.Option(metavar="START,END", help="Where it is seen, in seconds: 5,8; or auto."),
    ] = None,
    accept_low: Annotated[
        bool, typer.Option("--accept-low", help="With auto: take one that is not clearly good.")
    ] = False,
    account: opt.Account = None,
    tag: opt.Tags = None,
    name: opt.Name = "",
    look: opt.Look = "",
    no_wait: opt.NoWait = False,
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A batch: CSV or JSON Lines.")
    ] = None,
    jobs: opt.Jobs = 4,
    keep: opt.Keep = True,
) -> None:
    """Create a character at a provider, from a window of a video; or a whole batch of them."""
    from charlib.domain.window import is_auto

    state = of(ctx)
    if file is not None:
        if handle or url or task or source or window or name or look:
            raise InvalidInput(
                "--from goes without HANDLE and what is one character's own",
                hint="--account and --tag are for all rows; what is one's own stands in its row",
            )
        _create_batch(
            state, file, account=account, tags=tag or (), accept_low=accept_low,
            wait=not no_wait, keep=keep, workers=jobs,
        )  # fmt: skip
        return
    if handle is None or window is None:
        missing = "HANDLE" if handle is None else "--window START,END"
        raise InvalidInput(
            f"{missing} is missing", hint="charlib create mia --url URL --window 5,8"
        )
    if is_auto(window):
        video = state.lib.video_of(url=url, task=task, source=source)
        window = _chosen(state, video, account, accept_low=accept_low)
    with state.output.progress(f"@{handle}", 1) as watch:
        made = state.lib.create(
            handle, url=url, task=task, source=source, window=window, account=account,
            name=name, look=look, tags=tag or (), wait=not no_wait, keep=keep,
            watch=watch, warn=state.output.warn,
        )  # fmt: skip
    _show_made(state, made)


def _chosen(state: State, video: str, account: str | None, *, accept_low: bool) -> str:
    """The best window of a video, told on stderr."""
    from charlib.cli.window import duration_of

    with state.output.bar("watching", duration_of(state, video)) as watched:
        found = state.lib.choose_window(
            video, account=account, accept_low=accept_low, progress=watched
        )
    state.output.talk(_told(found))
    return str(found.window)


def _told(found: Suggestion) -> str:
    """A window that was found, and why, in one line."""
    from charlib.cli.window import told

    return f"window {found.window}, score {found.score:.2f}: {told(found)}"


def _show_made(state: State, made: Character) -> None:
    from charlib.domain import forms

    binding = made.bindings[-1]
    state.output.result(
        forms.character(made),
        f"@{made.handle}  {binding.state}  {binding.mention or ''}".rstrip(),
    )
    if binding.state != "ready":
        state.output.talk(f"@{made.handle} is {binding.state}; to go on: charlib sync")


def _create_batch(state: State, file: Path, **choices: Any) -> None:
    """Create what a file asks for, as `create_many` does with these choices, and tell of it."""
    from charlib.library import read_batch

    rows = read_batch(file)
    with state.output.progress(file.name, len(rows)) as watch:
        made = state.lib.create_many(rows, watch=watch, warn=state.output.warn, **choices)
    for one in made:
        if one.chosen is not None:
            state.output.talk(f"row {one.number}: {_told(one.chosen)}")
    warned = [f"row {one.number}: {warning}" for one in made for warning in one.warnings]
    for warning in warned[:_NAMED]:
        state.output.warn(warning)
    if len(warned) > _NAMED:
        state.output.warn(f"{len(warned) - _NAMED} more of this kind")
    state.output.rows(
        [_row_form(one) for one in made],
        ("row", "handle", "state", "mention"),
        [_row_cells(one) for one in made if one.error is None],
    )
    _refuse_failed(state, made)


def _refuse_failed(state: State, made: list[RowResult]) -> None:
    bad = [one for one in made if one.error is not None]
    for one in bad:
        state.output.warn(f"row {one.number}: {_what_failed(one)}")
    done = len(made) - len(bad)
    if not bad:
        state.output.talk(f"{done} rows done")
    elif done or len(bad) > 1:
        numbers = ", ".join(str(one.number) for one in bad[:_NAMED]) + ", …" * (len(bad) > _NAMED)
        rows = "row" if len(bad) == 1 else "rows"
        raise PartlyDone(
            f"{done} of {len(made)} rows done; not done: {rows} {numbers}",
            hint=_help_with(bad),
        )
    elif bad[0].error is not None:
        raise bad[0].error


def _help_with(bad: list[RowResult]) -> str:
    is_ours = [not isinstance(one.error, ProviderError) for one in bad]
    if all(is_ours):
        return "Mend those rows and run them again"
    again = "what the provider failed: charlib sync --retry"
    return f"Mend those and run them again; {again}" if any(is_ours) else f"To try again {again}"


def _what_failed(one: RowResult) -> str:
    """What stopped a row; most errors name who it is about, the others get the name."""
    said, who = str(one.error), f"@{one.handle}"
    return said if said.startswith(who) or not one.handle else f"{who}: {said}"


def _row_form(one: RowResult) -> dict[str, Any]:
    from charlib.domain import forms

    return {
        "row": one.number,
        "handle": one.handle,
        "ok": one.error is None,
        "error": None if one.error is None else str(one.error),
        "character": forms.character(one.character) if one.character else None,
    }


def _row_cells(one: RowResult) -> list[str]:
    binding = one.character.bindings[-1] if one.character and one.character.bindings else None
    state, mention = (binding.state, binding.mention or "") if binding else ("", "")
    return [str(one.number), f"@{one.handle}", state, mention]


def add(
    ctx: typer.Context,
    handle: opt.NewHandle,
    remote_id: Annotated[str, typer.Option("--id", metavar="REMOTE_ID", help="The provider's id.")],
    mention: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What goes into prompts, if not the id.")
    ] = None,
    account: opt.Account = None,
    tag: opt.Tags = None,
    name: opt.Name = "",
    look: opt.Look = "",
) -> None:
    """Catalogue a character that a provider has already. No network."""
    state = of(ctx)
    made = state.lib.add(
        handle,
        remote_id,
        mention=mention,
        account=account,
        name=name,
        look=look,
        tags=tag or (),
        warn=state.output.warn,
    )
    _show_made(state, made)


def show(ctx: typer.Context, handle: opt.Handle) -> None:
    """Show everything the library knows of a character."""
    showing.show(of(ctx), handle)


def edit(
    ctx: typer.Context,
    handle: Annotated[
        str | None, typer.Argument(metavar="HANDLE", help="mia, @mia or project/mia")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="N")] = None,
    look: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
    notes: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
    likeness: Annotated[
        str | None, typer.Option(metavar="L", help="Whose face it is: real, fictional, none.")
    ] = None,
    consent: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Who agreed, and where that is written.")
    ] = None,
    query: opt.Query = None,
    dry_run: opt.DryRun = False,
    yes: opt.Yes = False,
) -> None:
    """Change what is said of a character, or of all that a query finds."""
    from charlib.domain import forms

    state = of(ctx)
    bulk.check(query, dry_run=dry_run)
    if query is not None and handle is None and name is None:
        if bulk.go_on(state, query, "change", dry_run=dry_run, yes=yes):
            count = state.lib.edit_many(
                query, look=look, notes=notes, likeness=likeness, consent=consent
            )
            bulk.tell_changed(state, "changed", count, "changed")
        return
    if handle is None or query is not None:
        raise InvalidInput("who is meant?", hint="HANDLE, or --query QUERY without --name")
    before = state.lib.show(handle)
    person = state.lib.edit(
        handle, name=name, look=look, notes=notes, likeness=likeness, consent=consent
    )
    how = "changed" if person != before else "was so already"
    state.output.result(forms.character(person), f"@{person.handle} {how}")


def rename(ctx: typer.Context, old: opt.Handle, new: Annotated[str, typer.Argument()]) -> None:
    """Give a character another handle. Its ids and old prompts stay valid."""
    from charlib.domain import forms

    state = of(ctx)
    person = state.lib.rename(old, new)
    state.output.result(forms.character(person), f"@{person.handle}")


def rm(
    ctx: typer.Context,
    handles: Annotated[list[str] | None, typer.Argument(metavar="HANDLE…")] = None,
    query: opt.Query = None,
    dry_run: opt.DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Also when prompts used it.")] = False,
) -> None:
    """Put characters into the trash; `restore` brings them back with all their ids."""
    from charlib.domain import forms

    state = of(ctx)
    if bool(handles) == (query is not None):
        raise InvalidInput("who is meant?", hint="charlib rm HANDLE…, or --query QUERY")
    bulk.check(query, dry_run=dry_run)
    if query is not None:
        _rm_found(state, query, dry_run=dry_run, yes=yes)
        return
    handles = handles or []
    for handle in handles:
        uses = state.lib.uses(handle)
        if uses and not yes:
            raise Conflict(
                f"{handle} is used in {uses} {'prompt' if uses == 1 else 'prompts'}",
                hint=f"charlib rm {handle} --yes    (it goes to the trash, the prompts stay)",
            )
    gone = state.lib.remove_all(handles)
    if state.output.as_json:
        state.output.json([forms.character(one) for one in gone])
    names = [state.lib.qualified(one) for one in gone]
    back = f"charlib restore {' '.join(names)}"
    state.output.talk(f"in the trash: {' '.join(f'@{one}' for one in names)}; back with: {back}")


def _rm_found(state: State, query: str, *, dry_run: bool, yes: bool) -> None:
    uses = state.lib.uses_of(query)
    if uses and not (yes or dry_run):
        raise Conflict(
            f"who fits {query!r} is used in {uses} {'prompt' if uses == 1 else 'prompts'}",
            hint="charlib rm --query QUERY --yes    (to the trash; charlib undo brings all back)",
        )
    if bulk.go_on(state, query, "into the trash", dry_run=dry_run, yes=yes):
        count = state.lib.remove_many(query)
        bulk.tell_changed(state, "removed", count, "in the trash")


def restore(
    ctx: typer.Context,
    handles: Annotated[list[str], typer.Argument(metavar="HANDLE…")],
) -> None:
    """Bring characters back from the trash."""
    from charlib.domain import forms

    state = of(ctx)
    back = state.lib.restore_all(handles)
    names = " ".join(f"@{one.handle}" for one in back)
    made = [forms.character(one) for one in back]
    verb = "is" if len(back) == 1 else "are"
    state.output.result(made[0] if len(back) == 1 else made, f"{names} {verb} back")
