"""Let an agent work with the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from charlib.cli.declare import flag, option
from charlib.config import HOME_VARIABLE
from charlib.errors import MissingExtra
from charlib.hints import install as packages

if TYPE_CHECKING:
    from charlib.cli.state import State

CLIENTS = ("claude", "cursor", "vscode", "codex")


def mcp(
    state: State,
    *,
    read_only: bool = flag("Offer no tool that changes anything."),
    allow_spend: str | None = option(
        "AMOUNT", "Carry out plans up to this without asking: '5 USD' or '10 calls'."
    ),
    install: str | None = option(
        "CLIENT", "Print the configuration for a client; write nothing.", choices=CLIENTS
    ),
    skill: bool = flag("Print instructions for agents: how to cast a series."),
) -> None:
    """Serve the library to an agent over stdio.

    An agent finds characters, checks prompts and catalogues. What spends money is planned first,
    and sent only when you approve it. See charlib help agents.
    """
    try:
        from charlib.mcp import run
    except ImportError as error:
        raise MissingExtra(
            f"The server for agents needs a package that is not installed: {error.name}.",
            hint=packages("mcp"),
        ) from error
    if install is not None:
        _print_configuration(state, install, read_only=read_only, allow_spend=allow_spend)
        return
    if skill:
        _print(state, {"skill": run.skill()}, run.skill())
        return
    with run.opened(
        home=state.home, project=state.project, read_only=read_only, allow_spend=allow_spend
    ) as desk:
        if sys.stdin.isatty():
            state.output.talk("Waiting for an agent on standard input. Ctrl-C stops it.")
        run.serve(desk)


def _print_configuration(
    state: State, client: str, *, read_only: bool, allow_spend: str | None
) -> None:
    """Print what a client needs; one that has no terminal does not know CHARLIB_HOME."""
    from charlib.mcp.desk import Allowance
    from charlib.mcp.install import configuration

    if allow_spend is not None:
        Allowance.parse(allow_spend)
    home = state.home or os.environ.get(HOME_VARIABLE)
    words = ["--home", os.path.abspath(os.path.expanduser(home))] if home else []  # noqa: PTH100, PTH111 - a text of either kind
    words += ["--project", state.project] if state.project else []
    words += ["mcp", *["--read-only"] * read_only]
    words += ["--allow-spend", allow_spend] if allow_spend else []
    made = configuration(client, words)
    _print(state, made._asdict(), f"{made.text}\n")
    state.output.talk(f"This belongs into the file {made.file} of {client}.")


def _print(state: State, form: dict[str, str], text: str) -> None:
    """Print a text of several lines, or its form with `--json`."""
    if state.output.as_json:
        state.output.json(form)
    else:
        state.output.text(text)
