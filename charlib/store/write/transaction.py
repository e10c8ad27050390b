"""One write transaction: the verbs of every subject, committed together or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from charlib.errors import Conflict
from charlib.store.write.scope import Command, Scope
from charlib.store.write.subjects import Subjects

if TYPE_CHECKING:
    from charlib.store.shared.taking import Sharing
    from charlib.store.shared.team import Team
    from charlib.store.write.undoing.undo import Undo


class Transaction(Subjects):
    """All writing verbs, by subject. They return ids, never rows. Subjects load on first use."""

    def __init__(self, scope: Scope, command: Command) -> None:
        super().__init__(scope)
        self._command = command
        self._changes_before = scope.connection.total_changes

    @property
    def now(self) -> int:
        """The time at which the transaction began, in milliseconds."""
        return self._scope.now

    @property
    def has_changes(self) -> bool:
        """Whether any row has been written."""
        return self._scope.connection.total_changes > self._changes_before

    def finish(self) -> None:
        """Do what belongs to every transaction, before it is committed."""
        self._scope.settle_journal()

    def committed(self) -> None:
        """Let later transactions of the same command share its journal entry."""
        self._command.keep(self._scope)

    @cached_property
    def journal(self) -> Undo:
        """The verbs that undo and redo."""
        from charlib.store.write.undoing.undo import Undo

        return Undo(self._scope, self)

    @cached_property
    def sharing(self) -> Sharing:
        """The verbs for what the library shares with others."""
        from charlib.store.shared.taking import Sharing

        return Sharing(self._scope, self)

    @cached_property
    def team(self) -> Team:
        """The verbs for a cast that several members share."""
        from charlib.store.shared.team import Team

        return Team(self._scope, self.sharing.records)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what a block has written if it fails; the transaction goes on.

        What contradicts the library raises Conflict.
        """
        try:
            with self._scope.saved():
                yield
        except sqlite3.IntegrityError as error:
            raise Conflict(f"the library refused it: {error}") from error

    def repair(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Run a repair of counters or indexes, which can be recomputed."""
        change(self._scope.connection)
