"""What outlives a provider: keeping footage, and making characters again elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import bulk
from charlib.cli import options as opt
from charlib.cli.phrasing import phrased
from charlib.cli.state import State, of
from charlib.errors import InvalidInput, PartlyDone, about

if TYPE_CHECKING:
    from charlib.library.creating import RowResult
    from charlib.library.rebinding import RebindPlan, RebindStep

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", re.IGNORECASE)
_WHAT = {"make": "to make", "there": "there already", "open": "not settled", "missing": "missing"}


def keep(
    ctx: typer.Context,
    handle: Annotated[
        str | None, typer.Argument(metavar="HANDLE", help="mia, @mia or project/mia")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="REF", help="Where it is seen: a file, URL or source.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(metavar="START,END", help="The seconds in which it is seen there.")
    ] = None,
    query: opt.Query = None,
    limit: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Keep at most so much in all: 20GB.")
    ] = None,
) -> None:
    """Keep a clip and stills of characters, to make them again elsewhere; or tell what is kept."""
    state = of(ctx)
    if limit is not None:
        state.lib.limit_room(_bytes(limit))
    if handle is not None and query is None:
        person = state.lib.keep(handle, source=source, window=window)
        material = state.lib.material(person)
        media = [one for one in (material.clip, *material.pictures()) if one] if material else []
        size = sum(one.bytes or 0 for one in media)
        form = {"handle": person.handle, "files": len(media), "bytes": size}
        state.output.result(form, f"@{person.handle}: {len(media)} files, {_size(size)}")
    elif query is not None and not (handle or source or window):
        _keep_found(state, query)
    elif handle is None and source is None and window is None:
        _tell_room(state)
    else:
        raise InvalidInput("who is meant?", hint="charlib keep HANDLE, or --query QUERY")


def rebind(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="ACCOUNT", help="The account to make them at.")
    ],
    query: Annotated[
        str, typer.Option(metavar="QUERY", help="Only the characters that a search finds.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan.")] = False,
    yes: opt.Yes = False,
    no_wait: opt.NoWait = False,
    jobs: opt.Jobs = 4,
) -> None:
    """Make characters again at another account, from what is kept of them. Old ids stay."""
    state = of(ctx)
    plan = state.lib.plan_rebind(to, query, warn=state.output.warn)
    _show_plan(state, plan, only=dry_run)
    wanted = plan.of("make")
    if dry_run:
        for hint in dict.fromkeys(one.hint for one in plan.steps if one.hint):
            state.output.talk(f"  try: {phrased(hint)}")
        return
    if wanted and not bulk.is_agreed(yes=yes):
        return
    with state.output.progress(f"at {plan.account}", len(wanted)) as watch:
        made = state.lib.rebind(
            plan, wait=not no_wait, watch=watch, warn=state.output.warn, workers=jobs
        )
    _show_made(state, made)
    _refuse_missing(plan, made)


def _keep_found(state: State, query: str) -> None:
    people = state.lib.search(query)
    refused = state.lib.keep_all(people)
    kept = len(people) - len(refused)
    form = {"kept": kept, "not": [one._asdict() for one in refused]}
    state.output.result(form, f"footage of {kept} of {len(people)} is kept")
    for one in refused:
        state.output.warn(f"@{one.handle}: {one.why}")
    if refused:
        raise PartlyDone(f"nothing is kept of {len(refused)}", hint=refused[0].hint)


def _tell_room(state: State) -> None:
    room, most = state.lib.room()
    state.output.pairs(
        {**room._asdict(), "limit": most},
        [
            ("windows", f"{room.windows:,}"),
            ("files", f"{room.files:,}"),
            ("size", f"{_size(room.bytes)} of at most {_size(most)}"),
            ("folder", str(state.lib.home.media)),
        ],
    )
    if room.bytes >= most:
        state.output.talk("nothing more is kept: charlib keep --limit SIZE makes room")


def _show_plan(state: State, plan: RebindPlan, *, only: bool) -> None:
    """The plan: on stdout where it is all that was asked for, else on stderr."""
    cost = _cost(plan)
    if only:
        form = [{**one._asdict(), "cost": _cost_of(plan, one)} for one in plan.steps]
        header = ("handle", "what", "from", "why")
        state.output.rows(form, header, [_cells(state, one) for one in plan.steps])
    counts = [f"{len(plan.of(what))} {said}" for what, said in _WHAT.items() if plan.of(what)]  # type: ignore[arg-type] # the keys are all there are
    state.output.talk(f"at {plan.account}: {', '.join(counts) or 'nobody'}; {cost}")
    for one in () if only else plan.steps:
        for text in (*one.warnings, *([one.why] if one.why else ())):
            state.output.warn(f"@{state.lib.qualified(one)}: {text}")


def _cells(state: State, step: RebindStep) -> list[str]:
    made_from = f"{step.way}: {step.media}" if step.way else ""
    who = f"@{state.lib.qualified(step)}"
    return [who, _WHAT[step.what], made_from, step.why or "; ".join(step.warnings)]


def _cost_of(plan: RebindPlan, step: RebindStep) -> float | None:
    return plan.cost[0] if plan.cost and step.what == "make" else None


def _cost(plan: RebindPlan) -> str:
    count = len(plan.of("make"))
    if plan.cost is None:
        return "what a creation costs there is not known"
    amount, unit = plan.cost
    return f"it costs {amount * count:g} {unit}" if amount else "it costs nothing"


def _show_made(state: State, made: list[RowResult]) -> None:
    state.output.rows(
        [
            {"handle": one.handle, "ok": one.error is None, "error": one.error and str(one.error)}
            for one in made
        ],
        ("handle", "state", "in prompts"),
        [_made_cells(one) for one in made],
    )
    for one in made:
        if one.error is not None:
            state.output.warn(str(about(one.error, f"@{one.handle}")))


def _made_cells(one: RowResult) -> list[str]:
    binding = one.character.bindings[-1] if one.character and one.character.bindings else None
    said = (binding.state, binding.mention or "") if binding else ("failed", "")
    return [f"@{one.handle}", *said]


def _refuse_missing(plan: RebindPlan, made: list[RowResult]) -> None:
    """Exit 4 where somebody of those who were meant is not at the account afterwards."""
    left = [*plan.of("open"), *plan.of("missing")]
    failed = [one for one in made if one.error is not None]
    if left or failed:
        hint = next((one.hint for one in left if one.hint), "charlib sync --retry")
        raise PartlyDone(f"{len(left) + len(failed)} are not at {plan.account}", hint=hint)


def _bytes(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f"{text!r} is no size", hint="500MB, 20GB")
    return round(float(found[1]) * _UNITS[found[2].upper()])


def _size(count: int) -> str:
    """Bytes in words: 12.3 MB."""
    for unit, factor in reversed(_UNITS.items()):
        if unit and count >= factor:
            return f"{count / factor:.3g} {unit}B"
    return f"{count} bytes"
