"""Reversing journal entries, and doing them again.

Every change names both sides, so undo and redo are one thing: set the side `before`, or `after`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from charlib.store.write.accounts import Rows, Settings
from charlib.store.write.characters import Characters
from charlib.store.write.jobs import Jobs
from charlib.store.write.scope import Scope, unpacked
from charlib.store.write.tags import Tags

What = Mapping[str, Any]


class Undo:
    """The verbs that undo entries and redo them. What providers made stays."""

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
        self._jobs = jobs
        self._settings = settings
        self._rows = rows
        self._setters = {
            "added": self._set_there,
            "removed": self._set_there,
            "restored": self._set_there,
            "linked": self._set_links,
            "unlinked": self._set_links,
            "said": self._set_said,
            "edited": self._set_edited,
            "tag": self._set_tag,
            "named": self._set_name,
            "alias": self._set_alias,
            "parent": self._set_parent,
            "search": self._set_search,
            "setting": self._set_setting,
            "states": self._set_states,
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
        """Do an entry again that was undone."""
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

    def _set(self, verb: str, what: What, side: str) -> None:
        setter = self._setters.get(verb)
        if setter is not None:  # a fact: what a provider made stays
            setter(verb, what, side)

    def _set_there(self, verb: str, what: What, side: str) -> None:
        is_there = (side == "after") == (verb != "removed")
        move = self._characters.bring_back if is_there else self._characters.put_away
        move(unpacked(what["ids"]))

    def _set_links(self, verb: str, what: What, side: str) -> None:
        linked = (side == "after") == (verb == "linked")
        self._tags.touch(self._tags.set_links(unpacked(what["ids"]), [what["tag"]], linked=linked))

    def _set_said(self, _: str, what: What, side: str) -> None:
        """An edit of one character, as charlib wrote it down before 2026-12."""
        self._characters.edit(what["id"], **what[side])

    def _set_edited(self, _: str, what: What, side: str) -> None:
        self._characters.set_edited(what["columns"], what[side])

    def _set_tag(self, _: str, what: What, side: str) -> None:
        self._tags.set_row(what[side], what["before" if side == "after" else "after"])

    def _set_name(self, _: str, what: What, side: str) -> None:
        self._tags.set_free_name(what["tag"], what[side])

    def _set_alias(self, _: str, what: What, side: str) -> None:
        self._tags.set_alias(what["name"], what[side])

    def _set_parent(self, _: str, what: What, side: str) -> None:
        self._tags.set_parent(what["tag"], what["parent"], nested=what[side])

    def _set_search(self, _: str, what: What, side: str) -> None:
        self._settings.save_search(what["name"], what[side])

    def _set_setting(self, _: str, what: What, side: str) -> None:
        self._settings.set(what["key"], what[side])

    def _set_states(self, _: str, what: What, side: str) -> None:
        self._jobs.set_states({int(number): state for number, state in what[side].items()})

    def _set_row(self, table: str, what: What, side: str) -> None:
        self._rows.set(table, what[side], what["before" if side == "after" else "after"])

    def _set_columns(self, verb: str, what: What, side: str) -> None:
        self._rows.set_columns(verb.removeprefix("about "), what["id"], what[side])
