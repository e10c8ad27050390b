"""Writing the looks of characters. A look that is removed stays, for undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from charlib.config import new_uid
from charlib.domain.character.draft import LookDraft
from charlib.domain.character.looks import Taken
from charlib.domain.sharing.fitting import Look
from charlib.errors import Conflict, prefixed
from charlib.hints import call
from charlib.store.write.characters import Characters
from charlib.store.write.scope import Scope, listed, missing

_EPISODES = """
    SELECT name, episodes FROM look
    WHERE character_id = ? AND name <> ? AND deleted_at IS NULL AND episodes <> ''
"""
"""The episodes of a character's other looks."""


class Looks:
    """The verbs for looks other than the main one, which has no row.

    Searches find their words: see `Characters.reword`.
    """

    def __init__(self, scope: Scope, characters: Characters) -> None:
        self._scope = scope
        self._characters = characters

    def refuse_gone(self, character_id: int, look_id: int) -> None:
        """Raise Conflict if a look of a character was removed since it was looked up."""
        sql = "SELECT 1 FROM look WHERE id = ? AND character_id = ? AND deleted_at IS NULL"
        if not self._scope.value(sql, look_id, character_id):
            raise Conflict("the look was removed meanwhile", hint=call("look list"))

    def find(self, character_id: int, name: str) -> int | None:
        """The id of a look, or None; also of the main look, whose name is empty."""
        return self._scope.id(
            "SELECT id FROM look WHERE character_id = ? AND name = ? AND deleted_at IS NULL",
            character_id,
            name,
        )

    def add(
        self,
        character_id: int,
        name: str,
        *,
        description: str = "",
        episodes: str = "",
        uid: str = "",
    ) -> int:
        """Add a look, with the `uid` that it has elsewhere.

        Raises Conflict if the character has one of that name, or another in one of the episodes.
        """
        self._refuse_overlap(character_id, name, episodes)
        return self._add(character_id, name, description, episodes, uid)

    def _add(
        self, character_id: int, name: str, description: str, episodes: str, uid: str = ""
    ) -> int:
        if self.find(character_id, name) is not None:
            raise Conflict(f"look {name} exists already", hint=call("look list"))
        look_id = self._scope.insert(
            "look", uid=uid or new_uid(), character_id=character_id, name=name,
            description=description, episodes=episodes, **self._scope.stamps(),
        )  # fmt: skip
        self._note(look_id, character_id, {"deleted_at": self._scope.now}, {"deleted_at": None})
        return look_id

    def renew(
        self, character_id: int, name: str, *, description: str = "", episodes: str = ""
    ) -> int:
        """The id of a look, added if it is new; texts that are not empty replace the old ones.

        Raises Conflict if another look has one of the episodes.
        """
        self._refuse_overlap(character_id, name, episodes)
        return self._renew(character_id, name, description=description, episodes=episodes)

    def _renew(self, character_id: int, name: str, *, description: str, episodes: str) -> int:
        known = self.find(character_id, name)
        if known is None:
            return self._add(character_id, name, description, episodes)
        texts = {"description": description, "episodes": episodes}
        self._edit(known, {column: text for column, text in texts.items() if text})
        return known

    def add_many(self, wanted: Sequence[tuple[int, LookDraft]]) -> dict[tuple[int, str], int]:
        """Add looks of new characters, which an undo takes with them; their ids by name."""
        stamps = self._scope.stamps()
        rows = [{"character_id": number, **look._asdict(), **stamps} for number, look in wanted]
        ids = self._scope.add_many("look", rows) if rows else []
        keys = [(number, look.name) for number, look in wanted]
        return dict(zip(keys, ids, strict=True))

    def add_with_uids(self, wanted: Mapping[int, Sequence[Look]]) -> None:
        """Add looks of new characters, which have uids elsewhere; an undo takes them along."""
        stamps = self._scope.stamps()
        rows = [
            {"character_id": number, **look._asdict(), **stamps}
            for number, looks in wanted.items()
            for look in looks
        ]
        if rows:
            self._scope.add_many("look", rows)
            self._characters.reword(wanted)

    def take(self, character_id: int, drafts: Sequence[LookDraft], handle: str) -> bool:
        """Give a known character the looks of a file; return whether anything changed.

        Looks may change episodes with each other. Raises Conflict if two of all have one of them.
        """
        rows = self._scope.rows(
            "SELECT name, description, episodes FROM look WHERE character_id = ?"
            " AND deleted_at IS NULL",
            character_id,
        )
        known = {row[0]: LookDraft(*row) for row in rows}
        wanted = [_over(known.get(draft.name), draft) for draft in drafts]
        _refuse_overlaps(known, wanted, handle)
        changed = [draft for draft in wanted if known.get(draft.name) != draft]
        for draft in changed:
            self._renew(character_id, **draft._asdict())
        return bool(changed)

    def edit(self, look_id: int, **changes: Any) -> bool:
        """Change columns of a look; return False if nothing was different.

        Raises Conflict if the character has another look of the new name, or in an episode.
        """
        if changes.get("episodes"):
            row = self._scope.read("look", look_id) or missing("look", look_id)
            self._refuse_overlap(row["character_id"], row["name"], changes["episodes"])
        return self._edit(look_id, changes)

    def _refuse_overlap(self, character_id: int, name: str, episodes: str) -> None:
        """Raise Conflict if another look has an episode, whoever gave it that meanwhile."""
        taken = Taken()
        for row in self._scope.rows(_EPISODES, character_id, name) if episodes else ():
            taken.add(*row)
        taken.refuse(episodes)

    def _edit(self, look_id: int, changes: Mapping[str, Any]) -> bool:
        row = self._scope.read("look", look_id) or missing("look", look_id)
        before = {column: row[column] for column in changes}
        if before == changes:
            return False
        self._set(look_id, changes)
        self._note(look_id, row["character_id"], before, changes)
        return True

    def put_away(self, look_id: int) -> None:
        """Take a look away: its bindings no longer count."""
        self.edit(look_id, deleted_at=self._scope.now)

    def set_columns(self, look_id: int, columns: Mapping[str, Any]) -> None:
        """Set the columns that a journal entry of a merge has."""
        self._scope.update("look", look_id, **columns)
        owner = self._scope.value("SELECT character_id FROM look WHERE id = ?", look_id)
        self._characters.reword([owner])

    def set_side(self, what: Mapping[str, Any], side: str) -> None:
        """Set the columns that a journal entry has on a side."""
        self._set(what["id"], what[side])
        self._touch(what["character"], *_owners(what["before"], what["after"]))

    def _set(self, look_id: int, columns: Mapping[str, Any]) -> None:
        try:
            self._scope.update("look", look_id, **columns, updated_at=self._scope.now)
        except sqlite3.IntegrityError as error:
            name = columns.get("name") or self._scope.value(
                "SELECT name FROM look WHERE id = ?", look_id
            )
            raise Conflict(
                f"the character has another look {name}", hint=call("look list")
            ) from error

    def _note(
        self,
        look_id: int,
        character_id: int,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        self._scope.note("look", id=look_id, character=character_id, before=before, after=after)
        self._touch(character_id, *_owners(before, after))

    def _touch(self, *ids: int) -> None:
        self._characters.reword(ids)
        sql = "UPDATE character SET updated_at = ? WHERE id IN (SELECT value FROM json_each(?))"
        self._scope.execute(sql, self._scope.now, listed(ids))


def _owners(*sides: Mapping[str, Any]) -> list[int]:
    """The characters between which a look goes, where it changes hands."""
    return [side["character_id"] for side in sides if side.get("character_id")]


def _over(known: LookDraft | None, draft: LookDraft) -> LookDraft:
    """A look with the texts of a draft that are not empty."""
    texts = {column: text for column, text in draft._asdict().items() if text}
    return known._replace(**texts) if known else draft


def _refuse_overlaps(
    known: Mapping[str, LookDraft], wanted: Sequence[LookDraft], handle: str
) -> None:
    taken, changing = Taken(), {draft.name for draft in wanted}
    for look in known.values():
        if look.name not in changing:
            taken.add(look.name, look.episodes)
    for draft in wanted:
        try:
            taken.add(draft.name, draft.episodes)
        except Conflict as error:
            raise prefixed(error, f"@{handle}+{draft.name}") from None
