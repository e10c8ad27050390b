"""How a tool is declared: once. Its name, help, schemas and annotations are derived from it.

    table = Table()

    @table.tool("page", CAST)
    def search(at: Call, *, query: str = give("Words and fields.", "")) -> Any:
        '''Find characters.'''

The verb is what it calls of the library. The help is the docstring, and the name that of the
function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from charlib.doors.declare import REQUIRED, Declared, Field, Run, Schema, fields

_CHECKED = {"maxLength", "maxItems", "minimum"}
"""Limits that calls are held to, and that no model needs to read."""


def give(about: str = "", default: Any = REQUIRED, **limits: Any) -> Any:
    """Declare an argument; `about` is empty where the name says it."""
    return Field("body", about, default, **limits)


class Tool(NamedTuple):
    """A tool. One that `changes` the library is not there with `--read-only`.

    `destroys` and `reaches` are for the person who is asked whether it may run: it takes away or
    spends, and it calls providers. `repeats` says that calling it again changes nothing more.
    """

    name: str
    verb: str
    about: str
    answer: Schema
    run: Callable[..., Any]
    takes: Mapping[str, Field]
    changes: bool = False
    destroys: bool = False
    repeats: bool = True
    reaches: bool = False

    def schema(self) -> dict[str, Any]:
        """What it takes, as JSON Schema: short, because a model reads it in every conversation."""
        needed = [name for name, field in self.takes.items() if field.is_required]
        return {
            "type": "object",
            "properties": {name: _schema(field) for name, field in self.takes.items()},
            **({"required": needed} if needed else {}),
            "additionalProperties": False,
        }


def _schema(field: Field) -> dict[str, Any]:
    limits = {name: value for name, value in field.schema().items() if name not in _CHECKED}
    limits |= {"description": field.about} if field.about else {}
    return limits | ({"default": field.default} if field.default not in (None, REQUIRED) else {})


class Table:
    """The tools of a subject."""

    def __init__(self) -> None:
        self.tools: list[Tool] = []

    def tool(self, verb: str, answer: Schema, **kind: bool) -> Declared:
        """Declare a tool; without more it reads."""

        def declared(run: Run, /) -> Run:
            about = " ".join((inspect.getdoc(run) or "").split())
            tool = Tool(run.__name__, verb, about, answer, run, dict(fields(run)), **kind)
            self.tools.append(tool)
            return run

        return declared
