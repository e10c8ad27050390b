"""Reading tags: their counters, parents and aliases."""

from __future__ import annotations

import json
from typing import Literal, NamedTuple

from charlib.store.read.query import Query

TagSort = Literal["name", "count"]


class TagRecord(NamedTuple):
    """A tag, the number of characters with it, the tags it is under, and its other names."""

    name: str
    characters: int
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Tags:
    """The reading verbs for tags."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def all(
        self, project: str | None = None, *, sort: TagSort = "name", limit: int = 0
    ) -> list[TagRecord]:
        """Tags, with the number of characters of a project, or of all; a limit of 0 means all tags.

        Sorted by name, or the most common first: then only those that a character has.
        """
        counts = (
            "SELECT tag.id, tag.name, tag.n FROM tag"
            if project is None
            else "SELECT tag.id, tag.name, coalesce(project_tag.n, 0) AS n FROM tag LEFT JOIN"
            " project_tag ON tag_id = tag.id AND project_id ="
            " (SELECT id FROM project WHERE slug = ?2)"
        )
        if sort == "count" and project is not None:
            counts = (
                "SELECT tag.id, tag.name, project_tag.n FROM project_tag JOIN tag ON tag.id ="
                " tag_id WHERE project_id = (SELECT id FROM project WHERE slug = ?2)"
            )
        where = "WHERE n > 0 ORDER BY n DESC, name" if sort == "count" else "ORDER BY name"
        values = [limit or -1, *([] if project is None else [project])]
        rows = self._query.rows(f"SELECT * FROM ({counts}) {where} LIMIT ?1", values)
        listed = json.dumps([row[0] for row in rows])
        parents = self._by_tag(
            "SELECT tag_id, parent.name FROM json_each(?) JOIN tag_parent ON tag_id = value"
            " JOIN tag AS parent ON parent.id = parent_id ORDER BY parent.name",
            listed,
        )
        aliases = self._by_tag(
            "SELECT tag_id, tag_alias.name FROM json_each(?) JOIN tag_alias ON tag_id = value"
            " ORDER BY tag_alias.name",
            listed,
        )
        return [
            TagRecord(row[1], row[2], parents.get(row[0], ()), aliases.get(row[0], ()))
            for row in rows
        ]

    def named(self, name: str) -> str | None:
        """The tag of that name or alias."""
        known: str | None = self._query.value(
            "SELECT name FROM tag WHERE name = ?1 UNION ALL SELECT tag.name FROM tag_alias"
            " JOIN tag ON tag.id = tag_id WHERE tag_alias.name = ?1",
            [name],
        )
        return known

    def _by_tag(self, sql: str, listed: str) -> dict[int, tuple[str, ...]]:
        names: dict[int, tuple[str, ...]] = {}
        for tag, other in self._query.rows(sql, [listed]):
            names[tag] = (*names.get(tag, ()), other)
        return names
