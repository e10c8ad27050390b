"""The places of matches in long lists, so that a scrollbar may jump anywhere.

A page deep in an order that no index has costs as much as the whole list; so the list of ids is
kept until the library changes.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

_KEPT = 8
"""Lists that are kept: the queries that people go back and forth between."""


class Places:
    """The ids of the matches of some queries, in their order."""

    def __init__(self) -> None:
        self._lists: OrderedDict[Hashable, tuple[int, Sequence[int]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Hashable, version: int, read: Callable[[], Sequence[int]]) -> Sequence[int]:
        """The list of a key: the one read at this version of the library, or else `read()`."""
        with self._lock:
            known = self._lists.get(key)
        if known is None or known[0] != version:
            known = version, array("q", read())
        with self._lock:
            self._lists[key] = known
            self._lists.move_to_end(key)
            while len(self._lists) > _KEPT:
                self._lists.popitem(last=False)
        return known[1]
