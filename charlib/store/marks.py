"""What the library itself writes into names and settings, to say something about a row."""

from __future__ import annotations

import hashlib

FOR_TAKES = "take/"
"""Before the names of saved searches for takes: no name that people give has a slash."""
EXPORTED = "exported "
"""Behind it the id of a task: the paths that its film was handed on to, as JSON."""
MERGED = "merged "
"""Behind it the id of an emptied record: the id of the character that it was merged into."""
GONE = "erased "
"""Behind it what `gone` makes of the uid of a person who was erased here."""
WINDOWLESS = "windowless"
"""Films of archives in which no window was found, as JSON: the hashes of their contents."""
IS_MERGED = f"EXISTS (SELECT 1 FROM setting WHERE setting.key = '{MERGED}' || character.id)"
"""Whether a trashed character is such a record: nothing of it could be brought back."""
TRASHED = f"character.deleted_at IS NOT NULL AND NOT {IS_MERGED}"
"""Whether a character is in the trash that people see."""


def gone(uid: str) -> str:
    """The key of the setting that says that a person was erased, so that no file brings them back.

    It tells who it is only to those who know the uid.
    """
    return GONE + hashlib.sha256(f"{GONE}{uid}".encode()).hexdigest()[:32]
