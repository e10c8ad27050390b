"""Files that are kept: written whole, or refused in words of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from charlib.domain.footage.clips import kept_path
from charlib.domain.text import printable
from charlib.errors import MediaError
from charlib.files import replacing


def unwritable(target: Path, error: OSError) -> MediaError:
    """Return the error for a place that cannot be written to."""
    return MediaError(
        f"cannot write {printable(str(target))}: {error.strerror or error}",
        hint="Free some space, or choose another folder",
    )


@contextmanager
def written(target: Path, place: Path) -> Iterator[Path]:
    """Give a name to write a file under, then put it at `target`; errors name `place`."""
    try:
        with replacing(target) as part:
            yield part
    except OSError as error:
        raise unwritable(place, error) from error


def keep_bytes(data: bytes, folder: Path, suffix: str) -> tuple[str, str]:
    """Keep a file by its content; return its path below `folder`, and its hash."""
    digest = hashlib.sha256(data).hexdigest()
    path = kept_path(digest, suffix)
    with written(folder / path, folder) as part:
        part.write_bytes(data)
    return path, digest
