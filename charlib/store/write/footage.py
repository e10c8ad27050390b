"""Writing the kept files of windows, and their uploads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from charlib.store.write.scope import Scope, listed

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
        self.keep_many({window_id: [*files]})
        self.mark(window_id, "kept")

    def keep_many(self, kept: Mapping[int, Sequence[KeptFile]]) -> None:
        """Record the kept files of windows that have none."""
        ids = self._medium_ids([file.medium for files in kept.values() for file in files])
        self._scope.insert_many(
            "kept",
            [
                {
                    "window_id": window_id, "role": file.role, "position": file.position,
                    "medium_id": ids[file.medium.path], "start_ms": file.start_ms,
                }
                for window_id, files in kept.items()
                for file in files
            ],
        )  # fmt: skip

    def keep_of_binding(self, uid: str, files: Iterable[KeptFile]) -> None:
        """Record the kept files of the window that a binding is made from."""
        window_id = self._scope.value("SELECT window_id FROM binding WHERE uid = ?", uid)
        if window_id is not None:
            self.keep(window_id, files)

    def mark(self, window_id: int, keeping: str) -> None:
        """Record whether footage of a window is `kept`, `declined` or `failed`."""
        self.mark_many({window_id: keeping})

    def mark_many(self, keeping: Mapping[int, str]) -> None:
        """Record the same of several windows."""
        self._scope.connection.executemany(
            "UPDATE window SET keeping = ?2 WHERE id = ?1 AND keeping <> ?2", [*keeping.items()]
        )

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
        return self._medium_ids([medium])[medium.path]

    def _medium_ids(self, media: Iterable[Medium]) -> dict[str, int]:
        by_path = {medium.path: medium for medium in media}
        known = self._known_media(by_path)
        fresh = [medium for path, medium in by_path.items() if path not in known]
        self._scope.insert_many(
            "medium",
            [
                {
                    "path": medium.path, "sha256": medium.sha256, "mime": medium.mime,
                    "bytes": medium.bytes or 0, "width": medium.width, "height": medium.height,
                    "duration_ms": medium.duration_ms, "created_at": self._scope.now,
                }
                for medium in fresh
            ],
        )  # fmt: skip
        return known | self._known_media([medium.path for medium in fresh])

    def _known_media(self, paths: Iterable[str]) -> dict[str, int]:
        sql = "SELECT m.path, m.id FROM json_each(?) CROSS JOIN medium AS m ON m.path = value"
        return dict(map(tuple, self._scope.rows(sql, listed(paths))))
