"""Hints as people type them: a call is a command line, an argument is an option."""

from __future__ import annotations

from charlib.hints import Hint, in_shell


def phrased(hint: Hint | str) -> str:
    """A hint as a sentence for a terminal."""
    return hint.phrased(in_shell) if isinstance(hint, Hint) else hint
