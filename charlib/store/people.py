"""Writing characters, with their place in the text index and their tags' counters."""

from __future__ import annotations

from collections.abc import Iterable
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
        self._relink([character_id], self._tags(tags), add=True)
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

    def edit_character(self, character_id: int, **changes: Any) -> None:
        """Change columns of a character; `deleted_at` puts it into the trash and takes it out."""
        row = self._get(models.Character, character_id)
        before = None if row.deleted_at else _texts(row)
        for column, value in changes.items():
            setattr(row, column, value)
        row.updated_at = self.now
        self._session.add(row)
        self._session.flush()
        after = None if row.deleted_at else _texts(row)
        self._reindex(before, after)
        if (before is None) != (after is None):
            sign = 1 if before is None else -1
            self._count_person(row.project_id, sign)
            self._recount(character_id, row.project_id, sign)

    def _count_person(self, project_id: int, sign: int) -> None:
        self._raw.execute("UPDATE project SET n = n + ? WHERE id = ?", [sign, project_id])

    def _reindex(self, before: text_index.Texts | None, after: text_index.Texts | None) -> None:
        if before != after:
            text_index.remove(self._raw, [before] if before else [])
            text_index.add(self._raw, [after] if after else [])

    def is_bound(self, character_id: int) -> bool:
        """Whether a provider knows the character, or may: creating it again could pay twice."""
        table = models.Binding
        live = col(table.state).in_(LIVE_BINDINGS)
        return self._one(table, table.character_id == character_id, live) is not None


def _texts(row: models.Character) -> text_index.Texts:
    return (id_of(row), row.handle, row.name, row.look, row.notes)
