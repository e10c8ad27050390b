"""A library as a member of a shared cast: the place, and who it is there."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.config import Clock
    from charlib.objects.place import Place
    from charlib.store.shared.state import Share


class Team:
    """The place of a shared cast, and this library as a member there.

    `member` is how people call it, `log` is what no other library has. The time is asked of the
    place, or is that of this machine.
    """

    def __init__(self, place: Place, share: Share, log: str, clock: Clock) -> None:
        self.place, self.share, self.log = place, share, log
        self._clock = clock
        self._lock = threading.Lock()
        self._common: tuple[int, float] | None = None

    @property
    def member(self) -> str:
        """How people call this member."""
        return self.share.name

    @property
    def is_read_only(self) -> bool:
        """Whether this library only reads the shared cast."""
        return self.share.is_read_only

    def common_now(self) -> int | None:
        """The time that all members share, in milliseconds; None where there is none.

        The place is asked once: from then on a clock of this machine counts that nobody sets.
        """
        with self._lock:
            if self._common is None:
                place = self.place
                is_sure = self.is_read_only or place.has_exclusive_create
                told = place.now() if place.claims_expire and is_sure else None
                if told is None:
                    return None
                self._common = int(told.timestamp() * 1000), self._clock.monotonic()
            at, begun = self._common
            return at + int((self._clock.monotonic() - begun) * 1000)

    def is_of(self, share: Share) -> bool:
        """Whether a library still is this member."""
        mine = self.share
        return mine[:2] == share[:2] and mine.is_read_only == share.is_read_only

    def seconds(self) -> float:
        """Seconds that never run backwards."""
        return self._clock.monotonic()

    def now(self) -> int:
        """The time that all members share; where there is none, that of this machine."""
        common = self.common_now()
        return self._clock.now() if common is None else common
