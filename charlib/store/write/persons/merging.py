"""Writing that two records are one person: what belongs to one goes to the other.

The emptied record goes to the trash, and stays there: its number may not be another character's
before the merge is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.store.marks import MERGED
from charlib.store.write.characters import Characters
from charlib.store.write.persons.names import Names
from charlib.store.write.scope import Scope, listed, packed, unpacked
from charlib.store.write.tags import Tags
from charlib.store.write.voices import Voices

if TYPE_CHECKING:
    from charlib.domain.character.merging import Merge

_OWNED = ("binding", "window", "voice", "look", "likeness_check")
"""The tables whose rows belong to a character, apart from tags, prompts and aliases."""
_MOVE_CHECKS = """
    UPDATE likeness_check SET character_id = ?1
    WHERE character_id = ?2
      AND task_id IN (SELECT task_id FROM prompt WHERE id IN (SELECT value FROM json_each(?3)))
      AND NOT EXISTS (
          SELECT 1 FROM prompt JOIN prompt_character ON prompt_id = prompt.id
          WHERE prompt.task_id = likeness_check.task_id AND character_id = ?2)
"""
"""A check is of a character that the prompt mentions, also one made since the merge."""
_EMPTIED = ("name", "look", "notes", "likeness", "consent")


class Merging:
    """The verbs that make two records one."""

    def __init__(
        self, scope: Scope, characters: Characters, tags: Tags, voices: Voices, names: Names
    ) -> None:
        self._scope = scope
        self._characters = characters
        self._tags = tags
        self._voices = voices
        self._names = names

    def merge(self, old: int, into: int, plan: Merge) -> None:
        """Give everything of one character to another, as planned; trash the emptied record."""
        handles = {
            name: self._scope.value("SELECT handle FROM character WHERE id = ?", number)
            for name, number in (("old", old), ("into", into))
        }
        self._scope.note("merged", **handles)
        self._change_looks(plan)
        if self._voices.present(into) is not None:
            self._voices.put_away(old)
        for table in _OWNED:
            self._move_rows(table, old, into)
        self._move_prompts(old, into)
        self._move_tags(old, into)
        self._characters.edit_all([into], plan.texts)
        self._characters.edit_all([old], dict.fromkeys(_EMPTIED, ""))
        self._characters.put_away([old])
        columns = ("key", "value")  # the trash does not show it, until it is undone
        self._scope.set_value("emptied", "setting", columns, f"{MERGED}{old}", str(into))
        for alias in plan.aliases:
            self._names.add(into, alias)
        self._tags.touch([into])

    def _change_looks(self, plan: Merge) -> None:
        for look, name in plan.names.items():
            self._set_look(look, "name", name)
        for look, episodes in plan.episodes.items():
            self._set_look(look, "episodes", episodes)
        for look in plan.dropped:
            self._set_look(look, "deleted_at", self._scope.now)

    def _set_look(self, look: int, column: str, value: object) -> None:
        before = self._scope.value(f"SELECT {column} FROM look WHERE id = ?", look)
        self._scope.update("look", look, **{column: value})
        self._scope.note("about look", id=look, before={column: before}, after={column: value})

    def _move_tags(self, old: int, into: int) -> None:
        rows = self._scope.rows("SELECT tag_id FROM character_tag WHERE character_id = ?", old)
        tags = [row[0] for row in rows]
        self._tags.set_links([into], tags, linked=True)
        self._tags.set_links([old], tags, linked=False)

    def _move_rows(self, table: str, old: int, into: int) -> None:
        rows = self._scope.rows(f"SELECT id FROM {table} WHERE character_id = ?", old)
        if rows:
            what = {"table": table, "ids": packed(row[0] for row in rows)}
            self._note_moved({**what, "before": old, "after": into})

    def _move_prompts(self, old: int, into: int) -> None:
        """Prompts that mention a character are known by its position in them."""
        sql = "SELECT DISTINCT position FROM prompt_character WHERE character_id = ?"
        for (position,) in self._scope.rows(sql, old):
            rows = self._scope.rows(
                "SELECT prompt_id FROM prompt_character WHERE character_id = ? AND position = ?",
                old, position,
            )  # fmt: skip
            ids = packed(row[0] for row in rows)
            what = {"table": "prompt_character", "position": position, "ids": ids}
            self._note_moved({**what, "before": old, "after": into})

    def give_mention(self, prompt: int, position: int, old: int, into: int) -> None:
        """Let a prompt mention another character at a position."""
        what = {"table": "prompt_character", "position": position, "ids": packed([prompt])}
        self._note_moved({**what, "before": old, "after": into})

    def _note_moved(self, what: Mapping[str, Any]) -> None:
        self.set_owner(what, "after")
        self._scope.note("given", **what)

    def set_owner(self, what: Mapping[str, Any], side: str) -> None:
        """Give rows to the character that a journal entry has on a side."""
        owner, ids = what[side], listed(unpacked(what["ids"]))
        if what["table"] != "prompt_character":
            self._scope.execute(
                f"UPDATE {what['table']} SET character_id = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                owner, ids,
            )  # fmt: skip
            if what["table"] == "look":
                self._characters.reword([what["before"], what["after"]])
            return
        count = self._scope.execute(
            "UPDATE prompt_character SET character_id = ? WHERE position = ?"
            " AND prompt_id IN (SELECT value FROM json_each(?))",
            owner, what["position"], ids,
        )  # fmt: skip
        other = what["before" if side == "after" else "after"]
        self._scope.execute(_MOVE_CHECKS, owner, other, ids)
        for number, change in ((owner, count), (other, -count)):
            self._scope.execute("UPDATE character SET used = used + ? WHERE id = ?", change, number)
