"""Reading who has other looks, or a voice."""

from __future__ import annotations

from charlib.store.read.query import Query


class LookLists:
    """The reading verbs for looks other than the main ones."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def owners(self, project: str, *, limit: int = 0) -> list[int]:
        """The ids of a project's characters with other looks, the newest look first."""
        return self._query.column(
            "SELECT character.id FROM look JOIN character ON character.id = character_id"
            " AND character.deleted_at IS NULL"
            " JOIN project ON project.id = project_id AND slug = ?"
            " WHERE look.deleted_at IS NULL GROUP BY 1 ORDER BY max(look.id) DESC LIMIT ?",
            [project, limit or -1],
        )


class Voices:
    """The reading verbs for voices."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def owners(self, project: str | None, *, limit: int = 0) -> list[int]:
        """The ids of the characters of a project, or of all, that have a voice, newest first."""
        return self._query.column(
            "SELECT character.id FROM voice JOIN character ON character.id = character_id"
            " JOIN project ON project.id = project_id"
            " WHERE replaced_at IS NULL AND deleted_at IS NULL AND (?1 IS NULL OR slug = ?1)"
            " ORDER BY voice.id DESC LIMIT ?2",
            [project, limit or -1],
        )
