"""Reading tags: counts that are kept, parents and aliases."""

from __future__ import annotations

from charlib.domain.value import Value
from charlib.store.reading import Reading


class TagRecord(Value):
    """A tag, how many characters have it, the tags it is under, and its other names."""

    name: str
    characters: int
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Labels(Reading):
    """The verbs that read tags."""

    def tags(self, project: str | None = None) -> list[TagRecord]:
        """All tags by name, with how many characters of a project, or of all, have them."""
        counts = (
            "SELECT tag.name, tag.n FROM tag ORDER BY tag.name"
            if project is None
            else "SELECT tag.name, coalesce(project_tag.n, 0) FROM tag LEFT JOIN project_tag"
            " ON tag_id = tag.id AND project_id = (SELECT id FROM project WHERE slug = ?)"
            " ORDER BY tag.name"
        )
        parents = self._by_tag(
            "SELECT tag.name, parent.name FROM tag_parent JOIN tag ON tag.id = tag_id"
            " JOIN tag AS parent ON parent.id = parent_id ORDER BY parent.name"
        )
        aliases = self._by_tag(
            "SELECT tag.name, tag_alias.name FROM tag_alias JOIN tag ON tag.id = tag_id"
            " ORDER BY tag_alias.name"
        )
        return [
            TagRecord(row[0], row[1], parents.get(row[0], ()), aliases.get(row[0], ()))
            for row in self._rows(counts, [] if project is None else [project])
        ]

    def tag_named(self, name: str) -> str | None:
        """The tag of that name or alias."""
        row = self._row(
            "SELECT name FROM tag WHERE name = ?1 UNION ALL SELECT tag.name FROM tag_alias"
            " JOIN tag ON tag.id = tag_id WHERE tag_alias.name = ?1",
            [name],
        )
        return str(row[0]) if row else None

    def _by_tag(self, sql: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, other in self._rows(sql):
            found[name] = (*found.get(name, ()), other)
        return found
