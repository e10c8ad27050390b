"""Outlive a provider: keep footage, and create characters again elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import flag, option
from charlib.cli.many import counted
from charlib.cli.showing.phrasing import phrased
from charlib.domain.character.looks import parse_name, parted, with_look
from charlib.errors import InvalidInput, PartlyDone, prefixed
from charlib.hints import call

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.costing import Estimate
    from charlib.library.creating import RowResult
    from charlib.library.rebinding import RebindPlan, RebindStep

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_STATES = {
    "make": "to create",
    "fetch": "to fetch and create",
    "there": "already there",
    "open": "not settled",
    "missing": "missing",
}


def keep(
    state: State,
    *,
    handle: str | None = opt.HANDLE,
    source: str | None = option(
        "REF", "The video that shows it: a file, URL or source.", completes="video"
    ),
    window: str | None = option("START,END", "The window of that video, in seconds."),
    still: list[str] = option(
        "FILE",
        "A picture of it, the portrait first; can be repeated.",
        default=(),
        completes="files",
    ),
    look: str = option(
        "NAME", "Of this look, instead of the main one.", default="", completes="looks"
    ),
    query: str | None = opt.QUERY,
    limit: str | None = option("SIZE", "Disk space for everything kept, such as 20GB."),
) -> None:
    """Keep a clip and stills of characters, or show what is kept.

    They are what `charlib rebind` creates characters from when a provider has shut down.
    """
    if limit is not None:
        state.lib.limit_room(_bytes(limit))
    if handle is not None and query is None:
        _keep_one(state, handle, source, window, still=still, look=look)
    elif query is not None and not (handle or source or window or still or look):
        _keep_matches(state, query)
    elif not (handle or source or window or still or look):
        _show_use(state)
    else:
        raise InvalidInput(
            "Name a character, or give --query alone.",
            hint="charlib keep HANDLE    # or: charlib keep --query QUERY",
        )


def rebind(
    state: State,
    *,
    to: str = option("ACCOUNT", "The account to create them at.", completes="accounts"),
    query: str = opt.QUERY._replace(default="", help="Only the characters that this search finds."),
    dry_run: bool = flag("Show the plan; fetch and change nothing."),
    yes: bool = opt.YES,
    no_wait: bool = opt.NO_WAIT,
    jobs: int = opt.JOBS,
) -> None:
    """Create characters again at another account.

    They are created from kept footage. Their old IDs stay.
    """
    plan = state.lib.plan_rebind(to, query, fetch=not dry_run, warn=state.output.warn)
    if not plan.steps and query:
        many.show_unknown(state, query)
    _show_plan(state, plan, only=dry_run)
    if not plan.steps and not query:
        _show_other_projects(state, to)
    steps = plan.of("make")
    if dry_run:
        for hint in dict.fromkeys(step.hint for step in plan.steps if step.hint):
            state.output.talk(f"  try: {phrased(hint)}")
        return
    if (steps or plan.with_voices()) and not many.confirmed(yes=yes):
        return
    with state.output.progress(f"at {plan.account}", len(steps)) as watch:
        results = state.lib.rebind(
            plan, wait=not no_wait, watch=watch, warn=state.output.warn, workers=jobs
        )
    _show_results(state, results)
    _refuse_missing(plan, results)


def _keep_one(
    state: State,
    handle: str,
    source: str | None,
    window: str | None,
    *,
    still: list[str],
    look: str,
) -> None:
    person = state.lib.keep(
        handle, source=source, window=window, still=still, look=look, warn=state.output.warn
    )
    name = parse_name(look) if look else ""
    material = state.lib.material(person, look=name)
    media = [file for file in (material.clip, *material.pictures()) if file] if material else []
    size = sum(file.bytes or 0 for file in media)
    form: dict[str, object] = {"handle": person.handle, "files": len(media), "bytes": size}
    if name:
        form["look"] = name
    called = with_look(state.lib.qualified(person), name)
    state.output.result(form, f"@{called}: {counted(len(media), 'file')}, {_size(size)}")


def _keep_matches(state: State, query: str) -> None:
    people = state.lib.search(query)
    refused = state.lib.keep_all(people, warn=state.output.warn)
    kept = len(people) - len(refused)
    form = {"kept": kept, "not": [character._asdict() for character in refused]}
    state.output.result(form, f"Kept footage of {kept} of {counted(len(people), 'character')}.")
    for character in refused:
        state.output.warn(f"@{character.handle}: {character.why}")
    if refused:
        raise PartlyDone(
            f"Kept nothing of {counted(len(refused), 'character')}.", hint=refused[0].hint
        )


def _show_use(state: State) -> None:
    use, limit = state.lib.room()
    state.output.pairs(
        {**use._asdict(), "limit": limit},
        [
            ("windows", f"{use.windows:,}"),
            ("files", f"{use.files:,}"),
            ("size", f"{_size(use.bytes)} of at most {_size(limit)}"),
            ("folder", str(state.lib.home.media)),
        ],
    )
    if use.bytes >= limit:
        state.output.talk("Nothing more is kept. For more space: charlib keep --limit SIZE")


def _show_plan(state: State, plan: RebindPlan, *, only: bool) -> None:
    """The plan: on stdout where nothing else was asked for, else on stderr."""
    estimate = state.lib.estimate(plan.calls)
    if only:
        form = [_step_form(step, estimate) for step in plan.steps]
        header = ("handle", "what", "from", "why")
        state.output.rows(form, header, [_cells(state, step) for step in plan.steps])
    numbers = [(len(plan.of(what)), name) for what, name in _STATES.items()]  # type: ignore[arg-type] # the keys are all there are
    counts = ", ".join(f"{number} {name}" for number, name in numbers if number)
    voices = len(plan.with_voices())
    counts += f", {counted(voices, 'voice')} to create" if voices else ""
    cost = f"; {_cost(estimate)}" if plan.calls else ""
    state.output.talk(f"at {plan.account}: {counts or 'no characters'}{cost}")
    many.show_estimate(state, estimate)
    for step in () if only else plan.steps:
        for text in (*step.warnings, *([step.why] if step.why else ())):
            state.output.warn(f"@{with_look(state.lib.qualified(step), step.look)}: {text}")


def _show_other_projects(state: State, to: str) -> None:
    """Show how to create the characters of another project, where this one has none."""
    filled = [each.slug for each in state.lib.projects.list() if each.characters]
    if filled:
        query = f"project:{filled[0]}"
        names = ", ".join(filled)
        state.output.talk(f"Project {state.lib.project} is empty. Characters are in: {names}")
        state.output.talk(f"  try: {phrased(call('rebind', to=to, query=query))}")


def _cells(state: State, step: RebindStep) -> list[str]:
    material = f"{step.way}: {step.media}" if step.way else ""
    handle = f"@{with_look(state.lib.qualified(step), step.look)}"
    return [handle, _STATES[step.what], material, step.why or "; ".join(step.warnings)]


def _step_form(step: RebindStep, estimate: Estimate) -> dict[str, Any]:
    """A step as a document; `refused` says why the budget would let nothing of the plan go."""
    from charlib.domain import forms

    is_sent = step.what in {"make", "fetch"} or step.voice == "make"
    cost = forms.cost(step.cost) or {"amount": None, "unit": None}
    why = estimate.refused[0].why if estimate.refused and is_sent else None
    return {
        **step._asdict(), "cost": cost["amount"], "unit": cost["unit"],
        "voice_cost": forms.cost(step.voice_cost), "refused": why,
    }  # fmt: skip


def _cost(estimate: Estimate) -> str:
    is_known = estimate.paid and estimate.unknown < estimate.calls
    return f"price: {estimate.words}" if is_known else estimate.words


def _show_results(state: State, results: list[RowResult]) -> None:
    state.output.rows(
        [
            {"handle": row.handle, "ok": row.error is None, "error": row.error and str(row.error)}
            for row in results
        ],
        ("handle", "state", "in prompts"),
        list(map(_result_cells, results)),
    )
    for row in results:
        if row.error is not None:
            state.output.warn(str(prefixed(row.error, f"@{row.handle}")))


def _result_cells(row: RowResult) -> list[str]:
    look = parted(row.handle)[1]
    bindings = row.character.bindings if row.character else ()
    binding = next((each for each in reversed(bindings) if each.look == look), None)
    cells = (binding.state, binding.mention or "") if binding else ("failed", "")
    return [f"@{row.handle}", *cells]


def _refuse_missing(plan: RebindPlan, results: list[RowResult]) -> None:
    """Exit 4 where a character that was meant is not at the account afterwards."""
    left = [*plan.of("open"), *plan.of("missing")]
    count = len(left) + sum(row.error is not None for row in results)
    if count:
        hint = next((step.hint for step in left if step.hint), "charlib sync --retry")
        are = "is" if count == 1 else "are"
        raise PartlyDone(f"{counted(count, 'character')} {are} not at {plan.account}.", hint=hint)


def _bytes(text: str) -> int:
    import re

    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text.strip(), re.IGNORECASE)
    if size is None:
        raise InvalidInput(f"Invalid size {text!r}.", hint="Give a size such as 500MB or 20GB")
    return round(float(size[1]) * _UNITS[size[2].upper()])


def _size(count: int) -> str:
    """Bytes in words: 12.3 MB."""
    for unit, factor in reversed(_UNITS.items()):
        if unit and count >= factor:
            return f"{count / factor:.3g} {unit}B"
    return counted(count, "byte")
