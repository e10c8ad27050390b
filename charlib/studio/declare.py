"""How a route is declared: once. The server, and the document of the API, are derived from it.

    table = Table()

    @table.get("/api/characters/{project}/{handle}", "show", CHARACTER)
    def show(at: Desk, project: str = path("The project."), ...) -> Any:
        '''One character.'''

The help is the docstring; parameters are the function's keyword arguments, each with its
declaration as its default.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from charlib.doors.declare import REQUIRED, Declared, Field, Run, Schema, fields


def path(about: str, **limits: Any) -> Any:
    """Declare a part of the path."""
    return Field("path", about, **limits)


def query(about: str, default: Any = REQUIRED, **limits: Any) -> Any:
    """Declare a parameter of the query."""
    return Field("query", about, default, **limits)


def body(about: str, default: Any = REQUIRED, **limits: Any) -> Any:
    """Declare a value of the JSON body."""
    return Field("body", about, default, **limits)


class File(NamedTuple):
    """An answer that is a file. An `is_fixed` one never changes at its address."""

    path: Path
    media_type: str
    is_fixed: bool = False


class Data(NamedTuple):
    """An answer that is no JSON, with headers of its own."""

    content: bytes
    media_type: str
    headers: Mapping[str, str] = {}


class Route(NamedTuple):
    """A route: `verb` is what it calls of the library; `answer` is a schema, or a media type.

    One that `changes` the library is refused to other pages and with `--read-only`, one that
    `spends` may call a provider for money. `decodes` keeps it out of the way of quick ones.
    `takes_file` means that the body is a file.
    """

    method: str
    path: str
    verb: str
    about: str
    answer: Schema | str
    run: Callable[..., Any]
    takes: Mapping[str, Field]
    changes: bool = False
    spends: bool = False
    decodes: bool = False
    takes_file: bool = False


class Table:
    """The routes of a subject."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def get(self, path: str, verb: str, answer: Schema | str, **kind: bool) -> Declared:
        """Declare a route that changes nothing."""
        return self._declare("GET", path, verb, answer, kind)

    def post(self, path: str, verb: str, answer: Schema | str, **kind: bool) -> Declared:
        """Declare a route that does something; it changes the library unless it says otherwise."""
        return self._declare("POST", path, verb, answer, {"changes": True, **kind})

    def put(self, path: str, verb: str, answer: Schema | str, **kind: bool) -> Declared:
        """Declare a route that takes a file."""
        return self._declare(
            "PUT", path, verb, answer, {"changes": True, "takes_file": True, **kind}
        )

    def _declare(
        self, method: str, path: str, verb: str, answer: Schema | str, kind: Mapping[str, bool]
    ) -> Declared:
        def declared(run: Run, /) -> Run:
            about = inspect.getdoc(run) or ""
            self.routes.append(
                Route(method, path, verb, about, answer, run, dict(fields(run)), **kind)
            )
            return run

        return declared
