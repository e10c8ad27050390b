"""Files of other tools as JSON documents, or refused in words of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import call
from charlib.library.reading import text_files

LARGEST = 256 << 20
"""The largest document, in bytes."""


def document(path: Path) -> Any:
    """The JSON document of a file; InvalidInput if it is none."""
    text = text_files.read(path, most=LARGEST, otherwise=call("import", "FILE"))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(path, "it is not one JSON document") from error


def unreadable(path: Path, why: str) -> InvalidInput:
    """The error about a file that is not what it should be."""
    return InvalidInput(
        f"{printable(path.name)} cannot be read: {why}; nothing was imported",
        hint="Get the file again from the tool that wrote it",
    )
