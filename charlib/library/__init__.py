"""The library as its users see it: `Library`, its session, and a module for each subject.

    library   Library: the flat verbs, each a function of a module here
    session   Session: configuration, clock, connections
    finding, characters, identity, history, care, doctor      ask no provider
    creating, rebinding, syncing, settling          ask providers
    filming/  prompts, and the films made from them
    footage/  videos, and the files kept of them
    moving/   what leaves a library and comes into one
    persons/  who is who: merged records, moves, and people who are erased
    nouns/    the verbs that belong to a noun

Functions take a `Session` first; modules import only those below them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.config import locate
from charlib.library.library import Library
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.config import Clock
    from charlib.domain.character.batch import Row
    from charlib.domain.prompts.scenarios import Scenario

__all__ = ["Library", "open_library", "read_batch", "read_scenarios"]


def open_library(
    home: Path | str | None = None,
    *,
    project: str | None = None,
    environ: Mapping[str, str] = os.environ,
    clock: Clock | None = None,
    command: str = "",
) -> Library:
    """Open the library of `home`, else of `CHARLIB_HOME`, else of this user.

    It is created on first use. `project` is the current project. Keys are looked up in `environ`;
    with a `command`, everything done through this object is one entry of the journal, called so.
    Else each change is one, called after the program that runs.
    """
    place = locate(home, environ)
    return Library(Session(place, chosen=project, environ=environ, clock=clock, command=command))


def read_batch(path: Path | str) -> list[Row]:
    """Read a batch file: JSON if it begins as JSON or is named .jsonl, .ndjson or .json, else CSV.

    The columns of CSV are separated by commas, semicolons or tabs. The text may be in any encoding
    that can be recognised.

    Raises NotFound and InvalidInput for a file that cannot be read.
    """
    from charlib.library import creating

    return creating.read_batch(Path(path))


def read_scenarios(path: Path | str) -> list[Scenario]:
    """Read a file of prompts: one on each line, or the column `prompt` of CSV or JSON Lines.

    Lines that are blank or begin with `#` are ignored. Raises NotFound and InvalidInput for a file
    that cannot be read.
    """
    from charlib.library.reading import scenarios

    return scenarios.read(Path(path))
