"""Errors as documents: DESIGN's form, and no folder of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from charlib.domain.text import printable
from charlib.doors.places import unplaced
from charlib.errors import CharlibError
from charlib.hints import Hint

_LONGEST = 2_000


def kind_of(error: BaseException) -> str:
    """The kind of an error, for programs."""
    if isinstance(error, CharlibError):
        return error.kind
    if isinstance(error, PermissionError):
        return "permission"
    return "disk" if isinstance(error, OSError) else "fault"


def form_of(
    error: BaseException, phrased: Callable[[Hint | str], str], otherwise: str
) -> dict[str, Any]:
    """An error as a document; `otherwise` is the hint of a fault.

    An unexpected error tells its type only: its text may tell anything.
    """
    hint = otherwise
    if isinstance(error, CharlibError):
        message, hint = str(error), phrased(error.hint)
    elif isinstance(error, OSError):
        message, hint = error.strerror or "a file cannot be used", "Check name and permissions"
    else:
        message = f"fault in charlib: {type(error).__name__}"
    form = {
        "kind": kind_of(error),
        "message": printable(unplaced(message), _LONGEST),
        "hint": printable(hint, _LONGEST),
    }
    picture = str(getattr(error, "picture", ""))
    return {"error": form | ({"picture": picture} if picture else {})}
