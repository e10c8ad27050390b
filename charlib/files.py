"""Writes files completely or not at all, and identifies them by their content."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20


@contextmanager
def replacing(path: Path, *, private: bool = True) -> Iterator[Path]:
    """Write a file through a temporary one beside it, which replaces it after the block.

    A private file is for this user alone, and so is its folder, which is created. A file that the
    user named has the usual permissions, in a folder that exists; a device or a pipe, such as
    `/dev/stdout`, is written to and stays what it is. If the block raises, the temporary file is
    removed and the old file stays.
    """
    if not private and path.exists() and not path.is_file():
        yield path
        return
    if not private:
        path = path.resolve()  # a link stays one
    if private:
        private_folder(path.parent)
    # The thread is in the name too: two threads may write the same content to the same place.
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        if private:
            create_private(part)
        yield part
        if private:
            part.chmod(0o600)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def private_folder(path: Path) -> None:
    """Create a folder that only its owner can open, and with it the missing ones above it.

    `mkdir` would give only the last one these permissions.
    """
    if path.is_dir():
        return
    missing = takewhile(lambda folder: not folder.exists(), path.parents)
    for folder in (*reversed([*missing]), path):
        folder.mkdir(exist_ok=True, mode=0o700)  # the error, where it is a file


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def create_private(path: Path) -> None:
    """Create an empty file that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    path.touch(0o600, exist_ok=False)


def sha256(path: Path) -> tuple[str, int]:
    """Return a file's hash and its size in bytes."""
    with path.open("rb") as file:
        return sha256_of(file)


def sha256_of(file: IO[bytes]) -> tuple[str, int]:
    """Return the hash and the size in bytes of an open file."""
    import hashlib  # loads OpenSSL, which most commands do not need

    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
