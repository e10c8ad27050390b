"""The tables of what a library shares with others.

No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from charlib.domain.choices import MEDIA_MODES
from charlib.store.schema.columns import KEYED, STRICT, Base, Keyed, one_of, text_


class Shared(Keyed, table=True):
    """The record of a thing as other libraries know it, the last state that all have in common.

    `stand_ins` has the fields of which this library shows another value, as JSON. It `asks` if
    somebody has to decide between two values of a field.
    """

    __table_args__: Any = (
        Index("ix_shared_asks", "kind", "uid", sqlite_where=text("asks = 1 OR stand_ins <> ''")),
        KEYED,
    )
    kind: str = text_(primary_key=True)
    uid: str = text_(primary_key=True)
    record: str = text_()
    stand_ins: str = text_(default="", sa_column_kwargs={"server_default": ""})
    asks: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Share(Base, table=True):
    """The cast that this library shares, in its one row: where it is, and who this member is.

    `media` is what a pull fetches. While it `is_quiet`, changes are not counted as this member's.
    `listed_at` is when all names there were last read.
    """

    __table_args__: Any = (
        CheckConstraint("one = 1", name="one"),
        one_of("media", MEDIA_MODES, "media"),
        STRICT,
    )
    one: int | None = Field(default=1, primary_key=True)
    url: str = text_()
    name: str = text_()
    media: str = text_(default="on-demand", sa_column_kwargs={"server_default": "on-demand"})
    is_read_only: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    is_quiet: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    joined_at: int
    pulled_at: int | None = None
    pushed_at: int | None = None
    listed_at: int | None = None


class Unpushed(Keyed, table=True):
    """A thing that this library changed since it last pushed; each change gives it another mark."""

    kind: str = text_(primary_key=True)
    uid: str = text_(primary_key=True)
    mark: int


class ShareObject(Keyed, table=True):
    """An object of the share that is read or written; with a `problem`, it was refused."""

    __tablename__ = "share_object"
    name: str = text_(primary_key=True)
    bytes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    problem: str = text_(default="", sa_column_kwargs={"server_default": ""})


class Member(Keyed, table=True):
    """A member of the share, by what its library writes as."""

    author: str = text_(primary_key=True)
    name: str = text_()
    pushed_at: int | None = None
