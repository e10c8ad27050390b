"""Finish, settle and verify what was sent to providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import flag, option
from charlib.cli.many import counted
from charlib.cli.phrasing import phrased
from charlib.errors import InvalidInput, PartlyDone

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.syncing import SyncResult


def verify(
    state: State,
    *,
    query: str = opt.QUERY._replace(default="", help="Only the characters that this search finds."),
    account: str | None = opt.ACCOUNT,
) -> None:
    """Ask providers whether IDs still exist, and record it."""
    results = state.lib.verify(query, account=account)
    state.output.rows(
        [result._asdict() for result in results],
        ("handle", "account", "was", "is", "why unknown"),
        [
            [
                f"@{state.lib.qualified(result)}",
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
            f"Checked {done} of {counted(len(results), 'id')}; not at {names}.",
            hint="See the provider's console; if the service has shut down: charlib account retire"
            f" {unknown[0].account}",
        )


def sync(
    state: State,
    *,
    retry: bool = flag("Retry failed requests too."),
    jobs: int = opt.JOBS,
) -> None:
    """Finish open requests: send, poll, download.

    Never resends anything you may already have paid for.
    """
    with state.output.progress("syncing", 0) as watch:
        result = state.lib.sync(retry=retry, watch=watch, warn=state.output.warn, workers=jobs)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(result.states.items()))
    nothing = "Nothing finished." if result.left else "Nothing to finish."
    state.output.result(_form(result), counts or nothing)
    _refuse_open(state, result)


def resolve(
    state: State,
    *,
    handle: str = opt.HANDLE._replace(completes="unsettled"),
    adopt: str | None = option("ID", "The ID that the provider shows for it."),
    mention: str | None = opt.MENTION,
    resend: bool = flag("Send it again; you may be billed again."),
) -> None:
    """Settle an unanswered request: enter its ID, or resend it."""
    from charlib.domain import forms

    if bool(adopt) == resend:
        raise InvalidInput(
            "Give the ID that the provider made, or --resend.",
            hint=f"charlib resolve {handle} --adopt ID, or --resend",
        )
    person = state.lib.resolve(handle, adopt=adopt, mention=mention)
    binding = person.bindings[-1]
    text = f"@{state.lib.qualified(person)}  {binding.state}  {binding.mention or ''}"
    state.output.result(forms.character(person), text)


def _form(result: SyncResult) -> dict[str, object]:
    return {
        "states": result.states,
        "open": [
            {"what": step.job.label, "account": step.job.account, "why": step.why}
            for step in result.left
        ],
        "failed": [{"what": what, "error": error} for what, error in result.failed],
        "unknown": [
            {"what": what, "account": account, "error": error}
            for what, account, error in result.unknown
        ],
    }


def _refuse_open(state: State, result: SyncResult) -> None:
    for step in result.left:
        state.output.warn(f"{step.job.label} at {step.job.account} is still open: {step.why}")
    for what, account, error in result.unknown:
        state.output.warn(f"{what} at {account} got no answer: {error}")
    for what, error in result.failed:
        state.output.warn(f"{what}: {error}")
    if result.left or result.unknown or result.failed:
        raise PartlyDone(
            f"{len(result.left)} still open, {len(result.unknown)} unknown,"
            f" {len(result.failed)} failed.",
            hint=_remedy(result),
        )


def _remedy(result: SyncResult) -> str:
    """The next command for the worst of what did not finish."""
    if result.unknown:
        label = result.unknown[0][0]
        if label.startswith("@"):
            return f"charlib resolve {label.removeprefix('@')} --adopt ID, or --resend"
        return "Look for it in the provider's console: charlib task add ID"
    if result.failed:
        return "charlib sync --retry"
    hints = (step.error.hint for step in result.left if step.error and step.error.hint)
    return next(map(phrased, hints), "charlib sync")
