"""Backups of the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.store.backups import Restored


def backup(session: Session, file: Path | str | None = None) -> Path:
    """Copy the database to a file, or into the folder of backups, while others may write.

    Raises Conflict if the file exists already.
    """
    return session.store.back_up(None if file is None else Path(file).expanduser().absolute())


def backups(session: Session) -> Sequence[Path]:
    """The copies in the folder of backups, newest first."""
    return session.store.backups()


def restore_backup(session: Session, file: Path | str) -> Restored:
    """Replace the library by a copy; return where the replaced one is, and what was sent since.

    Requests that were sent after the copy was made get their answers, or are `unknown`: `sync`
    sends none of them again. A damaged library is moved away as it is. Raises NotFound, TooNew, and
    InvalidInput for a file that is not a library.
    """
    from charlib.store import backups

    path = Path(file).expanduser()
    named = session.home.backups / path.name
    session.close()
    chosen = named if not path.exists() and named.exists() else path
    return backups.restore(session.home, chosen, session.clock.now())
