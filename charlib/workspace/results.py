"""What the verbs for many answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from charlib.domain.records import Character
from charlib.errors import CharlibError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charlib.domain.kept import KeptFile
    from charlib.domain.suggestion import Suggestion
    from charlib.sync.orders import Intent
    from charlib.sync.report import Left


@dataclass(frozen=True, slots=True)
class Good:
    """A row of a batch that was found good, the window that was found for it, what was cut."""

    number: int
    intent: Intent
    chosen: Suggestion | None
    pieces: Sequence[KeptFile] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one row of a batch: a character, or the error that stopped it.

    `chosen` is the window that was found for it, where the row said `auto`.
    """

    number: int
    handle: str
    character: Character | None
    error: CharlibError | None = None
    warnings: tuple[str, ...] = ()
    chosen: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """How a sync went: how many jobs came to which state, what is open, and what is unknown."""

    states: dict[str, int]
    left: tuple[Left, ...] = ()
    unknown: tuple[tuple[str, str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
