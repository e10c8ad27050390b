"""The warning about kept stills that show two people. Loads nothing unless it may be needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.library.session import Session, Warn


def warn_of_two_people(session: Session, characters: Iterable[Character], warn: Warn) -> None:
    """Warn of stills that show two people, where recognition of faces is switched on."""
    if session.home.identity.exists():
        from charlib.library import identity

        identity.warn_of_doubtful(session, characters, warn)
