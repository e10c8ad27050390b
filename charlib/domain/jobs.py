"""Jobs, which sync works on, and the outcomes of their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from charlib.domain.windows.window import Window

if TYPE_CHECKING:
    from charlib.domain.money import Cost

LOST = "it was sent, and the answer never came: it may exist at the provider"
"""The error of a request that got no answer."""
NOT_VISIBLE = "it was made elsewhere, and is not visible to this account"
"""The error of a task that charlib did not make and that its provider does not show."""
DOUBTED = "it was planned in a copy of this library, and may have been sent since"
"""The error of a request that nothing is known of."""

NOT_SENT = ("unreachable", "place", "claimed", "claimed:made", "team_budget")
"""Causes for which a request certainly did not leave this machine, although it was to be sent."""

DELETED = "it was deleted at the provider"
"""The error of a binding whose ID was deleted on demand."""


class Job(NamedTuple):
    """An open binding or task: what `sync` needs to decide on its next step and to do it.

    `uid` identifies it, also in a restored library, where `id` may be another row's; `sends` counts
    how often it was sent. `waits_for` is the state of the task that a binding waits for, None if it
    waits for none. `film` is where the film of a finished task should be; `voice_uid` is that of a
    voice, for the creation of one; `look_uid` and `look` are that of a look other than the main
    one, and its name.
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
    uid: str = ""
    sends: int = 0
    account_uid: str = ""
    character_uid: str = ""
    film: str | None = None
    voice_uid: str | None = None
    look_uid: str | None = None
    look: str = ""

    @property
    def kind(self) -> Literal["binding", "task", "voice"]:
        """What it creates: a character, a film, or a voice, which is a binding too."""
        return "voice" if self.voice_uid else self.what

    @property
    def handle(self) -> str:
        """The handle of its character, as it is typed without the `@`; empty for a task."""
        return self.label.rpartition("@")[2] if self.what == "binding" else ""

    @property
    def ref(self) -> str:
        """What `resolve` calls it: `mia`, `voice:mia`, `task:3`."""
        if self.what == "task":
            return f"task:{self.id}"
        return f"voice:{self.handle}" if self.kind == "voice" else self.handle


class Outcome(NamedTuple):
    """The result of a step for a binding or task; None leaves a column as it is.

    `request` is the next request of a creation in several steps, as JSON text. The cost is in
    millionths, as the provider states it. `frees` says that nothing was charged, as far as anybody
    knows: an estimate is no cost any more.
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
    cost_micros: int | None = None
    cost_unit: str | None = None
    cost_is_estimate: int | None = None
    frees: bool | None = None


class Polled(NamedTuple):
    """The outcome of a poll whose answer names another id than that which was asked for."""

    outcome: Outcome
    answered: str


class Planned(NamedTuple):
    """A binding to be created: its character, account, source and window, and its request."""

    character_id: int
    account_id: int
    source_id: int
    window: Window
    method: str
    request: dict[str, Any]
    cost: Cost | None = None
    look_id: int | None = None
