"""What follows every change that may take a character, a look or a consent away."""

from __future__ import annotations

from charlib.library.session import Session


def forget_gone_faces(session: Session) -> None:
    """Delete the templates of faces of those that are gone, or whose consent is.

    Where recognition is off, nothing is read for it.
    """
    if session.home.identity.exists():
        from charlib.library import identity

        identity.forget_gone(session)
