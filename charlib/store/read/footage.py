"""Reading the kept files of characters, and their uploads."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from charlib.domain.footage.clips import KEPT
from charlib.domain.windows.window import Window
from charlib.store.read.query import CALLED, LOOK_OF, Query

if TYPE_CHECKING:
    import sqlite3

    from charlib.domain.footage.kept import DiskUse, KeptFile, SeenWindow

_MEDIUM = "path, sha256, mime, bytes, width, height, duration_ms"
_WINDOW = "window.id, source_id, start_ms, end_ms, keeping"

_SHOWN_WINDOWS = """
    SELECT character_id, look_id, group_concat(sha256) FROM window
    CROSS JOIN kept ON window_id = window.id
    JOIN medium ON medium.id = medium_id
    WHERE keeping = 'kept' AND character_id NOTNULL
      AND +role IN (SELECT value FROM json_each(?))
    GROUP BY window.id
"""
_LIVE = "SELECT id, uid, likeness, consent FROM character WHERE deleted_at IS NULL"


class Footage:
    """The reading verbs for kept media."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def windows_of(self, character_id: int, look_id: int | None = None) -> list[SeenWindow]:
        """The windows that show a look of a character, by default the main one; newest first."""
        sql = (
            f"SELECT {_WINDOW} FROM window WHERE character_id = ? AND look_id IS ? ORDER BY id DESC"
        )
        return self._query.records(_window, sql, [character_id, look_id])

    def windows_of_bindings(self, bindings: Collection[str]) -> dict[str, SeenWindow]:
        """The windows that bindings are made from, by the uid of the binding."""
        rows = self._query.rows(
            f"SELECT {_WINDOW}, binding.uid FROM json_each(?) JOIN binding ON binding.uid = value"
            " JOIN window ON window.id = window_id",
            [json.dumps(list(bindings))],
        )
        return {row[-1]: _window(row) for row in rows}

    def handles_of(self, bindings: Collection[str]) -> dict[str, str]:
        """What people type for the characters of bindings, by the uid of the binding."""
        sql = (
            f"SELECT binding.uid, {CALLED} || {LOOK_OF} FROM json_each(?)"
            " JOIN binding ON binding.uid = value"
            " JOIN character ON character.id = character_id"
        )
        return dict(self._query.tuples(sql, [json.dumps(list(bindings))]))

    def pieces(self, window_id: int) -> list[KeptFile]:
        """The kept files of a window."""
        return self._query.records(
            _kept_file,
            f"SELECT {_MEDIUM}, role, position, start_ms FROM kept"
            " JOIN medium ON medium.id = medium_id WHERE window_id = ? ORDER BY role, position",
            [window_id],
        )

    def shown_looks(
        self, roles: Collection[str], is_allowed: Callable[[str, str], bool]
    ) -> dict[tuple[str, str], str]:
        """The looks of which files of some roles are kept, by the uid of the character and name.

        The value has the hashes of the files from the oldest on, with commas between them.
        `is_allowed` says for a likeness and a consent whether somebody counts. What is in the
        trash is left out.
        """
        with self._query.explaining():  # row by row: of 100,000 looks, a sort would take too long
            read = self._query.connection.execute
            hashes: dict[tuple[int, int | None], str] = {}
            for character, look, found in read(_SHOWN_WINDOWS, [json.dumps(list(roles))]):
                place = (character, look)
                hashes[place] = f"{hashes[place]},{found}" if place in hashes else found
            people = {
                number: uid
                for number, uid, likeness, consent in read(_LIVE)
                if is_allowed(likeness, consent)
            }
            names = dict(map(tuple, read("SELECT id, name FROM look WHERE deleted_at IS NULL")))
        return {
            (people[character], "" if look is None else names[look]): found
            for (character, look), found in hashes.items()
            if character in people and (look is None or look in names)
        }

    def path_of(self, sha256: str) -> str | None:
        """Where a kept file is below the media folder, by the hash of its content."""
        # Files are named by their hash, so that their names, which have an index, find them.
        path: str | None = self._query.value(
            "SELECT path FROM medium WHERE path >= ?1 AND path < ?1 || '/' AND sha256 = ?2",
            [f"{KEPT}/{sha256[:2]}/{sha256}", sha256],
        )
        return path

    def room(self) -> DiskUse:
        """The number of kept windows and files, and the disk space they use."""
        from charlib.domain.footage.kept import DiskUse

        row = self._query.row(
            "SELECT (SELECT count(DISTINCT window_id) FROM kept), count(*),"
            " coalesce(sum(bytes), 0) FROM medium"
        )
        return DiskUse(*row) if row else DiskUse(0, 0, 0)

    def uploads(self, account_id: int) -> dict[str, tuple[str, int | None]]:
        """The uploaded files of an account: path → URL, and when it expires."""
        rows = self._query.rows(
            "SELECT path, url, expires_at FROM upload WHERE account_id = ? AND url <> ''",
            [account_id],
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def is_uploading(self, account_id: int, path: str) -> bool:
        """Whether the upload of a file was begun, and its address never came."""
        sql = "SELECT 1 FROM upload WHERE account_id = ? AND path = ? AND url = ''"
        return self._query.value(sql, [account_id, path]) is not None

    def avatar_url(self, window_id: int) -> str | None:
        """The URL of a provider's picture of the character made from a window."""
        url: str | None = self._query.value(
            "SELECT avatar_url FROM binding WHERE window_id = ? AND avatar_url IS NOT NULL"
            " ORDER BY id DESC",
            [window_id],
        )
        return url


def _window(row: sqlite3.Row) -> SeenWindow:
    from charlib.domain.footage.kept import SeenWindow

    return SeenWindow(row[0], row[1], Window(row[2], row[3]), row[4])


def _kept_file(row: sqlite3.Row) -> KeptFile:
    from charlib.domain.footage.kept import KeptFile
    from charlib.domain.footage.medium import Medium

    medium = Medium(**{name: row[name] for name in _MEDIUM.split(", ")})
    return KeptFile(row["role"], row["position"], medium, row["start_ms"])
