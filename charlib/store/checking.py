"""Checks of a database, and repairs of what can be recomputed: counters and indexes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from charlib.domain.records import Unsettled
from charlib.domain.search.tokens import tokens
from charlib.store.connection import read_only
from charlib.store.read.jobs import Jobs
from charlib.store.read.query import CALLED, LOOK_OF, LOOK_OF_WINDOW, Query
from charlib.store.schema.upgrade import HEAD, version_of
from charlib.store.search.text_index import OUTDATED, TEXTS, name_key

_LINKED = "character_tag JOIN character AS c ON c.id = character_id WHERE c.deleted_at IS NULL"
_COUNTED = {
    "projects": (
        "SELECT id, n FROM project WHERE n <> 0",
        "SELECT project_id, count(*) FROM character WHERE deleted_at IS NULL GROUP BY 1",
    ),
    "tags": (
        "SELECT id, n FROM tag WHERE n <> 0",
        f"SELECT tag_id, count(*) FROM {_LINKED} GROUP BY 1",
    ),
    "tags of projects": (
        "SELECT project_id, tag_id, n FROM project_tag WHERE n <> 0",
        f"SELECT project_id, tag_id, count(*) FROM {_LINKED} GROUP BY 1, 2",
    ),
    "uses in prompts": (
        "SELECT id, used FROM character WHERE used <> 0",
        "SELECT character_id, count(*) FROM prompt_character GROUP BY 1",
    ),
}
"""Counters → the stored values, and the values counted from the rows."""
_WRONG_ALIASES = """
    SELECT count(*) FROM character_alias AS named JOIN character AS c ON c.id = character_id
    WHERE c.project_id <> named.project_id OR c.deleted_at IS NULL AND EXISTS (
        SELECT 1 FROM character AS other WHERE other.project_id = named.project_id
        AND other.handle = named.handle AND other.deleted_at IS NULL)
"""
_RECOUNT = """
    UPDATE project SET n = (SELECT count(*) FROM character WHERE project_id = project.id
                            AND deleted_at IS NULL);
    DELETE FROM project_tag;
    INSERT INTO project_tag (project_id, tag_id, n)
        SELECT project_id, tag_id, count(*) FROM character_tag
        JOIN character ON character.id = character_id WHERE deleted_at IS NULL
        GROUP BY project_id, tag_id;
    UPDATE tag SET n = (SELECT coalesce(sum(n), 0) FROM project_tag
                        WHERE project_tag.tag_id = tag.id);
    UPDATE character SET used = (SELECT count(*) FROM prompt_character
                                 WHERE character_id = character.id);
