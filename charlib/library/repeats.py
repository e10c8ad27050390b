"""Rows of a batch that were carried out before: a file that is run again creates nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.windows.window import Window, is_auto
from charlib.errors import CharlibError
from charlib.library.footage import videos
from charlib.sync.inventory.lookup import check_url

if TYPE_CHECKING:
    from charlib.domain.character.batch import Order
    from charlib.domain.records import Character
    from charlib.library.session import Session


def created_before(session: Session, order: Order) -> Character | None:
    """The character that this order made: ready at its account, of the same source and window.

    For the window `auto`, of the same source. None also for an order that is wrong.
    """
    try:
        handle = handles.parse(order.handle)
        project = handles.parse_slug(order.project) if order.project else session.project
        person = session.store.read.characters.by_handle(project, handle)
        if person is None:
            return None
        account = session.accounts.choose(order.account).name
        window = None if is_auto(order.window) else Window.parse(order.window)
        refs = _refs(session, order)
    except CharlibError:  # the check of the row says what is wrong
        return None
    is_made = any(
        each.account == account and each.state == "ready" and each.source in refs
        and not each.look
        and window in {None, each.window}
        for each in person.bindings
    )  # fmt: skip
    return person if is_made else None


def _refs(session: Session, order: Order) -> set[str]:
    """What the library calls the source of an order."""
    if order.url:
        return {check_url(order.url)}
    if order.task:
        ref = order.task.strip()
        known = session.store.read.tasks.find(ref)
        return {f"task:{ref}", *(f"task:{task.remote_id or task.id}" for task in known)}
    source = videos.known_source(session, order.source or "")
    return {source.ref} if source else set()
