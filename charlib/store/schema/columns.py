"""What the columns of all tables are made of.

No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, MetaData, Text, text
from sqlmodel import Field, SQLModel

OnDelete = Literal["CASCADE", "RESTRICT"]


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """A CHECK that a column has one of some values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def sorting_index(column: str) -> Index:
    """An index that a project's characters outside the trash are read from in order."""
    where = text("deleted_at IS NULL")
    return Index(f"ix_character_{column}", "project_id", column, "id", sqlite_where=where)


def text_(**more: Any) -> Any:
    """A column of text."""
    return Field(sa_type=Text, **more)


def uid_() -> Any:
    """A column of names that stay when numbers change."""
    return Field(sa_type=Text, unique=True)


def to(table: str, *, on_delete: OnDelete = "RESTRICT", **more: Any) -> Any:
    """A column of ids of another table."""
    return Field(foreign_key=f"{table}.id", ondelete=on_delete, **more)


class Base(SQLModel):
    """What all tables share: STRICT, and metadata that is not SQLModel's global one."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table_args__: Any = {"sqlite_strict": True}
