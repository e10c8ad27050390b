"""Characters: from an order in a request body to an ID, through really measured footage."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.sandbox.footage import Footage
    from charlib.sandbox.jobs import Task
    from charlib.sandbox.window import Window

_WORDS = (
    *("amber", "birch", "cinder", "clover", "comet", "coral", "cypress", "dune", "ember"),
    *("fable", "fern", "finch", "harbor", "hazel", "indigo", "juniper", "lantern", "larch"),
    *("linden", "maple", "meadow", "mistral", "nectar", "onyx", "opal", "pebble", "quartz"),
    *("raven", "saffron", "sorrel", "tundra", "willow"),
)


@dataclass(frozen=True)
class Order:
    """What a creation asks for: a window of a URL, or of the film of an earlier task."""

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
    """A character the service remembers; `mention` is what prompts call it by, without the `@`."""

    id: str
    mention: str
    order: Order
    footage: Footage


def character_id() -> str:
    """A new ID in the form of the tutorials."""
    letters = string.ascii_lowercase + string.digits
    return "char_" + "".join(secrets.choice(letters) for _ in range(12))


def username() -> str:
    """A new user name in the form of the relays, `abcdefghi.word`."""
    front = "".join(secrets.choice(string.ascii_lowercase) for _ in range(9))
    return f"{front}.{secrets.choice(_WORDS)}"
