"""Reading the looks of characters, and their other handles."""

from __future__ import annotations

from typing import NamedTuple

from charlib.domain.records import KeptMedium, Look
from charlib.store.read.query import Query

_LOOKS = """
    SELECT character_id, name, description, episodes, look.id, look.uid
    FROM json_each(?) AS wanted
    JOIN look ON character_id = wanted.value AND deleted_at IS NULL
    ORDER BY look.id
"""
_KEPT = """
    SELECT character_id, look_id, role, medium.path, sha256, mime, bytes
    FROM json_each(?) AS wanted
    JOIN window ON character_id = wanted.value AND keeping = 'kept'
    JOIN kept ON window_id = window.id
    JOIN medium ON medium.id = medium_id
    ORDER BY window.id, role, position
"""
_ALIASES = """
    SELECT character_id, handle FROM json_each(?) AS wanted
    JOIN character_alias ON character_id = wanted.value
    ORDER BY character_alias.id
"""


class Looks(NamedTuple):
    """The looks of some characters, by their ids, and the kept files by character and look."""

    others: dict[int, list[Look]]
    kept: dict[tuple[int, int | None], tuple[KeptMedium, ...]]

    def all(self, character_id: int, description: str) -> tuple[Look, ...]:
        """The looks of a character, the main one first, which has this description."""
        others = self.others.get(character_id, ())
        main = Look("", description, kept=self.kept.get((character_id, None), ()))
        kept = [self.kept.get((character_id, look.id), ()) for look in others]
        return (main, *(look._replace(kept=k) for look, k in zip(others, kept, strict=True)))


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


def of_looks(query: Query, listed: str) -> Looks:
    """The looks of characters; `listed` are their ids as JSON."""
    looks = Looks({}, {})
    for number, name, description, episodes, look_id, uid in query.rows(_LOOKS, [listed]):
        look = Look(name, description, episodes, (), look_id, uid)
        looks.others.setdefault(number, []).append(look)
    for number, look_id, *facts in query.rows(_KEPT, [listed]):
        place = (number, look_id)
        looks.kept[place] = (*looks.kept.get(place, ()), KeptMedium(*facts))
    return looks


def aliases_of(query: Query, listed: str) -> dict[int, tuple[str, ...]]:
    """The other handles of characters, oldest first; `listed` are their ids as JSON."""
    aliases: dict[int, tuple[str, ...]] = {}
    for number, handle in query.rows(_ALIASES, [listed]):
        aliases[number] = (*aliases.get(number, ()), handle)
    return aliases
