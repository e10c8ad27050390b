"""Files of prompts: a plain text, a table or JSON, by the ending of their name."""

from __future__ import annotations

from pathlib import Path

from charlib.domain.prompts import scenarios
from charlib.domain.prompts.scenarios import Scenario
from charlib.library.reading import text_files

_MOST = 64 << 20
"""The largest file of prompts, in bytes."""
_TABLES = {".csv", ".tsv"}
_JSON = {".jsonl", ".ndjson", ".json"}


def read(path: Path) -> list[Scenario]:
    """The prompts of a file; NotFound and InvalidInput if it cannot be read."""
    text = text_files.read(path, most=_MOST, otherwise="Give a text file with one prompt per line")
    ending = path.suffix.casefold()
    return scenarios.read(text, is_table=ending in _TABLES, is_json=ending in _JSON)
