"""Undoing journal entries, and redoing them.

Every change has both sides: undo sets the side `before`, redo the side `after`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from charlib.store.write.accounts import Rows, Settings
from charlib.store.write.characters import Characters
from charlib.store.write.jobs import Jobs
from charlib.store.write.scope import Scope, unpacked
from charlib.store.write.tags import Tags

What = Mapping[str, Any]
Side = Literal["before", "after"]
_OTHER: dict[Side, Side] = {"before": "after", "after": "before"}


class Undo:
    """The verbs that undo and redo entries. Results of providers stay."""

    def __init__(
        self,
        scope: Scope,
        tags: Tags,
        characters: Characters,
        jobs: Jobs,
        settings: Settings,
        rows: Rows,
    ) -> None:
        self._scope = scope
        self._tags = tags
        self._characters = characters
        self._rows = rows
        self._setters: dict[str, Callable[[str, What, Side], object]] = {
            "added": self._set_exists,
            "removed": self._set_exists,
            "restored": self._set_exists,
            "linked": self._set_links,
            "unlinked": self._set_links,
            # An edit of one character, as recorded before 2026-12.
            "said": lambda _, what, side: characters.edit(what["id"], **what[side]),
            "edited": lambda _, what, side: characters.set_edited(what["columns"], what[side]),
            "tag": lambda _, what, side: tags.set_row(what[side], what[_OTHER[side]]),
            "named": lambda _, what, side: tags.set_free_name(what["tag"], what[side]),
            "alias": lambda _, what, side: tags.set_alias(what["name"], what[side]),
            "parent": lambda _, what, side: tags.set_parent(
                what["tag"], what["parent"], nested=what[side]
            ),
            "search": lambda _, what, side: settings.save_search(what["name"], what[side]),
            "setting": lambda _, what, side: settings.set(what["key"], what[side]),
            "states": lambda _, what, side: jobs.set_states(
                {int(number): state for number, state in what[side].items()}
            ),
            "source": self._set_row,
            "project": self._set_row,
            "account": self._set_row,
            "about source": self._set_columns,
            "about account": self._set_columns,
        }

    def undo(self, entry_id: int) -> None:
        """Reverse an entry."""
        with self._scope.unnoted():
            for verb, what in reversed(self._changes(entry_id)):
                self._set(verb, what, "before")
        self._mark(entry_id, self._scope.moment())

    def redo(self, entry_id: int) -> None:
        """Apply an undone entry again."""
        with self._scope.unnoted():
            for verb, what in self._changes(entry_id):
                self._set(verb, what, "after")
        self._mark(entry_id, None)

    def _changes(self, entry_id: int) -> list[tuple[str, dict[str, Any]]]:
        rows = self._scope.rows(
            "SELECT verb, what FROM change WHERE entry_id = ? ORDER BY id", entry_id
        )
        return [(row[0], json.loads(row[1])) for row in rows]

    def _mark(self, entry_id: int, undone_at: int | None) -> None:
        self._scope.update("entry", entry_id, undone_at=undone_at)

    def _set(self, verb: str, what: What, side: Side) -> None:
        setter = self._setters.get(verb)
        if setter is not None:  # else a fact, which stays
            setter(verb, what, side)

    def _set_exists(self, verb: str, what: What, side: Side) -> None:
        exists = (side == "after") == (verb != "removed")
        move = self._characters.bring_back if exists else self._characters.put_away
        move(unpacked(what["ids"]))

    def _set_links(self, verb: str, what: What, side: Side) -> None:
        linked = (side == "after") == (verb == "linked")
        self._tags.touch(self._tags.set_links(unpacked(what["ids"]), [what["tag"]], linked=linked))

    def _set_row(self, table: str, what: What, side: Side) -> None:
        self._rows.set(table, what[side], what[_OTHER[side]])

    def _set_columns(self, verb: str, what: What, side: Side) -> None:
        self._rows.set_columns(verb.removeprefix("about "), what["id"], what[side])
