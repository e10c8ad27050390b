"""The ledger of a team's budget: what all members together sent, in one order. Pure.

Each entry has the next number, and the sums after it. A member reads the last entry before it
writes the next one, and of two who write one number, one is told that it was too late: so the sums
are agreed on, and no two members spend the same rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain import money
from charlib.domain.sharing.claims import safe
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from decimal import Decimal

    from charlib.domain.money import Budget, Cost

FORMAT = 1
Sums = Mapping[str, int]
"""By unit: calls are counted, everything else is in millionths."""
_DIGITS = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 1 << 60


class Entry(NamedTuple):
    """An entry: what a member adds for one send, or corrects after it, and the sums after that."""

    member: str
    log: str
    job: str
    send: int
    at: int
    adds: Sums
    sums: Sums


class Ruling(NamedTuple):
    """A budget of the team, from now on; an empty text removes it."""

    member: str
    log: str
    at: int
    budget: str


def to_bytes(said: Entry | Ruling) -> bytes:
    """An entry, or a budget, as an object."""
    return json.dumps({"format": FORMAT, **said._asdict()}, ensure_ascii=False).encode() + b"\n"


def entry_of(data: bytes) -> Entry | None:
    """The entry of an object; None for anything else."""
    said = _read(data, Entry)
    if said is None or not all(map(_are_sums, (said["adds"], said["sums"]))):
        return None
    return Entry(**said)


def ruling_of(data: bytes) -> Ruling | None:
    """The budget of an object; None for anything else."""
    said = _read(data, Ruling)
    if said is None:
        return None
    if said["budget"]:
        try:
            money.parse(said["budget"])
        except InvalidInput:
            return None
    return Ruling(**said)


def _read(data: bytes, kind: type[Entry | Ruling]) -> dict[str, Any] | None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
        return None
    texts = {"member", "log", "job", "budget"} & set(kind._fields)
    numbers = {"at", "send"} & set(kind._fields)
    is_whole = (
        said.keys() == set(kind._fields)
        and all(isinstance(said[name], str) for name in texts)
        and all(_is_count(said[name]) for name in numbers)
    )
    return said if is_whole else None


def _are_sums(said: object) -> bool:
    return isinstance(said, dict) and all(
        type(each) is int and -_MOST < each < _MOST for each in said.values()
    )


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < _MOST


def added(sums: Sums, adds: Sums) -> dict[str, int]:
    """Sums with more added; what is zero then is left out."""
    total = {unit: sums.get(unit, 0) + adds.get(unit, 0) for unit in {*sums, *adds}}
    return {unit: total[unit] for unit in sorted(total) if total[unit]}


def adds_of(cost: Cost | None) -> dict[str, int]:
    """What one send adds: a call, and its cost if that is known."""
    count = money.micros(cost)
    known = {cost.unit: count} if cost and count and cost.unit != money.CALLS else {}
    return {money.CALLS: 1, **known}


def spent(sums: Sums, budget: Budget) -> Decimal:
    """What counts against a budget, in its unit."""
    count = max(sums.get(budget.unit, 0), 0)
    return money.exact(count) if budget.unit == money.CALLS else money.of_micros(count)


def rulings(account_uid: str) -> str:
    """Where the budgets of an account are: the last one is in force."""
    return f"budgets/{safe(account_uid)}/"


def entries(account_uid: str, budget: Budget, now: int) -> str:
    """Where the entries of an account are, for the present period of a budget."""
    period = "ever"
    if budget.period:
        start = _EPOCH + timedelta(milliseconds=money.period_start(budget, now))
        period = f"{budget.period}-{start:%Y-%m-%d}"
    return f"spends/{safe(account_uid)}/{period}/"


def numbered(prefix: str, number: int) -> str:
    """The key of an entry."""
    return f"{prefix}{number:0{_DIGITS}d}"


def number_of(key: str) -> int:
    """The number of an entry by its key; 0 for any other key."""
    end = key.rpartition("/")[2]
    return int(end) if end.isascii() and end.isdigit() else 0
