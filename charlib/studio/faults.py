"""Errors as answers: DESIGN's form, a status that fits, and no path of this machine."""

from __future__ import annotations

from typing import Any

from charlib.doors import faults
from charlib.doors.faults import kind_of
from charlib.errors import CharlibError
from charlib.studio.phrasing import phrased

STATUSES = {
    "invalid": 400, "key": 400, "not-found": 404, "conflict": 409, "permission": 403,
    "money": 402, "rate": 429, "content": 422, "parameters": 422, "gone": 410,
    "unanswered": 504, "provider": 502, "network": 502, "disk": 507, "busy": 503,
    "partial": 409, "fault": 500,
}  # fmt: skip
"""Kind of error → status of the answer."""


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


def form_of(error: BaseException) -> dict[str, Any]:
    """An error as a document."""
    return faults.form_of(error, phrased, "Look at the terminal that charlib studio runs in")
