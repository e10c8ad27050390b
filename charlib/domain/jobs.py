"""What sync works on: jobs, and what their steps make of them."""

from typing import Any, Literal, NamedTuple

from charlib.domain.windows.window import Window


class Job(NamedTuple):
    """What `sync` sees of an open binding or task: enough to decide and to do the next step.

    `waits_for` is the state of the task a binding is to be made from, None when it waits for none.
    """

    what: Literal["binding", "task"]
    id: int
    label: str
    account: str
    state: str
    request: dict[str, Any]
    remote_id: str | None
    lease_owner: str | None
    lease_until: int | None
    created_at: int
    waits_for: str | None = None
    output_url: str | None = None


class Outcome(NamedTuple):
    """What one step made of a binding or task; None leaves a column as it is.

    `request` is the next request of something made in several steps, as JSON text.
    """

    state: str
    remote_id: str | None = None
    job_id: str | None = None
    mention: str | None = None
    avatar_url: str | None = None
    output_url: str | None = None
    expires_at: int | None = None
    completed_at: int | None = None
    raw: str | None = None
    request: str | None = None
    error: str | None = None
    error_kind: str | None = None


class Planned(NamedTuple):
    """A binding that is to be made: of which character, where, from what, and by which request."""

    character_id: int
    account_id: int
    source_id: int
    window: Window
    method: str
    request: dict[str, Any]
