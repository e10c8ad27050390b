"""Composers for accounts: with the kept media of the library, which are uploaded on demand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from charlib.library.filming.composer import Composer, Reading
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.footage.material import Material
    from charlib.domain.records import Account, Character, Look


def composer_of(
    session: Session,
    account: Account,
    *,
    uploads: bool = False,
    model: str = "",
    params: Mapping[str, Any] | None = None,
    episode: int | str | None = None,
    reading: Reading | None = None,
) -> Composer:
    """The composer of an account; with `uploads`, media are uploaded for it.

    The `episode` chooses looks: by default the project's current one, `none` for none.
    A `reading` for several accounts reads a prompt once for all of them.
    """
    return Composer(
        session.store.read,
        session.project,
        account,
        session.accounts.profile(account),
        kept=partial(_kept, session, account, uploads=uploads),
        heard=partial(_heard, session, account, uploads=uploads),
        now=session.clock.now(),
        episode=session.episode(episode),
        model=model,
        params=params,
        reading=reading,
    )


def _kept(
    session: Session,
    account: Account,
    character: Character,
    look: Look,
    *,
    uploads: bool,
) -> Material | None:
    from charlib.library.footage import kept

    material = kept.material(session, character, account, look=look.name)
    if material is None or not uploads:
        return material
    from charlib.library.footage import uploading

    return uploading.with_urls(session, material, account, is_plan=False)


def _heard(
    session: Session, account: Account, character: Character, *, uploads: bool
) -> Material | None:
    from charlib.library.footage import kept, uploading

    material = kept.sound(session, character, account)
    needs = session.accounts.profile(account).reference.inline_sound
    if material is None or needs is None or not uploads:
        return material
    return uploading.with_url_for(session, material, account, needs, is_plan=False)
