"""What a command may ask for: the library, opened when it is first needed, and the output."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import typer

    from charlib.cli.output import Output
    from charlib.library import Library

_LONGEST = 500
"""So much of a command line is kept in the journal, in characters."""


class State:
    """The global options of one run."""

    def __init__(self, output: Output) -> None:
        self.home: Path | str | None = None
        self.project: str | None = None
        self.output = output
        self.words: Sequence[str] = ()

    @cached_property
    def lib(self) -> Library:
        """The library of this run."""
        from charlib.library import open_library

        return open_library(self.home, project=self.project, command=self._command())

    def _command(self) -> str:
        from shlex import join

        from charlib.domain.text import short

        said = f"charlib {join(self.words)}".encode("utf-8", "replace").decode()
        return short(said, _LONGEST)

    def close(self) -> None:
        """Close the library, if it was opened."""
        if "lib" in self.__dict__:
            self.lib.close()


def of(ctx: typer.Context) -> State:
    """The state of this run."""
    found: State = ctx.find_root().obj
    return found