"""


def state_of(database: Path) -> str | None:
    """The fault that makes a file unusable, as a clause; None if there is none.

    An older schema is no fault: the next command upgrades it.
    """
    if not database.exists():
        return None
    try:
        with closing(read_only(database)) as connection:
            version = version_of(connection)
            broken = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        return f"cannot be read: {error}"
    if version is not None and version > HEAD:
        return f"has schema {version}, of a newer charlib; this one supports schema {HEAD}"
    return None if broken == ["ok"] else f"is damaged: {'; '.join(broken)}"


class ReferredFile(NamedTuple):
    """A file that the library refers to; `kind` is that of its source, `kept` or `voice`.

    `name` is a handle, a task or a source. A path that is not absolute is in the media folder.
    """

    kind: str
    name: str
    project: str
    path: str
    sha256: str


class Checks:
    """The checks of a readable database; each returns the faults, as clauses."""

    def __init__(self, path: Path) -> None:
        self._query = Query(path)

    def close(self) -> None:
        """Close the connection."""
        self._query.close()

    def strays(self) -> list[str]:
        """Rows that refer to missing rows."""
        rows = self._query.rows("PRAGMA foreign_key_check")
        return [f"a row of table {row[0]} refers to a missing row of {row[2]}" for row in rows]

    def counters(self) -> list[str]:
        """Counters that differ from the rows."""
        return [
            f"the counters of {what} differ from the rows"
            for what, (stored, counted) in _COUNTED.items()
            if set(self._query.tuples(stored)) != set(self._query.tuples(counted))
        ]

    def names(self) -> list[str]:
        """Aliases that are also the handle of a character, or of another project than theirs."""
        count = self._query.value(_WRONG_ALIASES)
        return [f"aliases that could mean two characters: {count}"] if count else []

    def index(self) -> list[str]:
        """Characters whose texts differ from the text index.

        Raises LibraryError if the index cannot be read.
        """
        wrong = self._hashes_of_index()
        sql = (
            f"SELECT id, {', '.join(TEXTS)}, {OUTDATED} FROM character AS c"
            " WHERE deleted_at IS NULL"
        )
        with self._query.explaining():
            for row in self._query.connection.execute(sql):
                if wrong.pop(row[0], 0) != _hash_of_texts(row) or row[-1]:
                    wrong[row[0]] = -1
        count = sum(map(bool, wrong.values()))
        return [f"entries of characters that are out of date: {count}"] if count else []

    def _hashes_of_index(self) -> dict[int, int]:
        self._query.rows(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed"
            " USING fts5vocab(main, character_text, instance)"
        )
        hashes: dict[int, int] = {}
        sql = "SELECT term, doc, col, offset FROM temp.indexed"
        with self._query.explaining():
            for term, doc, column, offset in self._query.connection.execute(sql):
                hashes[doc] = hashes.get(doc, 0) + hash((column, offset, term))
        return hashes

    def tag_words(self) -> list[str]:
        """Tags whose words differ from their names."""
        stored = set(self._query.tuples("SELECT word, tag_id FROM tag_word"))
        tags = self._query.tuples("SELECT id, name FROM tag")
        words = {(word, tag) for tag, name in tags for word in tokens(name)}
        return ["the words of tags differ from their names"] if stored != words else []

    def name_keys(self) -> list[str]:
        """Names with a wrong sort key."""
        rows = self._query.rows("SELECT DISTINCT name, name_key FROM character")
        wrong = sum(name_key(row[0]) != row[1] for row in rows)
        return [f"names with a wrong sort key: {wrong}"] if wrong else []

    def unsettled(self, now: int) -> list[Unsettled]:
        """The requests without an answer."""
        return Jobs(self._query).unsettled(now)

    def expired(self, now: int) -> list[str]:
        """What people type for characters with an expired ID that is still marked ready."""
        return self._query.column(
            f"SELECT DISTINCT {CALLED} || {LOOK_OF} AS called FROM binding"
            " JOIN character ON character.id = character_id"
            " WHERE state = 'ready' AND expires_at < ? AND deleted_at IS NULL ORDER BY called",
            [now],
        )

    def files(self) -> list[ReferredFile]:
        """The downloaded films and videos, the kept files of characters, and their voices."""
        films = self._query.tuples(
            "SELECT kind, CASE WHEN kind = 'task' THEN 'task ' || task_id"
            "  ELSE coalesce(label, ref) END, '', here(media_path), sha256 FROM source"
            " WHERE media_path IS NOT NULL AND sha256 IS NOT NULL ORDER BY id"
        )
        kept = self._query.tuples(
            f"SELECT DISTINCT 'kept', handle || {LOOK_OF_WINDOW}, project.slug, path, sha256"
            " FROM kept JOIN medium"
            " ON medium.id = medium_id JOIN window ON window.id = window_id JOIN character"
            " ON character.id = character_id JOIN project ON project.id = project_id"
            " WHERE deleted_at IS NULL ORDER BY medium.id"
        )
        voices = self._query.tuples(
            "SELECT 'voice', handle, project.slug, path, sha256 FROM voice JOIN medium"
            " ON medium.id = medium_id JOIN character ON character.id = character_id"
            " JOIN project ON project.id = project_id"
            " WHERE replaced_at IS NULL AND deleted_at IS NULL ORDER BY voice.id"
        )
        return [ReferredFile(*row) for row in [*films, *kept, *voices]]


def _hash_of_texts(row: sqlite3.Row) -> int:
    return sum(
        hash((column, offset, token))
        for column, text in zip(TEXTS, tuple(row)[1:-1], strict=True)
        for offset, token in enumerate(tokens(text))
    )


def recount(connection: sqlite3.Connection) -> None:
    """Recompute all counters."""
    for statement in _RECOUNT.split(";"):
        connection.execute(statement)


def expire(connection: sqlite3.Connection, now: int) -> None:
    """Mark ready bindings whose id has expired."""
    connection.execute(
        "UPDATE binding SET state = 'expired', updated_at = ?1"
        " WHERE state = 'ready' AND expires_at < ?1",
        [now],
    )
