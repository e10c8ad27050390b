"""When SQLite fails: another writer, a full disk, a damaged file. Each ends in what helps."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from charlib.config import Home
from charlib.errors import Busy, InvalidInput, LibraryError
from charlib.store.connection import WriteConnection, explained
from charlib.store.store import Store
from charlib.store.write.scope import Command, Scope
from charlib.store.write.transaction import Transaction

from .filling import Filled


def impatient(writing: WriteConnection) -> None:
    """Let this store's connection give up at once where it would wait for seconds."""
    with writing.transaction() as connection:
        connection.execute("PRAGMA busy_timeout = 0")


def test_another_writer_makes_it_busy(filled: Filled, place: Home) -> None:
    """While another program holds the write lock, writing fails as Busy; afterwards it works."""
    writing = WriteConnection(place.database)
    impatient(writing)
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="another charlib") as caught, writing.transaction():
            pass
        assert filled.store.read.characters.handles("pilot") == ["mia"], "reading goes on meanwhile"
        other.execute("ROLLBACK")

    assert "try again" in caught.value.hint
    with writing.transaction() as connection:
        assert connection.in_transaction
    writing.close()


def test_a_disk_without_room_is_told(store: Store, place: Home) -> None:
    """When the disk is full, the message says so and nothing is written."""
    writing = WriteConnection(place.database)
    with writing.transaction() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryError) as caught, writing.transaction() as connection:
        Transaction(Scope(connection, 1, Command()), Command()).projects.add(
            "big", notes="n" * 1_000_000
        )

    assert "disk is full" in caught.value.hint
    assert store.read.projects.by_slug("big") is None
    writing.close()


CAUSES = {
    "attempt to write a readonly database": "read-only",
    "unable to open database file": "folder exists",
    "database disk image is malformed": "Restore a backup",
    "file is not a database": "Move it away",
    "something unforeseen": "Nothing was changed",
}


@pytest.mark.parametrize(("reason", "helps"), CAUSES.items())
def test_failures_of_sqlite_end_in_a_remedy(reason: str, helps: str, place: Home) -> None:
    """Each of SQLite's failures becomes a sentence that names the file, and one that helps."""
    error = explained(sqlite3.OperationalError(reason), place.database)

    assert isinstance(error, LibraryError)
    assert str(place.database) in str(error)
    assert helps in error.hint


@pytest.mark.parametrize("reason", ["parser stack overflow", "too many SQL variables"])
def test_a_statement_that_is_too_large_is_no_broken_file(reason: str, place: Home) -> None:
    """Whoever asked too much is told that, and nothing of the file."""
    error = explained(sqlite3.OperationalError(reason), place.database)

    assert isinstance(error, InvalidInput)
    assert (str(place.database) in str(error), error.hint) == (False, "Split it into smaller ones")
