"""The log of sends: which requests were sent, and how they were answered.

A library can be replaced by an older copy of itself, in which a request that was sent and paid for
is still planned. The log lies beside the library and is never restored with it, so it knows better.
Each send is in the log, on the disk, before the request leaves this machine.

A log knows the inode of its own file: a copied folder has the log of another library, which may
have sent more since.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from charlib.config import new_uid
from charlib.domain.jobs import NOT_SENT, Outcome
from charlib.errors import LibraryError
from charlib.store.connection import enter_wal, explained, read_only, read_write

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS log (
        one INTEGER PRIMARY KEY CHECK (one = 1), uid TEXT NOT NULL, inode TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS sent (
        seq INTEGER PRIMARY KEY, uid TEXT NOT NULL, n INTEGER NOT NULL, what TEXT NOT NULL,
        label TEXT NOT NULL, account_uid TEXT NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL,
        at INTEGER NOT NULL, answer TEXT, cost_micros INTEGER, cost_unit TEXT NOT NULL DEFAULT '',
        is_billed INTEGER NOT NULL DEFAULT 0, held TEXT NOT NULL DEFAULT '', UNIQUE (uid, n)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS written (
        one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL
    ) STRICT;
"""
_LATER = (
    "cost_micros INTEGER",
    "cost_unit TEXT NOT NULL DEFAULT ''",
    "is_billed INTEGER NOT NULL DEFAULT 0",
    "held TEXT NOT NULL DEFAULT ''",
)
"""The columns that the logs of earlier versions do not have."""
_PAID = ("cost_micros", "cost_unit", "cost_is_estimate", "frees")
"""What an answer says about money."""
_ERASE = f"""
    UPDATE sent SET label = 'an erased request', answer = json_object(
        'state', iif(what = 'binding', 'gone', 'failed'),
        'error_kind', iif(answer ->> 'error_kind' IN {NOT_SENT}, 'unreachable', NULL),
        {", ".join(f"'{name}', answer ->> '{name}'" for name in _PAID)})
    WHERE uid = ?
"""
_SEND = """
    INSERT INTO sent (uid, n, what, label, account_uid, account, key, at, cost_micros, cost_unit)
    VALUES (:uid, :n, :what, :label, :account_uid, :account, :key, :at, :cost_micros, :cost_unit)
    ON CONFLICT (uid, n) DO UPDATE SET at = excluded.at, answer = NULL,
        cost_micros = excluded.cost_micros, cost_unit = excluded.cost_unit,
        is_billed = 0
"""
REQUESTS = {
    "binding": """
        SELECT binding.uid, iif(voice_id ISNULL, '@', 'the voice of @') || handle || coalesce(
                   (SELECT '+' || look.name FROM look WHERE look.id = look_id), '') AS label,
               account.uid, account.name, coalesce(json_extract(request, '$.plan.key'), ''),
               cost_micros, cost_unit
        FROM binding JOIN character ON character.id = character_id
        JOIN account ON account.id = account_id
    """,
    "task": """
        SELECT task.uid, 'task ' || task.id AS label, account.uid, account.name,
               coalesce(json_extract(request, '$.plan.key'), ''), cost_micros, cost_unit
        FROM task JOIN account ON account.id = account_id
    """,
}
"""What the log says about a request, whatever the project is: its uid, label, account and key, and
what it was to cost."""
_DAMAGED = ("not a database", "malformed", "corrupt", "no such column", "no such table")
_NOT_LOGGED = {"raw", "completed_at"}
"""What of an answer is not needed to go on after a restore."""


_COLUMNS = """
    uid, n, what, label, account_uid, account, key, at, cost_micros, cost_unit, is_billed, held,
    answer
"""


class Sent(NamedTuple):
    """A send: the `n`th one of the request with this uid, and its answer if one is known.

    Its cost is the one that was estimated; None if nobody knows the price. It `is_billed` if the
    request was planned again although this send may have been paid for. `held` says where others
    were told of this send, and are still to be told how it ended: JSON text.
    """

    uid: str
    n: int
    what: str
    label: str
    account_uid: str
    account: str
    key: str
    at: int
    cost_micros: int | None = None
    cost_unit: str = ""
    is_billed: int = 0
    held: str = ""
    answer: Outcome | None = None


