"""Undoing journal entries, and redoing them.

Every change has both sides: undo sets the side `before`, redo the side `after`. Results of
providers stay, and so does what belongs to them; undo returns what stayed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from charlib.domain.records import Stay
from charlib.store.write.scope import Scope, unpacked

if TYPE_CHECKING:
    from charlib.store.write.subjects import Subjects

What = Mapping[str, Any]
Side = Literal["before", "after"]
_OTHER: dict[Side, Side] = {"before": "after", "after": "before"}
_ROWS = {"account": "name", "project": "slug", "source": "ref"}
"""Table of rows that the journal records whole → the column that names them."""


_ADDED = {*_ROWS, "tag"}
"""Changes that add a row, or remove one."""


class Change(NamedTuple):
    """One step of an entry."""

    id: int
    verb: str
    what: dict[str, Any]


class Undo:
    """The verbs that undo and redo entries, by those of other subjects, each loaded on first use.

    Results of providers stay.
    """

    def __init__(self, scope: Scope, subjects: Subjects) -> None:
        self._scope = scope
        self._by = by = subjects
        self._setters: dict[str, Callable[[str, What, Side], object]] = {
            "added": self._set_exists,
            "removed": self._set_exists,
            "restored": self._set_exists,
            "linked": self._set_links,
            "unlinked": self._set_links,
            # An edit of one character, as recorded before 2026-12.
            "said": lambda _, what, side: by.characters.edit(what["id"], **what[side]),
            "edited": lambda _, what, side: by.characters.set_edited(what["columns"], what[side]),
            "tag": lambda _, what, side: by.tags.set_row(what[side], what[_OTHER[side]]),
            "named": lambda _, what, side: by.tags.set_free_name(what["tag"], what[side]),
            "alias": lambda _, what, side: by.tags.set_alias(what["name"], what[side]),
            "parent": lambda _, what, side: by.tags.set_parent(
                what["tag"], what["parent"], nested=what[side]
            ),
            "search": lambda _, what, side: by.settings.save_search(what["name"], what[side]),
            "emptied": lambda _, what, side: by.settings.set(what["key"], what[side]),
            "setting": lambda _, what, side: by.settings.set(what["key"], what[side]),
            "states": lambda _, what, side: self._set_states(what[side]),
            "shared": self._set_shared,
            "stand-ins": self._set_stand_ins,
            "pulled": self._set_pulled,
            "about binding": self._set_columns,
            "about window": self._set_columns,
            "voice": lambda _, what, side: by.voices.set_side(what, side),
            "takes": lambda _, what, side: by.takes.set_side(what[side]),
            "look": lambda _, what, side: by.looks.set_side(what, side),
            "other handle": lambda _, what, side: by.names.set_row(what[side], what[_OTHER[side]]),
            "given": lambda _, what, side: by.merging.set_owner(what, side),
            "moved": lambda _, what, side: by.moving.set_projects(what[side]),
            "source": self._set_row,
            "project": self._set_row,
            "account": self._set_row,
            "about source": self._set_columns,
            "about account": self._set_columns,
            "about look": lambda _, what, side: by.looks.set_columns(what["id"], what[side]),
            "about project": self._set_columns,
        }

    def undo(self, entry_id: int) -> tuple[Stay, ...]:
        """Reverse an entry; return what stays: results of providers, and rows in use."""
        changes = self._changes(entry_id)
        staying = {
            number for c in changes if c.verb == "added" for number in unpacked(c.what["ids"])
        }
        with self._scope.unnoted():
            for change in reversed(changes):
                self._take_back(change, staying)
        self._mark(entry_id, self._scope.moment())
        return tuple(dict.fromkeys(stay for change in changes for stay in self._stay(change)))

    def attempt(self, entry_id: int) -> tuple[Stay, ...]:
        """Reverse an entry as `undo` does, or leave it as it is and raise Conflict."""
        with self._scope.saved():
            return self.undo(entry_id)

    def redo(self, entry_id: int) -> None:
        """Apply an undone entry again."""
        with self._scope.unnoted():
            for change in self._changes(entry_id):
                self._apply(change)
        self._mark(entry_id, None)

    def _changes(self, entry_id: int) -> list[Change]:
        rows = self._scope.rows(
            "SELECT id, verb, what FROM change WHERE entry_id = ? ORDER BY id", entry_id
        )
        return [Change(row[0], row[1], json.loads(row[2])) for row in rows]

    def _mark(self, entry_id: int, undone_at: int | None) -> None:
        self._scope.update("entry", entry_id, undone_at=undone_at)

    # -- rows that undo writes into the entry, for redo

    def _take_back(self, change: Change, staying: set[int]) -> None:
        if change.verb == "made":
            rows = self._by.removal.told(change.what, staying)
            states = self._by.removal.disuse(change.what, staying)
            self._store(change, rows=rows, states=states)
            return
        if change.verb in _ADDED and not change.what["before"]:
            self._store(change, rows=self._by.removal.trash_of(change.verb, _id(change), staying))
        self._set(change, "before")

    def _apply(self, change: Change) -> None:
        rows, states = change.what.pop("rows", {}), change.what.pop("states", {})
        if change.verb != "made":
            self._set(change, "after")
        if rows or states:
            self._by.removal.insert(rows)
            if "look" in rows:
                self._by.characters.reword(row["character_id"] for row in rows["look"])
            self._set_states(states)
            self._store(change)

    def _store(self, change: Change, **removed: Mapping[Any, Any]) -> None:
        """Write what undo removed into the change, or take it out again."""
        what = {**change.what, **{name: value for name, value in removed.items() if value}}
        self._scope.rewrite(change.id, json.dumps(what, ensure_ascii=False))

    # -- changes with two sides

    def _set(self, change: Change, side: Side) -> None:
        setter = self._setters.get(change.verb)
        if setter is not None:  # else a fact, which stays
            setter(change.verb, change.what, side)

    def _set_shared(self, _: str, what: What, side: Side) -> None:
        from charlib.store.shared.records import Records

        Records(self._scope).set_side(what, side)

    def _set_stand_ins(self, _: str, what: What, side: Side) -> None:
        from charlib.store.shared.records import Records

        Records(self._scope).set_stand_ins(what, side)

    def _set_pulled(self, _: str, what: What, side: Side) -> None:
        from charlib.store.shared.records import Records
        from charlib.store.shared.team import Team

        Team(self._scope, Records(self._scope)).set_side(what, side)

    def _set_states(self, states: Mapping[str, Any]) -> None:
        if states:
            self._by.jobs.set_states({int(number): state for number, state in states.items()})

    def _set_exists(self, verb: str, what: What, side: Side) -> None:
        exists = (side == "after") == (verb != "removed")
        move = self._by.characters.bring_back if exists else self._by.characters.put_away
        move(unpacked(what["ids"]))

    def _set_links(self, verb: str, what: What, side: Side) -> None:
        linked = (side == "after") == (verb == "linked")
        tags = self._by.tags
        tags.touch(tags.set_links(unpacked(what["ids"]), [what["tag"]], linked=linked))

    def _set_row(self, table: str, what: What, side: Side) -> None:
        self._by.rows.set(table, what[side], what[_OTHER[side]])

    def _set_columns(self, verb: str, what: What, side: Side) -> None:
        self._by.rows.set_columns(verb.removeprefix("about "), what["id"], what[side])

    # -- what stays

    def _stay(self, change: Change) -> list[Stay]:
        """What is still there of a change that was undone."""
        verb, what = change.verb, change.what
        if verb == "fact":
            return [Stay("fact", what["what"])]
        if verb not in _ROWS or what["before"]:
            return []
        row = what["after"]
        is_there = self._scope.read(verb, row["id"]) is not None
        return [Stay(verb, row[_ROWS[verb]])] if is_there else []


def _id(change: Change) -> int:
    """The id of the row that a change added."""
    row = change.what["after"]
    number: int = row["id"] if isinstance(row, dict) else row[0]
    return number
