"""Keeping the tables of a library and its records the same, whatever is joined.

What a library does itself goes into its records first. Then records of others are joined and shown.
What that touched is compared with the records: a difference is mended, and one that cannot be
mended is told to the others as an edit. So no library shows what nobody else is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from charlib.store.shared import values, watching
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from charlib.store.shared.records import Records

Key = tuple[str, str]
"""The kind and the uid of a thing."""
Mend = Callable[[str, list[str]], Iterable[str]]
"""Shows what records say of things of a kind; returns the uids of those that differed."""

FOLLOWED = ("character", "footage", "ids")
"""The kinds of records whose every field the tables show."""
_IS_SHARED = "SELECT 1 FROM share"
_MARKS = "SELECT kind, uid, mark FROM unpushed"
_FORGET = "DELETE FROM unpushed WHERE kind = ? AND uid IN (SELECT value FROM json_each(?))"
_KEEP = "UPDATE unpushed SET mark = ? WHERE kind = ? AND uid = ?"
_ROUNDS = 8


class Following:
    """A block in which a library follows the records of people that it has."""

    def __init__(self, scope: Scope, records: Records, mend: Mend, joined: Iterable[Key]) -> None:
        self._scope = scope
        self._records = records
        self._mend = mend
        self._joined = frozenset(joined)
        self._own: Mapping[Key, int] = {}
        self._seen: Mapping[Key, int] = {}

    def __enter__(self) -> None:
        if self._scope.value(_IS_SHARED) and watching.watch(self._scope):
            watching.note_all(self._scope)  # a migration dropped triggers
        self._commit(self._joined.union(self._marks()))
        self._own = self._seen = self._marks()
        self._records.written.clear()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return  # all of it is rolled back
        touched = now = self._joined | self._touched()
        otherwise: set[Key] = set()
        for _round in range(_ROUNDS):
            otherwise |= self._mended(now)
            if not (now := frozenset(self._touched())):
                break
            touched |= now
        self._restore(touched - self._records.written)
        self._commit(otherwise)

    def _mended(self, keys: Iterable[Key]) -> set[Key]:
        """Mend what differs; return the keys of that. An ID may be of a window that came."""
        keys = {*keys, *(("ids", uid) for kind, uid in keys if kind == "footage")}
        found = {kind: self._mend(kind, uids) for kind, uids in _by_kind(keys).items()}
        return {(kind, uid) for kind, uids in found.items() for uid in uids}

    def _restore(self, keys: Iterable[Key]) -> None:
        """Let things be told, or not, as they were before the block."""
        kept = [(self._own[key], *key) for key in keys if key in self._own]
        self._scope.connection.executemany(_KEEP, kept)
        for kind, uids in _by_kind(key for key in keys if key not in self._own).items():
            self._scope.execute(_FORGET, kind, listed(uids))

    def _touched(self) -> set[Key]:
        """What was changed since the last look."""
        before, self._seen = self._seen, self._marks()
        return {key for key, mark in self._seen.items() if before.get(key) != mark}

    def _marks(self) -> dict[Key, int]:
        return {(kind, uid): mark for kind, uid, mark in self._scope.rows(_MARKS)}

    def _commit(self, keys: Iterable[Key]) -> None:
        """Write what this library did; what it never told anybody of gets no record by that."""
        for kind, uids in _by_kind(keys).items():
            if kind in FOLLOWED:
                self._records.commit(kind, [*self._records.stored(kind, uids)])


def _by_kind(keys: Iterable[Key]) -> dict[str, list[str]]:
    """The uids of things by kind, in the order in which a library takes them."""
    found: dict[str, list[str]] = {}
    for kind, uid in sorted(keys):
        found.setdefault(kind, []).append(uid)
    return {kind: found[kind] for kind in values.KINDS if kind in found}
