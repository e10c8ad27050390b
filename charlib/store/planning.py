"""Writing many intents at once: each is committed before anything is sent, and none takes long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from charlib.config import new_uid
from charlib.domain.jobs import Planned
from charlib.store.footage import Footage

_SOURCE = (
    "INSERT INTO source (id, uid, kind, ref, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
)
_WINDOW = (
    "INSERT INTO window (id, uid, source_id, character_id, start_ms, end_ms, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_BINDING = (
    "INSERT INTO binding (id, uid, character_id, account_id, window_id, state, method, request,"
    " created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'planned', ?, ?, ?, ?)"
)


class Planning(Footage):
    """The verbs for many intents at once."""

    def outside_sources(self, wanted: Iterable[tuple[str, str]]) -> dict[str, int]:
        """The ids of the sources with these kinds and refs (`url`, `file`), added where missing."""
        kinds = {ref: kind for kind, ref in wanted}
        found = self._sources_by_ref(kinds)
        missing = [ref for ref in kinds if ref not in found]
        first = self._next_id("source")
        self._raw.executemany(
            _SOURCE,
            (
                (number, new_uid(), kinds[ref], ref, self.now, self.now)
                for number, ref in enumerate(missing, first)
            ),
        )
        for row in self._rows_from("source", first):
            self.note("source", before=None, after=row)
        return found | {ref: number for number, ref in enumerate(missing, first)}

    def plan_many(self, planned: Sequence[Planned]) -> list[int]:
        """Add windows and planned bindings; answers the bindings' ids, in order."""
        window, binding = self._next_id("window"), self._next_id("binding")
        self._raw.executemany(
            _WINDOW,
            (
                (
                    number, new_uid(), one.source_id, one.character_id,
                    one.window.start_ms, one.window.end_ms, self.now,
                )
                for number, one in enumerate(planned, window)
            ),
        )  # fmt: skip
        self._raw.executemany(
            _BINDING,
            (
                (
                    binding + number, new_uid(), one.character_id, one.account_id, window + number,
                    one.method, json.dumps(one.request, ensure_ascii=False), self.now, self.now,
                )
                for number, one in enumerate(planned)
            ),
        )  # fmt: skip
        if planned:
            self.note_fact("binding")
        return list(range(binding, binding + len(planned)))

    def _sources_by_ref(self, refs: Iterable[str]) -> dict[str, int]:
        rows = self._raw.execute(
            "SELECT ref, source.id FROM source JOIN json_each(?) ON value = ref"
            " WHERE task_id IS NULL",
            [json.dumps(list(refs), ensure_ascii=False)],
        )
        return {row[0]: row[1] for row in rows}

    def _next_id(self, table: str) -> int:
        self._session.flush()
        found: int = self._raw.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[
            0
        ]
        return found

    def _rows_from(self, table: str, first: int) -> list[dict[str, Any]]:
        cursor = self._raw.execute(f"SELECT * FROM {table} WHERE id >= ?", [first])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
