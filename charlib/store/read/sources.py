"""Reading sources and their windows."""

from __future__ import annotations

from charlib.domain.records import Source
from charlib.domain.windows.window import Window
from charlib.store.read.query import Query

_SOURCE = """
    SELECT id, kind, ref, label, task_id, sha256, bytes, duration_ms, width, height,
           here(media_path) AS media_path, created_at
    FROM source
"""


class Sources:
    """The reading verbs for sources."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def all(self, *, limit: int = 0) -> list[Source]:
        """All sources, newest first; a limit of 0 means all."""
        rows = self._query.rows(f"{_SOURCE} ORDER BY id DESC LIMIT ?", [limit or -1])
        return [Source(**row) for row in map(dict, rows)]

    def find(self, ref: str) -> list[Source]:
        """The sources a person may mean: by label, URL, path or number."""
        rows = self._query.rows(
            f"{_SOURCE} WHERE label = ?1 OR ref = ?1 OR ref = 'task:' || ?1 OR"
            " CAST(id AS TEXT) = ?1",
            [ref],
        )
        return [Source(**row) for row in map(dict, rows)]

    def by_id(self, source_id: int) -> Source | None:
        """A source by id."""
        row = self._query.row(f"{_SOURCE} WHERE id = ?", [source_id])
        return Source(**dict(row)) if row else None

    def of_task(self, task_id: int) -> Source | None:
        """The source that a task's output is."""
        row = self._query.row(f"{_SOURCE} WHERE task_id = ?", [task_id])
        return Source(**dict(row)) if row else None

    def of_url(self, url: str) -> Source | None:
        """The source with exactly this URL."""
        row = self._query.row(
            f"{_SOURCE} WHERE ref = ? AND task_id IS NULL AND kind = 'url'", [url]
        )
        return Source(**dict(row)) if row else None

    def windows(self, source_id: int) -> list[tuple[str, Window]]:
        """The windows of a source with the handles of the characters seen in them."""
        rows = self._query.rows(
            "SELECT DISTINCT character.handle, start_ms, end_ms FROM window"
            " JOIN character ON character.id = character_id AND deleted_at IS NULL"
            " WHERE source_id = ? ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [(row[0], Window(row[1], row[2])) for row in rows]

    def saved_windows(self, source_id: int) -> list[Window]:
        """The windows of a source that were saved for later: no character has them."""
        rows = self._query.rows(
            "SELECT DISTINCT start_ms, end_ms FROM window"
            " WHERE source_id = ? AND character_id IS NULL ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [Window(row[0], row[1]) for row in rows]
