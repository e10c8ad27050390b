"""The ledger: every request to a sandbox, every character it made, every film it billed."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class MintedCharacter:
    """A character the sandbox made: its ID, its mention in prompts, and where it was cut."""

    id: str
    dialect: str
    mention: str
    method: str
    source: str
    window: str
    at: float


@dataclass(frozen=True)
class BilledGeneration:
    """A generation the sandbox accepted and billed; `mentions` are the IDs it understood."""

    id: str
    dialect: str
    prompt: str
    mentions: tuple[str, ...]
    seconds: int
    model: str
    at: float


@dataclass(frozen=True)
class SeenRequest:
    """A request as it arrived; `body` is parsed JSON, other text, or None if empty."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    fault: str | None
    at: float


class Ledger:
    """An append-only record of one sandbox, safe to read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._characters: list[MintedCharacter] = []
        self._generations: list[BilledGeneration] = []
        self._requests: list[SeenRequest] = []

    def record(self, entry: MintedCharacter | BilledGeneration | SeenRequest) -> None:
        """Append an entry to its list."""
        with self._lock:
            match entry:
                case MintedCharacter():
                    self._characters.append(entry)
                case BilledGeneration():
                    self._generations.append(entry)
                case SeenRequest():
                    self._requests.append(entry)

    @property
    def characters(self) -> tuple[MintedCharacter, ...]:
        """Every character minted, oldest first."""
        with self._lock:
            return tuple(self._characters)

    @property
    def generations(self) -> tuple[BilledGeneration, ...]:
        """Every generation billed, oldest first."""
        with self._lock:
            return tuple(self._generations)

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """Every request that arrived, with or without a fault, oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def minted(self) -> int:
        """How many characters were minted."""
        return len(self._characters)

    @property
    def billed(self) -> int:
        """How many generations were billed."""
        return len(self._generations)

    def summary(self, limit: int = 0) -> dict[str, Any]:
        """The ledger as JSON values: exact counts, and the last `limit` of each list (0: all)."""
        return {
            "minted": self.minted,
            "billed": self.billed,
            "characters": _rows(self.characters[-limit:]),
            "generations": _rows(self.generations[-limit:]),
            "requests": _rows(self.requests[-limit:]),
        }


def _rows(
    entries: Sequence[MintedCharacter | BilledGeneration | SeenRequest],
) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in entries]
