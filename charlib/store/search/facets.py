"""What the matches of a search have in common: tags, projects, states and looks, counted.

Where a search matches all of its scope, the counters that triggers keep say it; else the matches
are listed once, and looked up in each index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from charlib.domain.search.tree import Everything, Tree
from charlib.store.search.statement import Search
from charlib.store.search.texts import Rows

MOST = 50
"""The most values of a facet; the most common come first."""
Counted = tuple[tuple[str, int], ...]
"""Values, each with the number of its matches."""

_FOUND = "WITH found(id) AS MATERIALIZED ({found})"
_OF_MATCHES = {
    "tags": "SELECT tag.name, count(*) AS n FROM found CROSS JOIN character_tag"
    " ON character_id = found.id JOIN tag ON tag.id = tag_id GROUP BY tag_id",
    "projects": "SELECT slug, count(*) AS n FROM found CROSS JOIN character"
    " ON character.id = found.id JOIN project ON project.id = project_id GROUP BY project_id",
    "states": "SELECT state, count(DISTINCT character_id) AS n FROM found CROSS JOIN binding"
    " ON character_id = found.id WHERE voice_id IS NULL GROUP BY state",
    "looks": "SELECT look.name, count(*) AS n FROM found CROSS JOIN look"
    " ON character_id = found.id WHERE look.deleted_at IS NULL GROUP BY look.name",
}
_OF_ALL = {
    "tags": "SELECT name, n FROM tag WHERE n > 0",
    "projects": "SELECT slug, n FROM project WHERE n > 0",
    "states": "SELECT state, count(DISTINCT character_id) AS n FROM binding JOIN character"
    " ON character.id = character_id WHERE voice_id IS NULL AND deleted_at IS NULL GROUP BY state",
    "looks": "SELECT look.name, count(*) AS n FROM look JOIN character"
    " ON character.id = character_id WHERE look.deleted_at IS NULL"
    " AND character.deleted_at IS NULL GROUP BY look.name",
}
_OF_PROJECT = {
    "tags": "SELECT tag.name, project_tag.n AS n FROM project_tag JOIN tag ON tag.id = tag_id"
    " WHERE project_id = ? AND project_tag.n > 0",
    "projects": "SELECT slug, n FROM project WHERE id = ? AND n > 0",
}


class Facets(NamedTuple):
    """The number of matches, and of those with each tag, in each project, with IDs in each state.

    `looks` has the names of other looks than the main one, which every character has.
    Of each, the most common come first.
    """

    total: int
    tags: Counted
    projects: Counted
    states: Counted
    looks: Counted


def facets(rows: Rows, search: Search, tree: Tree, project_id: int | None) -> Facets:
    """The facets of the matches of a tree; `rows` reads the database that `search` searches."""
    is_all = isinstance(tree, Everything)
    counters = {} if not is_all else _OF_ALL if project_id is None else _OF_PROJECT
    own = [] if project_id is None else [project_id]
    statements = {what: (sql, own) for what, sql in counters.items()}
    if len(statements) < len(_OF_MATCHES):
        listed, values = search.found(tree)
        found = _FOUND.format(found=listed)
        statements = {w: (f"{found} {sql}", values) for w, sql in _OF_MATCHES.items()} | statements
    counted = {what: _counted(rows, *statement) for what, statement in statements.items()}
    return Facets(search.count(tree), **counted)


def _counted(rows: Rows, sql: str, values: Sequence[Any]) -> Counted:
    ordered = f"{sql} ORDER BY n DESC, 1 LIMIT {MOST}"
    return tuple((str(name), int(count)) for name, count in rows(ordered, values))
