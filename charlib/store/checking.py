"""What can be wrong inside a database, and mending what is kept twice: counters and indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from charlib.domain.search.tokens import tokens
from charlib.store.connection import reading_uri
from charlib.store.read.query import Query
from charlib.store.schema.upgrade import HEAD, version_of
from charlib.store.search.text_index import name_key

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
"""Counters → what is kept, and what the rows add up to."""
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
_COLUMNS = ("handle", "name", "look", "notes")


def state_of(database: Path) -> str | None:
    """What is wrong with a file before anything is read from it, in a sentence; None if nothing.

    An older schema is not wrong: the first command that opens the library brings it up.
    """
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(reading_uri(database), uri=True)) as connection:
            version = version_of(connection)
            broken = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        return f"it cannot be read: {error}"
    if version is not None and version > HEAD:
        return f"a newer charlib wrote it (schema {version}; this one knows {HEAD})"
    return None if broken == ["ok"] else f"it is damaged: {'; '.join(broken)}"


class Checks:
    """The checks of one database that can be read; each returns what is wrong, in words."""

    def __init__(self, path: Path) -> None:
        self._query = Query(path)

    def close(self) -> None:
        """Close the connection."""
        self._query.close()

    def strays(self) -> list[str]:
        """Rows that refer to others that are not there."""
        rows = self._query.rows("PRAGMA foreign_key_check")
        return [f"a row of {row[0]} refers to one of {row[2]} that is not there" for row in rows]

    def counters(self) -> list[str]:
        """Counters that are not what the rows add up to."""
        return [
            f"the counters of {what} are off"
            for what, (kept, counted) in _COUNTED.items()
            if sorted(map(tuple, self._query.rows(kept)))
            != sorted(map(tuple, self._query.rows(counted)))
        ]

    def _sorted(self, sql: str) -> list[tuple[object, ...]]:
        return sorted(map(tuple, self._query.rows(sql)))

    def index(self) -> list[str]:
        """Characters whose texts and place in the text index do not agree.

        Raises LibraryError where the index cannot be read.
        """
        wrong = self._hashes_of_index()
        asked = "SELECT id, handle, name, look, notes FROM character WHERE deleted_at IS NULL"
        with self._query.explaining():
            for row in self._query.connection.execute(asked):
                if wrong.pop(row[0], 0) != _hash_of_texts(row):
                    wrong[row[0]] = -1
        wrong = {number: left for number, left in wrong.items() if left}
        count = len(wrong)
        return [f"{count} characters are not in the index as they are"] if count else []

    def _hashes_of_index(self) -> dict[int, int]:
        self._query.rows(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed"
            " USING fts5vocab(main, character_text, instance)"
        )
        hashes: dict[int, int] = {}
        asked = "SELECT term, doc, col, offset FROM temp.indexed"
        with self._query.explaining():
            for term, doc, column, offset in self._query.connection.execute(asked):
                hashes[doc] = hashes.get(doc, 0) + hash((column, offset, term))
        return hashes

    def tag_words(self) -> list[str]:
        """Tags whose names are not found by their words."""
        kept = {(row[0], row[1]) for row in self._query.rows("SELECT word, tag_id FROM tag_word")}
        named = {
            (w, row[0])
            for row in self._query.rows("SELECT id, name FROM tag")
            for w in tokens(row[1])
        }
        return ["the words of tags' names are not as they are"] if kept != named else []

    def name_keys(self) -> list[str]:
        """Characters that are not sorted where their name belongs."""
        rows = self._query.rows("SELECT DISTINCT name, name_key FROM character")
        wrong = sum(name_key(row[0]) != row[1] for row in rows)
        return [f"{wrong} names are sorted in the wrong place"] if wrong else []

    def stuck(self, now: int) -> Iterator[tuple[str, str]]:
        """What was sent and never answered, or is held by a lease that is over: who, and what."""
        rows = self._query.rows(
            "SELECT '@' || handle, account.name, state FROM binding JOIN character ON"
            " character.id = character_id JOIN account ON account.id = account_id WHERE"
            " deleted_at IS NULL AND (state = 'unknown' OR state = 'sending' AND lease_until < ?)"
            " UNION ALL SELECT 'task ' || task.id, account.name, state FROM task JOIN account"
            " ON account.id = account_id WHERE state = 'unknown' AND remote_id IS NULL"
            " OR state = 'sending' AND lease_until < ?",
            [now, now],
        )
        for who, account, state in rows:
            yield who, f"{state} at {account}: it was sent, and no answer is known"

    def expired(self, now: int) -> list[str]:
        """Characters with an id that has expired at its provider, and is still called ready."""
        rows = self._query.rows(
            "SELECT DISTINCT handle FROM binding JOIN character ON character.id = character_id"
            " WHERE state = 'ready' AND expires_at < ? AND deleted_at IS NULL ORDER BY handle",
            [now],
        )
        return [row[0] for row in rows]

    def media(self) -> list[tuple[str, str, str]]:
        """Kept files: source, path and hash."""
        rows = self._query.rows(
            "SELECT coalesce(label, ref), here(media_path), sha256 FROM source"
            " WHERE media_path IS NOT NULL AND sha256 IS NOT NULL ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def kept(self) -> list[tuple[str, str, str, str]]:
        """Files that characters are made from again: project, handle, path and hash."""
        rows = self._query.rows(
            "SELECT DISTINCT project.slug, handle, path, sha256 FROM kept JOIN medium"
            " ON medium.id = medium_id JOIN window ON window.id = window_id JOIN character"
            " ON character.id = character_id JOIN project ON project.id = project_id"
            " WHERE deleted_at IS NULL ORDER BY medium.id"
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def _hash_of_texts(row: sqlite3.Row) -> int:
    return sum(
        hash((column, offset, token))
        for column, text in zip(_COLUMNS, tuple(row)[1:], strict=True)
        for offset, token in enumerate(tokens(text))
    )


def recount(connection: sqlite3.Connection) -> None:
    """Count all counters anew."""
    for statement in _RECOUNT.split(";"):
        connection.execute(statement)


def expire(connection: sqlite3.Connection, now: int) -> None:
    """Call expired what has expired."""
    connection.execute(
        "UPDATE binding SET state = 'expired', updated_at = ?1"
        " WHERE state = 'ready' AND expires_at < ?1",
        [now],
    )
