"""What a creation, or a batch of them, would send and cost. Nothing is sent, cut or written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.character.looks import with_look
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.windows.window import Window, is_auto
from charlib.errors import CharlibError, Conflict, InvalidInput
from charlib.hints import call
from charlib.library import creating
from charlib.library.footage import uploading, videos
from charlib.library.session import Session
from charlib.sync.footage import cuts_itself
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.character.batch import Order, Row
    from charlib.domain.money import Cost
    from charlib.domain.records import Account
    from charlib.sync.orders import Orders

_UNSEEN = "its footage is checked when it is created"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of a batch as it would be sent, or the error that would stop it.

    `cost` is an estimate, None if the profile has no price; `project` is empty for a row with an
    error.
    """

    number: int
    handle: str
    account: str = ""
    cost: Cost | None = None
    error: CharlibError | None = None
    warnings: tuple[str, ...] = ()
    project: str = ""


def plan_create_many(
    session: Session,
    rows: Iterable[Row],
    *,
    account: str | None = None,
    tags: str | Iterable[str] = (),
    new_project: bool = False,
) -> list[PlannedRow]:
    """Check the rows of a batch as `create_many` does, and estimate what each costs.

    Footage that has to be cut or fetched first is not looked at. Raises NotFound and InvalidInput
    if `account` or `tags` are invalid.
    """
    name = session.accounts.choose(account).name if account else None
    added, orders = handles.several_tags(tags), creating.orders_of(session)
    seen: set[tuple[str, str]] = set()
    return [
        _planned(session, orders, row.filled(name, added), seen, new_project=new_project)
        for row in rows
    ]


def _planned(
    session: Session, orders: Orders, row: Row, seen: set[tuple[str, str]], *, new_project: bool
) -> PlannedRow:
    try:
        if row.order is None:
            raise row.fault or InvalidInput("the row cannot be read")
        if not new_project:
            creating.refuse_new_project(session, row.order)
        key = (row.order.project or session.project, handles.parse(row.order.handle))
        if key in seen:
            raise Conflict(f"@{key[1]} is in an earlier row too")
        planned = _checked(session, orders, row, row.order)
        seen.add(key)
    except CharlibError as error:
        return PlannedRow(row.number, row.handle, error=error)
    return planned


def _checked(session: Session, orders: Orders, row: Row, order: Order) -> PlannedRow:
    account = session.accounts.choose(order.account)
    if not _is_unseen(session, order):
        intent = orders.check(order)
        return PlannedRow(
            row.number, intent.handle, account.name, intent.cost, warnings=intent.warnings,
            project=intent.project,
        )  # fmt: skip
    from charlib.providers import pricing

    profile = session.accounts.profile(account)
    operation(profile, "create", account.name)
    _refuse_out_of_reach(session, order, account)
    if not is_auto(order.window):
        Window.parse(order.window)
    _refuse_if_there(session, order, account.name)
    cost = pricing.estimate(profile, of="character", pictures=1)
    handle = handles.parse(order.handle)
    project = handles.parse_slug(order.project) if order.project else session.project
    return PlannedRow(row.number, handle, account.name, cost, warnings=(_UNSEEN,), project=project)


def _is_unseen(session: Session, order: Order) -> bool:
    """Whether footage has to be looked at, cut or recorded before the order is known."""
    if is_auto(order.window):
        return True
    ref = order.source
    source = videos.known_source(session, ref) if ref and "://" not in ref else None
    if ref and "://" not in ref and source is None:
        return Path(ref.strip()).expanduser().is_file()
    account = session.accounts.choose(order.account)
    profile = session.accounts.profile(account)
    return not cuts_itself(profile, source, is_task=bool(order.task), account=account.name)


def _refuse_out_of_reach(session: Session, order: Order, account: Account) -> None:
    ref = order.source
    if ref and "://" not in ref:
        error = uploading.out_of_reach(session, account, videos.known_source(session, ref), ref)
        if error is not None:
            raise error


def _refuse_if_there(session: Session, order: Order, account: str) -> None:
    slug = handles.parse_slug(order.project) if order.project else session.project
    there = session.store.read.characters.by_handle(slug, handles.parse(order.handle))
    live = [each for each in there.bindings if each.state in LIVE_BINDINGS] if there else []
    if order.look_name:  # another look is refused only where this account has it
        live = [each for each in live if (each.look, each.account) == (order.look_name, account)]
    if there and live:
        name = with_look(there.handle, order.look_name)
        raise Conflict(
            f"@{name} exists already in project {slug}, so it is not created at {account}",
            hint=call("show", session.qualified(there)),
        )
