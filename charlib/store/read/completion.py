"""Names that begin with a text, for completion: read-only, and faster than a keystroke.

If the library cannot be read, there are no names and no error.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.store.read.query import Query

from charlib.store.marks import FOR_TAKES, IS_MERGED

_MOST = 200
_LAST = "\U0010ffff"
_ALIASES = (
    "SELECT named.handle FROM character_alias AS named JOIN character ON character.id ="
    " character_id WHERE named.project_id = (SELECT id FROM project WHERE slug = ?3)"
    " AND deleted_at IS NULL AND named.handle >= ?1 AND named.handle < ?2"
)
_PROJECT = "(SELECT id FROM project WHERE slug = ?3)"
_MENTIONED = "substr(?1, 1, instr(?1, '+') - 1)"
"""The handle in front of a look."""
_SQL = {
    "handles": "SELECT handle FROM character WHERE project_id = (SELECT id FROM project"
    " WHERE slug = ?3) AND deleted_at IS NULL AND handle >= ?1 AND handle < ?2"
    f" UNION ALL {_ALIASES} ORDER BY handle",
    "other handles": f"{_ALIASES} ORDER BY 1",
    "trashed": "SELECT DISTINCT handle FROM character WHERE handle >= ?1 AND handle < ?2"
    " AND project_id = (SELECT id FROM project WHERE slug = ?3) AND deleted_at IS NOT NULL"
    f" AND handle <> '' AND NOT {IS_MERGED}",
    "unsettled": "SELECT name FROM (SELECT handle AS name FROM character JOIN binding"
    "  ON character_id = character.id WHERE state = 'unknown'"
    "  AND project_id = (SELECT id FROM project WHERE slug = ?3)"
    " UNION SELECT 'task:' || id FROM task WHERE state = 'unknown' AND remote_id IS NULL"
    " UNION SELECT 'upload:' || path FROM upload WHERE url = '')"
    " WHERE name >= ?1 AND name < ?2",
    "looks": "SELECT DISTINCT name FROM look WHERE deleted_at IS NULL AND name >= ?1 AND name < ?2"
    " ORDER BY name",
    "mentions": f"SELECT {_MENTIONED} || '+' || look.name AS called FROM look"
    f" WHERE character_id IN (SELECT id FROM character WHERE project_id = {_PROJECT}"
    f"  AND handle = {_MENTIONED} AND deleted_at IS NULL"
    "  UNION ALL SELECT character.id FROM character_alias AS named JOIN character"
    f"  ON character.id = character_id WHERE named.project_id = {_PROJECT}"
    f"  AND named.handle = {_MENTIONED} AND deleted_at IS NULL)"
    " AND look.deleted_at IS NULL AND called >= ?1 AND called < ?2 ORDER BY called",
    "tags": "SELECT name FROM (SELECT name, n FROM tag UNION ALL SELECT name, 0 FROM tag_alias)"
    " WHERE name >= ?1 AND name < ?2 ORDER BY n DESC",
    "aliases": "SELECT name FROM tag_alias WHERE name >= ?1 AND name < ?2 ORDER BY name",
    "projects": "SELECT slug FROM project WHERE slug >= ?1 AND slug < ?2 ORDER BY slug",
    "accounts": "SELECT name FROM account WHERE name >= ?1 AND name < ?2 ORDER BY name",
    "profiles": "SELECT name FROM profile WHERE name >= ?1 AND name < ?2 ORDER BY name",
    "sources": "SELECT name FROM (SELECT id, coalesce(label, ref) AS name FROM source)"
    " WHERE name >= ?1 AND name < ?2 ORDER BY id DESC",
    "saved": "SELECT name FROM saved_search WHERE name >= ?1 AND name < ?2"
    " AND instr(name, '/') = 0 ORDER BY name",
    "saved takes": f"SELECT substr(name, {len(FOR_TAKES) + 1}) AS bare FROM saved_search"
    f" WHERE instr(name, '{FOR_TAKES}') = 1 AND bare >= ?1 AND bare < ?2 ORDER BY bare",
    "tasks": "SELECT CAST(id AS TEXT) FROM task WHERE CAST(id AS TEXT) >= ?1"
    " AND CAST(id AS TEXT) < ?2 ORDER BY id DESC",
}
_OF_PEOPLE = {"handles", "mentions", "other handles", "trashed", "unsettled"}
_FOLDED = {"tags", "aliases", "looks"}
KINDS = tuple(_SQL)
"""Kind of name → the statement that lists them."""
_BEGINNINGS = (
    (
        "SELECT handle, id FROM character"
        " WHERE project_id = (SELECT id FROM project WHERE slug = ?)"
        " AND deleted_at IS NULL AND handle >= ? AND handle < ? ORDER BY handle LIMIT ?"
    ),
    (
        "SELECT named.handle, character_id FROM character_alias AS named"
        " JOIN character ON character.id = character_id"
        " WHERE named.project_id = (SELECT id FROM project WHERE slug = ?)"
        " AND deleted_at IS NULL AND named.handle >= ? AND named.handle < ?"
        " ORDER BY named.handle LIMIT ?"
    ),
)


class Beginnings:
    """Handles by how they begin, in a library that is open."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def handles(self, project: str, text: str, limit: int) -> Sequence[tuple[str, int]]:
        """The first handles and aliases of a project that begin with a folded text, with ids."""
        values = [project, text, text + _LAST, limit]
        found = [(row[0], row[1]) for sql in _BEGINNINGS for row in self._query.rows(sql, values)]
        return sorted(found)[:limit]


class Names:
    """The names in one database; none if it cannot be read."""

    def __init__(self, database: str, project: str | None) -> None:
        try:
            self._connection = sqlite3.connect(f"file:{_quoted(database)}?mode=ro", uri=True)
        except sqlite3.Error:
            self._connection = sqlite3.connect(":memory:")
        self._project = project

    def like(self, kind: str, text: str) -> list[str]:
        """Names of a kind for what was typed: `Mi`, `@mi` or `noir/mi` for handles."""
        if kind not in _OF_PEOPLE:
            return self.starting_with(kind, _folded(text) if kind in _FOLDED else text)
        at = "@" if text.startswith("@") else ""
        project, slash, handle = text.removeprefix("@").rpartition("/")
        names = self.starting_with(kind, _folded(handle), project or None)
        return [f"{at}{project}{slash}{name}" for name in names]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def starting_with(self, kind: str, text: str, project: str | None = None) -> list[str]:
        """Up to 200 names of a kind that begin with a text; handles are those of one project."""
        if _LAST in text or "\0" in text:
            return []
        values = [text, text + _LAST]
        try:
            if "?3" in _SQL[kind]:
                values.append(project or self._project or self._in_use())
            rows = self._connection.execute(_SQL[kind], values).fetchmany(_MOST)
            return [str(row[0]) for row in rows]
        except (sqlite3.Error, UnicodeEncodeError):
            return []

    def _in_use(self) -> str:
        row = self._connection.execute("SELECT value FROM setting WHERE key = 'project'").fetchone()
        return str(row[0]) if row else "default"


def _folded(text: str) -> str:
    """A handle or tag as it is stored."""
    if text.isascii():
        return text.lower()
    from charlib.domain.character.handle import normalise

    return normalise(text)


def _quoted(path: str) -> str:
    """A path as part of a URI; importing `urllib` takes longer than all else here."""
    return "".join(f"%{ord(char):02x}" if char in "%?#" else char for char in path)
