"""What a command works with: the library, opened when it is first needed, and the output."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from charlib.cli.showing.output import Output
    from charlib.library import Library

_LONGEST = 500
"""Characters of a command line that the journal stores."""


class State:
    """The options before the command, and what they lead to."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.home: Path | str | None = None
        self.project: str | None = None
        self._words = words

    @cached_property
    def output(self) -> Output:
        """Where and how this run prints."""
        from charlib.cli.showing.output import Output

        return Output()

    @cached_property
    def lib(self) -> Library:
        """The library of this run."""
        from charlib.library import open_library

        return open_library(self.home, project=self.project, command=self._command())

    def _command(self) -> str:
        from shlex import join

        from charlib.domain.text import shortened

        typed = f"charlib {join(self._words)}".encode("utf-8", "replace").decode()
        return shortened(typed, _LONGEST)

    def close(self) -> None:
        """Close the library, if it was opened."""
        if "lib" in self.__dict__:
            self.lib.close()
