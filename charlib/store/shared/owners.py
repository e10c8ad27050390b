"""Who gets a part that several records claim: a look, a window, a voice or an ID has one owner.

One library may merge a character into another while a second library edits it. Both records claim
the same parts then. Who has one follows from the records alone, so it is the same everywhere: see
`records.standing`. The others hide it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from charlib.domain.sharing import record as records
from charlib.domain.sharing import rules
from charlib.store.shared.holders import Holder, Key, Values, holders, parts
from charlib.store.shared.records import Records
from charlib.store.write.scope import Scope

Part = tuple[str, Key]
"""A part of a record by name, and what it is in the tables."""


class Owners:
    """The verbs that decide between records; `settles` while nothing else is being taken."""

    def __init__(self, scope: Scope, shared: Records, *, settles: bool = False) -> None:
        self._scope = scope
        self._records = shared
        self._settles = settles

    def owned(self, kind: str, uid: str, values: Values) -> dict[str, Any]:
        """The fields of a character's record without the parts that others keep."""
        named = parts(values)
        held = holders(self._scope, named)
        lost = [
            name
            for name, some in held.items()
            if not self._gets(kind, uid, (name, named[name]), some)
        ]
        return {
            name: value
            for name, value in values.items()
            if not any(rules.is_of(part, name) for part in lost)
        }

    def has_alone(self, uid: str, values: Values) -> bool:
        """Whether a character, and no other, has parts in this library."""
        found = holders(self._scope, parts(values))
        return all(each.uid == uid for some in found.values() for each in some)

    def _gets(self, kind: str, uid: str, part: Part, some: Iterable[Holder]) -> bool:
        """Whether a character gets a part from those who have it; who loses it hides it."""
        others = {each.uid for each in some if each.is_living and each.uid != uid}
        if others and self._settles:  # they may have it by changes that were not told yet
            self._records.commit(kind, [*others])
        told = {each: self._standing(kind, each, part) for each in others}
        known = {each: (*standing, each) for each, standing in told.items() if standing}
        if not known:
            return True
        mine = self._standing(kind, uid, part)
        is_mine = mine is not None and (*mine, uid) > max(known.values())
        for loser in known if is_mine else [uid]:
            self.hide(kind, loser, part[0])
        return is_mine

    def _standing(self, kind: str, uid: str, part: Part) -> records.Standing | None:
        name, key = part
        record = self._records.record(kind, uid)
        return (
            records.standing(record, name)
            if parts(records.shown(record)).get(name) == key
            else None
        )

    def voice(self, uid: str) -> str:
        """The uid of the voice that a record gives to a character, or nothing."""
        value = records.shown(self._records.record("footage", uid)).get("voice")
        return str(value["uid"]) if value else ""

    def wait(self, uid: str, name: str, value: Values) -> None:
        """Let a library show an ID without its window until that comes."""
        here = {key: each for key, each in value.items() if key != "window"}
        self._records.stand_in("ids", uid, {name: here}, needs=value["window"])

    def hide(self, kind: str, uid: str, part: str) -> None:
        """Let a library not show a part that a record has."""
        shown = records.shown(self._records.record(kind, uid))
        names = [name for name in shown if rules.is_of(part, name)]
        self._records.stand_in(kind, uid, dict.fromkeys(names))
