"""Backups of the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from charlib.library.session import Session


def backup(session: Session, file: Path | str | None = None) -> Path:
    """Copy the database to a file, or into the folder of backups, while others may write.

    Raises Conflict if the file exists already.
    """
    return session.store.back_up(None if file is None else Path(file).expanduser().absolute())


def backups(session: Session) -> Sequence[Path]:
    """The copies in the folder of backups, newest first."""
    return session.store.backups()


def restore_backup(session: Session, file: Path | str) -> Path | None:
    """Replace the library by a copy; return the path of the replaced library.

    A damaged library is moved away as it is. Raises NotFound, TooNew, and InvalidInput for a file
    that is not a library.
    """
    from charlib.store import backups

    path = Path(file).expanduser()
    named = session.home.backups / path.name
    session.close()
    chosen = named if not path.exists() and named.exists() else path
    return backups.restore(session.home.database, session.home.backups, chosen, session.clock.now())
