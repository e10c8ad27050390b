"""Reading sources and their windows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from charlib.domain.records import Source
from charlib.domain.windows.window import Window
from charlib.store.read.query import CALLED, LOOK_OF_WINDOW, Query

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
        return self._query.records(_source, f"{_SOURCE} ORDER BY id DESC LIMIT ?", [limit or -1])

    def find(self, ref: str) -> list[Source]:
        """The sources a person may mean: by label, URL, path or number."""
        return self._query.records(
            _source,
            f"{_SOURCE} WHERE label = ?1 OR ref = ?1 OR ref = 'task:' || ?1 OR"
            " CAST(id AS TEXT) = ?1",
            [ref],
        )

    def by_id(self, source_id: int) -> Source | None:
        """A source by id."""
        return self._query.record(_source, f"{_SOURCE} WHERE id = ?", [source_id])

    def of_task(self, task_id: int) -> Source | None:
        """The source for the output of a task."""
        return self._query.record(_source, f"{_SOURCE} WHERE task_id = ?", [task_id])

    def films_of(self, uids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The length, the size and the hash of the films of tasks, by the uid of the task."""
        names = ("duration_ms", "width", "height", "source.sha256")
        rows = self._query.rows(
            f"SELECT task.uid, {', '.join(names)} FROM json_each(?) AS wanted"
            " JOIN task ON task.uid = wanted.value JOIN source ON source.task_id = task.id"
            " WHERE media_path IS NOT NULL",
            [json.dumps(list(uids))],
        )
        keys = [name.rpartition(".")[2] for name in names]
        return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in rows}

    def of_url(self, url: str) -> Source | None:
        """The source with exactly this URL."""
        where = "WHERE ref = ? AND task_id IS NULL AND kind = 'url'"
        return self._query.record(_source, f"{_SOURCE} {where}", [url])

    def windows(self, source_id: int) -> list[tuple[str, Window]]:
        """The windows of a source, with what people type for the characters in them."""
        rows = self._query.rows(
            f"SELECT DISTINCT {CALLED} || {LOOK_OF_WINDOW}, start_ms, end_ms FROM window"
            " JOIN character ON character.id = character_id AND deleted_at IS NULL"
            " WHERE source_id = ? ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [(row[0], Window(row[1], row[2])) for row in rows]

    def saved_windows(self, source_id: int) -> list[Window]:
        """The windows of a source that were saved for later, without a character."""
        rows = self._query.rows(
            "SELECT DISTINCT start_ms, end_ms FROM window"
            " WHERE source_id = ? AND character_id IS NULL ORDER BY start_ms, end_ms",
            [source_id],
        )
        return [Window(row[0], row[1]) for row in rows]


def _source(row: sqlite3.Row) -> Source:
    return Source(**dict(row))
