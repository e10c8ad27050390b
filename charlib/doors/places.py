"""Texts without the folders of this machine: a door for programs may be somebody else's."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path, PureWindowsPath

_MACHINE = re.compile(
    r"(?<![\w:/.\\])(?:~?/(?:[^\s/'\"`,;:]+/)+|[A-Za-z]:[\\/](?:[^\s\\/'\"`,;:]+[\\/])+)"
    r"(?=[^\s/'\"`,;:]|\s|$|['\"`,;:])"
)
"""The folders of an absolute path; a URL is none."""

unplaced = partial(_MACHINE.sub, "…/")
"""A text of the program without the folders of this machine; the names of files stay."""


def named(ref: str | None) -> str | None:
    """A source's reference without the folders of this machine: URLs and tasks stay."""
    if ref is None or "://" in ref or ref.startswith("task:"):
        return ref
    return PureWindowsPath(Path(ref).name).name
