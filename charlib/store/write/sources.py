"""Writing sources and their windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from charlib.config import new_uid, new_uids
from charlib.domain.records import SourceKind
from charlib.domain.windows.window import Window
from charlib.store.write.scope import Scope, listed


class NewWindow(NamedTuple):
    """A window to be added; without a character it is saved for later."""

    source_id: int
    character_id: int | None
    window: Window


class Sources:
    """The verbs for sources and windows."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(
        self, kind: SourceKind, ref: str, *, task_id: int | None = None, **facts: object
    ) -> int:
        """The id of a source, added if it is new; facts that are not None replace the old ones."""
        given = {column: value for column, value in facts.items() if value is not None}
        known = self._find(ref, task_id)
        if known is None:
            return self._add(kind, ref, task_id, given)
        before = self._scope.read("source", known) or {}
        self._scope.update("source", known, **given, updated_at=self._scope.now)
        old = {column: before[column] for column in given}
        if old != given:
            self._scope.note("about source", id=known, before=old, after=given)
        return known

    def _find(self, ref: str, task_id: int | None) -> int | None:
        found: int | None = (
            self._scope.value("SELECT id FROM source WHERE task_id = ?", task_id)
            if task_id
            else self._scope.value("SELECT id FROM source WHERE ref = ? AND task_id IS NULL", ref)
        )
        return found

    def _add(self, kind: str, ref: str, task_id: int | None, facts: dict[str, object]) -> int:
        source_id = self._scope.insert(
            "source", uid=new_uid(), kind=kind, ref=ref, task_id=task_id, **facts,
            **self._scope.stamps(),
        )  # fmt: skip
        self._scope.note("source", before=None, after=self._scope.read("source", source_id))
        return source_id

    def record_many(self, wanted: Iterable[tuple[SourceKind, str]]) -> dict[str, int]:
        """The ids of URLs and files by reference; those that are new are added."""
        kinds = {ref: kind for kind, ref in wanted}
        rows = self._scope.rows(
            "SELECT ref, source.id FROM json_each(?) CROSS JOIN source ON ref = value"
            " AND task_id IS NULL",
            listed(kinds),
        )
        known = {row[0]: row[1] for row in rows}
        fresh = [ref for ref in kinds if ref not in known]
        first = self._scope.next_id("source")
        numbered = list(enumerate(zip(new_uids(len(fresh)), fresh, strict=True), first))
        self._scope.insert_many(
            "source",
            [
                {"id": number, "uid": uid, "kind": kinds[ref], "ref": ref, **self._scope.stamps()}
                for number, (uid, ref) in numbered
            ],
        )
        for row in self._scope.dicts("SELECT * FROM source WHERE id >= ?", first):
            self._scope.note("source", before=None, after=row)
        return known | {ref: number for number, (_, ref) in numbered}

    # -- windows

    def add_windows(self, windows: Sequence[NewWindow]) -> list[int]:
        """Add windows; return their ids in order."""
        first, now = self._scope.next_id("window"), self._scope.now
        numbered = enumerate(zip(new_uids(len(windows)), windows, strict=True), first)
        self._scope.insert_many(
            "window",
            [
                {
                    "id": number, "uid": uid, "source_id": new.source_id,
                    "character_id": new.character_id, "start_ms": new.window.start_ms,
                    "end_ms": new.window.end_ms, "created_at": now,
                }
                for number, (uid, new) in numbered
            ],
        )  # fmt: skip
        return list(range(first, first + len(windows)))

    def add_window(self, source_id: int, character_id: int | None, window: Window) -> int:
        """Add one window and return its id."""
        return self.add_windows([NewWindow(source_id, character_id, window)])[0]

    def save_windows(self, source_id: int, windows: Iterable[Window]) -> int:
        """Save windows of a source for later; return the number that are new."""
        rows = self._scope.rows(
            "SELECT start_ms, end_ms FROM window WHERE source_id = ? AND character_id IS NULL",
            source_id,
        )
        known = {Window(*row) for row in rows}
        fresh = [window for window in dict.fromkeys(windows) if window not in known]
        return len(self.add_windows([NewWindow(source_id, None, window) for window in fresh]))
