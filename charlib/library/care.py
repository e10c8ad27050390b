"""Backups of the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.text import printable
from charlib.errors import NotFound
from charlib.hints import call
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.library.footage.losses import Loss
    from charlib.store.backups import Restored
    from charlib.store.kept_budgets import KeptBudget
    from charlib.store.reconciling import Reconciled


class Restoration(NamedTuple):
    """A restored library: where the one before is, what was sent since, and the missing files.

    `budgets` are those that differed, each with the one that counts.
    """

    before: Path | None
    sent: Reconciled
    missing: tuple[Loss, ...]
    budgets: tuple[KeptBudget, ...] = ()


def backup(session: Session, file: Path | str | None = None, *, with_media: bool = False) -> Path:
    """Copy the database to a file, or into the folder of backups, while others may write.

    With `with_media` the file has the whole library: films, kept footage and profiles too. Raises
    Conflict if the file exists already.
    """
    target = None if file is None else Path(file).expanduser().absolute()
    if not with_media:
        return session.store.back_up(target)
    from charlib.library.moving import bundles

    return bundles.pack(session, target or session.store.new_backup(".zip"))


def backups(session: Session) -> Sequence[Path]:
    """The copies in the folder of backups, newest first."""
    from charlib.store import backups

    return backups.listed(session.home.backups)


def find_backup(session: Session, file: Path | str) -> Path:
    """The copy of this path or, in the folder of backups, of this name; NotFound without one."""
    path = Path(file).expanduser()
    named = session.home.backups / path.name
    found = next((each for each in (path, named) if each.exists()), None)
    if found is None:
        raise NotFound(f"no file {printable(str(path))}", hint=call("backup", list=True))
    return found


def restore_backup(session: Session, file: Path | str) -> Restoration:
    """Replace the library by a copy; return where the replaced one is, and what was sent since.

    Requests that were sent after the copy was made get their answers, or are `unknown`: `sync`
    sends none of them again. Where the budget of an account differs, the stricter one counts. A
    copy with media brings its films and kept footage. A damaged library is moved away as it is.
    Raises NotFound, TooNew, and InvalidInput for a file that is not a library.
    """
    from charlib.library.footage.losses import missing

    found = find_backup(session, file)
    session.close()
    restored = _restored(session, found)
    forget_gone_faces(session)
    return Restoration(*restored[:2], tuple(missing(session)), restored.budgets)


def _restored(session: Session, file: Path) -> Restored:
    from charlib.library.moving import bundles
    from charlib.store import backups
    from charlib.store.schema.upgrade import make_folder

    now = session.clock.now()
    if not file.is_file() or not bundles.is_bundle(file):
        return backups.restore(session.home, file, now)
    make_folder(session.home.data)
    with TemporaryDirectory(prefix=backups.PARTS, dir=session.home.data) as parts:
        database = bundles.unpack(file, session.home, Path(parts))
        return backups.restore(session.home, database, now)
