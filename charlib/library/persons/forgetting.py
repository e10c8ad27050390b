"""What follows every change that may take a character, a look or a consent away."""

from __future__ import annotations

from collections.abc import Sequence

from charlib.domain.text import first_of
from charlib.hints import Hint, Notice, the_call
from charlib.library.session import Session


def forget_gone_faces(session: Session) -> None:
    """Delete the templates of faces of those that are gone, or whose consent is, and verdicts.

    Where recognition is off, nothing is read of templates.
    """
    forget_verdicts(session)
    if session.home.identity.exists():
        from charlib.library import identity

        identity.forget_gone(session)


def forget_verdicts(session: Session) -> None:
    """Delete what checks said about real people without a noted consent, also in the trash.

    Undo does not bring it back: a check can be made again once a consent is noted.
    """
    if ids := session.store.read.persons.checked_without_consent():
        with session.store.write() as writer:
            writer.takes.forget_checks(ids)


def stays_here(handles: Sequence[str]) -> Notice:
    """That footage of real people stays in this library, because no consent is recorded."""
    names = first_of([f"@{handle}" for handle in handles])
    return Notice(
        f"{names}: real, without a recorded consent; their footage and voices stay here",
        Hint("If they agreed, say so: {}", the_call("edit", handles[0], consent="TEXT")),
    )


def left_out(handles: Sequence[str]) -> Notice:
    """That people of a file stay away, because they were erased here."""
    names = first_of([f"@{handle}" for handle in handles])
    again = Hint("To record them anew: {}", the_call("add", handles[0]))
    return Notice(f"people who were erased here were left out: {names}", again)
