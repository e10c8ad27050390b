"""What a late answer belongs to where the library does not have its request: voices and looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.store.write.scope import Scope

if TYPE_CHECKING:
    from charlib.domain.jobs import Job


def voice_of(scope: Scope, job: Job, character_id: int) -> int:
    """The id of a job's voice, added without its file if the library does not have it.

    It is the present one, unless the character has another.
    """
    known = scope.id("SELECT id FROM voice WHERE uid = ?", job.voice_uid)
    other = "SELECT 1 FROM voice WHERE character_id = ? AND replaced_at IS NULL"
    replaced_at = scope.now if scope.value(other, character_id) else None
    return known or scope.insert(
        "voice", uid=job.voice_uid, character_id=character_id, replaced_at=replaced_at,
        **scope.stamps(),
    )  # fmt: skip


def look_of(scope: Scope, job: Job, character_id: int) -> int:
    """The id of a job's look, added without its texts if the library does not have it."""
    known = scope.id("SELECT id FROM look WHERE uid = ?", job.look_uid)
    same = "SELECT id FROM look WHERE character_id = ? AND name = ? AND deleted_at IS NULL"
    known = known or scope.id(same, character_id, job.look)
    return known or scope.insert(
        "look", uid=job.look_uid, character_id=character_id, name=job.look,
        **scope.stamps(),
    )  # fmt: skip
