"""Writing what is kept of windows, and where it was uploaded to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlmodel import col, delete

from charlib.store import models
from charlib.store.loading import Loading
from charlib.store.rows import id_of

if TYPE_CHECKING:
    from charlib.domain.kept import KeptFile
    from charlib.domain.medium import Medium


class Footage(Loading):
    """The verbs for kept media. None of it is undone: what is kept costs nothing but room."""

    def keep(self, window_id: int, pieces: Iterable[KeptFile]) -> None:
        """Say what is kept of a window, in place of what was said before."""
        self._session.exec(delete(models.Kept).where(col(models.Kept.window_id) == window_id))
        for piece in pieces:
            self._session.add(
                models.Kept(
                    window_id=window_id,
                    role=piece.role,
                    position=piece.position,
                    medium_id=self._medium(piece.medium),
                    start_ms=piece.start_ms,
                )
            )
        self._session.flush()
        self.mark_keeping(window_id, "kept")

    def keep_of_binding(self, binding_id: int, pieces: Iterable[KeptFile]) -> None:
        """Say what is kept of the window that a binding is made from."""
        found = self._get(models.Binding, binding_id).window_id
        if found is not None:
            self.keep(found, pieces)

    def mark_keeping(self, window_id: int, how: str) -> None:
        """Note whether something of a window is kept, is not to be, or could not be."""
        self._raw.execute("UPDATE window SET keeping = ? WHERE id = ?", [how, window_id])

    def uploaded(self, account_id: int, path: str, url: str, expires_at: int | None) -> None:
        """Note where a file of the media folder can be fetched, and until when (milliseconds)."""
        self._raw.execute(
            "INSERT OR REPLACE INTO upload (account_id, path, url, expires_at, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [account_id, path, url, expires_at, self.now],
        )

    def _medium(self, medium: Medium) -> int:
        """The id of a kept file: one content is one row, whoever it is kept of."""
        table = models.Medium
        row = self._one(table, table.path == medium.path)
        if row is None:
            row = table(
                path=medium.path, sha256=medium.sha256, mime=medium.mime, bytes=medium.bytes or 0,
                width=medium.width, height=medium.height, duration_ms=medium.duration_ms,
                created_at=self.now,
            )  # fmt: skip
            return self._add(row)
        return id_of(row)
