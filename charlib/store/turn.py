"""Turns for threads that read one library at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 0.05
"""The time in seconds that a thread waits for its turn before it reads without one."""


class Turn:
    """Lets threads read one after another, which is faster for all of them.

    SQLite releases the interpreter's lock at each row and takes it again. Threads that search at
    the same time spend more on that than on searching. No thread waits for a slow search.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._number = 0
        self._is_slow = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Read inside the block, in turn unless the wait is too long."""
        number = self._number
        has_turn = self._lock.acquire(timeout=0 if self._is_slow else PATIENCE_S)
        if not has_turn:
            self._is_slow = number == self._number
        try:
            yield
        finally:
            if has_turn:
                self._number += 1
                self._is_slow = False
                self._lock.release()
