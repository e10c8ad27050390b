"""The file in which a sandbox keeps its world, so that a later run goes on with it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT = 1
_PRIVATE = 0o600


class StateError(Exception):
    """A state file that cannot be used; the message says why."""


class StateFile:
    """One file, held by one sandbox at a time through a lock file beside it.

    It is written whole, beside the old one, and renamed, so a kill leaves the old or the new. A
    checksum finds a file that was damaged or edited; such a file is never overwritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._lock: int | None = None
        self._text = ""

    def open(self) -> dict[str, Any] | None:
        """Take the lock and return the kept world, or None if there is no file yet.

        Raises `StateError`.
        """
        try:
            self._take_lock()
            try:
                text = self._path.read_text(encoding="utf-8")
            except FileNotFoundError:
                return None
            return self._parsed(text)
        except OSError as error:
            self.close()
            raise StateError(f"{self._path} cannot be used: {error.strerror}.") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            self.close()
            raise self.broken() from None

    def broken(self) -> StateError:
        """The error about a file that is not as a sandbox wrote it."""
        return StateError(f"{self._path} is not the whole state of a sandbox.")

    def write(self, world: dict[str, Any]) -> None:
        """Keep a world, unless it is the one that is kept already."""
        text = json.dumps(world, separators=(",", ":"))
        if self._lock is None or text == self._text:
            return
        whole = json.dumps({"charlib-sandbox": _FORMAT, "sha256": _sha256(text), "world": text})
        arriving = self._path.with_name(f"{self._path.name}.new")
        arriving.unlink(missing_ok=True)
        with open(arriving, "x", encoding="utf-8", opener=_private) as file:
            file.write(whole)
        arriving.replace(self._path)
        self._text = text

    def close(self) -> None:
        """Release the lock."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _parsed(self, text: str) -> dict[str, Any]:
        kept = json.loads(text)
        if kept["charlib-sandbox"] != _FORMAT or kept["sha256"] != _sha256(kept["world"]):
            raise ValueError("not as it was written")
        self._text = kept["world"]
        world: dict[str, Any] = json.loads(self._text)
        return world

    def _take_lock(self) -> None:
        beside = self._path.with_name(f"{self._path.name}.lock")
        lock = os.open(beside, os.O_RDWR | os.O_CREAT, _PRIVATE)
        try:
            _lock(lock)
        except OSError:
            os.close(lock)
            raise StateError(f"{self._path} is in use by another sandbox.") from None
        self._lock = lock


def _lock(descriptor: int) -> None:
    """Lock a file until it is closed; raises `OSError` if somebody else has the lock."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists there only

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - exists there only

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
