"""Writing characters, on sets of ids, with their place in the text index and in the counters."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charlib.config import new_uid
from charlib.domain.choices import LIVE_BINDINGS
from charlib.errors import Conflict
from charlib.hints import call
from charlib.store.schema.tables import assignments
from charlib.store.search import text_index
from charlib.store.search.text_index import TEXTS
from charlib.store.write.persons.names import Claim, Names, taken
from charlib.store.write.scope import Scope, listed, missing, packed, unpacked
from charlib.store.write.tags import Tags

_OF = "FROM json_each(?) AS wanted JOIN character AS c ON c.id = wanted.value"
_TAKEN = f"""
    SELECT c.handle {_OF} JOIN character AS other ON other.project_id = c.project_id
    WHERE other.handle = c.handle AND other.id <> c.id AND other.deleted_at IS NULL LIMIT 1
"""
_NAMED = (
    "SELECT c.project_id, c.handle, c.id FROM json_each(?) AS wanted JOIN character AS c"
    " ON c.project_id = wanted.value ->> 0 AND c.handle = wanted.value ->> 1"
    " WHERE c.deleted_at IS NULL"
)
_ALIASED = (
    "SELECT named.project_id, named.handle, c.id FROM json_each(?) AS wanted"
    " JOIN character_alias AS named ON named.project_id = wanted.value ->> 0"
    " AND named.handle = wanted.value ->> 1"
    " JOIN character AS c ON c.id = named.character_id WHERE c.deleted_at IS NULL"
)
_IN_TRASH = f"SELECT c.id, c.{', c.'.join(TEXTS)}, c.project_id {_OF}"

Values = tuple[Any, ...]
"""The values of some columns, in their order."""


class Characters:
    """The verbs for characters."""

    def __init__(self, scope: Scope, tags: Tags) -> None:
        self._scope = scope
        self._tags = tags
        self._names = Names(scope)

    def add(
        self,
        project_id: int,
        handle: str,
        *,
        tags: Iterable[str] = (),
        created_at: int | None = None,
        updated_at: int | None = None,
        **texts: str,
    ) -> int:
        """Add a character with its tags; Conflict if the project has its handle already."""
        self._names.claim([Claim(project_id, handle)])
        if self.find(project_id, handle) is not None:
            raise Conflict(f"@{handle} exists already", hint=call("show", handle))
        now = self._scope.now
        name, look, notes = (texts.get(column, "") for column in ("name", "look", "notes"))
        character_id = self._scope.insert(
            "character", uid=new_uid(), project_id=project_id, handle=handle,
            created_at=created_at or now, updated_at=updated_at or now, **texts,
            name_key=text_index.name_key(name),
        )  # fmt: skip
        text_index.add(self._scope.connection, [(character_id, handle, name, look, notes, "", "")])
        self.count(project_id, 1)
        ids = self._tags.ids(tags)
        with self._scope.unnoted():
            self._tags.set_links([character_id], ids, linked=True)
        self._scope.note_ids("added", [character_id])
        return character_id

    def find(self, project_id: int, handle: str) -> int | None:
        """The id of the character outside the trash that has a handle or an alias, or None."""
        return self.find_all([(project_id, handle)]).get((project_id, handle))

    def find_all(self, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The ids by (project, handle or alias) of the characters outside the trash."""
        keys = list(keys)
        found = {(row[0], row[1]): row[2] for row in self._scope.rows(_NAMED, listed(keys))}
        others = [key for key in keys if key not in found]
        rows = self._scope.rows(_ALIASED, listed(others)) if others else ()
        return found | {(row[0], row[1]): row[2] for row in rows}

    def by_uids(self, uids: Iterable[str]) -> dict[str, int | None]:
        """The ids by uid of the characters that exist; None for those in the trash."""
        rows = self._scope.rows(
            "SELECT c.uid, iif(deleted_at IS NULL, c.id, NULL) FROM json_each(?) AS wanted"
            " JOIN character AS c ON c.uid = wanted.value",
            listed(uids),
        )
        return dict(map(tuple, rows))

    def refuse_gone(self, ids: Iterable[int]) -> None:
        """Raise Conflict if one of these was removed, merged or erased since it was looked up."""
        wanted = set(ids)
        rows = self._scope.rows(f"SELECT c.id, c.handle, c.deleted_at {_OF}", listed(wanted))
        names = {row[0]: row[1] for row in rows if row[2] is not None}
        if names or len(rows) < len(wanted):
            handle = next(iter(names.values()), "")
            what = f"@{handle} was removed" if handle else "the character was erased"
            raise Conflict(f"{what} meanwhile", hint=call("list", trash=True))

    # -- texts

    def edit(self, character_id: int, **changes: Any) -> bool:
        """Change texts of one character; return False if nothing was different."""
        if not self._scope.value("SELECT 1 FROM character WHERE id = ?", character_id):
            missing("character", character_id)
        return bool(self.edit_all([character_id], changes))

    def edit_all(self, ids: Sequence[int], changes: Mapping[str, Any]) -> int:
        """Set the same texts on characters; return the number that were different before."""
        if not changes:
            return 0
        columns, after = tuple(changes), tuple(changes.values())
        before = self._values(ids, columns)
        changed = {number: old for number, old in before.items() if old != after}
        self.set_texts(columns, dict.fromkeys(changed, after))
        if changed:
            self._scope.note(
                "edited", columns=columns, before=_grouped(changed),
                after=[[packed(changed), after]],
            )  # fmt: skip
        return len(changed)

    def _values(self, ids: Sequence[int], columns: Sequence[str]) -> dict[int, Values]:
        named = ", ".join(f"c.{name}" for name in columns)
        rows = self._scope.rows(f"SELECT c.id, {named} {_OF}", listed(ids))
        return {row[0]: tuple(row[1:]) for row in rows}

    def set_texts(self, columns: Sequence[str], values: Mapping[int, Values]) -> None:
        """Set columns to each character's own values; the text index follows."""
        if "handle" in columns:
            self._claim(columns.index("handle"), values)
        old = self._indexed(values)
        stamp = {"updated_at": self._scope.now}
        rows = [_row(columns, texts, id=number, **stamp) for number, texts in values.items()]
        if rows:
            names = [name for name in rows[0] if name != "id"]
            self._scope.connection.executemany(
                f"UPDATE character SET {assignments('character', names)} WHERE id = :id", rows
            )
        self._reindex(old, columns, values)

    def reword(self, ids: Iterable[int]) -> None:
        """Let searches find the words of characters' looks, as they are now."""
        now = ", ".join(text_index.LOOKS.values())
        rows = self._scope.rows(
            f"SELECT c.id, {now} {_OF} WHERE {text_index.OUTDATED}", listed(ids)
        )
        if rows:
            self.set_texts([*text_index.LOOKS], {row[0]: tuple(row[1:]) for row in rows})

    def _claim(self, at: int, values: Mapping[int, Values]) -> None:
        """Make the new handles of characters free; in the trash they need not be."""
        sql = f"SELECT c.id, c.project_id {_OF} WHERE c.deleted_at IS NULL"
        living = self._scope.rows(sql, listed(values))
        self._names.claim(Claim(row[1], values[row[0]][at], row[0]) for row in living)

    def rename(self, character_id: int, handle: str) -> bool:
        """Change the handle of a character, and keep the old one as an alias.

        Returns False if it has the handle already; raises Conflict if another one has it.
        """
        project, old = self._scope.row(
            "SELECT project_id, handle FROM character WHERE id = ?", character_id
        ) or missing("character", character_id)
        if handle == old:
            return False
        if self.find(project, handle) not in {None, character_id}:
            self._names.claim([Claim(project, handle, character_id)])
            raise Conflict(f"@{handle} exists already", hint=call("show", handle))
        self.edit(character_id, handle=handle)
        self._names.add(character_id, old)
        return True

    def _indexed(self, ids: Iterable[int]) -> list[text_index.Texts]:
        """The texts that are in the text index: those of characters outside the trash."""
        rows = self._scope.rows(
            f"SELECT c.id, c.{', c.'.join(TEXTS)} {_OF} WHERE c.deleted_at IS NULL", listed(ids)
        )
        return [tuple(row) for row in rows]

    def _reindex(
        self,
        old: Sequence[text_index.Texts],
        columns: Sequence[str],
        values: Mapping[int, Values],
    ) -> None:
        places = [(TEXTS.index(name) + 1, at) for at, name in enumerate(columns) if name in TEXTS]
        changed = []
        for texts in old if places else ():
            new: list[Any] = list(texts)
            for place, at in places:
                new[place] = values[texts[0]][at]
            if tuple(new) != texts:
                changed.append((texts, tuple(new)))
        text_index.replace(self._scope.connection, changed)

    def set_edited(self, columns: Sequence[str], groups: Iterable[Sequence[Any]]) -> None:
        """Set columns from a journal entry's groups of (packed ids, values)."""
        values = {number: tuple(texts) for runs, texts in groups for number in unpacked(runs)}
        self.set_texts(columns, values)

    def renew(self, character_id: int, texts: Mapping[str, str], tags: Iterable[str]) -> bool:
        """Take the texts that are not empty, and the tags; return whether anything changed."""
        given = {column: text for column, text in texts.items() if text}
        is_edited = self.edit_all([character_id], given)
        return bool(self._tags.add([character_id], tags)) or bool(is_edited)

    # -- the trash

    def put_away(self, ids: Sequence[int]) -> int:
        """Put characters into the trash, with all that belongs to them; return their number."""
        return self._move(ids, from_trash=False)

    def bring_back(self, ids: Sequence[int]) -> int:
        """Take characters out of the trash; Conflict if a handle is in use again."""
        return self._move(ids, from_trash=True)

    def _move(self, ids: Sequence[int], *, from_trash: bool) -> int:
        if from_trash:
            self.reword(ids)  # an undo may have removed looks meanwhile
        rows = self._scope.rows(
            f"{_IN_TRASH} WHERE (c.deleted_at IS NOT NULL) = ?",
            listed(dict.fromkeys(ids)),
            from_trash,
        )
        texts, moved = [row[:-1] for row in rows], listed(row[0] for row in rows)
        if from_trash:
            self._names.claim_of([row[0] for row in rows])
        change = text_index.add if from_trash else text_index.remove
        change(self._scope.connection, texts)
        try:
            self._scope.execute(
                "UPDATE character SET deleted_at = ?, updated_at = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                None if from_trash else self._scope.now,
                self._scope.now,
                moved,
            )
        except sqlite3.IntegrityError as error:
            raise taken(self._scope.value(_TAKEN, moved) or "HANDLE") from error
        self.recount(moved, Counter(row[-1] for row in rows), 1 if from_trash else -1)
        self._scope.note_ids("restored" if from_trash else "removed", [row[0] for row in rows])
        return len(rows)

    def recount(self, moved: str, projects: Counter[int], sign: int) -> None:
        """Update the counters when characters leave or enter the trash."""
        for project, n in projects.items():
            self.count(project, sign * n)
        links = self._scope.rows(
            "SELECT project_id, tag_id, count(*) FROM json_each(?) JOIN character_tag AS l"
            " ON character_id = value JOIN character AS c ON c.id = value GROUP BY 1, 2",
            moved,
        )
        self._tags.count({(project, tag): sign * n for project, tag, n in links})

    def count(self, project_id: int, change: int) -> None:
        """Add to the number of characters of a project."""
        self._scope.execute("UPDATE project SET n = n + ? WHERE id = ?", change, project_id)

    # -- bindings

    def is_bound(
        self, character_id: int, account_id: int | None = None, *, look_id: int | None = None
    ) -> bool:
        """Whether a provider, or an account's, has a look (default: the main one), or may have it.

        Creating it again could cost twice.
        """
        sql = (
            "SELECT 1 FROM binding WHERE character_id = ? AND voice_id IS NULL AND state IN"
            " (SELECT value FROM json_each(?)) AND (?3 IS NULL OR account_id = ?3)"
            " AND look_id IS ?4"
        )
        values = (character_id, listed(LIVE_BINDINGS), account_id, look_id)
        return self._scope.value(sql, *values) is not None


def _row(columns: Sequence[str], texts: Values, **others: int) -> dict[str, Any]:
    """The values that an UPDATE sets for one character."""
    row = dict(zip(columns, texts, strict=True), **others)
    if "name" in row:
        row["name_key"] = text_index.name_key(row["name"])
    return row


def _grouped(values: Mapping[int, Values]) -> list[list[Any]]:
    """Groups of (packed ids, values), for the journal."""
    groups: dict[Values, list[int]] = {}
    for number, texts in values.items():
        groups.setdefault(texts, []).append(number)
    return [[packed(ids), texts] for texts, ids in groups.items()]
