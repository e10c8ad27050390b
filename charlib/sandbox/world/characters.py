"""Characters: an order, the job that makes one, and the IDs that services give to them."""

from __future__ import annotations

import asyncio
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.sandbox.errors import Refusal
    from charlib.sandbox.world.footage import Footage
    from charlib.sandbox.world.jobs import Progress, Task
    from charlib.sandbox.world.window import Window

_PATIENCE_S = 1.0
"""How long a poll waits for overdue work before it reports that the job is still running."""
_WORDS = (
    *("amber", "birch", "cinder", "clover", "comet", "coral", "cypress", "dune", "ember"),
    *("fable", "fern", "finch", "harbor", "hazel", "indigo", "juniper", "lantern", "larch"),
    *("linden", "maple", "meadow", "mistral", "nectar", "onyx", "opal", "pebble", "quartz"),
    *("raven", "saffron", "sorrel", "tundra", "willow"),
)


@dataclass(frozen=True)
class Order:
    """A creation: a window of a URL, or of the film of an earlier task."""

    window: Window
    url: str | None
    task: Task | None

    @property
    def method(self) -> str:
        """The field that named the source."""
        return "url" if self.task is None else "from_task"

    @property
    def source(self) -> str:
        """The URL or the task's ID."""
        return self.url or (self.task.id if self.task else "")


@dataclass(frozen=True)
class Character:
    """A character at the service; `mention` is its name in prompts, without the `@`."""

    id: str
    mention: str
    order: Order
    footage: Footage


@dataclass(frozen=True)
class Settled:
    """Work that ended in an earlier run of the sandbox."""

    outcome: Character | Refusal

    def done(self) -> bool:
        """Always."""
        return True

    def result(self) -> Character | Refusal:
        """The result of the work."""
        return self.outcome


@dataclass
class Extraction:
    """A job that makes a character: the work starts at once, later polls return its result."""

    id: str
    progress: Progress
    work: asyncio.Task[Character | Refusal] | Settled

    async def poll(self) -> Character | Refusal | None:
        """Count one poll and return the result; None while it is not ready."""
        if not self.progress.poll():
            return None
        if not isinstance(self.work, Settled):
            await asyncio.wait({self.work}, timeout=_PATIENCE_S)
        return self.work.result() if self.work.done() else None


def character_id() -> str:
    """A new ID in the form of the tutorials."""
    letters = string.ascii_lowercase + string.digits
    return "char_" + "".join(secrets.choice(letters) for _ in range(12))


def username() -> str:
    """A new user name in the form of the relays, `abcdefghi.word`."""
    front = "".join(secrets.choice(string.ascii_lowercase) for _ in range(9))
    return f"{front}.{secrets.choice(_WORDS)}"
