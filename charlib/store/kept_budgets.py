"""Budgets of a library that a backup replaces: the stricter one stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from charlib.domain import money
from charlib.store.connection import read_only


class KeptBudget(NamedTuple):
    """The budget of an account before a restore, the one in the backup, and the one that counts.

    Empty for none.
    """

    account: str
    before: str
    restored: str
    kept: str


def budgets_of(database: Path) -> dict[str, str]:
    """The budget of each account by its uid; empty if the library cannot be read."""
    if not database.exists():
        return {}
    try:
        with closing(read_only(database)) as connection:
            return dict(map(tuple, connection.execute("SELECT uid, budget FROM account")))
    except sqlite3.Error:  # a damaged one, or one from before there were budgets
        return {}


def keep_stricter(copy: sqlite3.Connection, before: Mapping[str, str]) -> tuple[KeptBudget, ...]:
    """Write the stricter of two budgets into a backup's copy; return those that differ.

    `before` are the budgets of the library that it replaces.
    """
    told = []
    for uid, name, restored in copy.execute("SELECT uid, name, budget FROM account").fetchall():
        if before.get(uid, restored) != restored:
            kept = money.stricter(before[uid], restored)
            copy.execute("UPDATE account SET budget = ? WHERE uid = ?", [kept, uid])
            told.append(KeptBudget(name, before[uid], restored, kept))
    return tuple(told)
