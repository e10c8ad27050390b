"""Writing tags: links, counters, parents and aliases; set-wise, however many there are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charlib.config import new_uid
from charlib.errors import Conflict, NotFound
from charlib.store import models, text_index
from charlib.store.journal import Journal
from charlib.store.rows import id_of

_ANCESTORS = """
    WITH RECURSIVE above(id) AS (
        SELECT ? UNION SELECT parent_id FROM tag_parent JOIN above ON tag_id = above.id)
    SELECT 1 FROM above WHERE id = ?
"""


class Tagging(Journal):
    """The verbs for tags."""

    def tag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Give tags to characters; answers how many links are new."""
        return self._touch(self._relink(character_ids, self._tags(names), add=True))

    def untag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Take tags from characters; answers how many links are gone. Unused tags stay."""
        known = [tag for tag in map(self._find_tag, names) if tag is not None]
        return self._touch(self._relink(character_ids, known, add=False))

    def rename_tag(self, old: str, new: str) -> bool:
        """Rename a tag; where the new name exists the two become one, and the answer is True."""
        tag_id = self._known_tag(old)
        target = self._find_tag(new)
        if target is None or target == tag_id:
            self._set_alias(new, None)
            self._set_name(tag_id, new)
            return False
        tagged = self._tagged(tag_id)
        self._touch(self._relink(tagged, [target], add=True))
        self._relink(tagged, [tag_id], add=False)
        self._move_parents(tag_id, target)
        for (name,) in self._rows("SELECT name FROM tag_alias WHERE tag_id = ?", tag_id):
            self._set_alias(name, target)
        self._drop_tag(tag_id)
        return True

    def _move_parents(self, old: int, new: int) -> None:
        """Put `new` where `old` is among the parents, except where that would close a circle."""
        for pair in self._parents_about(old):
            self._set_parent(*pair, is_one=False)
            tag, parent = (new if one == old else one for one in pair)
            if not self._is_above(tag, parent):
                self._set_parent(tag, parent, is_one=True)

    def add_parent(self, name: str, parent: str) -> None:
        """Make a tag one of `parent` too; Conflict where that would go round in a circle."""
        tag_id, parent_id = self._tag(name), self._tag(parent)
        if self._is_above(tag_id, parent_id):
            raise Conflict(
                f"{name} cannot be under {parent}: {parent} is {name} or under it",
                hint="charlib tag list",
            )
        self._set_parent(tag_id, parent_id, is_one=True)

    def remove_parent(self, name: str, parent: str) -> bool:
        """Make a tag no longer one of `parent`; False where it was not."""
        return self._set_parent(self._known_tag(name), self._known_tag(parent), is_one=False)

    def add_alias(self, alias: str, name: str) -> None:
        """Give a tag another name; Conflict where a tag has it as its own."""
        if self._one(models.Tag, models.Tag.name == alias):
            # Where the other is no tag at all, the two were said the wrong way round.
            is_known = self._one(models.Tag, models.Tag.name == name) is not None
            raise Conflict(
                f"{alias} is a tag of its own",
                hint=f"To make the two one: charlib tag rename {alias} {name}"
                if is_known
                else f"To let {name} mean it: charlib tag alias {name} {alias}",
            )
        self._set_alias(alias, self._tag(name))

    def remove_alias(self, alias: str) -> bool:
        """Forget another name of a tag; False where there was none."""
        return self._set_alias(alias, None)

    def remove_unused(self) -> int:
        """Remove tags nobody has, not even in the trash, and that no other tag is under."""
        unused = self._rows(
            "SELECT id FROM tag WHERE id NOT IN (SELECT tag_id FROM character_tag)"
            " AND id NOT IN (SELECT parent_id FROM tag_parent)"
        )
        for (tag_id,) in unused:
            self._drop_tag(tag_id)
        return len(unused)

    # -- one fact each, noted in the journal

    def _set_name(self, tag_id: int, name: str) -> None:
        before = self._rows("SELECT name FROM tag WHERE id = ?", tag_id)[0][0]
        if before == name:
            return
        self._raw.execute("UPDATE tag SET name = ? WHERE id = ?", [name, tag_id])
        self._session.expire_all()
        text_index.rename_tag(self._raw, tag_id, name)
        self.note("named", tag=tag_id, before=before, after=name)

    def _set_alias(self, name: str, tag_id: int | None) -> bool:
        """Make a name mean a tag, or none; whether anything changed."""
        found = self._rows("SELECT tag_id FROM tag_alias WHERE name = ?", name)
        before = found[0][0] if found else None
        if before == tag_id:
            return False
        self._raw.execute("DELETE FROM tag_alias WHERE name = ?", [name])
        if tag_id is not None:
            self._raw.execute("INSERT INTO tag_alias (name, tag_id) VALUES (?, ?)", [name, tag_id])
        self._session.expire_all()
        self.note("alias", name=name, before=before, after=tag_id)
        return True

    def _set_parent(self, tag_id: int, parent_id: int, *, is_one: bool) -> bool:
        """Put a tag under another, or take it from there; whether anything changed."""
        pair = [tag_id, parent_id]
        if is_one:
            done = self._raw.execute(
                "INSERT OR IGNORE INTO tag_parent (tag_id, parent_id) VALUES (?, ?)", pair
            )
        else:
            done = self._raw.execute(
                "DELETE FROM tag_parent WHERE tag_id = ? AND parent_id = ?", pair
            )
        if done.rowcount:
            self.note("parent", tag=tag_id, parent=parent_id, before=not is_one, after=is_one)
        return bool(done.rowcount)

    def _drop_tag(self, tag_id: int) -> None:
        """Remove a tag that nobody has, with its other names and its place among the others."""
        for pair in self._parents_about(tag_id):
            self._set_parent(*pair, is_one=False)
        for (name,) in self._rows("SELECT name FROM tag_alias WHERE tag_id = ?", tag_id):
            self._set_alias(name, None)
        row = self._rows("SELECT id, uid, name, created_at FROM tag WHERE id = ?", tag_id)[0]
        self._raw.execute("DELETE FROM tag WHERE id = ?", [tag_id])
        self._session.expire_all()
        self.note("tag", before=list(row), after=None)

    def _restore_tag(self, row: Sequence[object]) -> None:
        self._raw.execute("INSERT INTO tag (id, uid, name, created_at) VALUES (?, ?, ?, ?)", row)
        text_index.add_tags(self._raw, [(int(str(row[0])), str(row[2]))])

    def _tagged(self, tag_id: int) -> list[int]:
        rows = self._rows("SELECT character_id FROM character_tag WHERE tag_id = ?", tag_id)
        return [row[0] for row in rows]

    def _parents_about(self, tag_id: int) -> list[tuple[int, int]]:
        sql = "SELECT tag_id, parent_id FROM tag_parent WHERE ?1 IN (tag_id, parent_id)"
        return self._rows(sql, tag_id)

    def _is_above(self, tag: int, other: int) -> bool:
        """Whether `tag` is `other` or one that `other` is under."""
        return bool(self._rows(_ANCESTORS, other, tag))

    def _rows(self, sql: str, *values: object) -> list[Any]:
        self._session.flush()
        return self._raw.execute(sql, values).fetchall()

    # -- links and counters

    def _relink(
        self, character_ids: Sequence[int], tag_ids: Iterable[int], *, add: bool
    ) -> list[int]:
        """Add or remove links; answers the character of each link that changed."""
        self._session.flush()
        wanted = json.dumps(list(dict.fromkeys(character_ids)))
        changed: list[int] = []
        for tag_id in tag_ids:
            rows = self._raw.execute(
                "SELECT c.id, c.project_id, c.deleted_at IS NULL FROM json_each(?1) AS wanted"
                " JOIN character AS c ON c.id = wanted.value WHERE NOT ?2 = EXISTS"
                " (SELECT 1 FROM character_tag WHERE tag_id = ?3 AND character_id = c.id)",
                [wanted, add, tag_id],
            ).fetchall()
            self._raw.executemany(
                "INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)"
                if add
                else "DELETE FROM character_tag WHERE tag_id = ? AND character_id = ?",
                [(tag_id, row[0]) for row in rows],
            )
            self._count(tag_id, Counter(row[1] for row in rows if row[2]), 1 if add else -1)
            self.note_ids("linked" if add else "unlinked", [row[0] for row in rows], tag=tag_id)
            changed += [row[0] for row in rows]
        return changed

    def _count(self, tag_id: int, by_project: dict[int, int], sign: int) -> None:
        self._count_all({(project, tag_id): sign * n for project, n in by_project.items()})

    def _count_all(self, changes: Mapping[tuple[int, int], int]) -> None:
        """Add to the counters of (project, tag) what changed."""
        self._raw.executemany(
            "INSERT INTO project_tag (project_id, tag_id, n) VALUES (?, ?, ?)"
            " ON CONFLICT (project_id, tag_id) DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in sorted(changes.items())],
        )
        totals: Counter[int] = Counter()
        for (_, tag_id), n in changes.items():
            totals[tag_id] += n
        self._raw.executemany(
            "UPDATE tag SET n = n + ? WHERE id = ?", [(n, tag) for tag, n in totals.items()]
        )

    def _touch(self, character_ids: Sequence[int]) -> int:
        self._raw.execute(
            "UPDATE character SET updated_at = ? WHERE id IN (SELECT value FROM json_each(?))",
            [self.now, json.dumps(list(character_ids))],
        )
        return len(character_ids)

    # -- names

    def _tags(self, names: Iterable[str]) -> list[int]:
        return [self._tag(name) for name in dict.fromkeys(names)]

    def _tag(self, name: str) -> int:
        """The id of a tag by name or alias, which is added if nobody has used it yet."""
        found = self._find_tag(name)
        if found is not None:
            return found
        added = self._add(models.Tag(uid=new_uid(), name=name, created_at=self.now))
        text_index.add_tags(self._raw, [(added, name)])
        self._note_tags([added])
        return added

    def _note_tags(self, ids: Sequence[int]) -> None:
        sql = (
            "SELECT tag.id, uid, name, created_at FROM tag"
            " JOIN json_each(?) ON value = tag.id ORDER BY 1"
        )
        for row in self._rows(sql, json.dumps(list(ids))):
            self.note("tag", before=None, after=list(row))

    def _find_tag(self, name: str) -> int | None:
        row = self._one(models.Tag, models.Tag.name == name)
        if row is not None:
            return id_of(row)
        alias = self._one(models.TagAlias, models.TagAlias.name == name)
        return alias.tag_id if alias else None

    def _known_tag(self, name: str) -> int:
        found = self._find_tag(name)
        if found is None:
            raise NotFound(f"no tag {name!r}", hint="charlib tag list")
        return found
