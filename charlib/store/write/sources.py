"""Writing sources and their windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from charlib.config import new_uid
from charlib.domain.choices import SourceKind
from charlib.domain.windows.window import Window
from charlib.store.write.scope import Scope, listed
from charlib.store.write.undoing import removal


class NewWindow(NamedTuple):
    """A window to add; without a character it is saved for later.

    One that comes from another library has its `uid` already.
    """

    source_id: int
    character_id: int | None
    window: Window
    look_id: int | None = None
    uid: str = ""


class Sources:
    """The verbs for sources and windows."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(
        self, kind: SourceKind, ref: str, *, task_id: int | None = None, **facts: object
    ) -> int:
        """The id of a source, added if it is new; facts that are not None replace the old ones.

        The film of a task that was sent is a fact of its provider, which `undo` leaves.
        """
        if task_id and self._scope.value("SELECT request FROM task WHERE id = ?", task_id):
            self._scope.note_fact("task")
            with self._scope.unnoted():
                return self._record(kind, ref, task_id, facts)
        return self._record(kind, ref, task_id, facts)

    def _record(
        self, kind: SourceKind, ref: str, task_id: int | None, facts: Mapping[str, object]
    ) -> int:
        given = {column: value for column, value in facts.items() if value is not None}
        known = self._find(ref, task_id)
        if known is None:
            return self._scope.add("source", kind=kind, ref=ref, task_id=task_id, **given)
        before = self._scope.read("source", known) or {}
        self._scope.update("source", known, **given, updated_at=self._scope.now)
        old = {column: before[column] for column in given}
        if old != given:
            self._scope.note("about source", id=known, before=old, after=given)
        return known

    def _find(self, ref: str, task_id: int | None) -> int | None:
        if task_id:
            return self._scope.id("SELECT id FROM source WHERE task_id = ?", task_id)
        return self._scope.id("SELECT id FROM source WHERE ref = ? AND task_id IS NULL", ref)

    def record_many(
        self,
        wanted: Iterable[tuple[SourceKind, str]],
        contents: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, int]:
        """The ids of URLs and files by reference; new ones are added.

        `contents` are the SHA-256 digests of new files, as far as they are known.
        """
        kinds = {ref: kind for kind, ref in wanted}
        rows = self._scope.rows(
            "SELECT ref, source.id FROM json_each(?) CROSS JOIN source ON ref = value"
            " AND task_id IS NULL",
            listed(kinds),
        )
        known: dict[str, int] = dict(rows)
        fresh = [ref for ref in kinds if ref not in known]
        stamps = self._scope.stamps()
        ids = self._scope.add_many(
            "source",
            [
                {"kind": kinds[ref], "ref": ref, "sha256": contents.get(ref), **stamps}
                for ref in fresh
            ],
        )
        sql = "SELECT * FROM source WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        for row in self._scope.dicts(sql, listed(ids)):
            self._scope.note("source", before=None, after=row)
        return known | dict(zip(fresh, ids, strict=True))

    # -- windows

    def add_windows(self, windows: Sequence[NewWindow]) -> list[int]:
        """Add windows; return their ids in order."""
        ids = self._scope.add_many(
            "window",
            [
                {
                    "uid": new.uid or new_uid(),
                    "source_id": new.source_id, "character_id": new.character_id,
                    "start_ms": new.window.start_ms, "end_ms": new.window.end_ms,
                    "created_at": self._scope.now, "look_id": new.look_id,
                }
                for new in windows
            ],
        )  # fmt: skip
        removal.note(self._scope, "window", ids)
        return ids

    def add_window(
        self,
        source_id: int,
        character_id: int | None,
        window: Window,
        look_id: int | None = None,
    ) -> int:
        """Add one window and return its id."""
        return self.add_windows([NewWindow(source_id, character_id, window, look_id)])[0]

    def save_windows(self, source_id: int, windows: Iterable[Window]) -> int:
        """Save windows of a source for later; return the number that are new."""
        rows = self._scope.rows(
            "SELECT start_ms, end_ms FROM window WHERE source_id = ? AND character_id IS NULL",
            source_id,
        )
        known = {Window(*row) for row in rows}
        fresh = [window for window in dict.fromkeys(windows) if window not in known]
        return len(self.add_windows([NewWindow(source_id, None, window) for window in fresh]))
