"""What somebody has to decide after libraries were joined."""

from __future__ import annotations

from typing import Any, NamedTuple


class Question(NamedTuple):
    """A field that somebody has to decide: its `values`, of which the first is shown here.

    `instead` is what stands in for it, where the library cannot show it.
    """

    kind: str
    uid: str
    project: str
    handle: str
    field: str
    values: tuple[Any, ...]
    instead: Any = None
