"""The building blocks of the tables.

No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, MetaData, Text, text
from sqlmodel import Field, SQLModel

OnDelete = Literal["CASCADE", "RESTRICT"]
STRICT: dict[str, Any] = {"sqlite_strict": True}
KEYED: dict[str, Any] = {**STRICT, "sqlite_with_rowid": False}
"""The options of a table without ids, whose rows lie in the order of its key."""


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """A CHECK that a column has one of these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def sorting_index(column: str) -> Index:
    """An index that lists a project's characters outside the trash in order."""
    where = text("deleted_at IS NULL")
    return Index(f"ix_character_{column}", "project_id", column, "id", sqlite_where=where)


def text_(**more: Any) -> Any:
    """A column of text."""
    return Field(sa_type=Text, **more)


def uid_() -> Any:
    """A column of public ids, which stay the same when numbers change."""
    return Field(sa_type=Text, unique=True)


def to(table: str, *, on_delete: OnDelete = "RESTRICT", **more: Any) -> Any:
    """A column of ids of another table."""
    return Field(foreign_key=f"{table}.id", ondelete=on_delete, **more)


class Base(SQLModel):
    """The base of all tables: STRICT, with metadata of their own instead of SQLModel's."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table_args__: Any = STRICT


class Keyed(Base):
    """A table without ids."""

    __table_args__: Any = KEYED


class Numbered(Base):
    """A table with integer ids."""

    id: int | None = Field(default=None, primary_key=True)


class Named(Numbered):
    """A table whose rows have a public id."""

    uid: str = uid_()


class Stamped(Named):
    """A table whose rows have the times of their creation and last change, in milliseconds."""

    created_at: int
    updated_at: int


class Job(Stamped):
    """A request to a provider, its answer, and the lease of the process that works on it.

    `sends` counts how often the request was sent, as the log of sends does (`store.sent`).
    """

    account_id: int = to("account")
    remote_id: str | None = text_(default=None)
    state: str = text_()
    request: str | None = text_(default=None)
    raw: str | None = text_(default=None)
    error: str | None = text_(default=None)
    error_kind: str | None = text_(default=None)
    lease_owner: str | None = text_(default=None)
    lease_until: int | None = None
    sends: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Paid(Job):
    """A request that may cost something: `cost_micros` are millionths of the unit.

    NULL if it costs nothing, or if nobody knows. It counts at `counted_at`: when it was planned,
    then when it was sent. A request that was planned again has `earlier` sends: their number, and
    what they may have cost.
    """

    cost_micros: int | None = None
    cost_unit: str = text_(default="", sa_column_kwargs={"server_default": ""})
    cost_is_estimate: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    counted_at: int | None = None
    earlier_calls: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    earlier_micros: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
