"""Finish, settle and verify what was sent to providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.cli.showing.phrasing import phrased
from charlib.domain.character.looks import with_look
from charlib.errors import InvalidInput, PartlyDone
from charlib.hints import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charlib.cli.state import State
    from charlib.domain.records import Character, Task, Unsettled
    from charlib.hints import Hint
    from charlib.library.syncing import SyncResult


def verify(
    state: State,
    *,
    query: str = opt.QUERY._replace(default="", help="Only the characters that this search finds."),
    account: str | None = opt.ACCOUNT._replace(help="Ask this account only (default: all)."),
) -> None:
    """Ask providers whether IDs still exist, and record it."""
    results = state.lib.verify(query, account=account)
    state.output.rows(
        [{**result._asdict(), "hint": phrased(result.hint)} for result in results],
        ("handle", "account", "was", "is", "why unknown"),
        [
            [
                "the voice of " * result.is_voice
                + f"@{with_look(state.lib.qualified(result), result.look)}",
                result.account,
                result.was,
                "" if result.why else result.state,
                result.why,
            ]
            for result in results
        ],
    )
    unknown = [result for result in results if result.why]
    if not results:
        state.output.talk("No IDs to check.")
    elif unknown:
        names = ", ".join(dict.fromkeys(result.account for result in unknown))
        done = len(results) - len(unknown)
        raise PartlyDone(
            f"Checked {done} of {counted(len(results), 'ID')};"
            f" at {names} not all could be checked.",
            hint=unknown[0].hint,
        )


def sync(
    state: State,
    *,
    retry: bool = flag("Retry failed requests too."),
    yes: bool = opt.YES,
    jobs: int = opt.JOBS,
) -> None:
    """Finish open requests: send, poll, download.

    Never resends anything you may already have paid for.
    """
    calls = state.lib.plan_retry() if retry and many.is_terminal() else []
    what = f"Retry {counted(len(calls), 'creation')}"
    if not many.confirmed_cost(state, what, calls, yes=yes):
        return
    with state.output.progress("syncing", 0) as watch:
        result = state.lib.sync(retry=retry, watch=watch, warn=state.output.warn, workers=jobs)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(result.states.items()))
    nothing = "Nothing finished." if result.left else "Nothing to finish."
    state.output.result(_form(result), counts or nothing)
    failed = 0 if retry else len(state.lib.plan_retry())
    if failed:
        are = "creation has" if failed == 1 else "creations have"
        state.output.talk(f"{failed:,} {are} failed. To send again: charlib sync --retry")
    _refuse_open(state, result)


def resolve(
    state: State,
    *,
    ref: str = argument(
        "HANDLE|TASK", "A handle, the number of a task, or upload:FILE.", completes="unsettled"
    ),
    account: str | None = opt.ACCOUNT._replace(help="Account of the request, if several have one."),
    adopt: str | None = option("ID", "The ID that the provider shows for it."),
    mention: str | None = opt.MENTION,
    resend: bool = flag("Send it again; you may be billed again."),
    lost: bool = flag("The provider made nothing."),
) -> None:
    """Settle a request that got no answer.

    Look in the provider's console: enter the ID that it made, send the request again, or record
    that nothing was made.
    """
    if [bool(adopt), resend, lost].count(True) != 1:
        raise InvalidInput(
            "Give one of --adopt ID, --resend and --lost.",
            hint=f"charlib resolve {ref} --adopt ID    # or --resend, or --lost",
        )
    settled = state.lib.resolve(ref, account=account, adopt=adopt, mention=mention, lost=lost)
    state.output.result(*_settled(state, settled))


def _settled(state: State, settled: Character | Task | Unsettled) -> tuple[dict[str, object], str]:
    """A settled request, as JSON and as a line."""
    from charlib.domain import forms
    from charlib.domain.records import Character, Task

    if isinstance(settled, Character):
        binding = settled.bindings[-1]
        text = f"@{state.lib.qualified(settled)}  {binding.state}  {binding.mention or ''}"
        return forms.character(settled), text.rstrip()
    if isinstance(settled, Task):
        return forms.task(settled), f"task {settled.id}  {settled.state}"
    form: dict[str, object] = settled._asdict()
    return form, f"{settled.label}  settled"


def _form(result: SyncResult) -> dict[str, object]:
    return {
        "states": result.states,
        "open": [
            {"what": step.job.label, "account": step.job.account, "why": step.why}
            for step in result.left
        ],
        "failed": [{"what": what, "error": error} for what, error in result.failed],
        "unknown": [
            {"what": each.label, "ref": each.ref, "account": each.account, "error": each.error}
            for each in result.unknown
        ],
    }


def _refuse_open(state: State, result: SyncResult) -> None:
    for step in result.left:
        state.output.warn(f"{step.job.label} at {step.job.account} is still open: {step.why}")
    unsettled = state.lib.unsettled() if result.unknown else []
    for request, hint in unsettled:
        text = f"{request.label} at {request.account} got no answer: {request.error}"
        state.output.warn(Notice(text, hint))
    for what, error in result.failed:
        state.output.warn(f"{what}: {error}")
    if result.left or result.unknown or result.failed:
        raise PartlyDone(
            f"{len(result.left)} still open, {len(result.unknown)} unknown,"
            f" {len(result.failed)} failed.",
            hint=_remedy(result, [hint for _, hint in unsettled]),
        )


def _remedy(result: SyncResult, settling: Sequence[Hint]) -> str:
    """The next command for the worst of what did not finish."""
    if settling:
        return phrased(settling[0])
    if result.failed:
        return phrased(result.remedy) or "charlib sync --retry"
    hints = (step.error.hint for step in result.left if step.error and step.error.hint)
    return next(map(phrased, hints), "charlib sync")
