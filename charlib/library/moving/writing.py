"""The transaction of everything that is imported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from charlib.domain.search.tree import Everything
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction


class _Undone(Exception):
    """What ends a dry run: nothing of it is written."""


@contextmanager
def importing(
    session: Session, opened: AbstractContextManager[Transaction], *, dry_run: bool
) -> Iterator[Transaction]:
    """Write in a transaction that is about to be opened, and take a backup of what was before.

    A `dry_run` runs the block too, and then nothing of it is written.
    """
    with suppress(_Undone), opened as writer:
        yield writer
        if dry_run:
            raise _Undone
        if writer.has_changes and session.store.read.characters.count(Everything()):
            session.store.back_up_before("import")  # readers see it as it was before this
