"""Writing characters, with their place in the text index and their tags' counters."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import col

from charlib.domain.records import LIVE_BINDINGS
from charlib.errors import Conflict
from charlib.store import models, text_index
from charlib.store.rows import id_of
from charlib.store.tagging import Tagging


class People(Tagging):
    """The verbs for characters."""

    def add_character(
        self,
        project_id: int,
        handle: str,
        *,
        name: str = "",
        look: str = "",
        notes: str = "",
        likeness: str = "",
        tags: Iterable[str] = (),
        created_at: int | None = None,
        updated_at: int | None = None,
    ) -> int:
        """Add a character with its tags; Conflict if the handle is taken in its project."""
        if self.find_character(project_id, handle) is not None:
            raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
        row = self._stamped(
            models.Character,
            project_id=project_id,
            handle=handle,
            name=name,
            look=look,
            notes=notes,
            likeness=likeness,
        )
        row.created_at, row.updated_at = created_at or self.now, updated_at or self.now
        character_id = self._add(row)
        text_index.add(self._raw, [_texts(row)])
        self._count_person(project_id, 1)
        ids = self._tags(tags)
        with self._unnoted():
            self._relink([character_id], ids, add=True)
        self.note_ids("added", [character_id])
        return character_id

    def find_character(self, project_id: int, handle: str) -> int | None:
        """The id of a character that is not in the trash."""
        table = models.Character
        row = self._one(
            table,
            table.project_id == project_id,
            table.handle == handle,
            col(table.deleted_at).is_(None),
        )
        return id_of(row) if row else None

    def edit_character(self, character_id: int, **changes: Any) -> bool:
        """Change what is said of a character; False where that was said already."""
        row = self._get(models.Character, character_id)
        before = _texts(row)
        old = {column: getattr(row, column) for column in changes}
        if old == changes:
            return False
        for column, value in changes.items():
            setattr(row, column, value)
        row.updated_at = self.now
        self._session.add(row)
        self._session.flush()
        if row.deleted_at is None:
            self._reindex(before, _texts(row))
        self.note("said", id=character_id, before=old, after=changes)
        return True

    def renew(self, character_id: int, said: Mapping[str, str], tags: Iterable[str]) -> bool:
        """Let a character take the texts that are not empty, and more tags; whether any is new."""
        given = {column: text for column, text in said.items() if text}
        is_edited = self.edit_character(character_id, **given)
        return bool(self.tag([character_id], tags)) or is_edited

    def put_away(self, ids: Sequence[int]) -> int:
        """Put characters into the trash, with all that belongs to them; answers how many."""
        return self._move(ids, from_trash=False)

    def bring_back(self, ids: Sequence[int]) -> int:
        """Take characters out of the trash; Conflict where a handle was given away since."""
        return self._move(ids, from_trash=True)

    def _move(self, ids: Sequence[int], *, from_trash: bool) -> int:
        self._session.flush()
        rows = self._raw.execute(
            "SELECT c.id, c.handle, c.name, c.look, c.notes, c.project_id FROM json_each(?1)"
            " JOIN character AS c ON c.id = value WHERE (c.deleted_at IS NOT NULL) = ?2",
            [json.dumps(list(dict.fromkeys(ids))), from_trash],
        ).fetchall()
        moved = json.dumps([row[0] for row in rows])
        texts = [row[:5] for row in rows]
        text_index.add(self._raw, texts) if from_trash else text_index.remove(self._raw, texts)
        try:
            self._raw.execute(
                "UPDATE character SET deleted_at = ?, updated_at = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                [None if from_trash else self.now, self.now, moved],
            )
        except sqlite3.IntegrityError as error:
            raise Conflict(
                "a handle was given to another character since",
                hint="charlib rename HANDLE NEW, then try again",
            ) from error
        self._session.expire_all()
        self._recount(moved, Counter(row[5] for row in rows), 1 if from_trash else -1)
        self.note_ids("restored" if from_trash else "removed", [row[0] for row in rows])
        return len(rows)

    def _recount(self, moved: str, people: Counter[int], sign: int) -> None:
        """Count characters and their tags in or out, when they leave the trash or go there."""
        for project, count in people.items():
            self._count_person(project, sign * count)
        links = self._raw.execute(
            "SELECT tag_id, project_id, count(*) FROM json_each(?) JOIN character_tag AS l"
            " ON character_id = value JOIN character AS c ON c.id = value GROUP BY 1, 2",
            [moved],
        ).fetchall()
        for tag, project, count in links:
            self._count(tag, {project: count}, sign)

    def _count_person(self, project_id: int, sign: int) -> None:
        self._raw.execute("UPDATE project SET n = n + ? WHERE id = ?", [sign, project_id])

    def _reindex(self, before: text_index.Texts, after: text_index.Texts) -> None:
        if before != after:
            text_index.remove(self._raw, [before])
            text_index.add(self._raw, [after])

    def is_bound(self, character_id: int, account_id: int | None = None) -> bool:
        """Whether a provider knows the character, or may: creating it again could pay twice.

        With an account, whether that one does.
        """
        table = models.Binding
        where = [table.character_id == character_id, col(table.state).in_(LIVE_BINDINGS)]
        if account_id is not None:
            where.append(table.account_id == account_id)
        return self._one(table, *where) is not None


def _texts(row: models.Character) -> text_index.Texts:
    return (id_of(row), row.handle, row.name, row.look, row.notes)
