"""The ledger: every request to a sandbox, every character it made, every film it billed."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_REQUESTS = 20_000
MOST_ENTRIES = 100_000
"""How many characters and how many generations are listed; all are counted."""
MOST_BODY = 2**20
"""Bytes of one body; a longer one is cut."""
MOST_BODIES = 32 * 2**20
"""Bytes of all bodies; beyond it the oldest requests are forgotten first."""
_MOST_TEXT = 10_000


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
    """A request as it arrived: the beginning of its body, and the length of the whole in bytes."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    raw: bytes
    length: int
    fault: str | None
    at: float

    @property
    def body(self) -> Any:
        """Parsed JSON, other text (the beginning, if the body was cut), or None if empty."""
        if not self.raw:
            return None
        try:
            return json.loads(self.raw)
        except (ValueError, RecursionError):
            return self.raw[:_MOST_TEXT].decode(errors="replace")

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the body is kept."""
        return self.length > len(self.raw)

    def as_json(self) -> dict[str, Any]:
        """The request as JSON values."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": self.body,
            "body_length": self.length,
            "body_is_cut": self.is_cut,
            "fault": self.fault,
            "at": self.at,
        }


class Ledger:
    """A record of one sandbox, safe to read from any thread.

    Counts are exact. The lists keep the newest entries, so that a sandbox that runs for days needs
    no more memory than `MOST_…` allow.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._characters: deque[MintedCharacter] = deque(maxlen=MOST_ENTRIES)
        self._generations: deque[BilledGeneration] = deque(maxlen=MOST_ENTRIES)
        self._requests: deque[SeenRequest] = deque()
        self._bytes = 0
        self._minted = self._billed = self._received = 0

    def record(self, entry: MintedCharacter | BilledGeneration | SeenRequest) -> None:
        """Append an entry to its list."""
        with self._lock:
            match entry:
                case MintedCharacter():
                    self._minted += 1
                    self._characters.append(replace(entry, source=entry.source[:_MOST_TEXT]))
                case BilledGeneration():
                    self._billed += 1
                    self._generations.append(replace(entry, prompt=entry.prompt[:_MOST_TEXT]))
                case SeenRequest():
                    self._received += 1
                    self._append(entry)

    def _append(self, request: SeenRequest) -> None:
        request = replace(request, raw=request.raw[:MOST_BODY])
        self._requests.append(request)
        self._bytes += len(request.raw)
        while len(self._requests) > MOST_REQUESTS or self._bytes > MOST_BODIES:
            self._bytes -= len(self._requests.popleft().raw)

    @property
    def characters(self) -> tuple[MintedCharacter, ...]:
        """The characters minted, oldest first."""
        with self._lock:
            return tuple(self._characters)

    @property
    def generations(self) -> tuple[BilledGeneration, ...]:
        """The generations billed, oldest first."""
        with self._lock:
            return tuple(self._generations)

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """The requests that arrived, with or without a fault, oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def minted(self) -> int:
        """How many characters were minted."""
        return self._minted

    @property
    def billed(self) -> int:
        """How many generations were billed."""
        return self._billed

    @property
    def received(self) -> int:
        """How many requests arrived."""
        return self._received

    def summary(self, limit: int = 0) -> dict[str, Any]:
        """The ledger as JSON values: exact counts, and the last `limit` of each list (0: all)."""
        return {
            "minted": self.minted,
            "billed": self.billed,
            "received": self.received,
            "characters": _rows(self.characters[-limit:]),
            "generations": _rows(self.generations[-limit:]),
            "requests": [request.as_json() for request in self.requests[-limit:]],
        }


def _rows(entries: Iterable[MintedCharacter | BilledGeneration]) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in entries]