class Entries:
    """The log inside one of its transactions."""

    def __init__(self, connection: sqlite3.Connection, inode: str) -> None:
        self._connection = connection
        self._inode = inode

    @property
    def is_own(self) -> bool:
        """Whether this is the log of this folder, not of one that this folder was copied from."""
        return bool(
            self._connection.execute("SELECT inode = ? FROM log", [self._inode]).fetchone()[0]
        )

    @property
    def uid(self) -> str:
        """What the library remembers its log by."""
        return str(self._connection.execute("SELECT uid FROM log").fetchone()[0])

    def next_write(self) -> int:
        """The number of the next write of shared fields: a restore never gives one twice."""
        row = self._connection.execute(
            "INSERT INTO written (one, n) VALUES (1, 1)"
            " ON CONFLICT (one) DO UPDATE SET n = n + 1 RETURNING n"
        ).fetchone()
        return int(row[0])

    @property
    def last(self) -> int:
        """The number of the newest send."""
        row = self._connection.execute("SELECT coalesce(max(seq), 0) FROM sent").fetchone()
        return int(row[0])

    @property
    def mark(self) -> str:
        """What a library remembers that has all of this log."""
        return f"{self.uid} {self.last}"

    def has(self, uid: str) -> bool:
        """Whether a request was sent."""
        sql = "SELECT 1 FROM sent WHERE uid = ? LIMIT 1"
        return self._connection.execute(sql, [uid]).fetchone() is not None

    def send(self, sent: Sent) -> None:
        """Log that a request is about to be sent."""
        self._connection.execute(_SEND, sent._asdict())

    def answer(self, uid: str, n: int, outcome: Outcome) -> None:
        """Log what is known about a send now, beside what was known before."""
        self._connection.execute(
            "UPDATE sent SET answer = json_patch(coalesce(answer, '{}'), ?)"
            " WHERE uid = ? AND n = ?",
            [json.dumps(_logged(outcome), ensure_ascii=False), uid, n],
        )

    def bill(self, uid: str) -> None:
        """Log that the last send of a request may have been paid for, though it is sent again."""
        self._connection.execute(
            "UPDATE sent SET is_billed = 1 WHERE uid = ?1"
            " AND n = (SELECT max(n) FROM sent WHERE uid = ?1)",
            [uid],
        )

    def erase(self, uids: Iterable[str]) -> None:
        """Forget whose requests these were, and their answers.

        That they were sent, it keeps, and what they cost: a restored backup fills no budget up.
        """
        self._connection.executemany(_ERASE, [(uid,) for uid in uids])

    def become_own(self) -> None:
        """Make a copy the log of its own folder: the other folder may send more."""
        self._connection.execute("UPDATE log SET uid = ?, inode = ?", [new_uid(), self._inode])

    def all(self) -> Iterator[Sent]:
        """All sends: those of one request together, in order."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM sent"
            " ORDER BY (SELECT min(seq) FROM sent AS first WHERE first.uid = sent.uid), n"
        )
        return map(_sent, rows)

    def sends(self, uid: str) -> list[Sent]:
        """The sends of a request, in order."""
        sql = f"SELECT {_COLUMNS} FROM sent WHERE uid = ? ORDER BY n"
        return [*map(_sent, self._connection.execute(sql, [uid]))]

    def hold(self, uid: str, n: int, held: str) -> None:
        """Log where others were told of a send; an empty text if they know how it ended."""
        sql = "UPDATE sent SET held = ? WHERE uid = ? AND n = ?"
        self._connection.execute(sql, [held, uid, n])

    def held(self) -> list[Sent]:
        """The sends of which others do not know yet how they ended, and later ones of the same."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM sent WHERE uid IN"
            " (SELECT uid FROM sent WHERE held <> '') ORDER BY uid, n"
        )
        return [*map(_sent, rows)]


def _sent(row: Sequence[Any]) -> Sent:
    return Sent(*row)._replace(answer=Outcome(**json.loads(row[-1])) if row[-1] else None)


def _logged(outcome: Outcome) -> dict[str, object]:
    """The columns that an answer changes; None for an error removes an earlier one."""
    known = {k: v for k, v in outcome._asdict().items() if v is not None and k not in _NOT_LOGGED}
    return {"error": None, "error_kind": None, **known}


class SentLog:
    """The log beside a library; its transactions begin before the library's, and end before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = ""

    @contextmanager
    def turn(self, *, durable: bool = True) -> Iterator[Entries]:
        """One transaction; nobody else sends, or restores, meanwhile.

        It is on the disk at its end if it is `durable`. Raises Busy, and LibraryError if the disk
        or the file fails.
        """
        with self._lock, self._explaining():
            connection = self._opened()
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Entries(connection, self._inode)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if any(sign in str(error) for sign in _DAMAGED):
                raise LibraryError(
                    f"the log of sends {self._path} is damaged: {error}; nothing was sent",
                    hint="Move it away. Whatever was planned is unknown then, and you settle it",
                ) from error
            raise explained(error, self._path) from error

    def check(self) -> None:
        """Raise LibraryError if the file is there and is damaged; it is not made."""
        if not self._path.exists():
            return
        with self._explaining(), closing(read_only(self._path)) as connection:
            text = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if text != "ok":
                raise sqlite3.DatabaseError(f"malformed: {text}")

    def _opened(self) -> sqlite3.Connection:
        """The connection to the file that is at the path now, made if there is none."""
        if self._connection is not None and _inode(self._path) == self._inode:
            return self._connection
        self.close()
        is_new = not self._path.exists()
        self._path.touch(0o600)
        connection = read_write(self._path)
        if is_new:
            enter_wal(connection)
        self._inode = _inode(self._path)
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT")
        _add_later(connection)
        connection.execute(
            "INSERT OR IGNORE INTO log (one, uid, inode) VALUES (1, ?, ?)",
            [new_uid(), self._inode],
        )
        self._connection = connection
        return connection

    def close(self) -> None:
        """Close the connection; the next transaction opens a new one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def _add_later(connection: sqlite3.Connection) -> None:
    """Give a log of an earlier version the columns that it does not have."""
    sql = "SELECT count(*) FROM pragma_table_info('sent') WHERE name = ?"
    connection.execute("BEGIN IMMEDIATE")
    for column in _LATER:
        if not connection.execute(sql, [column.split()[0]]).fetchone()[0]:
            connection.execute(f"ALTER TABLE sent ADD COLUMN {column}")
    connection.execute("CREATE INDEX IF NOT EXISTS sent_held ON sent (uid) WHERE held <> ''")
    connection.execute("COMMIT")


def _inode(path: Path) -> str:
    """What tells a file from its copies: text, because some systems number beyond 63 bits."""
    try:
        return str(path.stat().st_ino)
    except OSError:
        return ""
