"""The table of what a library shares with others.

No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from charlib.store.schema.columns import KEYED, Keyed, text_


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
