"""Writing what characters are called: handles and aliases, unique together in each project.

Whatever gives a handle to a character outside the trash claims it here first. A name that another
such character has is refused. An alias of a character in the trash goes to whoever claims it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from charlib.errors import Conflict
from charlib.hints import Hint, call, the_call
from charlib.store.write.scope import Scope, listed

_WANTED = (
    "SELECT wanted.value ->> 1, wanted.value ->> 2 AS claimer, {} FROM json_each(?) AS wanted"
    " JOIN {} AS named ON named.project_id = wanted.value ->> 0"
    " AND named.handle = wanted.value ->> 1"
)
_ALIASES = f"""
    {_WANTED.format("named.id, c.id, c.handle, c.deleted_at IS NULL", "character_alias")}
    JOIN character AS c ON c.id = named.character_id
"""
_HANDLES = f"""
    {_WANTED.format("named.id", "character")}
    WHERE named.deleted_at IS NULL AND named.id <> claimer
"""
_TAKEN = """
    SELECT wanted.value ->> 0 AS project, wanted.value ->> 1 AS name FROM json_each(?) AS wanted
    WHERE EXISTS (SELECT 1 FROM character WHERE project_id = wanted.value ->> 0
            AND handle = wanted.value ->> 1 AND deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM character_alias WHERE project_id = wanted.value ->> 0
            AND handle = wanted.value ->> 1)
"""
_ROW = "SELECT id, project_id, handle, character_id, created_at FROM character_alias WHERE id = ?"


class Claim(NamedTuple):
    """A handle for a character; 0 for one that is new."""

    project_id: int
    handle: str
    character_id: int = 0


class Names:
    """The verbs for handles and aliases."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    # -- handles

    def claim(self, claims: Iterable[Claim]) -> None:
        """Make names free for characters outside the trash, before these get them.

        Raises Conflict if another one has such a name as its alias. Two equal handles are
        impossible by the schema.
        """
        if not self._scope.value("SELECT 1 FROM character_alias LIMIT 1"):
            return
        rows = self._scope.rows(_ALIASES, listed(claims))
        for name, claimer, _, owner, handle, is_living in rows:
            if is_living and owner != claimer:
                raise _is_alias(name, handle)
        for row in rows:
            self._drop(row[2])

    def claim_of(self, ids: Sequence[int]) -> None:
        """Make the handles free that characters of the trash have, which come back."""
        sql = (
            "SELECT project_id, handle, c.id FROM json_each(?)"
            " JOIN character AS c ON c.id = value WHERE deleted_at IS NOT NULL"
        )
        self.claim(Claim(*row) for row in self._scope.rows(sql, listed(ids)))

    def held(self, claims: Iterable[Claim], leaving: Sequence[int]) -> list[str]:
        """The names that living characters have, apart from those that are `leaving`."""
        text, gone = listed(claims), set(leaving)
        rows = self._scope.rows(_HANDLES, text)
        held = [row[0] for row in rows if row[2] not in gone]
        rows = self._scope.rows(_ALIASES, text)
        return held + [row[0] for row in rows if row[5] and row[3] not in gone]

    def taken(self, names: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those of some names in projects that are a handle outside the trash, or an alias."""
        return [(row[0], row[1]) for row in self._scope.rows(_TAKEN, listed(names))]

    # -- aliases

    def having(self, ids: Iterable[int | None]) -> set[int]:
        """Those of some characters that have aliases."""
        sql = (
            "SELECT DISTINCT character_id FROM json_each(?)"
            " CROSS JOIN character_alias ON character_id = value"
        )
        return {row[0] for row in self._scope.rows(sql, listed(ids))}

    def add(self, character_id: int, alias: str) -> bool:
        """Give a character another handle; return False if it has that already.

        Raises Conflict if a character outside the trash has it.
        """
        project, handle = self._scope.row(
            "SELECT project_id, handle FROM character WHERE id = ?", character_id
        )
        if alias == handle:
            raise Conflict(f"@{alias} is its handle already", hint=call("show", alias))
        if self.owner(project, alias) == character_id:
            return False
        self.claim([Claim(project, alias, character_id)])
        if self._scope.rows(_HANDLES, listed([Claim(project, alias, character_id)])):
            raise Conflict(f"@{alias} exists already", hint=call("show", alias))
        self._insert(
            {
                "project_id": project, "handle": alias, "character_id": character_id,
                "created_at": self._scope.now,
            }
        )  # fmt: skip
        return True

    def remove(self, project_id: int, alias: str) -> bool:
        """Take an alias away; return False if there is none."""
        number = self._scope.id(
            "SELECT id FROM character_alias WHERE project_id = ? AND handle = ?", project_id, alias
        )
        if number is not None:
            self._drop(number)
        return number is not None

    def of(self, character_id: int) -> list[str]:
        """The aliases of a character, oldest first."""
        sql = "SELECT handle FROM character_alias WHERE character_id = ? ORDER BY id"
        return [row[0] for row in self._scope.rows(sql, character_id)]

    def owner(self, project_id: int, alias: str) -> int | None:
        """The id of the character that has an alias, or None."""
        sql = "SELECT character_id FROM character_alias WHERE project_id = ? AND handle = ?"
        return self._scope.id(sql, project_id, alias)

    def _insert(self, row: Mapping[str, Any]) -> None:
        number = self._scope.insert("character_alias", **row)
        after = dict(zip(("id", *row), (number, *row.values()), strict=True))
        self._scope.note("other handle", before=None, after=after)

    def _drop(self, alias_id: int) -> None:
        (row,) = self._scope.dicts(_ROW, alias_id)
        self._scope.execute("DELETE FROM character_alias WHERE id = ?", alias_id)
        self._scope.note("other handle", before=row, after=None)

    def set_row(self, row: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> None:
        """Restore an alias as `row`; with None remove `other`."""
        if other is not None:
            self.remove(other["project_id"], other["handle"])
        if row is not None and self._scope.read("character", row["character_id"]):
            claim = Claim(row["project_id"], row["handle"], row["character_id"])
            self.claim([claim])
            if self._scope.rows(_HANDLES, listed([claim])):
                raise taken(row["handle"])
            is_free = self._scope.read("character_alias", row["id"]) is None
            self._insert(row if is_free else {k: v for k, v in row.items() if k != "id"})


def _is_alias(name: str, handle: str) -> Conflict:
    remedy = the_call("alias rm", name)
    return Conflict(
        f"@{name} is another handle of @{handle}", hint=Hint("{}    # then try again", remedy)
    )


def taken(handle: str) -> Conflict:
    """The error about a handle that a character had, and another one has now."""
    return Conflict(
        f"the handle @{handle} belongs to another character now",
        hint=Hint("{}    # then try again", the_call("rename", handle, "NEW_HANDLE")),
    )
