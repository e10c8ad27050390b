"""One command line, from its words to its exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.cli.state import State

INTERRUPTED = 130
_COMPLETE = "_complete"
"""The first word of what a shell asks at every TAB."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing is raised but with `--debug`.

    0 done, 1 not found or conflict, 2 invalid input, 3 the provider refused or could not be
    reached, 4 done in part, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [_COMPLETE]:  # answers at every TAB, so the rest is not loaded
        from charlib.cli.complete import answer

        return answer(arguments[1:])
    from charlib.cli.root import before_command
    from charlib.cli.state import State

    options = before_command(arguments)
    state = State(arguments)
    try:
        return _run(arguments, state, as_json="--json" in options)
    except BrokenPipeError:
        from charlib.cli.showing.output import drop_output

        drop_output()
        return 0
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in options and not isinstance(error, KeyboardInterrupt):
            raise
        from charlib.cli.showing.errors import show

        state.output.as_json = "--json" in options
        return show(error, state.output)
    finally:
        state.close()


def _run(arguments: list[str], state: State, *, as_json: bool) -> int:
    from charlib.cli import parse

    call: parse.Call | int | None = parse.read(arguments)
    if call is None:
        from charlib.cli import typer_app

        call = typer_app.read(arguments, as_json=as_json)
    if not isinstance(call, int):
        call.run(state)
        call = 0
    sys.stdout.flush()
    return call


def _open_streams() -> None:
    """Replace a standard stream that is closed with an empty one.

    Else the library would be opened in its place, and output be written into it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - stays open
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - stays open


def run() -> None:
    """The console script. Leaves at once after Ctrl-C, whatever threads still wait for."""
    _open_streams()
    # A command ends before cycles matter; looking for them takes a fifth of a long list's time.
    gc.set_threshold(100_000)
    try:
        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:  # pressed again while it was leaving
        code = INTERRUPTED
    if code == INTERRUPTED:
        os._exit(code)
    sys.exit(code)
