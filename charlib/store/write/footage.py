"""Writing the kept files of windows, and their uploads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from charlib.store.write.scope import Scope

if TYPE_CHECKING:
    from charlib.domain.footage.kept import KeptFile
    from charlib.domain.footage.medium import Medium


class Footage:
    """The verbs for kept media. None of them is undone: kept files cost nothing but disk space."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def keep(self, window_id: int, files: Iterable[KeptFile]) -> None:
        """Record the kept files of a window in place of older ones."""
        self._scope.execute("DELETE FROM kept WHERE window_id = ?", window_id)
        self._scope.insert_many(
            "kept",
            [
                {
                    "window_id": window_id, "role": file.role, "position": file.position,
                    "medium_id": self.medium_id(file.medium), "start_ms": file.start_ms,
                }
                for file in files
            ],
        )  # fmt: skip
        self.mark(window_id, "kept")

    def keep_of_binding(self, uid: str, files: Iterable[KeptFile]) -> None:
        """Record the kept files of the window that a binding is made from."""
        window_id = self._scope.value("SELECT window_id FROM binding WHERE uid = ?", uid)
        if window_id is not None:
            self.keep(window_id, files)

    def mark(self, window_id: int, keeping: str) -> None:
        """Record whether footage of a window is `kept`, `declined` or `failed`."""
        self._scope.update("window", window_id, keeping=keeping)

    def set_upload(self, account_id: int, path: str, url: str, expires_at: int | None) -> None:
        """Record the URL of a kept file, and when it expires (milliseconds).

        The URL is empty from the start of an upload to its end.
        """
        self._scope.execute(
            "DELETE FROM upload WHERE account_id = ? AND path = ?", account_id, path
        )
        self._scope.insert(
            "upload", account_id=account_id, path=path, url=url, expires_at=expires_at,
            created_at=self._scope.now,
        )  # fmt: skip

    def drop_upload(self, account_id: int, path: str) -> None:
        """Forget that a file was uploaded."""
        sql = "DELETE FROM upload WHERE account_id = ? AND path = ?"
        self._scope.execute(sql, account_id, path)

    def medium_id(self, medium: Medium) -> int:
        """The id of a kept file: equal contents share a row, whichever windows keep them."""
        known = self._scope.id("SELECT id FROM medium WHERE path = ?", medium.path)
        if known is not None:
            return known
        return self._scope.insert(
            "medium", path=medium.path, sha256=medium.sha256, mime=medium.mime,
            bytes=medium.bytes or 0, width=medium.width, height=medium.height,
            duration_ms=medium.duration_ms, created_at=self._scope.now,
        )  # fmt: skip
