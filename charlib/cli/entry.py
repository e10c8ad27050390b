"""One command line from its words to its exit code, and the one place where errors are told."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

from charlib.cli.output import Output, silence_broken_pipe
from charlib.cli.phrasing import phrased
from charlib.cli.state import State
from charlib.domain.text import short, shown
from charlib.errors import CharlibError, InvalidInput

INTERRUPTED = 130
_LONGEST = 2_000
"""An error is not longer, whatever it is about."""
_COMPLETE = "_complete"
"""The first word of what a shell asks at every TAB."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and answer its exit code; nothing is raised but with `--debug`.

    0 done, 1 not found or conflict, 2 invalid input, 3 the provider refused or could not be
    reached, 4 done in part, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [_COMPLETE]:
        from charlib.cli.complete import answer

        return answer(arguments[1:])
    state = State(Output())
    state.words = arguments
    try:
        return _run(arguments, state)
    except KeyboardInterrupt as stopped:
        remedy = "Say it again" if stopped.args else "charlib sync goes on with it"
        tell(f"interrupted; {str(stopped) or 'what was sent is written down'}", remedy)
        return INTERRUPTED
    except BrokenPipeError:
        silence_broken_pipe()
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _tell(error)
    finally:
        state.close()


def _tell(error: Exception) -> int:
    """Tell what went wrong, and answer the exit code.

    A name that the system does not take (too long, of bytes that are no text) is no fault of
    charlib's, wherever it turns up.
    """
    if isinstance(error, CharlibError):
        tell(str(error), phrased(error.hint) or "charlib --help", getattr(error, "picture", ""))
        return error.exit_code
    if isinstance(error, OSError):
        name = f"{str(error.filename)!r}: " if error.filename else ""
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        remedy = (
            "Make room, and try again" if is_full else "Check the name, and that you may use it"
        )
        tell(f"{name}{error.strerror or error}", remedy)
        return 1
    if isinstance(error, UnicodeEncodeError) or "embedded null" in str(error):
        tell("what was typed has bytes in it that are no text", "Type it again")
        return InvalidInput.exit_code
    tell(f"charlib has a fault: {type(error).__name__}: {error}", "Run it again with --debug")
    return 1


def _run(arguments: list[str], state: State) -> int:
    from charlib.cli import quick

    code = quick.run(arguments, state)
    if code is None:
        from charlib.cli import app

        code = app.run(arguments, state)
    sys.stdout.flush()
    return code


def tell(what: str, remedy: str, picture: str = "") -> None:
    """An error is two lines: what happened to which object and why; what helps.

    A query that cannot be read is drawn between them, with carets under the place.
    """
    sys.stdout.flush()
    drawn = [f"    {line}" for line in picture.splitlines()]
    for line in (f"error: {short(shown(what), _LONGEST)}", *drawn, f"  try: {shown(remedy)}"):
        sys.stderr.write(line.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stderr.flush()


def _open_streams() -> None:
    """Let a standard stream that is closed be an empty one.

    Else the library would be opened in its place, and what is printed be written into it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - stays open
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - stays open


def run() -> None:
    """The console script. Leaves at once after Ctrl-C, whatever threads still wait for."""
    _open_streams()
    # A command ends before circles of objects matter; looking for them is a fifth of a long list.
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
