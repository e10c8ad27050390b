"""What every place of shared objects can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol

from charlib.domain.text import printable
from charlib.errors import InvalidInput, NotFound, Refused

SMALL = 8 << 20
"""Bytes of the largest object that is read into memory, unless the caller says otherwise."""
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}){0,7}")


class Place(Protocol):
    """Objects that are written once, never changed and never deleted. Threads may share it.

    Keys are like `log/000000000012-anna`: letters, digits, `.`, `_` and `-`, in folders. Every
    verb raises Unreachable or NoAnswer if the place cannot be reached, and Refused, with a `kind`,
    if it does not allow what is asked.
    """

    url: str
    """Where it is, without keys; `open_place` takes it."""
    lists_cheaply: ClassVar[bool]
    """Whether the list of all keys costs next to nothing."""
    claims_expire: ClassVar[bool]
    """Whether members can agree that time has run out: there is a common clock, and one winner."""

    @property
    def has_exclusive_create(self) -> bool:
        """Whether of two members who put one key, one is told at once that it was too late."""

    def prepare(self) -> None:
        """Make the place, where that is possible: a folder."""

    def put(self, key: str, data: bytes) -> bool:
        """Write an object, whole and durable; False, and nothing is changed, if there is one.

        After NoAnswer it may be there. Who tries again gets False, and reads whose it is.
        """

    def put_file(self, key: str, path: Path) -> bool:
        """Write an object that is in a file: as `put`, without holding it in memory."""

    def together(self) -> AbstractContextManager[None]:
        """Objects that this thread puts in a `with` block are durable when it ends: quicker."""

    def get(self, key: str, limit: int = SMALL) -> bytes:
        """Read an object. NotFound if there is none; Refused if it has more bytes than `limit`."""

    def get_file(self, key: str, target: Path, limit: int) -> None:
        """Write an object into a file: as `get`, without holding it in memory."""

    def list(self, prefix: str, after: str = "") -> Iterator[str]:
        """The keys that begin with a prefix, such as `log/`, in order; only those after `after`.

        What is no key, such as the copies that a synchronising program makes, is left out.
        """

    def now(self) -> datetime | None:
        """The time by the clock that all members share; None where there is none."""

    def close(self) -> None:
        """Close the connections."""


def is_key(text: str) -> bool:
    """Whether a text is a valid key."""
    return _KEY.fullmatch(text) is not None


def checked(key: str) -> str:
    """A key. Raises InvalidInput for any other text."""
    if not is_key(key):
        raise InvalidInput(
            f"invalid key {printable(key, 80)!r} for an object",
            hint="Use letters, digits, dots, dashes and underscores, in at most eight folders",
        )
    return key


def missing(key: str, where: str) -> NotFound:
    """The error for an object that is not there."""
    return NotFound(
        f"{where} has no object {key}",
        hint="If the place is a synchronised folder, wait until it has caught up",
    )


def too_large(key: str, where: str, limit: int) -> Refused:
    """The error for an object that is larger than it may be."""
    return Refused(
        f"the object {key} of {where} has more than {limit:,} bytes",
        hint="Ask who wrote it: charlib did not",
        kind="content",
        cause="size",
        is_permanent=True,
    )
