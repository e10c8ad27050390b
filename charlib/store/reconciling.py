"""Brings a library up to its log of sends, where an older copy of the library has taken its place.

A request that was sent is never planned afterwards: it has the answer that the log has, or it is
`unknown` until a person settles it. Where the log may lack sends, because it is another library's
or was copied with its folder, every plan is in doubt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.jobs import DOUBTED, LOST, Outcome
from charlib.store import costs, unrecorded
from charlib.store.schema.tables import TABLES, assignments
from charlib.store.sent import REQUESTS

if TYPE_CHECKING:
    from charlib.store.sent import Entries, Sent

_MARK = "sent_log"
"""The setting with the log that the library has all of, and the number of its last send."""
_UNDECIDED = {"sending", "unknown", "processing", "queued", "running"}
"""States in which a library does not know yet how a send ended."""
_UNANSWERED = {"sending", "unknown"}


class SentRequest(NamedTuple):
    """A request that was sent, or may have been; `remote_id` is the provider's id, if known."""

    label: str
    account: str
    remote_id: str = ""


class Reconciled(NamedTuple):
    """What a library did not know: requests `answered` since, `unanswered` ones, plans in doubt.

    Those `absent` were sent for characters and tasks that the library does not have.
    """

    answered: tuple[SentRequest, ...] = ()
    unanswered: tuple[SentRequest, ...] = ()
    doubted: tuple[SentRequest, ...] = ()
    absent: tuple[SentRequest, ...] = ()


def catch_up(
    connection: sqlite3.Connection, log: Entries, now: int, *, trusted: Collection[str]
) -> None:
    """Bring a library up to its log, if it is behind or the log is another one's.

    Requests in `trusted` were planned by this process, so nobody else can have sent them.
    """
    mark = _setting(connection, _MARK)
    if log.is_own and mark == log.mark:
        return
    if mark or log.last:
        is_complete = has_all(connection, log)
        reconcile(connection, log, now, is_complete=is_complete, trusted=trusted)
    if not log.is_own:
        log.become_own()
    remember(connection, log)


def remember(connection: sqlite3.Connection, log: Entries) -> None:
    """Record in the library that it has all of the log."""
    if _setting(connection, _MARK) != log.mark:
        set_setting(connection, _MARK, log.mark)


def set_setting(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a setting of the library itself, which is in no journal."""
    connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", [key, value])


def has_all(connection: sqlite3.Connection, log: Entries) -> bool:
    """Whether the log has every send of this library since it was copied."""
    return log.is_own and _setting(connection, _MARK).split(" ")[0] == log.uid


def reconcile(
    connection: sqlite3.Connection,
    log: Entries,
    now: int,
    *,
    is_complete: bool,
    trusted: Collection[str] = (),
) -> Reconciled:
    """Bring every request of a library up to the log; return what the library did not know."""
    answered: list[SentRequest] = []
    unanswered: list[SentRequest] = []
    absent: list[SentRequest] = []
    forgotten: list[Sent] = []
    for _, group in groupby(log.all(), key=lambda sent: sent.uid):
        sends = [*group]
        known = _row(connection, sends[0])
        if known is None:
            absent.append(_request(sends[-1], sends))
            forgotten += sends
        elif (outcome := _news(known, sends)) is not None:
            if sends[-1].n > known[1]:
                unrecorded.count_earlier(connection, sends, known[1])
            if outcome.state != known[0] or sends[-1].n > known[1]:
                _apply(connection, sends, outcome, now)
            if outcome.state != "planned":
                found = unanswered if outcome.state in _UNANSWERED else answered
                found.append(_request(sends[-1], sends))
    if is_complete or forgotten:  # another log may not have what is recorded
        unrecorded.record(connection, forgotten)
    doubted = [] if is_complete else _doubt(connection, now, trusted)
    return Reconciled(*map(tuple, (answered, unanswered, doubted, absent)))


def _row(connection: sqlite3.Connection, sent: Sent) -> tuple[str, int] | None:
    sql = f"SELECT state, sends FROM {sent.what} WHERE uid = ?"
    row: tuple[str, int] | None = connection.execute(sql, [sent.uid]).fetchone()
    return row


def _news(known: tuple[str, int], sends: Sequence[Sent]) -> Outcome | None:
    """How a request ended, where the library does not know; None where it does."""
    state, count = known
    last = sends[-1]
    if last.n < count:
        return None
    if last.n == count and last.answer:
        is_news = state in _UNDECIDED and last.answer.state != state
        return last.answer if is_news else None
    if last.n == count:  # sync asks the provider for it, where that is possible
        return Outcome(state) if state in _UNANSWERED else None
    lost = Outcome("unknown", error=LOST, error_kind="no_answer")
    values: dict[str, Any] = {}
    for sent in sends:
        if sent.n > count:
            values |= _values(sent.answer or lost)
    return Outcome(**values)


def _values(outcome: Outcome) -> dict[str, Any]:
    """What an answer says; one without an error ends the error before it."""
    known = {name: value for name, value in outcome._asdict().items() if value is not None}
    return {"error": None, "error_kind": None, **known}


def _apply(
    connection: sqlite3.Connection, sends: Sequence[Sent], outcome: Outcome, now: int
) -> None:
    last = sends[-1]
    try:
        _set(connection, last, outcome, now)
    except sqlite3.IntegrityError:  # another task has this id
        text = f"the answer to it was {outcome.remote_id}, which another task has"
        unknown = Outcome("unknown", error=text, error_kind="no_answer")
        _set(connection, last, unknown, now)


def _set(connection: sqlite3.Connection, sent: Sent, outcome: Outcome, now: int) -> None:
    known = TABLES[sent.what].keys() - {*costs.COLUMNS}
    columns = {name: value for name, value in _values(outcome).items() if name in known}
    columns |= {"sends": sent.n, "lease_owner": None, "lease_until": None, "updated_at": now}
    connection.execute(
        f"UPDATE {sent.what} SET {assignments(sent.what, columns)} WHERE uid = :uid",
        {**columns, "uid": sent.uid},
    )
    costs.settle(connection, sent.what, sent.uid, outcome)


def _doubt(connection: sqlite3.Connection, now: int, trusted: Collection[str]) -> list[SentRequest]:
    doubted: list[SentRequest] = []
    for what, sql in REQUESTS.items():
        planned = connection.execute(f"{sql} WHERE state = 'planned' ORDER BY {what}.id")
        rows = [row for row in planned if row[0] not in trusted]
        connection.executemany(
            f"UPDATE {what} SET state = 'unknown', error = ?, error_kind = 'no_answer',"
            " updated_at = ? WHERE uid = ?",
            [(DOUBTED, now, row[0]) for row in rows],
        )
        doubted += [SentRequest(row[1], row[3]) for row in rows]
    return doubted


def _request(sent: Sent, sends: Sequence[Sent]) -> SentRequest:
    """A request with the newest id that the provider gave it."""
    answers = [each.answer for each in reversed(sends) if each.answer]
    ids = [answer.remote_id or answer.job_id for answer in answers]
    return SentRequest(sent.label, sent.account, next(filter(None, ids), None) or "")


def _setting(connection: sqlite3.Connection, key: str) -> str:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else ""
