"""Writing to which project characters belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from charlib.store.write.characters import Characters
from charlib.store.write.persons.names import Claim, Names
from charlib.store.write.scope import Scope, listed, packed, unpacked

_NAMES = """
    SELECT handle, id FROM character WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL
    SELECT handle, character_id FROM character_alias
    WHERE character_id IN (SELECT value FROM json_each(?1))
"""


class Moving:
    """The verbs that move characters to another project."""

    def __init__(self, scope: Scope, characters: Characters, names: Names) -> None:
        self._scope = scope
        self._characters = characters
        self._names = names

    def taken(self, ids: Sequence[int], project_id: int) -> list[str]:
        """The names of characters that two of them, or others of a project, have."""
        rows = self._scope.rows(_NAMES, listed(ids))
        claims = [Claim(project_id, name, number) for name, number in rows]
        shared = [name for name, count in Counter(name for name, _ in rows).items() if count > 1]
        return sorted({*shared, *self._names.held(claims, ids)})

    def move(self, ids: Sequence[int], project_id: int) -> int:
        """Move characters, with their aliases; return the number that were elsewhere.

        None of their names may be `taken`. Prompts stay where they were recorded.
        """
        groups: dict[int, list[int]] = {}
        for project, number in self._scope.rows(
            "SELECT project_id, id FROM character WHERE id IN (SELECT value FROM json_each(?))"
            " AND project_id <> ?",
            listed(ids), project_id,
        ):  # fmt: skip
            groups.setdefault(project, []).append(number)
        moved = [number for numbers in groups.values() for number in numbers]
        names = self._scope.rows(_NAMES, listed(moved))
        self._names.claim(Claim(project_id, name, number) for name, number in names)
        before = [[packed(numbers), project] for project, numbers in groups.items()]
        after = [[packed(moved), project_id]] if moved else []
        self.set_projects(after)
        if moved:
            self._scope.note("moved", before=before, after=after)
        return len(moved)

    def trash_of(self, project_id: int) -> list[int]:
        """The characters of a project that are in the trash."""
        sql = "SELECT id FROM character WHERE project_id = ? AND deleted_at IS NOT NULL"
        return [row[0] for row in self._scope.rows(sql, project_id)]

    def set_projects(self, groups: Iterable[Sequence[Any]]) -> None:
        """Set projects from a journal entry's groups of (packed ids, project); counters follow."""
        for ids, project in _unpacked(groups):
            self._count(ids, -1)
            self._scope.execute(
                "UPDATE character SET project_id = ?, updated_at = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                project, self._scope.now, ids,
            )  # fmt: skip
            self._scope.execute(
                "UPDATE character_alias SET project_id = ?"
                " WHERE character_id IN (SELECT value FROM json_each(?))",
                project, ids,
            )  # fmt: skip
            self._count(ids, 1)

    def _count(self, ids: str, sign: int) -> None:
        rows = self._scope.rows(
            "SELECT c.id, project_id FROM json_each(?) JOIN character AS c ON c.id = value"
            " WHERE deleted_at IS NULL",
            ids,
        )
        living = listed(row[0] for row in rows)
        self._characters.recount(living, Counter(row[1] for row in rows), sign)


def _unpacked(groups: Iterable[Sequence[Any]]) -> Iterator[tuple[str, int]]:
    for runs, project in groups:
        yield listed(unpacked(runs)), project
