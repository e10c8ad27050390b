"""Writing tags: links, counters, parents and aliases, on sets of characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charlib.errors import Conflict, NotFound
from charlib.hints import Hint, call, the_call
from charlib.store.search import text_index
from charlib.store.write.scope import Scope, listed

_ANCESTORS = """
    WITH RECURSIVE above(id) AS (
        SELECT ? UNION SELECT parent_id FROM tag_parent JOIN above ON tag_id = above.id)
    SELECT 1 FROM above WHERE id = ?
"""
_NAMED = "SELECT id FROM tag WHERE name = ?1 UNION ALL SELECT tag_id FROM tag_alias WHERE name = ?1"
_TO_CHANGE = """
    SELECT c.id, c.project_id, c.deleted_at IS NULL FROM json_each(?1) AS wanted
    JOIN character AS c ON c.id = wanted.value
    WHERE NOT ?2 = EXISTS (SELECT 1 FROM character_tag WHERE tag_id = ?3 AND character_id = c.id)
"""
_ROW = "SELECT id, uid, name, created_at FROM tag WHERE id"
_LINK = "INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)"
_UNLINK = "DELETE FROM character_tag WHERE tag_id = ? AND character_id = ?"


class Tags:
    """The verbs for tags. The `set_…` verbs change one fact each and note it in the journal."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    # -- what people do

    def add(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Give tags to characters; return the number of new links."""
        return self.touch(self.set_links(character_ids, self.ids(names), linked=True))

    def remove(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Take tags from characters; return the number of links removed. Unused tags stay."""
        known = [tag for tag in map(self.find, names) if tag is not None]
        return self.touch(self.set_links(character_ids, known, linked=False))

    def rename(self, old: str, new: str) -> bool:
        """Rename a tag; return whether it was merged into a tag that has the new name."""
        tag_id, target = self._known(old), self.find(new)
        if target is None or target == tag_id:
            self.set_alias(new, None)
            self.set_name(tag_id, new)
            return False
        tagged = self._tagged(tag_id)
        self.touch(self.set_links(tagged, [target], linked=True))
        self.set_links(tagged, [tag_id], linked=False)
        self._move_parents(tag_id, target)
        for (name,) in self._scope.rows("SELECT name FROM tag_alias WHERE tag_id = ?", tag_id):
            self.set_alias(name, target)
        self.drop(tag_id)
        return True

    def _move_parents(self, old: int, new: int) -> None:
        """Let `new` take the place of `old` in the hierarchy, except where that makes a circle."""
        for pair in self._parents_about(old):
            self.set_parent(*pair, nested=False)
            tag, parent = (new if tag_id == old else tag_id for tag_id in pair)
            if not self._is_above(tag, parent):
                self.set_parent(tag, parent, nested=True)

    def nest(self, name: str, parent: str) -> None:
        """Put a tag under another; Conflict if that would make a circle."""
        tag_id, parent_id = self.id(name), self.id(parent)
        if self._is_above(tag_id, parent_id):
            raise Conflict(
                f"{name} cannot be under {parent}: {parent} is {name} or under it",
                hint=call("tag list"),
            )
        self.set_parent(tag_id, parent_id, nested=True)

    def unnest(self, name: str, parent: str) -> bool:
        """Take a tag from under another; return False if it was not there."""
        return self.set_parent(self._known(name), self._known(parent), nested=False)

    def add_alias(self, alias: str, name: str) -> None:
        """Give a tag another name; Conflict if that is the name of a tag."""
        if alias == name:
            raise Conflict(f"{alias} is the name of the tag already", hint=call("tag list"))
        if self._scope.value("SELECT id FROM tag WHERE name = ?", alias):
            is_known = self._scope.value("SELECT id FROM tag WHERE name = ?", name)
            raise Conflict(
                f"{alias} is a tag of its own",
                hint=Hint("To merge the two: {}", the_call("tag rename", alias, name))
                if is_known
                else Hint("For the other way round: {}", the_call("tag alias", name, alias)),
            )
        self.set_alias(alias, self.id(name))

    def remove_alias(self, alias: str) -> bool:
        """Remove another name of a tag; return False if there was none."""
        return self.set_alias(alias, None)

    def remove_unused(self) -> int:
        """Remove tags that no character has (the trash included) and no tag is under."""
        unused = self._scope.rows(
            "SELECT id FROM tag WHERE id NOT IN (SELECT tag_id FROM character_tag)"
            " AND id NOT IN (SELECT parent_id FROM tag_parent)"
        )
        for (tag_id,) in unused:
            self.drop(tag_id)
        return len(unused)

    # -- one fact each

    def set_name(self, tag_id: int, name: str) -> None:
        """Rename a tag to a name that no other tag has."""
        before = self._scope.value("SELECT name FROM tag WHERE id = ?", tag_id)
        if before == name:
            return
        self._scope.update("tag", tag_id, name=name)
        text_index.rename_tag(self._scope.connection, tag_id, name)
        self._scope.note("named", tag=tag_id, before=before, after=name)

    def set_alias(self, name: str, tag_id: int | None) -> bool:
        """Let a name mean a tag, or none; return whether anything changed."""
        return self._scope.set_value("alias", "tag_alias", ("name", "tag_id"), name, tag_id)

    def set_parent(self, tag_id: int, parent_id: int, *, nested: bool) -> bool:
        """Put a tag under another or take it from there; return whether anything changed."""
        changed = self._scope.execute(
            "INSERT OR IGNORE INTO tag_parent (tag_id, parent_id) VALUES (?, ?)"
            if nested
            else "DELETE FROM tag_parent WHERE tag_id = ? AND parent_id = ?",
            tag_id,
            parent_id,
        )
        if changed:
            self._scope.note(
                "parent", tag=tag_id, parent=parent_id, before=not nested, after=nested
            )
        return bool(changed)

    def set_links(
        self, character_ids: Sequence[int], tag_ids: Iterable[int], *, linked: bool
    ) -> list[int]:
        """Add or remove links; return the character of each link that changed."""
        wanted = listed(dict.fromkeys(character_ids))
        changed: list[int] = []
        for tag_id in tag_ids:
            rows = self._scope.rows(_TO_CHANGE, wanted, linked, tag_id)
            self._scope.connection.executemany(
                _LINK if linked else _UNLINK, [(tag_id, row[0]) for row in rows]
            )
            counts = Counter((row[1], tag_id) for row in rows if row[2])
            self.count({key: n if linked else -n for key, n in counts.items()})
            ids = [row[0] for row in rows]
            self._scope.note_ids("linked" if linked else "unlinked", ids, tag=tag_id)
            changed += ids
        return changed

    def set_row(self, row: Sequence[Any] | None, other: Sequence[Any] | None) -> None:
        """Restore a tag as `row`; with None remove `other` unless a character has it."""
        tag_id = (row or other or [0])[0]
        is_there = self._scope.value("SELECT 1 FROM tag WHERE id = ?", tag_id)
        if row:
            self.set_free_name(tag_id, row[2]) if is_there else self._restore(row)
        elif is_there and not self._tagged(tag_id):
            self.drop(tag_id)

    def set_free_name(self, tag_id: int, name: str) -> None:
        """Rename a tag; a later tag with that name gets another one until it is redone."""
        self._vacate(name, tag_id)
        self.set_name(tag_id, name)

    def _vacate(self, name: str, tag_id: int) -> None:
        """Rename any other tag with this name, so that the name is free."""
        others = self._scope.rows("SELECT id FROM tag WHERE name = ? AND id <> ?", name, tag_id)
        for (other,) in others:
            self.set_name(other, f"{name}~{other}")

    def _restore(self, row: Sequence[Any]) -> None:
        self._vacate(row[2], row[0])
        columns = dict(zip(("id", "uid", "name", "created_at"), row, strict=True))
        self._scope.insert("tag", **columns)
        text_index.add_tags(self._scope.connection, [(row[0], row[2])])

    def drop(self, tag_id: int) -> None:
        """Remove a tag that no character has, with its aliases and its place in the hierarchy."""
        for pair in self._parents_about(tag_id):
            self.set_parent(*pair, nested=False)
        for (name,) in self._scope.rows("SELECT name FROM tag_alias WHERE tag_id = ?", tag_id):
            self.set_alias(name, None)
        row = self._scope.row(f"{_ROW} = ?", tag_id)
        self._scope.execute("DELETE FROM tag WHERE id = ?", tag_id)
        self._scope.note("tag", before=row, after=None)

    # -- counters

    def count(self, changes: Mapping[tuple[int, int], int]) -> None:
        """Add to the counters of (project, tag) and of tags."""
        self._scope.connection.executemany(
            "INSERT INTO project_tag (project_id, tag_id, n) VALUES (?, ?, ?)"
            " ON CONFLICT (project_id, tag_id) DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in sorted(changes.items())],
        )
        totals: Counter[int] = Counter()
        for (_, tag_id), n in changes.items():
            totals[tag_id] += n
        self._scope.connection.executemany(
            "UPDATE tag SET n = n + ? WHERE id = ?", [(n, tag) for tag, n in totals.items()]
        )

    def touch(self, character_ids: Sequence[int]) -> int:
        """Stamp characters as changed now; return how many ids there are."""
        if character_ids:
            self._scope.execute(
                "UPDATE character SET updated_at = ? WHERE id IN (SELECT value FROM json_each(?))",
                self._scope.now,
                listed(character_ids),
            )
        return len(character_ids)

    # -- names

    def ids(self, names: Iterable[str]) -> list[int]:
        """The ids of tags by name or alias; tags that do not exist are added."""
        return [self.id(name) for name in dict.fromkeys(names)]

    def id(self, name: str) -> int:
        """The id of a tag by name or alias, added if it does not exist."""
        known = self.find(name)
        return self._add_all([name])[name] if known is None else known

    def ids_of(self, names: set[str]) -> dict[str, int]:
        """The ids of many tags by name or alias; tags that do not exist are added."""
        text = listed(sorted(names))
        rows = self._scope.rows(
            "SELECT name, tag.id FROM tag JOIN json_each(?1) ON value = name"
            " UNION SELECT name, tag_id FROM tag_alias JOIN json_each(?1) ON value = name",
            text,
        )
        known: dict[str, int] = dict(rows)
        return known | self._add_all([name for name in sorted(names) if name not in known])

    def _add_all(self, names: Sequence[str]) -> dict[str, int]:
        now = self._scope.now
        ids = self._scope.add_many("tag", [{"name": name, "created_at": now} for name in names])
        text_index.add_tags(self._scope.connection, zip(ids, names, strict=True))
        for row in self._scope.rows(f"{_ROW} IN (SELECT value FROM json_each(?))", listed(ids)):
            self._scope.note("tag", before=None, after=row)
        return dict(zip(names, ids, strict=True))

    def find(self, name: str) -> int | None:
        """The id of a tag by name or alias, or None."""
        return self._scope.id(_NAMED, name)

    def _known(self, name: str) -> int:
        tag_id = self.find(name)
        if tag_id is None:
            raise NotFound(f"no tag {name!r}", hint=call("tag list"))
        return tag_id

    def _tagged(self, tag_id: int) -> list[int]:
        rows = self._scope.rows("SELECT character_id FROM character_tag WHERE tag_id = ?", tag_id)
        return [row[0] for row in rows]

    def _parents_about(self, tag_id: int) -> list[tuple[int, int]]:
        sql = "SELECT tag_id, parent_id FROM tag_parent WHERE ?1 IN (tag_id, parent_id)"
        return self._scope.rows(sql, tag_id)

    def _is_above(self, tag: int, other: int) -> bool:
        """Whether `tag` is `other` or an ancestor of it."""
        return self._scope.value(_ANCESTORS, other, tag) is not None
