"""Where errors are shown: two lines on stderr, and with `--json` a document on stdout."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

from charlib import errors
from charlib.cli.showing.phrasing import phrased
from charlib.domain.text import printable

if TYPE_CHECKING:
    from charlib.cli.showing.output import Output

_LONGEST = 2_000
"""Characters of a message that are shown."""
_INTERRUPTED = 130
_FULL = {errno.ENOSPC, errno.EDQUOT}
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (KeyboardInterrupt, "partial"),
    (UnicodeEncodeError, "invalid"),
    (PermissionError, "permission"),
    (FileNotFoundError, "not-found"),
    (OSError, "disk"),
)


def kind_of(error: BaseException) -> str:
    """The kind of an error, for programs: a word of the list in the manual."""
    if isinstance(error, errors.CharlibError):
        return error.kind
    return next((kind for of, kind in _KINDS if isinstance(error, of)), "fault")


def show(error: BaseException, output: Output) -> int:
    """Show what went wrong, and return the exit code."""
    message, hint, code = _described(error)
    message, hint = printable(message, _LONGEST), printable(hint)
    try:
        if output.as_json and not output.has_document:
            output.json({"error": {"kind": kind_of(error), "message": message, "hint": hint}})
        sys.stdout.flush()
    except OSError:  # the error is perhaps that nothing can be written there
        from charlib.cli.showing.output import drop_output

        drop_output()
    picture = str(getattr(error, "picture", "")).splitlines()
    for line in (f"error: {message}", *(f"    {drawn}" for drawn in picture), f"  try: {hint}"):
        sys.stderr.write(line.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stderr.flush()
    return code


def _described(error: BaseException) -> tuple[str, str, int]:
    """The message, the hint and the exit code of an error.

    A name that the system does not take (too long, or of bytes that are not text) is not a fault
    of charlib, wherever it turns up.
    """
    if isinstance(error, errors.CharlibError):
        return str(error), phrased(error.hint) or "charlib --help", error.exit_code
    if isinstance(error, KeyboardInterrupt):
        if error.args:
            return f"Interrupted: {error}", "Run the command again", _INTERRUPTED
        return "Interrupted: requests already sent are recorded", "charlib sync", _INTERRUPTED
    if isinstance(error, OSError):
        name = f"{str(error.filename)!r}: " if error.filename else ""
        is_full = error.errno in _FULL
        hint = (
            "Free some disk space, then run it again" if is_full else "Check name and permissions"
        )
        return f"{name}{error.strerror or error}", hint, 1
    if isinstance(error, UnicodeEncodeError) or "embedded null" in str(error):
        message = "The command line contains bytes that are not text"
        return message, "Type the command again", errors.InvalidInput.exit_code
    return f"Fault in charlib: {type(error).__name__}: {error}", "Run it again with --debug", 1
