"""Reading the voices of characters."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from charlib.domain.records import Binding, Voice
from charlib.domain.windows.window import Window
from charlib.store.read.query import Query

_VOICE = """
    SELECT voice.character_id, voice.id, voice.uid, medium.path, medium.sha256, medium.mime,
           medium.bytes, medium.duration_ms, source.ref AS source, voice.start_ms, voice.end_ms,
           voice.created_at
    FROM json_each(?) AS wanted
    JOIN voice ON voice.character_id = wanted.value AND voice.replaced_at IS NULL
    LEFT JOIN medium ON medium.id = voice.medium_id
    LEFT JOIN source ON source.id = voice.source_id
"""


def of_characters(
    query: Query, listed: str, bound: Mapping[int, tuple[Binding, ...]]
) -> dict[int, Voice]:
    """The present voices of characters by their ids; `listed` are these ids as JSON.

    `bound` are the bindings by the id of their voice.
    """
    rows = query.rows(_VOICE, [listed])
    return {row[0]: _voice(row, bound.get(row["id"], ())) for row in rows}


def _voice(row: sqlite3.Row, bindings: tuple[Binding, ...]) -> Voice:
    start, end = row["start_ms"], row["end_ms"]
    return Voice(
        id=row["id"], uid=row["uid"], path=row["path"] or "", sha256=row["sha256"] or "",
        mime=row["mime"] or "", bytes=row["bytes"], duration_ms=row["duration_ms"],
        source=row["source"], window=None if start is None else Window(start, end),
        bindings=bindings, created_at=row["created_at"],
    )  # fmt: skip


class Voices:
    """The reading verbs for voices."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def owners(self, project: str | None, *, limit: int = 0) -> list[int]:
        """The ids of the characters of a project, or of all, that have a voice, newest first."""
        return self._query.column(
            "SELECT character.id FROM voice JOIN character ON character.id = character_id"
            " JOIN project ON project.id = project_id"
            " WHERE replaced_at IS NULL AND deleted_at IS NULL AND (?1 IS NULL OR slug = ?1)"
            " ORDER BY voice.id DESC LIMIT ?2",
            [project, limit or -1],
        )
