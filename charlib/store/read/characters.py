"""Reading characters: by handle, by id, by search. Plain sqlite3, without SQLModel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.records import Character
from charlib.store.marks import TRASHED
from charlib.store.read.parts import Parts, of_characters
from charlib.store.read.query import CALLED, LOOK_OF, Query, packed

if TYPE_CHECKING:
    from charlib.domain.choices import Sort
    from charlib.domain.prompts.prompt import Key
    from charlib.domain.search.tree import Tree
    from charlib.store.search.facets import Facets
    from charlib.store.search.statement import Search

_CHARACTER = """
    SELECT character.id, character.handle, character.name, project.slug AS project, character.look,
           character.notes,
           (SELECT group_concat(tag.name, ';') FROM character_tag JOIN tag ON tag.id = tag_id
            WHERE character_id = character.id) AS tags,
           character.created_at, character.updated_at, character.deleted_at, character.likeness,
           character.consent, character.uid
    FROM character JOIN project ON project.id = character.project_id
"""
_NAMED = """
    SELECT project.slug, character.handle, character.id, character.handle
    FROM json_each(?) AS wanted
    CROSS JOIN project ON project.slug = wanted.value ->> 0
    CROSS JOIN character ON character.project_id = project.id
        AND character.handle = wanted.value ->> 1
"""
_ALIASED = """
    SELECT project.slug, named.handle, character.id, character.handle
    FROM json_each(?) AS wanted
    CROSS JOIN project ON project.slug = wanted.value ->> 0
    CROSS JOIN character_alias AS named ON named.project_id = project.id
        AND named.handle = wanted.value ->> 1
    CROSS JOIN character ON character.id = named.character_id
"""
_BY_IDS = packed(
    13,
    f"{_CHARACTER} JOIN json_each(?) AS wanted ON wanted.value = character.id ORDER BY wanted.key",
)
_BY_HANDLE = f"{_CHARACTER} WHERE project.slug = ? AND character.handle = ?"
_BY_ALIAS = f"""
    {_CHARACTER} JOIN character_alias AS named ON named.character_id = character.id
    WHERE project.slug = ? AND named.handle = ? AND named.project_id = project.id
"""
_OF_PROJECTS = """
    SELECT named.handle, slug FROM json_each(?1) JOIN {} AS named ON named.handle = value
    JOIN character ON character.id = named.{} AND character.deleted_at IS NULL
    JOIN project ON project.id = named.project_id
"""

_ALIASES_IN = """
    SELECT slug, named.handle, character.handle FROM character_alias AS named
    JOIN character ON character.id = character_id AND deleted_at IS NULL
    JOIN project ON project.id = named.project_id
    WHERE ?1 IS NULL OR slug = ?1 ORDER BY 1, 2
