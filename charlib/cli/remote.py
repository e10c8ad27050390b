"""Sync, and the simulator to try everything with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.phrasing import phrased
from charlib.cli.state import State, of
from charlib.errors import Conflict, InvalidInput, MissingExtra, NotFound, PartlyDone

if TYPE_CHECKING:
    from charlib.library.syncing import SyncResult
    from charlib.sandbox import Server


def sync(
    ctx: typer.Context,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed, too.")] = False,
    jobs: opt.Jobs = 4,
) -> None:
    """Finish what is open: send, ask after, fetch. What may have been paid for is never re-sent."""
    state = of(ctx)
    with state.output.progress("syncing", 0) as watch:
        done = state.lib.sync(retry=retry, watch=watch, warn=state.output.warn, workers=jobs)
    said = ", ".join(f"{count} {name}" for name, count in sorted(done.states.items()))
    nothing = "nothing came to an end" if done.left else "nothing was open"
    state.output.result(_form(done), said or nothing)
    _refuse_open(state, done)


def verify(
    ctx: typer.Context,
    query: Annotated[
        str, typer.Option(metavar="QUERY", help="Only the characters that a search finds.")
    ] = "",
    account: opt.Account = None,
) -> None:
    """Ask the providers that can be asked whether ids are still there; note those that are not."""
    state = of(ctx)
    found = state.lib.verify(query, account=account)
    state.output.rows(
        [one._asdict() for one in found],
        ("handle", "account", "was", "is", "why not known"),
        [
            [
                f"@{state.lib.qualified(one)}",
                one.account,
                one.was,
                "" if one.why else one.state,
                one.why,
            ]
            for one in found
        ],
    )
    unknown = [one for one in found if one.why]
    if not found:
        state.output.talk("there is no id to ask about")
    elif unknown:
        names = ", ".join(dict.fromkeys(one.account for one in unknown))
        raise PartlyDone(
            f"{len(found) - len(unknown)} of {len(found)} ids were asked about; not at {names}",
            hint="Its console may tell; where a service ended: charlib account retire NAME",
        )


def resolve(
    ctx: typer.Context,
    handle: opt.Handle,
    adopt: Annotated[
        str | None, typer.Option(metavar="ID", help="The id that the provider shows for it.")
    ] = None,
    mention: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What goes into prompts, if not the id.")
    ] = None,
    resend: Annotated[
        bool, typer.Option("--resend", help="Send it again; it may be billed again.")
    ] = False,
) -> None:
    """Settle what was sent and never answered: adopt its id, or send it again."""
    from charlib.domain import forms

    state = of(ctx)
    if bool(adopt) == resend:
        raise InvalidInput(
            "say what became of it", hint=f"charlib resolve {handle} --adopt ID, or --resend"
        )
    person = state.lib.resolve(handle, adopt=adopt, mention=mention)
    binding = person.bindings[-1]
    state.output.result(
        forms.character(person), f"@{person.handle}  {binding.state}  {binding.mention or ''}"
    )


def _form(done: SyncResult) -> dict[str, object]:
    return {
        "states": done.states,
        "open": [
            {"what": one.job.label, "account": one.job.account, "why": one.why} for one in done.left
        ],
        "failed": [{"what": what, "error": error} for what, error in done.failed],
        "unknown": [
            {"what": what, "account": account, "error": error}
            for what, account, error in done.unknown
        ],
    }


def _refuse_open(state: State, done: SyncResult) -> None:
    for one in done.left:
        state.output.warn(f"{one.job.label} at {one.job.account} is still open: {one.why}")
    for what, account, error in done.unknown:
        state.output.warn(f"{what} at {account} is unknown: {error}")
    for what, error in done.failed:
        state.output.warn(f"{what}: {error}")
    if done.left or done.unknown or done.failed:
        raise PartlyDone(
            f"{len(done.left)} still open, {len(done.unknown)} unknown, {len(done.failed)} failed",
            hint=_help_of(done),
        )


def _help_of(done: SyncResult) -> str:
    """What helps with the worst of what did not come to an end."""
    if done.unknown:
        return "For what is unknown: charlib resolve HANDLE --adopt ID, or --resend"
    if done.failed:
        return "To try again what failed: charlib sync --retry"
    told = next((one.error.hint for one in done.left if one.error and one.error.hint), "")
    return phrased(told) or "To go on with what is open: charlib sync"


def sandbox(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8787,
    files: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of videos, served at /files/.")
    ] = None,
    latency: Annotated[
        float, typer.Option(metavar="S", min=0, help="Seconds before each answer.")
    ] = 0,
) -> None:
    """Run a provider of your own on this machine: every dialect, real videos, no money."""
    state = of(ctx)
    _need_sandbox()
    from charlib.sandbox import Settings, serve

    if files is not None and not files.is_dir():
        raise NotFound(f"no folder {files}", hint="charlib sandbox --files DIR")
    settings = Settings(port=port, files=files, latency_s=latency)

    def ready(server: Server) -> None:
        state.output.talk(
            f"the sandbox runs at {server.url} with the key {settings.key}; Ctrl-C ends it"
        )
        state.output.talk(
            f"charlib account add sandbox --profile sandbox --base-url {server.bases['async']}"
        )
        if files is not None:
            state.output.talk(f"videos of {files} are at {server.url}/files/NAME")

    try:
        serve(settings, on_ready=ready)
    except OSError as error:
        raise Conflict(
            f"the sandbox cannot listen on port {port}: {error.strerror}",
            hint="charlib sandbox --port 0 takes any free port",
        ) from error


def demo(
    ctx: typer.Context,
    clip: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A video of yours to cut from.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(metavar="START,END", help="Where someone is seen in it.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the library of the demo there.")
    ] = None,
) -> None:
    """Watch the whole story in a minute: a clip becomes a character, and walks through a city."""
    state = of(ctx)
    _need_sandbox()
    from charlib.demo import run

    told: list[dict[str, str]] = []

    def say(step: str, text: str) -> None:
        told.append({"step": step, "text": text})
        if not state.output.as_json:
            state.output.line(f"{step:>7} {text}")

    run(say, clip=clip, window=window, keep=keep)
    if state.output.as_json:
        state.output.json(told)


def _need_sandbox() -> None:
    try:
        import charlib.sandbox  # noqa: F401 - only whether it can be loaded
    except ImportError as error:
        raise MissingExtra(
            f"the sandbox needs a package that is not installed: {error.name}",
            hint="pip install 'charlib[all]'",
        ) from error
