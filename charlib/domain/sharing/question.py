"""What somebody has to decide after libraries were joined."""

from __future__ import annotations

from typing import Any, NamedTuple


class Question(NamedTuple):
    """A field that somebody has to decide: its `values`, of which the first is shown here.

    Where the library cannot show it, it `is_hidden`, and `instead` stands in for it, if anything
    does. A field of a look has the name of that `look`; a question about a take its `number`.
    """

    kind: str
    uid: str
    project: str
    handle: str
    field: str
    values: tuple[Any, ...]
    instead: Any = None
    is_hidden: bool = False
    look: str = ""
    number: int | None = None
