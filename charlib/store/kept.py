"""Reading what is kept of characters' windows, and where it was uploaded to."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from charlib.domain.window import Window
from charlib.store.reading import Reading

if TYPE_CHECKING:
    from charlib.domain.kept import Piece, Place, Room
    from charlib.domain.material import Medium

_MEDIUM = (
    "SELECT path, sha256, mime, bytes, width, height, duration_ms FROM medium"
    " WHERE (?1 IS NULL OR id = ?1) ORDER BY id"
)
_PLACE = "SELECT id, source_id, start_ms, end_ms, keeping FROM window"


class Kept(Reading):
    """The reading verbs for kept media."""

    def places(self, character_id: int) -> list[Place]:
        """The windows that a character is seen in, the newest first."""
        where = "WHERE character_id = ? ORDER BY id DESC"
        return self._places(where, [character_id])

    def places_of(self, bindings: Collection[int]) -> dict[int, Place]:
        """The windows that bindings are made from."""
        ids = json.dumps(list(bindings))
        rows = self._rows(
            "SELECT binding.id, window_id FROM binding JOIN json_each(?) ON value = binding.id"
            " WHERE window_id IS NOT NULL",
            [ids],
        )
        windows = json.dumps([row[1] for row in rows])
        where = "WHERE id IN (SELECT value FROM json_each(?))"
        places = {one.id: one for one in self._places(where, [windows])}
        return {row[0]: places[row[1]] for row in rows}

    def handles_of(self, bindings: Collection[int]) -> dict[int, str]:
        """The handles of the characters that bindings are of."""
        rows = self._rows(
            "SELECT binding.id, handle FROM json_each(?) JOIN binding ON binding.id = value"
            " JOIN character ON character.id = character_id",
            [json.dumps(list(bindings))],
        )
        return {row[0]: row[1] for row in rows}

    def pieces(self, window_id: int) -> list[Piece]:
        """What is kept of a window."""
        from charlib.domain.kept import Piece

        rows = self._rows(
            "SELECT role, position, medium_id, start_ms FROM kept WHERE window_id = ?"
            " ORDER BY role, position",
            [window_id],
        )
        return [Piece(row[0], row[1], self._media(row[2])[0], row[3]) for row in rows]

    def media(self) -> list[Medium]:
        """All files that are kept."""
        return self._media(None)

    def room(self) -> Room:
        """How much is kept, and how much room it takes."""
        from charlib.domain.kept import Room

        row = self._row(
            "SELECT (SELECT count(DISTINCT window_id) FROM kept), count(*),"
            " coalesce(sum(bytes), 0) FROM medium"
        )
        return Room(*row) if row else Room(0, 0, 0)

    def uploads(self, account_id: int) -> dict[str, tuple[str, int | None]]:
        """The addresses of files that were uploaded for an account, by path; and until when."""
        rows = self._rows(
            "SELECT path, url, expires_at FROM upload WHERE account_id = ?", [account_id]
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def avatar_url(self, window_id: int) -> str | None:
        """Where a provider showed the character that it made from a window."""
        row = self._row(
            "SELECT avatar_url FROM binding WHERE window_id = ? AND avatar_url IS NOT NULL"
            " ORDER BY id DESC",
            [window_id],
        )
        return row[0] if row else None

    def _media(self, medium_id: int | None) -> list[Medium]:
        from charlib.domain.material import Medium

        rows = self._rows(_MEDIUM, [medium_id])
        return [
            Medium(
                path=row[0], sha256=row[1], mime=row[2], bytes=row[3],
                width=row[4], height=row[5], duration_ms=row[6],
            )
            for row in rows
        ]  # fmt: skip

    def _places(self, where: str, values: list[object]) -> list[Place]:
        from charlib.domain.kept import Place

        rows = self._rows(f"{_PLACE} {where}", values)
        return [Place(row[0], row[1], Window(row[2], row[3]), row[4]) for row in rows]
