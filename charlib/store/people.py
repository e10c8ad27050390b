"""Writing characters and tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, select, update

from charlib.config import new_uid
from charlib.domain.records import LIVE_BINDINGS
from charlib.errors import Conflict, NotFound
from charlib.store import models
from charlib.store.rows import Rows, id_of


class People(Rows):
    """The verbs for characters and their tags."""

    def add_character(
        self,
        project_id: int,
        handle: str,
        *,
        name: str = "",
        look: str = "",
        notes: str = "",
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
        )
        row.created_at, row.updated_at = created_at or self.now, updated_at or self.now
        character_id = self._add(row)
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
        """Change columns of a character."""
        row = self._get(models.Character, character_id)
        for column, value in changes.items():
            setattr(row, column, value)
        row.updated_at = self.now
        self._session.add(row)

    def is_bound(self, character_id: int) -> bool:
        """Whether a provider knows the character, or may: creating it again could pay twice."""
        table = models.Binding
        live = col(table.state).in_(LIVE_BINDINGS)
        return self._one(table, table.character_id == character_id, live) is not None

    def tag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Give tags to characters; answers how many links are new."""
        return self._touch(self._relink(character_ids, self._tags(names), add=True))

    def untag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Take tags from characters; answers how many links are gone. Unused tags stay."""
        known = [self._one(models.Tag, models.Tag.name == name) for name in names]
        links = self._relink(character_ids, [id_of(tag) for tag in known if tag], add=False)
        return self._touch(links)

    def _tags(self, names: Iterable[str]) -> list[int]:
        return [self._tag(name) for name in dict.fromkeys(names)]

    def _relink(
        self, character_ids: Iterable[int], tag_ids: Iterable[int], *, add: bool
    ) -> list[int]:
        """Add or remove links; answers the character of each link that changed."""
        link = models.CharacterTag
        changed: list[int] = []
        for tag_id in tag_ids:
            for character_id in character_ids:
                row = self._session.get(link, (tag_id, character_id))
                if (row is None) != add:
                    continue
                if row is None:
                    self._session.add(link(tag_id=tag_id, character_id=character_id))
                else:
                    self._session.delete(row)
                changed.append(character_id)
        self._session.flush()
        return changed

    def _touch(self, character_ids: Sequence[int]) -> int:
        table = models.Character
        changed = update(table).where(col(table.id).in_(set(character_ids)))
        self._session.exec(changed.values(updated_at=self.now))
        return len(character_ids)

    def _tag(self, name: str) -> int:
        row = self._one(models.Tag, models.Tag.name == name)
        return (
            id_of(row)
            if row
            else self._add(models.Tag(uid=new_uid(), name=name, created_at=self.now))
        )

    def rename_tag(self, old: str, new: str) -> bool:
        """Rename a tag; where the new name exists the two become one, and the answer is True."""
        row = self._one(models.Tag, models.Tag.name == old)
        if row is None:
            raise NotFound(f"no tag {old!r}", hint="charlib tag list")
        target = self._one(models.Tag, models.Tag.name == new)
        if target is None or target is row:
            row.name = new
            self._session.add(row)
            return False
        link = models.CharacterTag
        query = select(link.character_id).where(link.tag_id == id_of(row))
        self._touch(self._relink(list(self._session.exec(query)), [id_of(target)], add=True))
        self._session.delete(row)
        return True
