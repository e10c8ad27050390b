"""The costs of requests: each is recorded with its answer, and they are summed for budgets.

A request counts from the moment that it is planned. One that failed and was not charged has no
cost; one that got no answer keeps its estimate. Of a request that was planned again, the earlier
sends count too, and so do sends that only the log knows, since a backup was restored.
"""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection
from typing import TYPE_CHECKING

from charlib.domain.jobs import NOT_SENT
from charlib.store import unrecorded

if TYPE_CHECKING:
    from decimal import Decimal

    from charlib.domain.jobs import Outcome
    from charlib.domain.money import Budget, Cost

COLUMNS = ("cost_micros", "cost_unit", "cost_is_estimate")
_WAS_SENT = f"""
    (state NOT IN ('failed', 'rejected')
     OR sends > 0 AND coalesce(error_kind, '') NOT IN {NOT_SENT})
"""
"""Whether a request was sent, is on its way, or is going to be sent."""
CALLS = f"(request IS NOT NULL) * (earlier_calls + {_WAS_SENT})"
"""The calls that a row counts as: its present one, and the earlier ones."""
MICROS = "(coalesce(cost_micros, 0) + earlier_micros)"
"""What a row and its earlier calls cost, in millionths of its unit."""
RETRIED = """
    SELECT uid, account_id, voice_id IS NOT NULL FROM binding
    WHERE state = 'failed' AND request IS NOT NULL
      AND character_id NOT IN (SELECT id FROM character WHERE deleted_at IS NOT NULL)
      AND (voice_id IS NULL OR voice_id IN (SELECT id FROM voice WHERE replaced_at IS NULL))
      AND (look_id IS NULL OR look_id IN (SELECT id FROM look WHERE deleted_at IS NULL))
      AND NOT EXISTS (SELECT 1 FROM binding AS later
                      WHERE later.character_id = binding.character_id
                        AND later.voice_id IS binding.voice_id
                        AND later.look_id IS binding.look_id
                        AND later.account_id = binding.account_id AND later.id > binding.id)
    ORDER BY id
"""
"""The failed creations that can be sent again: no later one replaced them."""
_SPENT = """
    SELECT coalesce(sum(n), 0) FROM (
        SELECT {what} AS n FROM task
        WHERE account_id = :account AND counted_at >= :since {more}
        UNION ALL
        SELECT {what} FROM binding
        WHERE account_id = :account AND counted_at >= :since {more}
        UNION ALL
        SELECT {unrecorded} FROM {rows}
        WHERE account_uid = (SELECT uid FROM account WHERE id = :account)
          AND counted_at >= :since {in_unit})
"""
_AGAIN = f"""
    UPDATE {{table}} SET earlier_calls = {CALLS}, earlier_micros = {MICROS}
    WHERE uid = ?
"""
_OTHER = """
    UPDATE {table} SET sends = 1, counted_at = first.counted_at, cost_unit = first.cost_unit,
        cost_micros = nullif(first.earlier_micros / max(first.earlier_calls, 1), 0)
    FROM (SELECT * FROM {table} WHERE uid = :uid) AS first WHERE {table}.uid = :other
"""
_FEWER = """
    UPDATE {table} SET earlier_micros = earlier_micros - earlier_micros / earlier_calls,
        earlier_calls = earlier_calls - 1
    WHERE uid = :uid AND earlier_calls > 0
"""


def cost_of(micros: int | None, unit: str, is_estimate: int) -> Cost | None:
    """The cost of a row, from its three columns; None if it has none."""
    if micros is None:
        return None
    from charlib.domain import money

    return money.recorded(micros, unit, is_estimate)


def settle(connection: Connection, what: str, uid: str, outcome: Outcome) -> None:
    """Record what an outcome says about the cost of its job: an estimate replaces no cost."""
    if outcome.frees and outcome.cost_micros is not None:  # the provider itself says so
        connection.execute(f"UPDATE {what} SET cost_micros = NULL WHERE uid = ?", [uid])
    elif outcome.cost_micros is not None:
        connection.execute(
            f"UPDATE {what} SET cost_micros = ?1, cost_unit = ?2, cost_is_estimate = ?3"
            " WHERE uid = ?4 AND (cost_is_estimate OR NOT ?3)",
            [outcome.cost_micros, outcome.cost_unit, outcome.cost_is_estimate, uid],
        )
    elif outcome.frees:
        connection.execute(
            f"UPDATE {what} SET cost_micros = NULL WHERE uid = ? AND cost_is_estimate", [uid]
        )


def count_again(connection: Connection, what: str, uids: Iterable[str]) -> None:
    """Count the calls of jobs as earlier ones: they are about to be planned again."""
    connection.executemany(_AGAIN.format(table=what), [(uid,) for uid in uids])


def move_earlier(connection: Connection, what: str, uid: str, other: str) -> None:
    """Let another row count as one of the earlier calls of a job: it has its answer."""
    connection.execute(_OTHER.format(table=what), {"uid": uid, "other": other})
    connection.execute(_FEWER.format(table=what), {"uid": uid})


def spent(
    connection: Connection, account: int, budget: Budget, now: int, *, but: str | None = None
) -> Decimal:
    """What counts against a budget in the present period, in its unit.

    With `but`, the uid of a request that is about to be sent: without it, and without what is
    planned and was never sent.
    """
    from charlib.domain import money

    is_calls = budget.unit == money.CALLS
    in_unit = "" if is_calls else "AND cost_unit = :unit"
    more = in_unit
    if but is not None:
        more += " AND uid <> :but AND NOT (state = 'planned' AND sends = 0)"
    sql = _SPENT.format(
        what=CALLS if is_calls else MICROS, more=more, rows=unrecorded.ROWS, in_unit=in_unit,
        unrecorded="calls" if is_calls else "micros",
    )  # fmt: skip
    values = {
        "account": account, "since": money.period_start(budget, now), "unit": budget.unit,
        "but": but,
    }  # fmt: skip
    count = int(connection.execute(sql, values).fetchone()[0])
    return money.exact(count) if is_calls else money.of_micros(count)
