"""The database of a library: readers and write transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.config import Clock, Home, program
from charlib.errors import Conflict
from charlib.store.connection import Versions, WriteConnection
from charlib.store.read.reader import EPOCH, UNSCRUBBED, Reader
from charlib.store.schema.upgrade import ensure
from charlib.store.turn import Turn

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlmodel import Session

    from charlib.domain.jobs import Job, Outcome
    from charlib.store.sent import Entries, Sent, SentLog
    from charlib.store.write.scope import Command
    from charlib.store.write.transaction import Transaction


class _Opened(NamedTuple):
    """A thread's reader, and the generation of the file that it reads."""

    reader: Reader
    generation: int


class Store:
    """One database, created or upgraded to the newest schema on first use.

    Any thread may use it: each has its own reading connection, and writers take turns. With a
    `command`, all transactions share one journal entry. `project` is the one chosen for this run.
    """

    def __init__(
        self, home: Home, clock: Clock, command: str = "", project: str | None = None
    ) -> None:
        is_new = ensure(home.database, home.backups)
        self._home = home
        self._clock = clock
        self._command, self._project = command, project
        self._shared: Command | None = None
        self._local = threading.local()
        self._turn = Turn()
        self._write = WriteConnection(home.database)
        self._readers: dict[threading.Thread, _Opened] = {}
        self._lock = threading.Lock()
        self._planned: set[str] = set()
        self._sent: SentLog | None = None
        self._versions: Versions | None = None
        if is_new:  # from here on, a copy of this folder can be told from it
            with self.settle(durable=False):
                pass

    @property
    def read(self) -> Reader:
        """The reading verbs, on this thread's own connection."""
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened is None or opened.generation != self._write.generation:
            opened = self._open_reader()
        return opened.reader

    def _open_reader(self) -> _Opened:
        opened = _Opened(Reader(self._home.database, self._project), self._write.generation)
        with self._lock:
            for thread in [thread for thread in self._readers if not thread.is_alive()]:
                self._readers.pop(thread).reader.close()
            replaced = self._readers.pop(threading.current_thread(), None)
            self._readers[threading.current_thread()] = opened
        if replaced is not None:
            replaced.reader.close()
        self._local.opened = opened
        self.look_again()
        return opened

    def look_again(self) -> None:
        """Let this thread write by numbers that it reads from now on, not by earlier ones."""
        if getattr(self._local, "opened", None) is not None:
            self._local.epoch = self.read.setting(EPOCH)

    def version(self) -> int:
        """A number that changes with the database, whoever changes it, the same in all threads.

        A restored backup, which is another file, is read from now on.
        """
        self._write.notice()
        with self._lock:
            self._versions = self._versions or Versions(self._home.database)
            return self._versions.now(self._write.generation)

    def choose(self, project: str) -> None:
        """Take another project as the one of this run: the chosen one was renamed."""
        with self._lock:
            self._project = project
            for opened in self._readers.values():
                opened.reader.choose(project)

    def turn(self) -> AbstractContextManager[None]:
        """Read something short in a `with` block, one thread after another."""
        return self._turn.taken()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One write transaction: all of it or nothing. No network, decoding or waiting inside.

        Raises Conflict if a backup was restored since this thread began to read: the numbers that
        it has read may stand for other rows now.
        """
        with self._write.transaction() as connection:
            self._refuse_replaced(connection)
            transaction = self._transaction(connection, None)
            yield transaction
            transaction.finish()
        transaction.committed()

    @contextmanager
    def plan(self) -> Iterator[Transaction]:
        """One write transaction that plans requests; raises as `write`.

        The library has all of its log of sends before: were it the copy of another, a process that
        finds that out later would doubt these plans too.
        """
        with self._in_step(durable=False) as (connection, _):
            self._refuse_replaced(connection)
            self._check()
            transaction = self._transaction(connection, None)
            yield transaction
            transaction.finish()
        transaction.committed()

    @contextmanager
    def share(self) -> Iterator[Transaction]:
        """One write transaction that writes shared records; raises as `write`.

        The log of sends counts the writes, so that a restored backup never repeats a number.
        """
        with self._in_step(durable=True) as (connection, log):
            self._refuse_replaced(connection)
            transaction = self._transaction(connection, log)
            yield transaction
            transaction.finish()
        transaction.committed()

    @contextmanager
    def checking(self, check: Callable[[], None]) -> Iterator[None]:
        """Call `check` in the next transaction of this thread that plans requests.

        What it reads nobody changes before the requests are planned. If it raises, none is.
        """
        self._local.check = check
        try:
            yield
        finally:
            self._local.check = None

    def _check(self) -> None:
        check: Callable[[], None] | None = getattr(self._local, "check", None)
        self._local.check = None
        if check is not None:
            check()

    @contextmanager
    def settle(self, *, durable: bool = True) -> Iterator[Transaction]:
        """One write transaction that sends requests or records answers, all of them by uid.

        The log of sends has the same at its end, and on the disk if it is `durable`.
        """
        from charlib.store import reconciling

        with self._in_step(durable=durable) as (connection, log):
            transaction = self._transaction(connection, log)
            yield transaction
            transaction.finish()
            reconciling.remember(connection, log)
        transaction.committed()

    @contextmanager
    def _in_step(self, *, durable: bool) -> Iterator[tuple[Connection, Entries]]:
        """A write transaction beside one of the log of sends; the library has all of the log."""
        from charlib.store import reconciling

        with self._log.turn(durable=durable) as log, self._write.transaction() as connection:
            reconciling.catch_up(connection, log, self._clock.now(), trusted=self._planned)
            yield connection, log

    def was_sent(self, uid: str) -> bool:
        """Whether the log of sends has a request, which the library itself may have lost."""
        with self._log.turn(durable=False) as log:
            return log.has(uid)

    def hold(self, uid: str, n: int, held: str) -> None:
        """Log where others were told of a send, or with an empty text that they know its end."""
        with self._log.turn() as log:
            log.hold(uid, n, held)

    def sends(self, uid: str) -> list[Sent]:
        """The sends of a request, as the log has them."""
        with self._log.turn(durable=False) as log:
            return log.sends(uid)

    def held(self) -> list[Sent]:
        """The sends of which others do not know yet how they ended, and later ones of the same."""
        with self._log.turn(durable=False) as log:
            return log.held()

    def log_uid(self) -> str:
        """What tells the log of sends, and so this library, from all others and from its copies."""
        with self._in_step(durable=False) as (_, log):
            return log.uid

    def check_log(self) -> None:
        """Raise LibraryError if the log of sends is damaged."""
        self._log.check()

    @property
    def _log(self) -> SentLog:
        from charlib.store.sent import SentLog

        with self._lock:
            self._sent = self._sent or SentLog(self._home.sent)
        return self._sent

    def _transaction(self, connection: Connection, log: Entries | None) -> Transaction:
        from charlib.store.write.scope import Scope
        from charlib.store.write.transaction import Transaction

        command = self._current_command()
        scope = Scope(connection, self._clock.now(), command, log, self._planned)
        return Transaction(scope, command)

    def _refuse_replaced(self, connection: Connection) -> None:
        row = connection.execute("SELECT value FROM setting WHERE key = ?", [EPOCH]).fetchone()
        epoch = row[0] if row else None
        seen = getattr(self._local, "epoch", epoch)
        self._local.epoch = epoch
        if seen != epoch:
            raise Conflict(
                "a backup was restored while this command ran; it changed nothing",
                hint="Check that the command still makes sense, then run it again",
            )

    def _current_command(self) -> Command:
        from charlib.store.write.scope import Command

        command: Command | None = getattr(self._local, "command", None)
        if command is None and self._command:
            with self._lock:
                self._shared = self._shared or Command(self._command)
            command = self._shared
        return command or Command(program())

    def caller(self) -> str:
        """What the journal calls a change that this thread would make now."""
        return self._current_command().text

    @contextmanager
    def as_one(self, command: str = "") -> Iterator[None]:
        """Put all transactions of this thread in the block into one journal entry."""
        from charlib.store.write.scope import Command

        before = getattr(self._local, "command", None)
        self._local.command = before or Command(command or program())
        try:
            yield
        finally:
            self._local.command = before

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A read-only SQLModel session, for users' own queries over `charlib.models`."""
        from sqlalchemy import create_engine
        from sqlmodel import Session

        from charlib.store.connection import read_only

        engine = create_engine("sqlite://", creator=lambda: read_only(self._home.database))
        try:
            with Session(engine) as session:
                yield session
        finally:
            engine.dispose()

    def put_aside(self, job: Job, outcome: Outcome) -> Path:
        """Write an answer that the library has no place for to the file beside it."""
        from charlib.store import late

        late.append(self._home.late, job, outcome, self._clock.now())
        return self._home.late

    def scrub(self) -> bool:
        """Write the database and the log anew, without the bytes of what was deleted.

        Returns False if another program reads the old ones. Raises LibraryError if the disk fails.
        """
        from charlib.store.connection import scrub

        if not all((scrub(self._home.sent), scrub(self._home.database))):
            return False
        with self.write() as writer:
            sql = "DELETE FROM setting WHERE key = ?"
            writer.repair(lambda connection: connection.execute(sql, [UNSCRUBBED]))
        return True

    def back_up(self, target: Path | None = None) -> Path:
        """Copy the database to a file, or into the backup folder, while others may write."""
        from charlib.store import backups

        if target is not None:
            return backups.back_up(self._home.database, target)
        return backups.keep(self._home.database, self._home.backups, "backup", self._clock.now())

    def back_up_before(self, what: str) -> Path:
        """Copy the database before a large change; only the newest such copies stay."""
        from charlib.store import backups

        now = self._clock.now()
        return backups.keep_before(self._home.database, self._home.backups, what, now)

    def new_backup(self, suffix: str) -> Path:
        """The file of a new backup in the backup folder; it does not exist yet."""
        from charlib.store import backups

        return backups.new_name(self._home.backups, "backup", self._clock.now(), suffix)

    def close(self) -> None:
        """Close all connections, of all threads."""
        with self._lock:
            readers, self._readers = self._readers, {}
            self._local = threading.local()
        for opened in readers.values():
            opened.reader.close()
        self._write.close()
        for other in (self._sent, self._versions):
            if other is not None:
                other.close()
