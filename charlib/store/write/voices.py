"""Writing the voices of characters. A voice that is replaced or removed stays, for undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.domain.choices import LIVE_BINDINGS
from charlib.store.write.footage import Footage
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from charlib.domain.footage.medium import Medium
    from charlib.domain.windows.window import Window


class Voices:
    """The verbs for voices: a character has one at a time, or none."""

    def __init__(self, scope: Scope, footage: Footage) -> None:
        self._scope = scope
        self._footage = footage

    def add(
        self,
        character_id: int,
        medium: Medium | None,
        source_id: int | None = None,
        window: Window | None = None,
        *,
        uid: str = "",
    ) -> int:
        """Give a character a new voice in place of the old one; return its id.

        Without a `medium` only a provider has it. The window says where in the source it was cut.
        The `uid` is the one that it has elsewhere.
        """
        before = self.present(character_id)
        self._make_present(character_id, None)
        row = self._scope.add_many(
            "voice",
            [
                {
                    **({"uid": uid} if uid else {}),
                    "character_id": character_id,
                    "medium_id": self._footage.medium_id(medium) if medium else None,
                    "source_id": source_id,
                    "start_ms": window.start_ms if window else None,
                    "end_ms": window.end_ms if window else None,
                    **self._scope.stamps(),
                }
            ],
        )
        self._scope.note("voice", id=character_id, before=before, after=row[0])
        self._touch(character_id)
        return row[0]

    def bring_back(self, voice_id: int, character_id: int) -> None:
        """Give a character a voice that the library had before, whose ever it was."""
        before = self.present(character_id)
        if before != voice_id:
            self._make_present(character_id, None)
            self._scope.update("voice", voice_id, character_id=character_id)
            self._make_present(character_id, voice_id)
            self._scope.note("voice", id=character_id, before=before, after=voice_id)
            self._touch(character_id)

    def put_away(self, character_id: int) -> bool:
        """Take the voice of a character away; return False if it has none."""
        before = self.present(character_id)
        if before is None:
            return False
        self._make_present(character_id, None)
        self._scope.note("voice", id=character_id, before=before, after=None)
        self._touch(character_id)
        return True

    def present(self, character_id: int) -> int | None:
        """The id of the present voice of a character, or None."""
        return self._scope.id(
            "SELECT id FROM voice WHERE character_id = ? AND replaced_at IS NULL", character_id
        )

    def is_bound(self, voice_id: int, account_id: int) -> bool:
        """Whether an account's provider has the voice, or may have it."""
        sql = (
            "SELECT 1 FROM binding WHERE voice_id = ? AND account_id = ? AND state IN"
            " (SELECT value FROM json_each(?))"
        )
        return self._scope.value(sql, voice_id, account_id, listed(LIVE_BINDINGS)) is not None

    def set_side(self, what: Mapping[str, Any], side: str) -> None:
        """Make the voice present that a journal entry has on a side; None for no voice."""
        self._make_present(what["id"], what[side])
        self._touch(what["id"])

    def _make_present(self, character_id: int, voice_id: int | None) -> None:
        now = self._scope.now
        self._scope.execute(
            "UPDATE voice SET replaced_at = ?, updated_at = ? WHERE character_id = ?"
            " AND replaced_at IS NULL",
            now, now, character_id,
        )  # fmt: skip
        self._scope.execute(
            "UPDATE voice SET replaced_at = NULL, updated_at = ? WHERE id = ?", now, voice_id
        )

    def _touch(self, character_id: int) -> None:
        self._scope.execute(
            "UPDATE character SET updated_at = ? WHERE id = ?", self._scope.now, character_id
        )
