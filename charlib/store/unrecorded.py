"""The costs of sends that a library has no rows of, because a backup has taken its place.

The log of sends has them. They are summed by account, day and unit into one setting, so a restore
fills no budget up again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.jobs import NOT_SENT

if TYPE_CHECKING:
    from charlib.store.sent import Sent

SETTING = "unrecorded_costs"
ROWS = f"""
    (SELECT value ->> 'account' AS account_uid, value ->> 'is_film' AS is_film,
            value ->> 'unit' AS cost_unit, value ->> 'at' AS counted_at,
            value ->> 'calls' AS calls, value ->> 'micros' AS micros,
            value ->> 'is_estimate' AS is_estimate, value ->> 'many' AS many,
            value ->> 'unknown' AS unknown
     FROM json_each((SELECT value FROM setting WHERE key = '{SETTING}')))
"""
"""The sums as a table; without any it has no rows."""
_DAY_MS = 86_400_000
_FAILED = {"failed", "rejected"}


class Charge(NamedTuple):
    """What sends count as: `calls` of a budget, and `many` requests of a report."""

    calls: int = 0
    micros: int = 0
    is_estimate: int = 0
    many: int = 0
    unknown: int = 0


def charge(sent: Sent) -> tuple[Charge, str]:
    """What a send counts as, and the unit of its cost; nothing if it did not reach the provider."""
    answer = sent.answer
    if answer is None:
        cost, unit = sent.cost_micros, sent.cost_unit
        return Charge(1, cost or 0, 1, 1, 1), unit if cost is not None else ""
    has_failed = answer.state in _FAILED
    is_put_back = answer.state == "planned" and not sent.is_billed
    if is_put_back or (has_failed and answer.error_kind in NOT_SENT):
        return Charge(), ""
    cost, unit, is_estimate = sent.cost_micros, sent.cost_unit, 1
    if answer.frees:
        cost = None
    elif answer.cost_micros is not None:
        cost, unit = answer.cost_micros, answer.cost_unit or ""
        is_estimate = answer.cost_is_estimate or 0
    counts = int(not has_failed or bool(cost))
    unknown = int(answer.state in {"unknown", "sending"})
    return Charge(1, cost or 0, is_estimate, counts, unknown), unit if cost is not None else ""


def record(connection: Connection, sends: Iterable[Sent]) -> None:
    """Record the sends that a library has no rows of, in place of those that were recorded."""
    sums: dict[tuple[str, bool, str, int], tuple[int, Charge]] = {}
    for sent in sends:
        one, unit = charge(sent)
        key = (sent.account_uid, sent.what == "task", unit, sent.at // _DAY_MS)
        at, known = sums.get(key, (0, Charge()))
        sums[key] = max(at, sent.at), _sum(known, one)
    rows = [
        {"account": key[0], "is_film": int(key[1]), "unit": key[2], "at": at, **each._asdict()}
        for key, (at, each) in sums.items()
        if each.calls
    ]
    if rows:
        connection.execute(
            "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", [SETTING, json.dumps(rows)]
        )
    else:
        connection.execute("DELETE FROM setting WHERE key = ?", [SETTING])


def _sum(one: Charge, other: Charge) -> Charge:
    summed = Charge(*map(sum, zip(one, other, strict=True)))
    return summed._replace(is_estimate=max(one.is_estimate, other.is_estimate))


def count_earlier(connection: Connection, sends: Sequence[Sent], count: int) -> None:
    """Let the sends before the last one count as earlier calls of a row that has had `count`."""
    before = [charge(sent)[0] for sent in sends if sent.n >= max(count, 1)][:-1]
    if before:
        connection.execute(
            f"UPDATE {sends[0].what} SET earlier_calls = earlier_calls + ?,"
            " earlier_micros = earlier_micros + ? WHERE uid = ?",
            [sum(each.calls for each in before), sum(each.micros for each in before), sends[0].uid],
        )
