"""Reading what a library knows of the cast that it shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from charlib.store.read.query import Query

_SHARE = """
    SELECT url, name, media, is_read_only, joined_at, pulled_at, pushed_at, listed_at FROM share
"""
_COUNTS = """
    SELECT kind, count(*) FROM unpushed WHERE NOT (kind IN ('footage', 'ids') AND EXISTS (
        SELECT 1 FROM character WHERE character.uid = unpushed.uid AND deleted_at IS NOT NULL))
    GROUP BY kind ORDER BY kind
"""
_HELD = """
    SELECT slug, handle FROM unpushed JOIN character ON character.uid = unpushed.uid
    JOIN project ON project.id = project_id
    WHERE kind = 'footage' AND likeness = 'real' AND consent = '' AND deleted_at IS NULL
    ORDER BY slug, handle
"""
_NAMES = """
    SELECT name FROM share_object WHERE name > ?1 AND name < ?2 || '~' AND problem = ''
"""
_NEWEST = """
    SELECT name FROM share_object WHERE name >= ?1 AND name < ?1 || '~'
    ORDER BY name DESC LIMIT 1 OFFSET ?2
"""
_REFUSED = "SELECT name, problem FROM share_object WHERE problem <> '' ORDER BY name"
_SINCE = """
    SELECT count(*), coalesce(sum(bytes), 0) FROM share_object
    WHERE name > ?1 AND name < 'log/~' AND problem = ''
"""
_SNAPSHOT = """
    SELECT '' AS kind, name AS uid, '' AS record FROM share_object
    WHERE name > 'log/' AND name < 'log/~' AND problem = ''
    UNION ALL
    SELECT kind, uid, record FROM shared WHERE NOT (kind = 'footage' AND EXISTS (
        SELECT 1 FROM character WHERE character.uid = shared.uid AND likeness = 'real'
        AND consent = ''))
"""
_MEDIA = """
    SELECT DISTINCT path, sha256, mime, bytes FROM medium
    WHERE id IN (SELECT medium_id FROM kept UNION SELECT medium_id FROM voice) ORDER BY id
"""
_CREATIONS = """
    SELECT slug, handle, '' FROM character JOIN project ON project.id = project_id
    WHERE deleted_at IS NULL
    UNION ALL
    SELECT slug, handle, look.name FROM look JOIN character ON character.id = character_id
    JOIN project ON project.id = project_id
    WHERE look.deleted_at IS NULL AND character.deleted_at IS NULL
"""
_MEDIUM = "SELECT path, sha256, mime, bytes FROM medium WHERE path = ?"


if TYPE_CHECKING:
    from charlib.store.shared.records import Thing


class Share(NamedTuple):
    """The cast that this library shares. Times are in ms since 1970."""

    url: str
    name: str
    media: str
    is_read_only: bool
    joined_at: int
    pulled_at: int | None
    pushed_at: int | None
    listed_at: int | None


class KnownMember(NamedTuple):
    """A member; when it last pushed, in ms since 1970, as far as this library knows."""

    author: str
    name: str
    pushed_at: int | None


class SharedFile(NamedTuple):
    """A kept file as the library names it."""

    path: str
    sha256: str
    mime: str
    bytes: int | None


class ShareState:
    """The reading verbs for a shared cast."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def share(self) -> Share | None:
        """The cast that this library shares, if it does."""
        row = next(iter(self._query.rows(_SHARE)), None)
        return Share(*row)._replace(is_read_only=bool(row["is_read_only"])) if row else None

    def unpushed(self) -> dict[str, int]:
        """The numbers of things that were not pushed, by kind; with those that are held back."""
        return dict(map(tuple, self._query.rows(_COUNTS)))

    def held(self) -> list[tuple[str, str]]:
        """Projects and handles of real people without a consent, whose footage stays here."""
        return [tuple(row) for row in self._query.rows(_HELD)]

    def names(self, prefix: str, after: str = "") -> set[str]:
        """The names of the objects that were read or written; those with a prefix, after one."""
        return {row[0] for row in self._query.rows(_NAMES, [after or prefix, prefix])}

    def newest(self, prefix: str, back: int = 0) -> str:
        """The newest name with a prefix, or one that is so many objects older; empty if none."""
        name = self._query.value(_NEWEST, [prefix, back])
        return str(name) if name else ""

    def snapshot(self) -> tuple[list[str], Iterator[Thing]]:
        """The objects of the log that this library has all of, and all that a newcomer needs.

        One statement, so that both are of one state of the library. Nothing is among the records
        that may not leave it.
        """
        from charlib.store.shared.records import Thing

        rows = iter(self._query.connection.execute(_SNAPSHOT))
        names, first = [], []
        for kind, name, text in rows:
            if kind:
                first = [(kind, name, text)]
                break
            names.append(name)
        return names, (Thing(*row) for row in chain(first, rows))

    def since(self, name: str) -> tuple[int, int]:
        """The number of the log's objects after a name, and their size in bytes."""
        count, size = self._query.rows(_SINCE, [name])[0]
        return int(count), int(size)

    def refused(self) -> list[tuple[str, str]]:
        """The objects that were refused, with the reasons."""
        return [tuple(row) for row in self._query.rows(_REFUSED)]

    def members(self) -> list[KnownMember]:
        """The members that this library knows."""
        sql = "SELECT author, name, pushed_at FROM member ORDER BY name, author"
        return [KnownMember(*row) for row in self._query.rows(sql)]

    def files(self) -> list[SharedFile]:
        """All kept files that the library names."""
        return [SharedFile(*row) for row in self._query.rows(_MEDIA)]

    def file(self, path: str) -> SharedFile | None:
        """A kept file by its path in the media folder."""
        row = next(iter(self._query.rows(_MEDIUM, [path])), None)
        return SharedFile(*row) if row else None

    def names_of_creations(self) -> list[tuple[str, str, str]]:
        """Projects and handles of all characters, and of their looks with the names of these."""
        return [tuple(row) for row in self._query.rows(_CREATIONS)]

    def known(self, names: Iterable[str]) -> set[str]:
        """Those of some objects that are known."""
        sql = "SELECT name FROM share_object WHERE name IN (SELECT value FROM json_each(?))"
        return {row[0] for row in self._query.rows(sql, [json.dumps(list(names))])}
