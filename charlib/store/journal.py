"""The journal: what each command changed, written in the transaction that changed it.

An entry is one command; its changes are verbs with what they were done to, many characters in one
row. `undoing` does them backwards. What was minted or made at a provider is a `fact`: it is told,
and never taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from charlib.config import Clock
from charlib.store import models
from charlib.store.command import Command
from charlib.store.rows import Rows

KEPT = 1_000
"""So many entries are kept; older ones can no longer be undone."""


class Journal(Rows):
    """The verbs that note what was changed."""

    def __init__(self, session: Session, clock: Clock, command: Command | None = None) -> None:
        super().__init__(session, clock)
        self._command = command or Command()
        self.entry = self._command.entry
        self._is_noting = True

    def note(self, verb: str, **what: Any) -> None:
        """Note a change that was made; the first one of a command begins its entry."""
        if not self._is_noting:
            return
        if self.entry is None:
            self.entry = self._add(models.Entry(command=self._command.text, at=self.now))
            self._raw.execute("DELETE FROM entry WHERE id <= ?", [self.entry - KEPT])
        self._raw.execute(
            "INSERT INTO change (entry_id, verb, what) VALUES (?, ?, ?)",
            [self.entry, verb, json.dumps(what, ensure_ascii=False)],
        )

    def note_ids(self, verb: str, ids: Sequence[int], **what: Any) -> None:
        """Note what was done to characters, if it was done to any."""
        if ids:
            self.note(verb, ids=packed(ids), **what)

    def note_fact(self, what: str) -> None:
        """Note that something was sent or made at a provider: once a command is enough."""
        if what not in self._command.facts:
            self._command.facts.add(what)
            self.note("fact", what=what)

    @contextmanager
    def _unnoted(self) -> Iterator[None]:
        """Change without noting it: what is undone is in the journal already."""
        before, self._is_noting = self._is_noting, False
        try:
            yield
        finally:
            self._is_noting = before


def packed(ids: Iterable[int]) -> list[list[int]]:
    """Ids as runs of `[first, last]`: an import of 100,000 is one."""
    runs: list[list[int]] = []
    for one in sorted(set(ids)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return runs


def unpacked(runs: Iterable[Sequence[int]]) -> list[int]:
    """The ids of `packed` runs."""
    return [one for first, last in runs for one in range(first, last + 1)]
