"""Prompts, rendered and sent, as Typer reads them; the rendering is in `prompts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from charlib.cli import options as opt
from charlib.cli import prompts
from charlib.cli.state import State, of
from charlib.errors import InvalidInput, NotFound, PartlyDone


def prompt(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help='"@mia walks with @tom"')],
    account: opt.Account = None,
    everywhere: Annotated[
        bool, typer.Option("--all", help="Show the form of every account side by side.")
    ] = False,
    lint: Annotated[
        bool, typer.Option("--lint", help="Only tell what is wrong with it, and where.")
    ] = False,
    decompile: Annotated[
        bool, typer.Option("--decompile", help="TEXT is a provider's prompt: back into @handles.")
    ] = False,
    request: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="With --decompile: what accompanied the prompt."),
    ] = None,
) -> None:
    """Render a prompt: every @handle becomes what the account's provider calls that character."""
    prompts.prompt(
        of(ctx), text, account=account, everywhere=everywhere, lint=lint, decompile=decompile,
        request=request,
    )  # fmt: skip


def generate(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXT")] = None,
    account: opt.Account = None,
    scenarios: Annotated[
        Path | None, typer.Option(metavar="FILE", help="One prompt a line instead of TEXT.")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", metavar="NAME=VALUE", help="model, size, duration …; may be repeated."
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for the film and fetch it.")
    ] = False,
    jobs: opt.Jobs = 4,
) -> None:
    """Render a prompt, send it to the provider, and record the task."""
    state = of(ctx)
    if (text is None) == (scenarios is None):
        raise InvalidInput(
            "one prompt is needed", hint='charlib generate "@mia walks", or --scenarios FILE'
        )
    params = dict(_param(one) for one in param or ())
    texts = [text] if text is not None else _lines(scenarios)
    with state.output.progress("generating", len(texts)) as watch:
        if text is not None:
            _show_one(state, text, account, params, wait=wait, watch=watch)
        else:
            _show_all(state, texts, account, params, wait=wait, watch=watch, workers=jobs)


def _show_one(
    state: State, text: str, account: str | None, params: dict[str, Any], *, wait: bool, watch: Any
) -> None:
    from charlib.cli.task import show_task

    task = state.lib.generate(text, account=account, wait=wait, params=params, watch=watch)
    show_task(state, task)
    if task.state != "done":
        state.output.talk(f"to wait for it: charlib task wait {task.id}")


def _show_all(
    state: State,
    texts: list[str],
    account: str | None,
    params: dict[str, Any],
    *,
    wait: bool,
    watch: Any,
    workers: int,
) -> None:
    from charlib.domain import forms

    tasks = state.lib.generate_many(
        texts, account=account, wait=wait, params=params, watch=watch, workers=workers
    )
    made = [forms.task(one) for one in tasks]
    state.output.rows(
        made,
        ("id", "state", "remote id", "output"),
        [[str(t["id"]), t["state"], t["remote_id"] or "", t["output"] or ""] for t in made],
    )
    bad = [task for task in tasks if task.state in {"failed", "unknown"}]
    for task in bad:
        state.output.warn(f"task {task.id}: {task.error}")
    if bad:
        raise PartlyDone(
            f"{len(tasks) - len(bad)} of {len(tasks)} prompts sent; not: tasks"
            f" {', '.join(str(task.id) for task in bad)}",
            hint="charlib task list --state failed",
        )


def _param(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInput(f"--param {text} has no value", hint="--param duration=8")
    return name, value


def _lines(path: Path | None) -> list[str]:
    try:
        lines = Path(str(path)).read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise NotFound(f"no file {path}", hint="A text file with one prompt a line") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}", hint="A UTF-8 text file") from error
    return [line.strip() for line in lines if line.strip()]
