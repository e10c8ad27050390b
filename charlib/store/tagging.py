"""Writing tags: links, counters, parents and aliases; set-wise, however many there are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from charlib.config import new_uid
from charlib.errors import Conflict, NotFound
from charlib.store import models, text_index
from charlib.store.rows import Rows, id_of

_ANCESTORS = """
    WITH RECURSIVE above(id) AS (
        SELECT ? UNION SELECT parent_id FROM tag_parent JOIN above ON tag_id = above.id)
    SELECT 1 FROM above WHERE id = ?
"""


class Tagging(Rows):
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
            self._raw.execute("UPDATE tag SET name = ? WHERE id = ?", [new, tag_id])
            self._raw.execute("DELETE FROM tag_alias WHERE name = ?", [new])
            text_index.rename_tag(self._raw, tag_id, new)
            return False
        tagged = self._raw.execute(
            "SELECT character_id FROM character_tag WHERE tag_id = ?", [tag_id]
        ).fetchall()
        self._touch(self._relink([row[0] for row in tagged], [target], add=True))
        self._move_parents(tag_id, target)
        self._raw.execute("UPDATE tag_alias SET tag_id = ? WHERE tag_id = ?", [target, tag_id])
        self._raw.execute("DELETE FROM tag WHERE id = ?", [tag_id])
        return True

    def _move_parents(self, old: int, new: int) -> None:
        """Put `new` where `old` is among the parents, except where that would close a circle."""
        pairs = self._raw.execute(
            "SELECT tag_id, parent_id FROM tag_parent WHERE ?1 IN (tag_id, parent_id)", [old]
        ).fetchall()
        self._raw.execute("DELETE FROM tag_parent WHERE ?1 IN (tag_id, parent_id)", [old])
        for pair in pairs:
            tag, parent = (new if one == old else one for one in pair)
            if not self._is_above(tag, parent):
                self._raw.execute(
                    "INSERT OR IGNORE INTO tag_parent (tag_id, parent_id) VALUES (?, ?)",
                    [tag, parent],
                )

    def _is_above(self, tag: int, other: int) -> bool:
        """Whether `tag` is `other` or one that `other` is under."""
        return self._raw.execute(_ANCESTORS, [other, tag]).fetchone() is not None

    def add_parent(self, name: str, parent: str) -> None:
        """Make a tag one of `parent` too; Conflict where that would go round in a circle."""
        tag_id, parent_id = self._tag(name), self._tag(parent)
        if self._is_above(tag_id, parent_id):
            raise Conflict(
                f"{name} cannot be under {parent}: {parent} is {name} or under it",
                hint="charlib tag list",
            )
        self._raw.execute(
            "INSERT OR IGNORE INTO tag_parent (tag_id, parent_id) VALUES (?, ?)",
            [tag_id, parent_id],
        )

    def remove_parent(self, name: str, parent: str) -> bool:
        """Make a tag no longer one of `parent`; False where it was not."""
        ids = [self._known_tag(name), self._known_tag(parent)]
        done = self._raw.execute("DELETE FROM tag_parent WHERE tag_id = ? AND parent_id = ?", ids)
        return bool(done.rowcount)

    def add_alias(self, alias: str, name: str) -> None:
        """Give a tag another name; Conflict where a tag has it as its own."""
        if self._one(models.Tag, models.Tag.name == alias):
            raise Conflict(
                f"{alias} is a tag of its own",
                hint=f"To make the two one: charlib tag rename {alias} {name}",
            )
        self._raw.execute(
            "INSERT INTO tag_alias (name, tag_id) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET tag_id = excluded.tag_id",
            [alias, self._tag(name)],
        )

    def remove_alias(self, alias: str) -> bool:
        """Forget another name of a tag; False where there was none."""
        done = self._raw.execute("DELETE FROM tag_alias WHERE name = ?", [alias])
        return bool(done.rowcount)

    def remove_unused(self) -> int:
        """Remove tags nobody has, not even in the trash, and that no other tag is under."""
        done = self._raw.execute(
            "DELETE FROM tag WHERE NOT EXISTS (SELECT 1 FROM character_tag WHERE tag_id = tag.id)"
            " AND NOT EXISTS (SELECT 1 FROM tag_parent WHERE parent_id = tag.id)"
        )
        return done.rowcount

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
            changed += [row[0] for row in rows]
        return changed

    def _count(self, tag_id: int, by_project: dict[int, int], sign: int) -> None:
        self._raw.executemany(
            "INSERT INTO project_tag (project_id, tag_id, n) VALUES (?, ?, ?)"
            " ON CONFLICT (project_id, tag_id) DO UPDATE SET n = n + excluded.n",
            [(project, tag_id, sign * count) for project, count in by_project.items()],
        )
        total = sign * sum(by_project.values())
        self._raw.execute("UPDATE tag SET n = n + ? WHERE id = ?", [total, tag_id])

    def _recount(self, character_id: int, project_id: int, sign: int) -> None:
        """Count a character's tags in or out, when it leaves the trash or goes there."""
        tags = self._raw.execute(
            "SELECT tag_id FROM character_tag WHERE character_id = ?", [character_id]
        ).fetchall()
        for (tag_id,) in tags:
            self._count(tag_id, {project_id: 1}, sign)

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
        return added

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
