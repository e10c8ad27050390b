"""What all verbs of a write transaction stand on: finding, stamping and adding rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session, select

from charlib.config import Clock, new_uid
from charlib.errors import NotFound
from charlib.store.columns import Base

Row = TypeVar("Row", bound=Base)


class Rows:
    """One session, and the moment (`now`, in milliseconds) at which its transaction began."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self.now = clock.now()

    @property
    def _raw(self) -> sqlite3.Connection:
        """The connection below the session, in the same transaction, for what is done set-wise."""
        found: sqlite3.Connection = self._session.connection().connection.driver_connection  # type: ignore[assignment] # the engine is SQLite's
        return found

    def _one(self, table: type[Row], *where: Any) -> Row | None:
        return self._session.exec(select(table).where(*where).limit(1)).first()

    def _get(self, table: type[Row], row_id: int) -> Row:
        row = self._session.get(table, row_id)
        if row is None:
            raise NotFound(f"no {table.__name__.lower()} {row_id}")
        return row

    def _stamped(self, table: Callable[..., Row], **columns: Any) -> Row:
        return table(uid=new_uid(), created_at=self.now, updated_at=self.now, **columns)

    def _add(self, row: Base) -> int:
        self._session.add(row)
        self._session.flush()
        return id_of(row)


def id_of(row: Any) -> int:
    """The primary key of a row that was flushed."""
    found: int = row.id
    return found