"""

_CHUNK = 1_000


class Page(NamedTuple):
    """A page of a search; `next` is the cursor of the page after it, if there may be one."""

    people: tuple[Character, ...]
    next: str | None = None
    is_bounded: bool = False


class Characters:
    """The reading verbs for characters."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def known(self, keys: Iterable[Key], current: str) -> dict[Key, Key]:
        """The keys of a prompt that name a character, each with the project and the handle of it.

        None in a key is the current project.
        """
        wanted: dict[tuple[str, str], list[Key]] = {}
        for key in keys:
            wanted.setdefault((key[0] or current, key[1]), []).append(key)
        return {
            key: (slug, handle)
            for name, (_, slug, handle) in self._named(wanted).items()
            for key in wanted[name]
        }

    def _named(
        self, names: Iterable[tuple[str, str]], *, trashed: bool = False
    ) -> dict[tuple[str, str], tuple[int, str, str]]:
        """The id, project and handle of characters by project and handle, or else by an alias.

        With `trashed`, of the last ones put into the trash.
        """
        wanted = list(names)
        found: dict[tuple[str, str], tuple[int, str, str]] = {}
        for sql in (_NAMED, _ALIASED):
            left = [name for name in wanted if name not in found]
            text = json.dumps(left, ensure_ascii=False)
            state = TRASHED if trashed else "deleted_at IS NULL"
            ordered = f"{sql} WHERE {state} ORDER BY deleted_at"
            rows = self._query.rows(ordered, [text]) if left else ()
            found |= {(row[0], row[1]): (row[2], row[0], row[3]) for row in rows}
        return found

    def called(self, names: Iterable[Key], current: str) -> dict[Key, list[Key]]:
        """The characters by the names in a prompt's brackets, with case and accents ignored."""
        from charlib.domain.search.tokens import fold

        wanted: dict[tuple[str, str], list[Key]] = {}
        for name in names:
            wanted.setdefault((name[0] or current, fold(name[1])), []).append(name)
        rows = self._query.rows(
            "SELECT project.slug, name_key, handle FROM json_each(?) AS wanted"
            " JOIN project ON project.slug = wanted.value ->> 0"
            " JOIN character ON character.project_id = project.id"
            " AND name_key = wanted.value ->> 1 AND deleted_at IS NULL",
            [json.dumps(list(wanted), ensure_ascii=False)],
        )
        found: dict[Key, list[Key]] = {}
        for project, key, handle in rows:
            for name in wanted[project, key]:
                found.setdefault(name, []).append((project, handle))
        return found

    def projects_of(self, handles: Iterable[str]) -> dict[str, list[str]]:
        """The projects that have a character of each handle or alias, by name."""
        rows = self._query.rows(
            f"SELECT handle, slug FROM ({_OF_PROJECTS.format('character', 'id')}"
            f" UNION {_OF_PROJECTS.format('character_alias', 'character_id')}) ORDER BY slug",
            [json.dumps(list(handles), ensure_ascii=False)],
        )
        found: dict[str, list[str]] = {}
        for handle, slug in rows:
            found.setdefault(handle, []).append(slug)
        return found

    def handles(self, project: str | None) -> list[str]:
        """The handles and aliases of a project, or of all."""
        return self._query.column(
            "SELECT handle FROM character WHERE deleted_at IS NULL"
            " AND (?1 IS NULL OR project_id = (SELECT id FROM project WHERE slug = ?1))"
            " UNION ALL SELECT named.handle FROM character_alias AS named"
            " JOIN character ON character.id = character_id WHERE deleted_at IS NULL"
            " AND (?1 IS NULL OR named.project_id = (SELECT id FROM project WHERE slug = ?1))",
            [project],
        )

    def aliases(self, project: str | None) -> list[tuple[str, str, str]]:
        """Project, alias and handle of each alias of a project, or of all."""
        return self._query.tuples(_ALIASES_IN, [project])

    def by_handle(self, project: str, handle: str, *, trashed: bool = False) -> Character | None:
        """A character by project and handle, or else by an alias.

        With `trashed`, the last one put into the trash.
        """
        state = TRASHED if trashed else "deleted_at IS NULL"
        for sql in (_BY_HANDLE, _BY_ALIAS):
            last = f"{sql} AND {state} ORDER BY deleted_at DESC LIMIT 1"
            rows = self._query.rows(last, [project, handle])
            if rows:
                return self._filled(rows)[0]
        return None

    def name_of_binding(self, uid: str) -> str:
        """The name of a binding's character, else its handle."""
        sql = (
            "SELECT coalesce(nullif(name, ''), handle) FROM binding"
            " JOIN character ON character.id = character_id WHERE binding.uid = ?"
        )
        return str(self._query.value(sql, [uid]) or "")

    def ids_of(
        self, keys: Iterable[tuple[str, str]], *, trashed: bool = False
    ) -> dict[tuple[str, str], int]:
        """The ids of characters by project and handle, or else by an alias.

        With `trashed`, of the last ones put into the trash.
        """
        return {key: found[0] for key, found in self._named(keys, trashed=trashed).items()}

    def by_ids(self, ids: Sequence[int]) -> list[Character]:
        """Characters by id, trashed ones too, in the order of `ids`; each of them once."""
        wanted = list(dict.fromkeys(ids))
        chunks = (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
        return [person for chunk in chunks for person in self._of_ids(chunk)]

    def _of_ids(self, ids: Sequence[int]) -> list[Character]:
        text = self._query.value(_BY_IDS, [json.dumps(ids)])
        return self._filled(json.loads(text))

    def by_uids(self, uids: Iterable[str]) -> list[Character]:
        """Characters by their uids, without trashed ones."""
        sql = (
            "SELECT id FROM character WHERE deleted_at IS NULL"
            " AND uid IN (SELECT value FROM json_each(?))"
        )
        return self.by_ids(self._query.column(sql, [json.dumps(list(uids))]))

    def search(
        self,
        tree: Tree,
        *,
        project: str | None = None,
        sort: Sort = "newest",
        limit: int = 0,
        after: int | None = None,
        offset: int = 0,
    ) -> Page:
        """A page of the matches of a search; a limit of 0 means all.

        The tree must have saved searches expanded.
        """
        page = self._search(project).page(tree, sort=sort, limit=limit, after=after, offset=offset)
        people = tuple(self.by_ids(page.ids))
        return Page(people, _following(people, limit * (sort != "rank")), page.is_bounded)

    def page_of(self, ids: Sequence[int], offset: int, limit: int) -> Page:
        """A page of a list of ids that was read before."""
        people = tuple(self.by_ids(ids[offset : offset + limit]))
        return Page(people, _following(people, limit))

    def each(self, ids: Sequence[int]) -> Iterator[Character]:
        """Characters by id, a thousand in memory at a time."""
        for start in range(0, len(ids), _CHUNK):
            yield from self.by_ids(ids[start : start + _CHUNK])

    def lines(self, ids: Sequence[int], *, with_projects: bool = False) -> Iterator[str]:
        """Characters by id as lines of JSON, a few hundred in each text."""
        from charlib.store.read.lines import lines

        with self._query.explaining():
            yield from lines(self._query.connection, ids, with_projects=with_projects)

    def ids(
        self,
        tree: Tree,
        *,
        project: str | None = None,
        sort: Sort = "newest",
        after: int | None = None,
    ) -> list[int]:
        """The ids of all matches of a search."""
        return list(self._search(project).page(tree, sort=sort, limit=0, after=after).ids)

    def count(self, tree: Tree, *, project: str | None = None) -> int:
        """The number of matches of a search."""
        return self._search(project).count(tree)

    def facets(self, tree: Tree, *, project: str | None = None) -> Facets:
        """What the matches of a search have in common."""
        from charlib.store.search.facets import facets

        return facets(self._query.rows, self._search(project), tree, self._scope(project))

    def _search(self, project: str | None) -> Search:
        from charlib.store.search.statement import Search

        return Search(self._query.rows, project_id=self._scope(project))

    def _scope(self, project: str | None) -> int | None:
        """The number of a project; one that no project has for a name that none has."""
        if project is None:
            return None
        return self._query.value("SELECT id FROM project WHERE slug = ?", [project]) or -1

    def trash(self, project: str | None, *, limit: int = 0) -> list[Character]:
        """The trashed characters of a project, or of all, the last trashed first."""
        rows = self._query.rows(
            f"{_CHARACTER} WHERE (?1 IS NULL OR project.slug = ?1) AND {TRASHED}"
            " AND handle <> '' ORDER BY deleted_at DESC LIMIT ?2",
            [project, limit or -1],
        )
        return self._filled(rows)

    def _filled(self, rows: Sequence[Any]) -> list[Character]:
        """The characters of rows, with what belongs to them."""
        parts = of_characters(self._query, json.dumps([row[0] for row in rows])) if rows else None
        return [_character(row, parts) for row in rows] if parts else []

    def bound_to(self, account_id: int, remote_id: str) -> list[str]:
        """What people type for the characters that already have this ID at an account."""
        return self._query.column(
            f"SELECT {CALLED} || {LOOK_OF} FROM binding"
            " JOIN character ON character.id = character_id"
            " WHERE account_id = ? AND remote_id = ? AND voice_id IS NULL AND deleted_at IS NULL",
            [account_id, remote_id],
        )

    def bound_to_any(self, ids: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Of several IDs, each at an account: those that a character has, and what it is called."""
        rows = self._query.rows(
            f"SELECT account_id, remote_id, {CALLED} || {LOOK_OF} FROM json_each(?) AS asked"
            " JOIN binding ON account_id = asked.value ->> 0 AND remote_id = asked.value ->> 1"
            " JOIN character ON character.id = character_id"
            " WHERE voice_id IS NULL AND deleted_at IS NULL",
            [json.dumps(list(ids))],
        )
        return {(account, remote_id): called for account, remote_id, called in rows}

    def uses(self, ids: Sequence[int]) -> dict[str, int]:
        """The number of recorded prompts that use each character, by what people type for it."""
        rows = self._query.tuples(
            f"SELECT {CALLED}, (SELECT count(DISTINCT prompt_id) FROM prompt_character"
            " WHERE character_id = character.id)"
            " FROM json_each(?) AS wanted JOIN character ON character.id = wanted.value"
            " ORDER BY wanted.key",
            [json.dumps(list(ids))],
        )
        return dict(rows)

    def prompts_using(self, ids: Sequence[int]) -> int:
        """The number of recorded prompts that use any of these characters."""
        count: int = self._query.value(
            "SELECT count(DISTINCT prompt_id) FROM prompt_character JOIN json_each(?)"
            " ON value = character_id",
            [json.dumps(list(ids))],
        )
        return count


def _following(people: Sequence[Character], limit: int) -> str | None:
    """The cursor of the page after a full one."""
    is_full = limit and len(people) == limit
    return f"{people[-1].project}/{people[-1].handle}" if is_full else None


def _character(row: Any, parts: Parts) -> Character:
    number, handle, name, project, look, notes, tagged, created, updated, deleted, *more = row
    face, consent, uid = more
    tags = tuple(sorted(tagged.split(";"))) if tagged else ()  # no tag has a semicolon
    return Character(
        number, handle, name, project, look, notes, tags, parts.bindings.get(number, ()), created,
        updated, deleted, face, consent, parts.voices.get(number), uid,
        parts.aliases.get(number, ()), parts.looks(number, look),
    )  # fmt: skip
