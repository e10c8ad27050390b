"""Errors as answers: DESIGN's form, a status that fits, and no path of this machine."""

from __future__ import annotations

from typing import Any

from charlib.domain.text import printable
from charlib.errors import CharlibError
from charlib.studio.phrasing import phrased, unplaced

STATUSES = {
    "invalid": 400, "key": 400, "not-found": 404, "conflict": 409, "permission": 403,
    "money": 402, "rate": 429, "content": 422, "parameters": 422, "gone": 410,
    "unanswered": 504, "provider": 502, "network": 502, "disk": 507, "busy": 503,
    "partial": 409, "fault": 500,
}  # fmt: skip
"""Kind of error → status of the answer."""
_LONGEST = 2_000


class Refused(CharlibError):
    """A call that this studio does not take; `status` says more than the kind."""

    def __init__(
        self, message: str, *, hint: str = "", kind: str = "permission", status: int = 0
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.status = status or STATUSES[kind]


def status_of(error: BaseException) -> int:
    """The status of an error."""
    return int(getattr(error, "status", 0) if isinstance(error, Refused) else 0) or STATUSES.get(
        kind_of(error), 500
    )


def kind_of(error: BaseException) -> str:
    """The kind of an error, for programs."""
    if isinstance(error, CharlibError):
        return error.kind
    if isinstance(error, PermissionError):
        return "permission"
    return "disk" if isinstance(error, OSError) else "fault"


def form_of(error: BaseException) -> dict[str, Any]:
    """An error as a document. An unexpected one tells its type only: its text may tell anything."""
    hint = "Look at the terminal that charlib studio runs in"
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
