"""Cuts what the creation of characters needs, for providers that do not cut videos themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from charlib.domain.windows.window import Window
from charlib.errors import CharlibError
from charlib.library.footage.archive import Film, Work, cut_windows, done, film_at
from charlib.library.session import Session
from charlib.sync.footage import cuts_itself
from charlib.sync.inventory.lookup import find_source

if TYPE_CHECKING:
    from charlib.domain.character.batch import Order
    from charlib.domain.footage.kept import KeptFile
    from charlib.domain.records import Account
    from charlib.library.footage.archive import Outcome

Cut: TypeAlias = tuple[Film, Window]
"""A film, and the window that is cut from it."""


def cut_films(session: Session, orders: Iterable[Order]) -> dict[Cut, Outcome]:
    """Cut what the orders of a batch need; each film is opened once, however many windows it has.

    Invalid orders are left out; their own checks report them.
    """
    works: list[Work] = []
    for order in orders:
        with suppress(CharlibError):
            cut = _cut_of(session, order, session.accounts.choose(order.account))
            works += [Work(*cut)] if cut else []
    with suppress(CharlibError):
        return {(work.film, work.window): outcome for work, outcome in done(session, works)}
    return {}


def prepared(
    session: Session, order: Order, account: Account, cuts: Mapping[Cut, Outcome]
) -> list[KeptFile]:
    """The files cut for an order, if its provider does not cut videos itself.

    Empty if it does, or if it may take the whole video at a URL. `cuts` are the finished cuts.
    Raises MediaError, NotFound, MissingExtra if a local file cannot be cut.
    """
    cut = _cut_of(session, order, account)
    if cut is None:
        return []
    from charlib.domain.windows.rules import Rules, refuse_if_hard

    film, window = cut
    refuse_if_hard(window, Rules().check(window, duration_ms=None), f" at account {account.name}")
    outcome = cuts.get(cut) or cut_windows(film, [window], session.home.media)[0]
    if not isinstance(outcome, CharlibError):
        return outcome
    if isinstance(film, Path):
        raise outcome
    return []


def _cut_of(session: Session, order: Order, account: Account) -> Cut | None:
    """The film and the window to cut for an order; None if nothing has to be cut."""
    source = find_source(session.store.read, order.source) if order.source else None
    if cuts_itself(
        session.accounts.profile(account), source, is_task=bool(order.task), account=account.name
    ):
        return None
    window = Window.parse(order.window)
    film: Film = film_at(source) if source else order.url or ""
    return (film, window) if film else None
