"""Doing what the journal says backwards, and forwards again.

Every verb says both sides of what it changed, so that going back and going on are one thing: make
it `before`, or make it `after`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import col, delete

from charlib.store import models
from charlib.store.columns import Base
from charlib.store.journal import unpacked
from charlib.store.planning import Planning

_MODELS: dict[str, type[Base]] = {
    "source": models.Source,
    "project": models.Project,
    "account": models.Account,
}
_USERS = {
    "source": ("window", "source_id"),
    "project": ("character", "project_id"),
    "account": ("binding", "account_id"),
}
"""What may belong to a row: then undoing what added it leaves it where it is."""

_MAKERS = {
    "added": "_make_there",
    "removed": "_make_there",
    "restored": "_make_there",
    "linked": "_make_links",
    "unlinked": "_make_links",
    "said": "_make_said",
    "tag": "_make_tag",
    "named": "_make_name",
    "alias": "_make_alias",
    "parent": "_make_parent",
    "search": "_make_search",
    "setting": "_make_setting",
    "states": "_make_states",
    "source": "_make_row",
    "project": "_make_row",
    "account": "_make_row",
    "about source": "_make_columns",
    "about account": "_make_columns",
}
"""A change's verb → what makes one of its sides so."""


class Undoing(Planning):
    """The verbs that undo entries and do them again."""

    def undo(self, entry_id: int) -> None:
        """Take an entry back; what was made at providers stays."""
        with self._unnoted():
            for verb, what in reversed(self._changes(entry_id)):
                self._make(verb, what, "before")
        self._mark(entry_id, self.now)

    def redo(self, entry_id: int) -> None:
        """Do an entry again that was undone."""
        with self._unnoted():
            for verb, what in self._changes(entry_id):
                self._make(verb, what, "after")
        self._mark(entry_id, None)

    def _changes(self, entry_id: int) -> list[tuple[str, dict[str, Any]]]:
        rows = self._rows("SELECT verb, what FROM change WHERE entry_id = ? ORDER BY id", entry_id)
        return [(row[0], json.loads(row[1])) for row in rows]

    def _mark(self, entry_id: int, moment: int | None) -> None:
        self._raw.execute("UPDATE entry SET undone_at = ? WHERE id = ?", [moment, entry_id])

    def _make(self, verb: str, what: Mapping[str, Any], side: str) -> None:
        make = getattr(self, _MAKERS.get(verb, "_leave"))
        make(verb, what, side)

    def _leave(self, verb: str, what: Mapping[str, Any], side: str) -> None:
        """A fact: what was made at a provider is there, whatever is undone here."""

    def _make_there(self, verb: str, what: Mapping[str, Any], side: str) -> None:
        ids, is_there = unpacked(what["ids"]), (side == "after") == (verb != "removed")
        self.bring_back(ids) if is_there else self.put_away(ids)

    def _make_links(self, verb: str, what: Mapping[str, Any], side: str) -> None:
        add = (side == "after") == (verb == "linked")
        self._touch(self._relink(unpacked(what["ids"]), [what["tag"]], add=add))

    def _make_said(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self.edit_character(what["id"], **what[side])

    def _make_name(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self._park(what[side], what["tag"])
        self._set_name(what["tag"], what[side])

    def _make_alias(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self._set_alias(what["name"], what[side])

    def _make_parent(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self._set_parent(what["tag"], what["parent"], is_one=what[side])

    def _make_search(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self._set_search(what["name"], what[side])

    def _make_setting(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self._set_setting(what["key"], what[side])

    def _make_states(self, _: str, what: Mapping[str, Any], side: str) -> None:
        self.set_states({int(one): state for one, state in what[side].items()})

    def _make_tag(self, _: str, what: Mapping[str, Any], side: str) -> None:
        """A tag comes back as it was; it goes unless somebody has it, be it in the trash."""
        row, other = what[side], what["before" if side == "after" else "after"]
        tag_id = (row or other)[0]
        is_there = bool(self._rows("SELECT 1 FROM tag WHERE id = ?", tag_id))
        if row:
            self._park(row[2], tag_id)
            self._set_name(tag_id, row[2]) if is_there else self._restore_tag(row)
        elif not row and is_there and not self._tagged(tag_id):
            self._drop_tag(tag_id)

    def _park(self, name: str, tag_id: int) -> None:
        """Free a name for a tag: who has it came later, is in the trash, and waits for its redo."""
        other = self._rows("SELECT id FROM tag WHERE name = ? AND id <> ?", name, tag_id)
        for (one,) in other:
            self._set_name(one, f"{name}~{one}")

    def _make_row(self, table: str, what: Mapping[str, Any], side: str) -> None:
        """A row comes back as it was; it goes unless something belongs to it."""
        row, other = what[side], what["before" if side == "after" else "after"]
        model, row_id = _MODELS[table], (row or other)["id"]
        is_there = self._session.get(model, row_id) is not None
        user, column = _USERS[table]
        if row and not is_there:
            self._session.add(model(**row))
            self._session.flush()
        elif (
            is_there
            and not row
            and not self._rows(f"SELECT 1 FROM {user} WHERE {column} = ? LIMIT 1", row_id)
        ):
            self._session.exec(delete(model).where(col(model.id) == row_id))  # type: ignore[attr-defined] # all of these have ids

    def _make_columns(self, verb: str, what: Mapping[str, Any], side: str) -> None:
        row = self._session.get(_MODELS[verb.removeprefix("about ")], what["id"])
        for column, value in what[side].items() if row else ():
            setattr(row, column, value)
        self._session.flush()

    def _set_setting(self, key: str, value: str | None) -> None:
        """Keep a setting, or forget it with None."""
        found = self._session.get(models.Setting, key)
        before = found.value if found else None
        if before == value:
            return
        if value is None:
            self._session.exec(delete(models.Setting).where(col(models.Setting.key) == key))
            self._session.expire_all()
        else:
            self._session.merge(models.Setting(key=key, value=value))
            self._session.flush()
        self.note("setting", key=key, before=before, after=value)
