"""Reading what is kept of characters' windows, and where it was uploaded to."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from charlib.domain.windows.window import Window
from charlib.store.read.query import Query

if TYPE_CHECKING:
    import sqlite3

    from charlib.domain.footage.kept import DiskUse, KeptFile, SeenWindow
    from charlib.domain.footage.medium import Medium

_MEDIUM = "path, sha256, mime, bytes, width, height, duration_ms"
_PLACE = "window.id, source_id, start_ms, end_ms, keeping"


class Footage:
    """The reading verbs for kept media."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def windows_of(self, character_id: int) -> list[SeenWindow]:
        """The windows that a character is seen in, the newest first."""
        rows = self._query.rows(
            f"SELECT {_PLACE} FROM window WHERE character_id = ? ORDER BY id DESC", [character_id]
        )
        return [_place(row) for row in rows]

    def windows_of_bindings(self, bindings: Collection[int]) -> dict[int, SeenWindow]:
        """The windows that bindings are made from."""
        ids = json.dumps(list(bindings))
        rows = self._query.rows(
            f"SELECT {_PLACE}, binding.id FROM json_each(?) JOIN binding ON binding.id = value"
            " JOIN window ON window.id = window_id",
            [ids],
        )
        return {row[-1]: _place(row) for row in rows}

    def handles_of(self, bindings: Collection[int]) -> dict[int, str]:
        """The handles of the characters that bindings are of."""
        rows = self._query.rows(
            "SELECT binding.id, handle FROM json_each(?) JOIN binding ON binding.id = value"
            " JOIN character ON character.id = character_id",
            [json.dumps(list(bindings))],
        )
        return {row[0]: row[1] for row in rows}

    def pieces(self, window_id: int) -> list[KeptFile]:
        """What is kept of a window."""
        from charlib.domain.footage.kept import KeptFile

        rows = self._query.rows(
            f"SELECT {_MEDIUM}, role, position, start_ms FROM kept"
            " JOIN medium ON medium.id = medium_id WHERE window_id = ? ORDER BY role, position",
            [window_id],
        )
        return [
            KeptFile(row["role"], row["position"], _medium(row), row["start_ms"]) for row in rows
        ]

    def room(self) -> DiskUse:
        """How much is kept, and how much room it takes."""
        from charlib.domain.footage.kept import DiskUse

        row = self._query.row(
            "SELECT (SELECT count(DISTINCT window_id) FROM kept), count(*),"
            " coalesce(sum(bytes), 0) FROM medium"
        )
        return DiskUse(*row) if row else DiskUse(0, 0, 0)

    def uploads(self, account_id: int) -> dict[str, tuple[str, int | None]]:
        """The addresses of files that were uploaded for an account, by path; and until when."""
        rows = self._query.rows(
            "SELECT path, url, expires_at FROM upload WHERE account_id = ?", [account_id]
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def avatar_url(self, window_id: int) -> str | None:
        """Where a provider showed the character that it made from a window."""
        row = self._query.row(
            "SELECT avatar_url FROM binding WHERE window_id = ? AND avatar_url IS NOT NULL"
            " ORDER BY id DESC",
            [window_id],
        )
        return row[0] if row else None


def _place(row: sqlite3.Row) -> SeenWindow:
    from charlib.domain.footage.kept import SeenWindow

    return SeenWindow(row[0], row[1], Window(row[2], row[3]), row[4])


def _medium(row: sqlite3.Row) -> Medium:
    from charlib.domain.footage.medium import Medium

    return Medium(**{name: row[name] for name in _MEDIUM.split(", ")})
