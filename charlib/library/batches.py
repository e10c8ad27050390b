"""Batch files from the disk."""

from __future__ import annotations

from pathlib import Path

from charlib.domain import batch
from charlib.domain.text import shown
from charlib.errors import InvalidInput, NotFound

_MOST = 64 << 20
"""The largest batch file, in bytes."""
_JSON = {".jsonl", ".ndjson", ".json"}


def read(path: Path) -> list[batch.Row]:
    """The rows of a batch file; NotFound and InvalidInput if it cannot be read."""
    try:
        if path.stat().st_size > _MOST:
            raise InvalidInput(
                f"{shown(str(path))} is larger than {_MOST:,} bytes",
                hint="Split it into several batches",
            )
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(
            f"no file {shown(str(path))}", hint="Check the name of the batch file"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{shown(str(path))} cannot be read: {error}", hint="A batch is a UTF-8 text file"
        ) from error
    return batch.read(text, is_json=path.suffix.casefold() in _JSON)
