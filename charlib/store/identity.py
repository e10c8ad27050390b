"""Templates of faces, in a file of their own beside the library.

They are biometric data: the file is never part of a backup, an export or a copy with media. It
exists while recognition is switched on, and is for this user alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from charlib.errors import LibraryError
from charlib.files import private_folder
from charlib.store.connection import explained, read_write

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS switch (
        one INTEGER PRIMARY KEY CHECK (one = 1), on_since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS template (
        character_uid TEXT NOT NULL, look TEXT NOT NULL, model_sha256 TEXT NOT NULL,
        kept_hashes TEXT NOT NULL, doubtful_hashes TEXT NOT NULL, vector BLOB NOT NULL,
        made_at INTEGER NOT NULL, PRIMARY KEY (character_uid, look, model_sha256)
    ) STRICT, WITHOUT ROWID;
"""


class Template(NamedTuple):
    """The template of a look: 32-bit floats as bytes, empty if its stills show no clear face.

    `kept_hashes` are those of the stills it was made from, `doubtful_hashes` of those that show
    somebody else.
    """

    character_uid: str
    look: str
    model_sha256: str
    kept_hashes: tuple[str, ...]
    doubtful_hashes: tuple[str, ...]
    vector: bytes


class Templates:
    """The file of templates; each call opens it, and closes it again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_on(self) -> bool:
        """Whether recognition is switched on."""
        if not self._path.is_file():
            return False
        with self._opened() as connection:
            return connection.execute("SELECT 1 FROM switch").fetchone() is not None

    def switch_on(self, now: int) -> None:
        """Create the file, and record since when."""
        try:
            private_folder(self._path.parent)
            self._path.touch(0o600)
            self._path.chmod(0o600)
        except OSError as error:
            raise LibraryError(
                f"the file {self._path} cannot be written: {error.strerror}",
                hint="Make the folder writable and try again",
            ) from error
        with self._opened() as connection:
            connection.execute("INSERT OR IGNORE INTO switch VALUES (1, ?)", [now])

    def switch_off(self) -> bool:
        """Delete all templates and the file; return whether it was there."""
        if not self._path.exists():
            return False
        try:
            with self._opened() as connection:
                connection.execute("DELETE FROM template")
                connection.execute("DELETE FROM switch")
        except LibraryError:
            pass  # a damaged file goes all the same
        for end in ("-journal", ""):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        return True

    def of(self, model_sha256: str, uids: Collection[str]) -> list[Template]:
        """The templates of some characters that a model made."""
        sql = (
            "SELECT character_uid, look, model_sha256, kept_hashes, doubtful_hashes, vector"
            " FROM json_each(?) JOIN template ON character_uid = value WHERE model_sha256 = ?"
        )
        with self._opened() as connection:
            rows = connection.execute(sql, [json.dumps(list(uids)), model_sha256])
            return list(map(_template, rows))

    def vectors(self) -> list[tuple[str, str, str, str, bytes]]:
        """All templates: uid, look, model, hashes of the stills as JSON, and vector."""
        sql = "SELECT character_uid, look, model_sha256, kept_hashes, vector FROM template"
        with self._opened() as connection:
            return connection.execute(sql).fetchall()

    def put(self, template: Template, now: int) -> None:
        """Store a template in place of an older one, while recognition is switched on."""
        sql = "INSERT OR REPLACE INTO template SELECT ?, ?, ?, ?, ?, ?, ? FROM switch"
        hashes = (json.dumps(template.kept_hashes), json.dumps(template.doubtful_hashes))
        values = [*template[:3], *hashes, template.vector, now]
        with self._opened() as connection:
            connection.execute(sql, values)

    def forget(self, uids: Collection[str]) -> int:
        """Delete the templates of characters; return how many there were."""
        if not uids or not self._path.is_file():
            return 0
        sql = "DELETE FROM template WHERE character_uid IN (SELECT value FROM json_each(?))"
        with self._opened() as connection:
            return connection.execute(sql, [json.dumps(list(uids))]).rowcount

    def places(self) -> set[tuple[str, str]]:
        """The uid and the look of each template."""
        if not self._path.is_file():
            return set()
        with self._opened() as connection:
            return set(connection.execute("SELECT character_uid, look FROM template"))

    def drop(self, places: Collection[tuple[str, str]]) -> None:
        """Delete the templates of some looks, each by uid and name."""
        with self._opened() as connection:
            sql = "DELETE FROM template WHERE character_uid = ? AND look = ?"
            connection.executemany(sql, list(places))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what is deleted is overwritten."""
        try:
            with closing(read_write(self._path)) as connection:
                connection.execute("PRAGMA secure_delete=ON")
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise explained(error, self._path) from error


def _template(row: Any) -> Template:
    uid, look, model, kept, doubtful, vector = row
    return Template(uid, look, model, tuple(json.loads(kept)), tuple(json.loads(doubtful)), vector)
